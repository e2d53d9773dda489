"""Which turns were answered here: a turn's name is a keyed digest of what it says, so that nobody can make one up.

A browser keeps the conversation and brings it back, and anyone can write anything into a browser. What is judged is
written down, and read by the evaluation as a question with its answer: only turns with a sound name can be judged.
The key is drawn when the program starts; after that, turns that an earlier run answered are shown, and not judged.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import replace

from chat.conversation import Turn
from chat.memory import to_memory

_KEY = secrets.token_bytes(32)
_HALF = 16  # letters of a name that are drawn; as many are the digest


def sealed(turn: Turn) -> Turn:
    """The turn with a name of its own, under which it can be judged."""
    drawn = secrets.token_hex(_HALF // 2)
    return replace(turn, turn_id=drawn + _digest(drawn, turn))


def is_sealed(turn: Turn) -> bool:
    """Whether the turn says what it said when it got its name here."""
    drawn, digest = turn.turn_id[:_HALF], turn.turn_id[_HALF:]
    return bool(digest) and hmac.compare_digest(digest.encode(), _digest(drawn, turn).encode())


def _digest(drawn: str, turn: Turn) -> str:
    """Over the question and all that came of it, documents by their checksums."""
    said = to_memory([replace(turn, turn_id="", judgement=None)])
    message = json.dumps([drawn, said]).encode()
    return hmac.new(_KEY, message, hashlib.sha256).hexdigest()[:_HALF]
