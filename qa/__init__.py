"""Ask questions: `from qa import open_pipeline`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qa.answer import Answer, Candidate, Citation, Refusal, Statement, Struck, Written
from qa.errors import ModelError, QuestionError, WriterError

if TYPE_CHECKING:
    from qa.pipeline import Pipeline, open_pipeline

__all__ = [
    "Answer",
    "Candidate",
    "Citation",
    "ModelError",
    "Pipeline",
    "QuestionError",
    "Refusal",
    "Statement",
    "Struck",
    "WriterError",
    "Written",
    "open_pipeline",
]


def __getattr__(name: str) -> Any:
    # The models' libraries take seconds to import; the types above are wanted without them.
    if name in ("Pipeline", "open_pipeline"):
        import qa.pipeline

        return getattr(qa.pipeline, name)
    raise AttributeError(f"module 'qa' has no attribute {name!r}")
