"""Whether the training data holds anything of the shipped question set or of the articles it asks about.

    python -m train.overlap --data ../shared/data

Counts, for every file of questions and paragraphs that a stage reads, the questions that are also in the
shipped set and the passages that share ten words in a row with a shipped article or one of the documents it
is asked among; writes models/overlap.json with checksums of both sides, and exits with 1 where a count is not 0.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.language import words
from corpus.read import shipped_articles
from index.files import checksum
from train.data import checksums, read_examples, read_paragraphs

QUESTIONS = Path("eval/questions/article.jsonl")
NEIGHBOURS = Path("eval/questions/neighbours.jsonl")
SHARED_WORDS = 10  # in a row; fewer are common phrases
Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What must not be trained on, folded: questions, and runs of words of documents."""

    questions: frozenset[Run]
    runs: frozenset[Run]

    @classmethod
    def of(cls, questions: Iterable[str], documents: Iterable[str]) -> Shipped:
        """From texts as they are."""
        return cls(
            frozenset(tuple(words(question)) for question in questions),
            frozenset(run for document in documents for run in _runs(document)),
        )

    def has_question(self, question: str) -> bool:
        """Whether the question is a shipped one, however it is spelled."""
        return tuple(words(question)) in self.questions

    def has_passage(self, passage: str) -> bool:
        """Whether the passage shares a run of words with a shipped document."""
        return any(run in self.runs for run in _runs(passage))


def counted(shipped: Shipped, path: Path) -> dict[str, int]:
    """Of one training file: how much it holds, and how much of that is shipped."""
    if path.name.endswith(".json.gz"):
        examples = read_examples(path)
        asked = [example.question for example in examples]
        passages: Iterable[str] = {example.context for example in examples}
    else:
        asked, passages = [], read_paragraphs(path)
    has_passage = [shipped.has_passage(passage) for passage in passages]
    return {
        "questions": len(asked),
        "shared_questions": sum(map(shipped.has_question, asked)),
        "passages": len(has_passage),
        "shared_passages": sum(has_passage),
    }


def main() -> int:
    """0 where nothing is shared."""
    parser = argparse.ArgumentParser(description="Check the training data against the shipped question set.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/ and mono/")
    parser.add_argument("--out", type=Path, default=Path("models/overlap.json"))
    arguments = parser.parse_args()
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    neighbours = [json.loads(line)["text"] for line in NEIGHBOURS.read_text("utf-8").splitlines()]
    shipped = Shipped.of(asked, [*(article.text for article in shipped_articles()), *neighbours])
    paths = [*sorted((arguments.data / "qa").glob("*.json.gz")), arguments.data / "mono" / "arwiki_2017.txt.xz"]
    files = {path.name: {"sha256": checksum(path), **counted(shipped, path)} for path in paths}
    report = {"shipped_sha256": checksums([QUESTIONS, NEIGHBOURS]), "files": files}
    arguments.out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    shared = {name: row for name, row in files.items() if row["shared_questions"] or row["shared_passages"]}
    print(f"{len(files)} files, {len(shared)} of them share something: {', '.join(shared) or 'none'}")
    return 1 if shared else 0


def _runs(text: str) -> Iterator[Run]:
    said = words(text)
    return (tuple(said[at : at + SHARED_WORDS]) for at in range(len(said) - SHARED_WORDS + 1))


if __name__ == "__main__":
    sys.exit(main())
