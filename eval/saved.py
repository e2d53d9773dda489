"""Rows saved as they come, so that a run can be interrupted and taken up again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

from eval.measure import Row


class SavedRows:
    """A file of JSON Lines: first what run this is, then its rows, each written through at once.

    Rows of a run that was broken off are there again in `rows` when the same run (equal `run`) is opened;
    rows of another run are set aside as `.old`. `done()` removes the file: then the report has them all.
    """

    def __init__(self, path: Path, run: dict[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows: list[Row] = []
        header = json.dumps(run, ensure_ascii=False, sort_keys=True)
        if path.exists():
            # Each row ends in a newline: what follows the last newline was cut off in the writing.
            whole = path.read_bytes()
            whole = whole[: whole.rfind(b"\n") + 1]
            first, *lines = whole.decode("utf-8").split("\n")
            if first == header:
                self.rows = [json.loads(line) for line in lines[:-1]]
                os.truncate(path, len(whole))
            else:
                path.replace(path.with_name(path.name + ".old"))
        is_new = not path.exists()
        self._file = path.open("a", encoding="utf-8", newline="\n")
        if is_new:
            self._write(header)

    def add(self, row: Row) -> None:
        """One more row, safe on return."""
        self.rows.append(row)
        self._write(json.dumps(row, ensure_ascii=False))

    def done(self) -> None:
        """The run is complete and reported."""
        self._file.close()
        self.path.unlink()

    def __enter__(self) -> SavedRows:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")
        self._file.flush()
