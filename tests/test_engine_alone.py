"""The models in a process of their own: nothing is sent, and nothing is imported that serving does not need."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parent.parent
_PROGRAM = """
import sys
import time

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("outside", event, arguments[1:], flush=True)

sys.addaudithook(watch)

from pathlib import Path

from corpus.document import Document, Passage
from index.load import load_encoder
from index.hit import Hit
from qa.reader import SpanReader

encoder, reader = load_encoder(Path(sys.argv[1]), "openvino"), SpanReader(Path(sys.argv[2]))
text = "trade grew in 1992"
encoder.encode_passages([text])
assert reader.read("when?", [Hit(Passage(Document("d", "en", "t", text), 0, len(text)), 0.0, 1)])
loaded = {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
print("loaded", *sorted(loaded))
time.sleep(1)  # what is sent is sent from threads
"""


def test_models_send_nothing_and_do_without_torch(tiny_encoder, tiny_reader):
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tiny_encoder), str(tiny_reader)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["loaded"]
