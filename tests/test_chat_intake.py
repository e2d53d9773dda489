"""How files come to the disk: from open pages, few at a time, within what all share, and whole or not at all."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from own_sample import ARABIC_TEXT, ENGLISH_TEXT, Clock, send, uploads
from starlette.requests import Request

from chat.opening import new_folder
from chat.uploads import Uploads
from chat.visitors import Note
from chat.web.intake import Intake
from chat.web.sessions import Sessions
from qa.settings import UploadSettings

_A, _B = "a" * 32, "b" * 32  # two browsers' secrets
_SMALL = UploadSettings(file_bytes=1000)


class Taking:
    """An intake with the pages of browsers that are open, and requests to it."""

    def __init__(self, folder: Path, settings: UploadSettings = _SMALL) -> None:
        self.sessions = Sessions()
        self.uploads = uploads(folder, settings)
        self.intake = Intake(self.uploads, self.sessions)

    def open(self, cookie: str, who: str = "192.0.2.1") -> tuple[str, str, str]:
        page = self.sessions.name(cookie, "page"), self.sessions.browser(cookie), who
        self.sessions.opened(*page)
        return page

    async def send(self, body: bytes, cookie: str = _A, *, said: str | None = None, who: str = "192.0.2.1") -> Any:
        """The answer to a body; `None` in place of a part stands for a connection that breaks."""
        return await self.parts([body], cookie, said=str(len(body)) if said is None else said, who=who)

    async def parts(self, parts: list[bytes | None], cookie: str, *, said: str, who: str = "192.0.2.1") -> Any:
        waiting = list(parts)

        async def receive() -> dict[str, Any]:
            part = waiting.pop(0) if waiting else None
            if part is None:
                return {"type": "http.disconnect"}
            await asyncio.sleep(0)
            return {"type": "http.request", "body": part, "more_body": bool(waiting)}

        headers = [(b"content-length", said.encode()), (b"cookie", f"sanad={cookie}".encode())]
        scope = {"type": "http", "method": "POST", "headers": headers, "client": (who, 1)}
        return await self.intake.take(Request(scope, receive))

    def files(self) -> list[bytes]:
        return sorted(path.read_bytes() for path in self.uploads.folder.rglob("sent"))


@pytest.fixture
def taking(tmp_path: Path) -> Taking:
    return Taking(tmp_path / "sent")


def ran(do: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(do())  # type: ignore[arg-type]


def test_a_file_of_an_open_page_is_taken_and_read(taking: Taking) -> None:
    async def do() -> None:
        assert (await taking.send(ENGLISH_TEXT)).status_code == 409  # no page is open
        taking.open(_A)
        assert (await taking.send(ENGLISH_TEXT, _B)).status_code == 409  # another browser's is
        assert (await taking.send(ENGLISH_TEXT, "")).status_code == 409
        answer = await taking.send(ENGLISH_TEXT)
        path = answer.body.decode().split('"')[3]
        assert taking.files() == [ENGLISH_TEXT]
        assert not path.startswith("/")  # nothing of where this machine keeps it
        steps = list(taking.uploads.add("session", "notes.txt", path))
        assert not isinstance(steps[-1], Note)
        assert list(taking.uploads.folder.iterdir()) == []

    ran(do)


@pytest.mark.parametrize(
    ("parts", "said", "status"),
    [
        ([b"x" * 1001], "1001", 413),
        ([b"x"], "", 411),
        ([b"x"], "-1", 411),
        ([b"x"], "9" * 16, 411),
        ([b"x" * 5, None], "10", 400),  # broken off
        ([None], "10", 400),
        ([b"x" * 5], "10", 400),  # shorter than was said
        ([b"x" * 11], "10", 400),  # longer
    ],
)
def test_what_does_not_come_as_it_should_leaves_nothing(
    taking: Taking, parts: list[bytes | None], said: str, status: int
) -> None:
    async def do() -> None:
        taking.open(_A)
        for _ in range(50):  # a place that is not given back would be missed by then
            assert (await taking.parts(parts, _A, said=said)).status_code == status
        assert list(taking.uploads.folder.iterdir()) == []
        assert (await taking.send(b"good")).status_code == 200

    ran(do)


def test_a_browser_has_two_files_waiting_and_a_closed_one_none(taking: Taking) -> None:
    async def do() -> None:
        page = taking.open(_A)
        second = taking.open(_A)
        statuses = [(await taking.send(b"%d" % n)).status_code for n in range(4)]
        assert statuses == [200, 200, 429, 429]
        taking.open(_B, "192.0.2.2")
        assert (await taking.send(b"b", _B, who="192.0.2.2")).status_code == 200
        taking.sessions.closed(*page)
        assert taking.files() == [b"0", b"1", b"b"]  # the browser has another page open
        taking.sessions.closed(*second)
        assert taking.files() == [b"b"]

    ran(do)


def test_all_share_so_many_bytes_and_one_asker_a_part(taking: Taking) -> None:
    async def do() -> None:
        cookies = [f"{n:032x}" for n in range(30)]
        greedy = []
        for cookie in cookies[:4]:
            taking.open(cookie, "192.0.2.9")
            greedy.append((await taking.send(b"x" * 1000, cookie, who="192.0.2.9")).status_code)
        assert greedy == [200, 200, 429, 429]  # of 10,000 bytes a quarter
        others = []
        for n, cookie in enumerate(cookies[4:14]):
            taking.open(cookie, f"198.51.100.{n}")
            others.append((await taking.send(b"x" * 1000, cookie, who=f"198.51.100.{n}")).status_code)
        assert others == [200] * 8 + [503] * 2

    ran(do)


def test_slow_files_of_one_asker_leave_room_for_others(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.web.intake._SECONDS", 0.2)

    async def never(cookie: str, who: str) -> int:
        taking.open(cookie, who)
        headers = [(b"content-length", b"9"), (b"cookie", f"sanad={cookie}".encode())]
        scope = {"type": "http", "method": "POST", "headers": headers, "client": (who, 1)}
        request = Request(scope, lambda: asyncio.sleep(60, {"type": "http.disconnect"}))
        return (await taking.intake.take(request)).status_code

    async def do() -> None:
        slow = [asyncio.create_task(never(f"{n:032x}", "192.0.2.9")) for n in range(20)]
        await asyncio.sleep(0.05)
        taking.open(_B, "192.0.2.2")
        assert (await taking.send(b"b", _B, who="192.0.2.2")).status_code == 200
        assert sorted(await asyncio.gather(*slow)) == [408] * 2 + [429] * 18  # a small file has little time
        assert (await never("d" * 32, "192.0.2.9")) == 408  # and the places are free again

    ran(do)


def test_a_full_disk_is_said(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    async def do() -> None:
        taking.open(_A)
        opened = Path.open
        full = lambda path, *how: opened(Path("/dev/full") if path.name == "sent" else path, *how)  # noqa: E731
        monkeypatch.setattr(Path, "open", full)
        answer = await taking.send(b"x" * 1000)
        assert (answer.status_code, b"no room" in answer.body) == (507, True)
        monkeypatch.undo()
        assert list(taking.uploads.folder.iterdir()) == []

    ran(do)


def test_the_place_used_least_lately_is_given_away(tmp_path: Path) -> None:
    clock = Clock()
    taking = uploads(tmp_path / "sent", UploadSettings(n_visitors=2, place_minutes=10), clock)
    send(taking, ENGLISH_TEXT, "a")
    clock.now += 60
    send(taking, ENGLISH_TEXT, "b")
    clock.now += 539
    assert send(taking, ENGLISH_TEXT, "c")[-1] == Note("file.txt", "too_many_visitors", (("n", 2),))
    taking.visitors.find("a")  # which is use
    clock.now += 61
    assert not isinstance(send(taking, ENGLISH_TEXT, "c")[-1], Note)
    assert [taking.visitors.peek(one) is not None for one in "abc"] == [True, False, True]
    taking.visitors.close("a")  # a closed page's place is given away at once
    assert not isinstance(send(taking, ARABIC_TEXT, "d")[-1], Note)
    assert taking.visitors.peek("a") is None


def test_a_long_text_is_refused_by_its_length_and_a_slow_one_by_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking: Uploads = uploads(tmp_path / "sent", UploadSettings(n_passages=10))
    monkeypatch.setattr(taking.visitors.workshop.models.encoder, "count_tokens", lambda text: 1 / 0, raising=False)
    note = send(taking, b"word " * 1300)[-1]
    assert isinstance(note, Note)
    assert (note.reason, "6,500 characters of text; at most 6,000 are read" in note.words) == ("too_much", True)
    monkeypatch.undo()
    times = iter(range(0, 1000, 11))
    monkeypatch.setattr("qa.held.time.monotonic", lambda: next(times))
    note = send(taking, ENGLISH_TEXT)[-1]
    assert isinstance(note, Note)
    assert (note.reason, "more than 20 seconds" in note.words) == ("too_much", True)


def test_what_a_killed_process_left_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from chat.opening import new_folder\n"
        "folder = new_folder(Path(sys.argv[1])); (folder / 'secret').write_text('x'); print(folder, flush=True)\n"
        "time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        (tmp_path / "sanad-uploads-file").write_text("not a folder")
        (tmp_path / "other").mkdir()
        new_folder(tmp_path)
        assert (left / "secret").exists()  # its process lives
        process.kill()
        process.wait()
        mine = new_folder(tmp_path)
    assert not left.exists()
    assert {mine.name, "other", "sanad-uploads-file"} <= {path.name for path in tmp_path.iterdir()}
