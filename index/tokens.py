"""Texts as tokens, straight from a folder's tokenizer.json: no torch and no transformers.

A tokenizer here holds no state of truncation or padding, and may be used from several threads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding
from tokenizers import Tokenizer as Backend

Int = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Windows:
    """A question before texts, as padded rows; a text that is too long for one window has several, in order."""

    tokens: Int  # [n_windows, longest]; 0 for padding
    mask: Int  # [n_windows, longest] 1 for tokens, 0 for padding
    types: Int  # [n_windows, longest] of a token's segment, as the tokenizer numbers them
    offsets: Int  # [n_windows, longest, 2] start and end in the text that the token is of
    in_text: NDArray[np.bool_]  # [n_windows, longest] of the text: no mark, no question, no padding
    text_of: Int  # [n_windows] the text's number

    @classmethod
    def of(cls, encodings: Sequence[Encoding], text_of: Sequence[int]) -> Windows:
        """From encoded pairs of a question and a text."""
        longest = max((len(each.ids) for each in encodings), default=0)
        shape = len(encodings), longest
        tokens, mask, types = (np.zeros(shape, dtype=np.int32) for _ in range(3))
        offsets, in_text = np.zeros((*shape, 2), dtype=np.int32), np.zeros(shape, dtype=bool)
        for row, each in enumerate(encodings):
            n = len(each.ids)
            tokens[row, :n], types[row, :n], mask[row, :n] = each.ids, each.type_ids, 1
            offsets[row, :n] = each.offsets
            in_text[row, :n] = [sequence == 1 for sequence in each.sequence_ids]
        # The tokenizer gives the text's segment number in its first window alone; all texts have the same one.
        types[in_text] = types[in_text].max(initial=0)
        return cls(tokens, mask, types, offsets, in_text, np.array(text_of, dtype=np.int32))


class Tokenizer:
    """A tokenizers file, whatever truncation and padding is written in it left out.

    Equal files share what is read from them: encoder and reader have the same vocabulary, of 30 MB.
    """

    def __init__(self, folder: Path) -> None:
        """Raises ValueError or OSError for a missing or damaged file."""
        path = folder / "tokenizer.json"
        try:
            self._backend = _backend(path.read_text("utf-8"))
        except OSError:
            raise
        except Exception as error:  # tokenizers raises bare Exception
            raise ValueError(f"{path} is damaged: {error}") from error

    def count(self, text: str) -> int:
        """Tokens of the text, without the marks at its start and end."""
        return len(self._backend.encode(text, add_special_tokens=False).ids)

    def cut(self, text: str, max_tokens: int) -> str:
        """The text's first tokens."""
        offsets = self._backend.encode(text, add_special_tokens=False).offsets[:max_tokens]
        return text[: offsets[-1][1]] if offsets else text

    def texts(self, texts: Sequence[str], *, max_tokens: int) -> list[list[int]]:
        """The tokens of each text between its marks; a longer text is cut. The limit counts the marks."""
        encodings = self._backend.encode_batch(list(texts), add_special_tokens=False)
        for each in encodings:
            each.truncate(max_tokens - self._backend.num_special_tokens_to_add(False))
        return [self._backend.post_process(each).ids for each in encodings]

    def pairs(self, question: str, texts: Sequence[str], *, max_tokens: int, stride: int) -> Windows:
        """Windows of the texts, each behind the question; neighbours in a text share `stride` tokens at most.

        Raises ValueError where the question leaves no room for a text.
        """
        asked = self._backend.encode(question, add_special_tokens=False)
        room = max_tokens - len(asked.ids) - self._backend.num_special_tokens_to_add(True)
        if room < 1:
            raise ValueError(f"A question of {len(asked.ids)} tokens leaves no room in {max_tokens} for a text.")
        encodings: list[Encoding] = []
        text_of: list[int] = []
        for number, each in enumerate(self._backend.encode_batch(list(texts), add_special_tokens=False)):
            each.truncate(room, min(stride, room - 1))
            whole = self._backend.post_process(asked, each)
            encodings += [whole, *whole.overflowing]
            text_of += [number] * (1 + len(whole.overflowing))
        return Windows.of(encodings, text_of)


_N_SHARED = 2
_shared: dict[bytes, Backend] = {}
_sharing = Lock()


def _backend(text: str) -> Backend:
    """The last few that were read are at hand."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    with _sharing:
        backend = _shared.pop(digest, None)
        if backend is None:
            backend = Backend.from_str(text)
            backend.no_truncation()
            backend.no_padding()
        _shared[digest] = backend
        while len(_shared) > _N_SHARED:
            del _shared[next(iter(_shared))]
    return backend


def longest_input(folder: Path, max_positions: int) -> int:
    """Tokens of the longest text that a sentence-transformers folder encodes whole."""
    limits = [max_positions]
    for name, key in (("tokenizer_config.json", "model_max_length"), ("sentence_bert_config.json", "max_seq_length")):
        path = folder / name
        found = json.loads(path.read_text("utf-8")).get(key) if path.exists() else None
        if found is not None:
            limits.append(int(found))
    return min(limits)
