"""Whether the tests would notice: each change below ruins quality in one place, and has to fail a test.

    python tests/mutate.py             all of them, a minute
    python tests/mutate.py stem waw    those whose name holds one of the words

Each is made in a copy of the tree, in which the nearest tests then run; they have to pass without the change, and to
fail with it. 0 where all are noticed. Run by hand on a POSIX system, after changes to what is changed here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLITICS = "corpus/language/clitics.py"
FOLDING = "corpus/language/folding.py"
SETTINGS = "index/settings.py"
STEMS = ("tests/test_light10.py",)
IN_USE = ("tests/test_settings_in_use.py",)
FACTS = ("tests/test_reader_facts.py",)
# Imported once, for all runs.
LIBRARIES = ("babel", "faiss", "lxml.html", "numpy", "py3langid", "scipy.sparse", "sentencex", "tokenizers")
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "models", "build", "*.egg-info", "__pycache__", ".*_cache")


@dataclass(frozen=True)
class Change:
    """In one file `old`, which stands there once, becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


ARTICLES = 'ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")'
SUFFIXES = '_SUFFIXES = ("ها", "يه", "ه", "ي", "ون", "ين", "ات", "ان")'


def without(file: str, affixes: str, kind: str) -> list[Change]:
    """The change that leaves out one affix, for each of them."""
    name, _, listed = affixes.partition(" = ")
    every = listed.strip("()").split(", ")
    return [
        Change(
            f"{kind} {affix}", file, affixes, f"{name} = ({', '.join(one for one in every if one != affix)},)", STEMS
        )
        for affix in every
    ]


CHANGES = [
    *without(CLITICS, ARTICLES, "Light10 without the prefix"),
    Change("Light10 without the prefix و", FOLDING, "(*ARTICLES, AND)", "ARTICLES", STEMS),
    *without(FOLDING, SUFFIXES, "Light10 without the suffix"),
    Change("shortest stem 2", FOLDING, "_SHORTEST_STEM = 3", "_SHORTEST_STEM = 2", STEMS),
    Change("lang_of at a third", FOLDING, "arabic * 2 > len(letters)", "arabic * 3 > len(letters)", STEMS),
    Change(
        "across always false",
        "qa/reader.py",
        "across = hit.passage.document.lang != question.lang",
        "across = False",
        FACTS,
    ),
    Change("search gap of the wrong sign", "qa/reader.py", "hit.score - best_score", "best_score - hit.score", FACTS),
    Change("dense_weight .1", SETTINGS, "dense_weight: float = 1.5", "dense_weight: float = 0.1", IN_USE),
    Change("min_confidence .05", "settings.toml", "min_confidence = 0.25", "min_confidence = 0.05", IN_USE),
    Change("min_confidence .05 in the code", SETTINGS, "min_confidence: float = 0.25", "min_confidence: float = 0.05",
           IN_USE),
    Change("max_tokens 60", "corpus/split.py", "max_tokens: int = 110", "max_tokens: int = 60", IN_USE),
    Change("k 2", "settings.toml", "k = 6", "k = 2", IN_USE),
    Change("k 2 in the code", SETTINGS, "k: int = 6", "k: int = 2", IN_USE),
]  # fmt: skip


def main(words: list[str]) -> int:
    """0 where every change is noticed."""
    chosen = [change for change in CHANGES if not words or any(word in change.name for word in words)]
    missed = []
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory(prefix="sanad-mutate-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        (tree / "models").symlink_to(ROOT / "models")
        for tests in sorted({change.tests for change in chosen}):
            if run(tree, tests) != 0:
                print(f"{' '.join(tests)} fail as they are: repair them first", file=sys.stderr)
                return 2
        for change in chosen:
            if not is_noticed(tree, change):
                missed.append(change.name)
            print(f"{'NOT NOTICED' if change.name in missed else 'noticed':11}  {change.name}", flush=True)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} noticed")
    return 1 if missed else 0


def is_noticed(tree: Path, change: Change) -> bool:
    """Whether a test fails with the change; an error that keeps tests from running is none."""
    path = tree / change.file
    text = path.read_text("utf-8")
    if text.count(change.old) != 1:
        raise SystemExit(f"{change.name}: {change.old!r} stands {text.count(change.old)} times in {change.file}")
    path.write_text(text.replace(change.old, change.new), "utf-8")
    try:
        return run(tree, change.tests) == 1
    finally:
        path.write_text(text, "utf-8")


def run(tree: Path, tests: tuple[str, ...]) -> int:
    """pytest's exit status in a process of its own: 0 where all pass, 1 where one fails."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.chdir(tree)
        sys.path[:0] = [str(tree), str(tree / "tests")]
        # A change within a second of the last is not seen in a file's time, which bytecode is known by.
        sys.dont_write_bytecode = True
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = int(pytest.main(["-x", "--noconftest", "-p", "no:cacheprovider", *tests]))
        if code not in (0, 1):
            print(said.getvalue(), file=sys.stderr, flush=True)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
