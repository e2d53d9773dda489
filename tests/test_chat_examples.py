"""Example questions, read from side data."""

from __future__ import annotations

import json

import pytest
from chat_sample import ARABIC

from chat.examples import read_examples


def test_examples_of_open_documents_in_the_files_order(tmp_path):
    path = tmp_path / "examples.json"
    assert read_examples(path, [ARABIC]) == ()
    path.write_text(json.dumps({"other": ["no?"], ARABIC.doc_id: ["متى؟", "When?"]}), encoding="utf-8")
    assert read_examples(path, [ARABIC]) == ("متى؟", "When?")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "is not JSON"), ("[]", "must map document ids to lists"), ('{"relations": [" "]}', "each a text, not ' '")],
)
def test_another_shape_is_said(tmp_path, text, reason):
    path = tmp_path / "examples.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        read_examples(path, [ARABIC])
