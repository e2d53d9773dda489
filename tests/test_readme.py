"""What the README shows is what the program does: its exchanges, its Python, its links."""

import ast
import re
from pathlib import Path

import pytest

from eval.readme import with_exchanges

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]
PAGES += [f"{part}/README.md" for part in ("chat", "eval", "index", "models")]
_CONFIDENCE = re.compile(r" {3}\(\d+%\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def ask():
    from eval.readme import ask_shipped

    return ask_shipped()


@pytest.mark.models
def test_the_exchanges_are_what_is_printed(ask):
    # Confidences differ by a percent from processor to processor.
    printed = with_exchanges(README, ask)
    assert _CONFIDENCE.sub("", printed) == _CONFIDENCE.sub("", README), (
        "write them anew: python -m eval.readme README.md"
    )


def test_exchanges_are_written_where_they_stand():
    text = "Before\n\n    > Who?\n    old\n      lines\n\n    > And?\n    x\n\n    make chat\n"
    assert with_exchanges(text, lambda question: f"{question}\n  indeed") == (
        "Before\n\n    > Who?\n    Who?\n      indeed\n\n    > And?\n    And?\n      indeed\n\n    make chat\n"
    )
    with pytest.raises(ValueError, match="needs a question"):
        with_exchanges("    make chat\n", str)


@pytest.mark.models
def test_the_python_runs_and_says_what_its_comments_say():
    blocks = [block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "gradio_client" not in block]
    names, n_said = {}, 0
    for block in blocks:
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            if not isinstance(statement, ast.Expr):
                exec(compile(ast.Module([statement], []), "README.md", "exec"), names)
                continue
            value = eval(compile(ast.Expression(statement.value), "README.md", "eval"), names)
            said = re.search(r'  # "(\w+)"', lines[statement.end_lineno - 1])
            if isinstance(statement.value, ast.Compare):
                assert value is True, ast.unparse(statement)
            elif said:
                assert value == said[1], ast.unparse(statement)
                n_said += 1
    assert blocks and n_said


@pytest.mark.parametrize("page", PAGES)
def test_what_pages_point_to_is_there(page):
    path = ROOT / page
    text = path.read_text("utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    targets += [named for named in re.findall(r"`([\w./-]+\.(?:md|py|toml|jsonl?))`", text) if "/" in named]
    for target in targets:
        assert any((start / target).exists() for start in (path.parent, ROOT)), f"{page} points to {target}"


def test_the_readme_is_two_screens():
    assert len(README.splitlines()) <= 130
