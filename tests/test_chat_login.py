"""Logging in: nothing answers before, who may is in a file of hashes, and guessing is slow."""

from __future__ import annotations

import asyncio
import io
import ipaddress
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from own_sample import Clock
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from chat import accounts
from chat.accounts import Accounts, AccountsError
from chat.web.door import Door, DoorSettings
from chat.web.login import Login, LoginSettings

_TOKEN = "0123456789abcdef"
_PASSWORD = "كلمة سر طويلة"
_OWN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "accounts"
    accounts.add(path, "mariam", _PASSWORD)
    accounts.add(path, "omar", "another password")
    return path


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"who": scope.get("sanad.who")})(scope, receive, send)


def visited(
    settings: LoginSettings,
    do: Callable[[httpx.AsyncClient], Awaitable[None]],
    *,
    door: DoorSettings | None = None,
    clock: Clock | None = None,
    peer: str = "192.0.2.1",
) -> None:
    async def visit() -> None:
        door_settings = DoorSettings() if door is None else door
        login = Login(_inner, settings, root_path=door_settings.root_path, clock=clock or Clock())
        transport = httpx.ASGITransport(app=Door(login, door_settings), client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url=_OWN) as client:
            await do(client)

    asyncio.run(visit())


def test_nothing_answers_before(file: Path) -> None:
    async def do(client: httpx.AsyncClient) -> None:
        first = await client.get("/")
        assert (first.status_code, first.headers["location"]) == (303, "/login")
        for path in ("/config", "/gradio_api/info", "/gradio_api/queue/data", "/static/page.js", "/line"):
            assert (await client.get(path)).status_code == 401
        for path in ("/ask", "/gradio_api/queue/join", "/upload"):
            assert (await client.post(path)).status_code == 401
        form = await client.get("/login")
        assert (form.status_code, form.headers["referrer-policy"]) == (200, "same-origin")
        assert "كلمة المرور" in form.text

    visited(LoginSettings(Accounts(file)), do)


def test_a_password_opens_until_the_session_ends(file: Path) -> None:
    clock = Clock()

    async def do(client: httpx.AsyncClient) -> None:
        wrong = await client.post("/login", data={"name": "mariam", "password": "another password"})
        assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
        assert "The name or the password is wrong" in wrong.text
        right = await client.post("/login", data={"name": "mariam", "password": _PASSWORD})
        assert (right.status_code, right.headers["location"]) == (303, "/")
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert len(client.cookies["sanad-login"]) == 32
        assert (await client.get("/config")).json() == {"who": "user mariam"}
        clock.now += 3600 * 12 - 1
        assert (await client.get("/config")).status_code == 200  # which is use
        clock.now += 3600 * 12 + 1
        assert (await client.get("/config")).status_code == 401
        await client.post("/login", data={"name": "mariam", "password": _PASSWORD})
        secret = client.cookies["sanad-login"]
        await client.post("/logout")
        assert (await client.get("/config", headers={"Cookie": f"sanad-login={secret}"})).status_code == 401

    visited(LoginSettings(Accounts(file)), do, clock=clock)


def test_guessing_is_slow(file: Path) -> None:
    clock = Clock()

    async def do(client: httpx.AsyncClient) -> None:
        tries = [await client.post("/login", data={"name": "", "password": f"guess {n}"}) for n in range(12)]
        assert [one.status_code for one in tries] == [401] * 10 + [429] * 2
        late = await client.post("/login", data={"password": _TOKEN})
        assert (late.status_code, late.headers["retry-after"]) == (429, "300")
        clock.now += 301
        assert (await client.post("/login", data={"password": _TOKEN})).status_code == 303
        assert (await client.post("/login", content=b"x" * 5000)).status_code == 413

    visited(LoginSettings(token=_TOKEN), do, clock=clock)


def test_a_header_and_a_network_are_no_faster_ways_to_guess(file: Path) -> None:
    door = DoorSettings(proxies=(ipaddress.ip_network("192.0.2.1"),))

    async def do(client: httpx.AsyncClient) -> None:
        async def tried(token: str, asker: str) -> int:
            headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": asker}
            return (await client.get("/config", headers=headers)).status_code

        guesses = [await tried(f"guess {n}", f"2001:db8::{n:x}") for n in range(12)]  # one asker has all of such
        assert guesses == [401] * 9 + [429] * 3
        assert await tried(_TOKEN, "2001:db8::ffff") == 429  # right or wrong, it is not told
        assert await tried(_TOKEN, "2001:db8:1::1") == 200

    visited(LoginSettings(token=_TOKEN), do, door=door)


def test_a_token_is_for_programs(file: Path) -> None:
    async def do(client: httpx.AsyncClient) -> None:
        for sent in ("", "Bearer", "Bearer x", f"Bearer {_TOKEN}x", f"Basic {_TOKEN}", f"Bearer {_TOKEN[:-1]}"):
            assert (await client.post("/ask", headers={"Authorization": sent})).status_code == 401
        asked = await client.post("/ask", headers={"Authorization": f"Bearer {_TOKEN}"})
        assert asked.json() == {"who": "token"}

    visited(LoginSettings(Accounts(file), _TOKEN), do)


def test_a_proxy_says_who_it_is_and_nobody_else_does(file: Path) -> None:
    settings = LoginSettings(user_header="Remote-User")
    door = DoorSettings(proxies=(ipaddress.ip_network("10.0.0.1"),), root_path="/sanad")

    async def known(client: httpx.AsyncClient) -> None:
        assert (await client.get("/config", headers={"Remote-User": "mariam"})).json() == {"who": "user mariam"}
        assert (await client.get("/config")).status_code == 401
        assert (await client.get("/sanad/")).status_code == 303
        assert (await client.get("/sanad/")).headers["location"] == "/sanad/login"

    async def unknown(client: httpx.AsyncClient) -> None:
        assert (await client.get("/config", headers={"Remote-User": "mariam"})).status_code == 401

    visited(settings, known, door=door, peer="10.0.0.1")
    visited(settings, unknown, door=door)


def test_without_any_of_them_nobody_logs_in() -> None:
    async def do(client: httpx.AsyncClient) -> None:
        assert (await client.get("/config")).json() == {"who": None}
        invented = {"Cookie": "sanad-login=" + "0" * 32}
        assert (await client.get("/config", headers=invented)).json() == {"who": None}

    visited(LoginSettings(), do)


def test_the_file_holds_hashes_for_its_owner_alone(file: Path) -> None:
    text = file.read_text("utf-8")
    assert [line.split("$")[0:2] for line in text.splitlines()] == [["mariam:", "argon2id"], ["omar:", "argon2id"]]
    assert _PASSWORD not in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = Accounts(file)
    assert known.is_right("omar", "another password")
    assert not known.is_right("omar", _PASSWORD)
    assert not known.is_right("nobody", "nobody's")
    assert not known.is_right("omar", "")


def test_the_command_adds_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "accounts"
    monkeypatch.setattr("sys.stdin", io.StringIO("long enough\nlonger still\n"))
    assert accounts.main(["add", str(path), "omar"]) == 0
    assert accounts.main(["add", str(path), "omar"]) == 0  # another password
    assert Accounts(path).is_right("omar", "longer still")
    assert not Accounts(path).is_right("omar", "long enough")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert accounts.main(["add", str(path), "mariam"]) == 2
    assert accounts.main(["add", str(path), "a:b"]) == 2
    assert accounts.main(["remove", str(path), "mariam"]) == 2
    assert accounts.main(["remove", str(path), "omar"]) == 0
    said = capsys.readouterr()
    assert "The password has 5 characters; it needs 10 to 1000." in said.err
    assert "does not name 'mariam'; it names ['omar']." in said.err
    with pytest.raises(AccountsError, match="names nobody"):
        Accounts(path)


@pytest.mark.parametrize("text", ["omar", "omar:secret", ":$argon2id$x", "a b:$argon2id$x"])
def test_a_file_of_another_kind_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(f"# comment\n\n{text}\n")
    with pytest.raises(AccountsError, match="line 3 is no NAME:HASH"):
        Accounts(tmp_path / "x")
