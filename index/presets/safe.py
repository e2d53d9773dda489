"""What a model folder may not hold: weights that can run code when they are read, and code of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.presets.kept import advice

PICKLES = (".bin", ".ckpt", ".pkl", ".pt", ".pth")
_OURS = "sentence_transformers."  # sentence-transformers imports whatever a local modules.json names


def unsafe(folder: Path) -> str | None:
    """Why the folder must not be loaded, in words with what to do; None where nothing speaks against it."""
    for place in (folder, *sorted(path for path in folder.glob("*") if path.is_dir())):
        pickles = sorted(path.name for path in place.glob("*") if path.suffix in PICKLES)
        if pickles and not any(place.glob("*.safetensors")):
            return (
                f"{place} has its weights only as a pickle ({pickles[0]}), which can run code when it is read; it "
                f"needs model.safetensors. {advice(folder)}"
            )
    modules = [str(module.get("type")) for module in json_list(folder / "modules.json")]
    code = [kind for kind in modules if not kind.startswith(_OURS)]
    code += [str(name) for name in json_of(folder / "config.json").get("auto_map", {}).values()]
    if code:
        return f"{folder} needs code of its own ({code[0]}), which is never run. Choose another model."
    return None


def json_of(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty where there is none or it is damaged, which the loading itself reports."""
    found = _read(path)
    return found if isinstance(found, dict) else {}


def json_list(path: Path) -> list[dict[str, Any]]:
    """The objects in a JSON file's list; empty likewise."""
    found = _read(path)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
