"""Many askers at once through the page: none lost, none crossed, and said where it is otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chat_sample import SamplePipeline, served

from eval.load import Reply, ask_all, in_words, main


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(delay=0.02) as url:
        yield url


@pytest.mark.parametrize("by_post", [False, True])
def test_none_is_lost_and_none_crossed(address: str, by_post: bool) -> None:
    kinds = ("slowly, how much trade?", "what embassy?", "slowly, who won?", "كم عقد؟")
    questions = [f"{kinds[number % 4]} {number}" for number in range(48)]
    replies = ask_all(address, questions, n_askers=12, by_post=by_post)
    assert [reply.lost_because for reply in replies] == [""] * 48
    assert [reply.question for reply in replies] == questions
    assert [reply.outcome for reply in replies] == [
        SamplePipeline(delay=0).ask(question).to_json() for question in questions
    ]
    assert not any(reply.is_crossed for reply in replies)


def test_the_shipped_questions_are_asked_of_a_running_page(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", address, "--askers", "3", "--questions", "9"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("9 questions of 3 askers at once, ")
    assert "lost 0, crossed 0" in said
    assert "p50" in said


def test_what_is_lost_and_crossed_is_counted() -> None:
    replies = [
        Reply("a", {"kind": "answer", "question": "a"}, 1.0),
        Reply("b", {"kind": "refusal", "question": "a"}, 3.0),
        Reply("c", None, 9.0, "QueueError: full"),
    ]
    assert in_words(replies, 2, 4.0) == (
        "3 questions of 2 askers at once, 4.0 s, 0.5 a second\n"
        "answered 1, refused 1, lost 1, crossed 1\n"
        "lost because: QueueError: full\n"
        "seconds from sending to the answer: p50 2.00, p95 2.90"
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "somebody/space"])
def test_no_page_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", url, "--askers", "1", "--questions", "1"]) == 2
    assert url in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "-1", "x"])
def test_what_is_no_count_is_misuse(count: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--askers", count])
    assert stop.value.code == 2
