"""Gradio without the stub files that it writes for editors: two fifths of the time that its import takes.

Whenever a component's class is made, `gradio.component_meta` parses its source, renders a stub from it, parses the
stub that lies there and writes it where they differ. Nothing that runs reads them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_WRITER = "gradio.component_meta"


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        vars(module)["create_or_modify_pyi"] = lambda *_: None


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _WRITER else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def write_none() -> None:
    """From now on importing Gradio writes no stubs; to be called before."""
    sys.meta_path.insert(0, _Finder())
