"""Imports point one way, a wing is entered by its door, and each big library lives in few, named files."""

import ast
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("corpus", "index", "qa", "chat", "eval", "train")
# What each part may import of ours, besides itself.
MAY_IMPORT = {
    "corpus": set(),
    "index": {"corpus"},
    "qa": {"corpus", "index"},
    "chat": {"corpus", "index", "qa"},
    "app": {"corpus", "index", "qa", "chat"},
    "eval": {"corpus", "index", "qa"},
    "train": {"corpus", "index", "qa", "eval"},
}
OURS = {*MAY_IMPORT, "tests"}
# Where a library may be imported; a folder stands for all its files.
HOMES = {
    "babel": ("qa/absent.py", "qa/rendering/glossary.py"),
    # Locks of POSIX: a port to another system begins in this file.
    "fcntl": ("index/files.py",),
    "faiss": ("index/dense/vectors.py", "index/dense/shortlist.py"),
    "httpx": ("qa/written/server.py",),
    "openvino": ("index/engine/runtime.py",),
    "sentence_transformers": ("index/sentence_encoder.py", "train"),
    "tokenizers": ("index/tokens.py", "train"),
    "torch": ("index/sentence_encoder.py", "qa/span_model.py", "qa/torch_model.py", "train"),
    "transformers": ("qa/torch_model.py", "train"),
    "docx": ("corpus/formats/docx.py", "corpus/formats/docx_numbers.py", "corpus/formats/docx_runs.py"),
    "gradio": ("chat/events", "chat/page.py", "chat/web", "app.py"),
    "lxml": (
        "corpus/formats/docx.py",
        "corpus/formats/epub.py",
        "corpus/formats/html.py",
        "corpus/formats/html_inline.py",
        "corpus/formats/html_kept.py",
        "corpus/formats/odt.py",
        "corpus/formats/package.py",
        "corpus/formats/slides.py",
    ),
    "pdfminer": (
        "corpus/formats/pdf/read.py",
        "corpus/formats/pdf/forms.py",
        "corpus/formats/pdf/glyphs.py",
        "corpus/formats/pdf/printed.py",
        "corpus/formats/pdf/tags.py",
    ),
    "prometheus_client": ("chat/web/metrics.py",),
    "pgvector": ("index/postgres",),
    "pydantic": ("index/store/record.py",),
    "pypdfium2": ("corpus/formats/recognised.py", "corpus/formats/pdf/printed.py"),
    "psycopg": ("index/postgres",),
    "psycopg_pool": ("index/postgres",),
    "scipy": ("eval", "train"),
    "sentencex": ("corpus/sentences.py",),
    "snowballstemmer": ("corpus/language/folding.py",),
    "trafilatura": ("corpus/formats/html.py",),
}

# Folders within a part. Outside of them only their `__init__.py` is imported, and these rooms besides.
WINGS = sorted(
    ".".join(path.parent.relative_to(ROOT).parts) for part in FOLDERS for path in (ROOT / part).rglob("*/__init__.py")
)
SIDE_DOORS = {
    # Its driver is an extra that may not be installed: rooms are imported once an address is given.
    "index.postgres": {"index.postgres.address", "index.postgres.index", "index.postgres.pull", "index.postgres.push"},
}


def sources():
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*found, *filter(Path.exists, [ROOT / "app.py"])]


def imported(path):
    """The first names of everything that the file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            yield (node.module or "").split(".")[0]


def modules(path):
    """The whole name of every module that the file imports from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_room(module):
    return (ROOT / module.replace(".", "/")).with_suffix(".py").is_file()


def wing_of(module):
    return next((wing for wing in reversed(WINGS) if module.startswith(f"{wing}.")), None)


def part_of(path):
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports(path):
    part, place = part_of(path), path.relative_to(ROOT).as_posix()
    for name in imported(path):
        assert name not in OURS or name == part or name in MAY_IMPORT[part], f"{place} must not import {name}"
        homes = HOMES.get(name)
        assert homes is None or any(place == home or place.startswith(f"{home}/") for home in homes), (
            f"{place} must not import {name}: it lives in {', '.join(homes or ())}"
        )


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_wing_is_entered_by_its_door(path):
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for module in filter(is_room, modules(path)):
        wing = wing_of(module)
        if wing and not own.startswith(f"{wing}."):
            assert module in SIDE_DOORS.get(wing, ()), f"{own} must import {wing}, not {module}"


def test_no_files_import_each_other_in_a_circle():
    rooms = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sources()}
    graph = {room: {module for module in modules(path) if module in rooms} for room, path in rooms.items()}
    list(TopologicalSorter(graph).static_order())  # CycleError names the circle


def test_the_walk_sees_imports_everywhere(tmp_path):
    path = tmp_path / "x.py"
    path.write_text("import a.b\nfrom c.d import e\ndef f():\n    if True:\n        import g, h as i\n", "utf-8")
    assert sorted(imported(path)) == ["a", "c", "g", "h"]


def test_no_package_is_left_out():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(FOLDERS)
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert set(shipped) == {*FOLDERS, *WINGS}
