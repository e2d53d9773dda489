"""The page as a server: what it answers, what it does not give out, and that it calls nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from chat_sample import SamplePipeline, served


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served() as url, httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        yield client


def ask(client: httpx.Client, question: object) -> tuple[str, object]:
    """The closing event of `/ask` and its data, over plain HTTP."""
    event = client.post("/gradio_api/call/ask", json={"data": [question]}).json()["event_id"]
    lines = client.get(f"/gradio_api/call/ask/{event}").text.splitlines()
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))


def test_ask_answers_programs(client: httpx.Client) -> None:
    kind, data = ask(client, "متى بدأت العلاقات؟")
    assert (kind, data) == ("complete", [SamplePipeline().ask("متى بدأت العلاقات؟").to_json()])


def test_ask_refuses(client: httpx.Client) -> None:
    kind, data = ask(client, "Who won?")
    assert kind == "complete"
    assert isinstance(data, list)
    assert (data[0]["kind"], data[0]["citations"], data[0]["reason"]) == ("refusal", [], "no_answer")


def test_ask_says_what_is_wrong(client: httpx.Client) -> None:
    kind, data = ask(client, "  ")
    assert kind == "error"
    assert "The question holds no words" in json.dumps(data)


def test_ask_is_the_only_public_endpoint(client: httpx.Client) -> None:
    assert list(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask"]


def test_askers_wait_for_each_other_and_each_gets_the_own_answer(client: httpx.Client) -> None:
    questions = [f"slowly {number} {words}" for number in range(4) for words in ("trade", "embassy", "who")]
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda question: ask(client, question), questions))
    assert answers == [("complete", [SamplePipeline().ask(question).to_json()]) for question in questions]


@pytest.mark.parametrize("path", ["/work", "pyproject.toml", "app.py", "chat/page.py", "/etc/passwd", "../app.py"])
def test_no_file_is_given_out(client: httpx.Client, path: str) -> None:
    assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_files_are_not_taken_in(client: httpx.Client) -> None:
    for path in ("/gradio_api/upload", "/upload"):
        assert client.post(path, files={"files": ("a.txt", b"x" * 5000)}).status_code == 404


def test_the_browser_is_told_to_stay_on_this_host(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    policy = dict(rule.strip().split(" ", 1) for rule in response.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["connect-src"], policy["object-src"]) == ("'self'", "'self'", "'none'")
    assert not any(scheme in value for value in policy.values() for scheme in ("http:", "https:", "*"))
    assert (response.headers["referrer-policy"], response.headers["x-content-type-options"]) == (
        "no-referrer",
        "nosniff",
    )


def test_watching_and_history_are_off(client: httpx.Client) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert client.get("/monitoring").status_code == 404
    assert client.get("/gradio_api/runs").status_code == 404


def test_where_nothing_can_be_judged_the_page_offers_nothing(client: httpx.Client) -> None:
    config = client.get("/config").text
    assert "data-judge" not in config
    assert "This is the answer" not in config
