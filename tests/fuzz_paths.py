"""By hand: `python tests/fuzz_paths.py 1000 [SEED]` sends so many inputs through each way into the chat.

The ways: a question of a program (`/ask`), of `gradio_client` (`call/ask`), every event of the page, a conversation
that a browser brings back, a file, logging in, and whatever can stand in an address and in headers. Hypothesis makes
what is sent: texts of any characters, JSON of any shape, sound bodies with a part changed, and bytes. The whole server
runs in this process, door and Gradio with it, over a pipeline that finds words. Prints the statuses; stops with an
error, and the shortest input, for a status above 4xx other than a polite 503, and for an exception in the log.

`python tests/fuzz_paths.py 100000 --way restore` sends them all one way. With `--guided`, Atheris (`pip install
atheris`; it is not among our dependencies) changes inputs so that they reach code that none reached before; it needs a
way, says how much it covers, and puts an input that fails beside where it was started.
"""

import argparse
import asyncio
import collections
import contextlib
import importlib
import io
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

LETTERS = "abcdefghijk"
TOKEN = "a-token-that-nobody-guesses"
TEXT = st.text(max_size=80) | st.sampled_from(
    ["trade", "متى بدأت العلاقات؟", "embassy </mark>", "\ud800", "\u202e", "  "]
)
SHAPE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
PLACES = (
    TEXT | st.from_regex(r"[a-z]{0,9}:-?\d{1,9}-\d{1,9}(:[0-9a-f]{12})?", fullmatch=True) | st.just("relations:0-5")
)


class Chat:
    """The server, and a page of it that is open."""

    def __init__(self):
        from chat_inside import SECRET, Inside

        from chat.web import LoginSettings

        self.inside = Inside(Path(tempfile.mkdtemp()), login=LoginSettings(token=TOKEN))
        self.own = [(b"cookie", f"sanad={SECRET}".encode()), (b"authorization", f"Bearer {TOKEN}".encode())]
        self.loop = self.inside.loop
        self.logged = io.StringIO()
        logging.basicConfig(handlers=[logging.StreamHandler(self.logged)], level=logging.WARNING, force=True)
        self.loop.run_until_complete(self.inside.begin())
        self.loop.run_until_complete(self.inside.open(LETTERS, SECRET, headers=self.own[1:]))
        self.events = self.loop.run_until_complete(self.inside.config(self.own))

    def status(self, method, path, body=b"", headers=(), query=b"", *, client="127.0.0.1"):
        """The status of a request. AssertionError where it is above 4xx, or where an exception was logged."""
        named = {name for name, _ in headers}
        own = [] if path == "/login" else [one for one in self.own if one[0] not in named]
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            call = self.inside.call(method, path, body, [*own, *headers], query, client=client)
            status, answer = self.loop.run_until_complete(asyncio.wait_for(call, 60))
        for sent in self.inside.taking.folder.iterdir():  # else two would be all that wait
            shutil.rmtree(sent)
        logged = self.logged.getvalue() + said.getvalue()
        self.logged.seek(0), self.logged.truncate()
        assert status < 500 or status == 503, (status, answer[:500], logged)
        assert "Traceback" not in logged, logged
        return status


def as_json(value):
    return json.dumps(value).encode("utf-8")  # half characters are escaped, and so can be sent


def changed(sound):
    """The sound value with some of its parts put in place of others, or left out."""
    parts = st.dictionaries(st.sampled_from(sorted(sound)), SHAPE, max_size=2)
    return parts.map(lambda new: sound | new)


def damaged(text):
    """The text with a stretch of it in place of another stretch."""
    at = st.integers(0, len(text))
    return st.tuples(at, at, TEXT).map(lambda cut: text[: min(cut[:2])] + cut[2] + text[max(cut[:2]) :])


def bodies(*values):
    return st.binary(max_size=200) | st.one_of(*values, SHAPE).map(as_json)


# What the page's events tell, by its name in them.
_TOLD = {
    "fragment": PLACES,
    "question": TEXT,
    "room": st.sampled_from(["", "other", "/own"]) | TEXT,
    "lang": TEXT,
    "turn": TEXT,
    "verdict": st.sampled_from(["right", "wrong", "better", "not_in_documents"]) | SHAPE,
    "words": TEXT,
    "format": st.sampled_from(["json", "html", "md"]) | SHAPE,
    "document": TEXT,
    "name": TEXT,
    "first": SHAPE,
    "place": TEXT | st.from_regex(r"[0-9a-f]{32}/sent", fullmatch=True) | TEXT.map(lambda text: text * 400),
    "problem": TEXT,
    "replace": st.booleans(),
    "memory": TEXT,
}
_KNOWN = [
    "/",
    "/login",
    "/healthz",
    "/readyz",
    "/version",
    "/metrics",
    "/line",
    "/verify",
    "/original",
    "/config",
    "/theme.css",
    "/favicon.ico",
    "/robots.txt",
    "/ask",
    "/logout",
    "/upload",
    "/assets/",
    "/static/",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/queue/data",
    "/gradio_api/heartbeat/",
    "/gradio_api/call/ask/",
]
_ASKED = [
    "link",
    "document",
    "start",
    "end",
    "quote",
    "collection",
    "place",
    "page",
    "session_hash",
    "deep_link",
    "serialize",
    "view",
]
_NAMES = (
    b"host origin sec-fetch-site cookie content-length x-forwarded-for x-forwarded-host authorization range accept "
    b"if-none-match accept-language transfer-encoding content-type"
).split()
_VALUES = [b"http://127.0.0.1", b"http://[", b"[::1]:99999", b"cross-site", b'sanad="', b"Bearer \xff", b"bytes=9-1"]


def post(path, body):
    return st.tuples(st.just("POST"), st.just(path), body)


def page_events(by_name):
    """Events of the page with other data, other texts for what the page holds, or other parts."""

    def of(one):
        path, body = one
        told = st.fixed_dictionaries({}, optional=_TOLD).map(lambda data: body | {"event_data": data})
        n = len(body["data"])
        held = st.lists(TEXT | st.booleans() | st.none(), min_size=n, max_size=n).map(
            lambda data: body | {"data": data}
        )
        return post(path, bodies(changed(body), told, held))

    return st.sampled_from([one for name, one in by_name.items() if name != "unload"]).flatmap(of)


def memories():
    """Conversations that a browser brings back: sound, damaged, and none."""
    from chat_sample import SamplePipeline

    from chat.conversation import Turn
    from chat.memory import to_memory

    kept = to_memory([Turn(one, SamplePipeline().ask(one)) for one in ("trade", "Who won?")], "")
    memory = damaged(kept) | SHAPE.map(json.dumps) | TEXT
    return st.fixed_dictionaries({"memory": memory, "fragment": PLACES, "replace": st.booleans()})


def addresses():
    """Requests with anything in their paths, queries and headers."""
    path = st.sampled_from(_KNOWN)
    paths = path | st.tuples(path, TEXT | st.just("../" * 9 + "etc/passwd")).map("".join)
    values = PLACES | st.integers().map(str) | st.just("9" * 5000)
    named = st.dictionaries(st.sampled_from(_ASKED), values, max_size=4)
    queries = named.map(form) | st.binary(max_size=60).map(lambda sent: sent.replace(b"\n", b""))
    said = st.text(st.characters(codec="latin-1"), max_size=40).map(lambda text: text.encode("latin-1"))
    headers = st.lists(st.tuples(st.sampled_from(_NAMES), said | st.sampled_from(_VALUES)), max_size=3).map(tuple)
    methods = st.sampled_from(["GET", "HEAD", "POST", "PUT"])
    return st.tuples(methods, paths, st.binary(max_size=20), headers, queries)


def form(values):
    return "&".join(f"{name}={quote(value, errors='replace')}" for name, value in values.items()).encode()


def ways(events):
    """By the name of a way, what is sent: method, path, body, headers and query."""
    from chat_inside import sent

    by_name = {one["targets"][0][1]: sent(one, LETTERS) for one in events}
    path, restore = by_name["restore"]
    forms = st.binary(max_size=200) | st.fixed_dictionaries({"name": TEXT, "password": TEXT}).map(form)
    return {
        "/ask": post("/ask", bodies(TEXT.map(lambda text: {"question": text}), changed({"question": "trade"}))),
        "call/ask": post(
            "/gradio_api/call/ask", bodies(changed({"data": ["trade"]}), TEXT.map(lambda text: {"data": [text]}))
        ),
        "event": page_events(by_name),
        "restore": post(path, memories().map(lambda data: as_json(restore | {"event_data": data}))),
        "file": post("/upload", st.binary(max_size=3000) | TEXT.map(lambda text: text.encode("utf-8", "replace"))),
        "login": post("/login", forms),
        "address": addresses(),
    }


def target(chat, way, *, n, chance, seen):
    """A test of Hypothesis's that sends what it draws from the way, and counts the statuses."""
    address = st.integers(0, 2**24).map(lambda number: f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    @seed(chance)
    @settings(
        max_examples=n, database=None, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(way, address)
    def send(request, client):
        client = client if request[1] == "/login" else "127.0.0.1"  # else ten tries would be all
        seen[chat.status(*request, client=client)] += 1

    return send


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("n", type=int)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--way")
    parser.add_argument("--guided", action="store_true")
    options = parser.parse_args()
    if options.guided:
        guided(options)
        return
    chat = Chat()
    for number, (name, way) in enumerate(ways(chat.events).items()):
        if options.way in (None, name):
            started, seen = time.monotonic(), collections.Counter()
            target(chat, way, n=options.n, chance=options.seed + number, seen=seen)()
            print(f"{name}: {seen.total()} inputs in {time.monotonic() - started:.0f} s: {_each(seen)}", flush=True)


def guided(options):
    """Lets Atheris look for new code with the same requests. Never returns."""
    import atheris

    with atheris.instrument_imports(include=["chat"]):
        for name in ("chat.web.serving", "chat.page", "chat.memory", "chat.export"):
            importlib.import_module(name)
    chat, seen = Chat(), collections.Counter()
    way = ways(chat.events)[options.way]
    fuzz_one = target(chat, way, n=1, chance=options.seed, seen=seen).hypothesis.fuzz_one_input

    def one(data):
        fuzz_one(data)
        if seen.total() >= options.n:
            print(f"{options.way}: {seen.total()} inputs: {_each(seen)}", flush=True)
            os._exit(0)  # Atheris takes an exception, SystemExit too, for a finding

    atheris.Setup([sys.argv[0], f"-seed={options.seed}", "-max_len=8192", "-timeout=120"], one)
    atheris.Fuzz()


def _each(seen):
    return ", ".join(f"{count} of {status}" for status, count in sorted(seen.items()))


if __name__ == "__main__":
    main()
