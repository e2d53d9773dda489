"""By hand: `python tests/fuzz_paths.py 1000 [SEED]` sends so many inputs to each way into the chat.

The ways: a question of a program (`/ask`), of `gradio_client` (`call/ask`), an event of the page, a conversation that a
browser brings back, and a file. Hypothesis makes what is sent: texts of any characters, JSON of any shape, sound bodies
with a part changed, and bytes. Prints the statuses; stops with an error, and the shortest input, for a status above 4xx
other than a polite 503, and for a traceback in the server's log.
"""

import collections
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import httpx
from chat_sample import ARABIC, SamplePipeline, served
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from chat.conversation import Turn
from chat.memory import to_memory

LETTERS = "abcdefghijk"
TEXT = st.text(max_size=80) | st.sampled_from(
    ["trade", "متى بدأت العلاقات؟", "embassy </mark>", "\ud800", "\u202e", "  "]
)
SHAPE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
MEMORY = to_memory([Turn(one, SamplePipeline().ask(one)) for one in ("trade", "Who won?")], "")


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


def event(config, name):
    """A sound event of the page of this name."""
    events = [one for one in config["dependencies"] if one["backend_fn"]]
    found = next(one for one in events if one["targets"][0][1] == name)
    return {
        "data": [None] * len(found["inputs"]),
        "event_data": {},
        "fn_index": found["id"],
        "session_hash": LETTERS,
        "trigger_id": found["targets"][0][0],
    }


def ways(config):
    """Path and bodies by the name of the way."""
    restore, opening = event(config, "restore"), event(config, "open_place")
    memories = damaged(MEMORY) | SHAPE.map(json.dumps) | TEXT
    fragments = TEXT | st.from_regex(r"[a-z]{0,9}:-?\d{1,9}-\d{1,9}", fullmatch=True) | st.just(f"{ARABIC.doc_id}:0-5")
    brought = st.builds(lambda memory, place: {"memory": memory, "fragment": place}, memories, fragments)
    return {
        "/ask": ("/ask", bodies(TEXT.map(lambda text: {"question": text}), changed({"question": "trade"}))),
        "call/ask": ("/gradio_api/call/ask", bodies(changed({"data": ["trade"]}), TEXT.map(lambda t: {"data": [t]}))),
        "event": (
            "/gradio_api/run/predict",
            bodies(changed(opening), fragments.map(lambda place: opening | {"event_data": {"fragment": place}})),
        ),
        "restore": ("/gradio_api/run/predict", brought.map(lambda data: as_json(restore | {"event_data": data}))),
        "file": ("/upload", st.binary(max_size=3000) | TEXT.map(lambda text: text.encode("utf-8", "replace"))),
    }


def fuzz(client, log, way, *, n, chance):
    """The statuses that came, each with how often."""
    path, given_bodies = way
    seen = collections.Counter()

    @seed(chance)
    @settings(
        max_examples=n, database=None, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(given_bodies)
    def send(body):
        answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
        seen[answer.status_code] += 1
        assert answer.status_code < 500 or (answer.status_code == 503 and "Retry-After" in answer.headers), answer.text
        assert "Traceback" not in log.read_text("utf-8")

    send()
    return seen


def main():
    n, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    log = Path(tempfile.mkdtemp()) / "log"
    with served("own", log=log) as address, httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        client.get("/")
        with client.stream("GET", f"/gradio_api/heartbeat/{LETTERS}"):
            for number, (name, way) in enumerate(ways(client.get("/config").json()).items()):
                started = time.monotonic()
                seen = fuzz(client, log, way, n=n, chance=first + number)
                each = ", ".join(f"{count} of {status}" for status, count in sorted(seen.items()))
                print(f"{name}: {seen.total()} inputs in {time.monotonic() - started:.0f} s: {each}", flush=True)


if __name__ == "__main__":
    main()
