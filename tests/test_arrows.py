"""Imports point one way, and each big library lives in few, named files."""

import ast
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
    "babel": ("qa/absent.py", "qa/glossary.py"),
    "faiss": ("index/dense.py", "index/shortlist.py"),
    "openvino": ("index/runtime.py",),
    "sentence_transformers": ("index/encode.py", "train"),
    "tokenizers": ("index/tokens.py", "train"),
    "torch": ("index/encode.py", "qa/span_model.py", "train"),
    "transformers": ("qa/span_model.py", "train"),
    "docx": ("corpus/docx.py", "corpus/docx_numbers.py", "corpus/docx_runs.py"),
    "gradio": ("chat", "app.py"),
    "lxml": ("corpus/docx.py", "corpus/html.py", "corpus/html_inline.py", "corpus/html_kept.py", "corpus/slides.py"),
    "pdfminer": ("corpus/pdf.py", "corpus/pdf_forms.py", "corpus/pdf_glyphs.py", "corpus/pdf_tags.py"),
    "pgvector": ("index/postgres",),
    "psycopg": ("index/postgres",),
    "psycopg_pool": ("index/postgres",),
    "scipy": ("eval", "train"),
    "sentencex": ("corpus/sentences.py",),
    "snowballstemmer": ("corpus/fold.py",),
    "trafilatura": ("corpus/html.py",),
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


def test_the_walk_sees_imports_everywhere(tmp_path):
    path = tmp_path / "x.py"
    path.write_text("import a.b\nfrom c.d import e\ndef f():\n    if True:\n        import g, h as i\n", "utf-8")
    assert sorted(imported(path)) == ["a", "c", "g", "h"]


def test_no_package_is_left_out():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= set(FOLDERS)
