"""Stores keep passages and folded words: whoever changes how these come out has to raise a version."""

from __future__ import annotations

import hashlib
import json

import pytest

from corpus.language.folding import FOLDING, stem, words
from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SPLITTING, SplitSettings, split
from corpus.view import VIEWING
from index.lexical.words import terms_of
from index.passages import searched_text

# Tashkeel, a ligature, abbreviations, decimal points, references, a list, tables, wrapped lines, eras, numbers.
TEXTS = [
    "قَالَ د. أحمد عام 1992 م. إنّ ﷺ والعلاقات الإيرانيّة[1] نمت؛ ثم بلغت 3.5 مليار.[2] فماذا بعد؟ لا شيء!",
    'Dr. Smith paid $3.50 (approx.) on 5 May. He said: "It rained." Then e.g. the U.N. left… A 2nd line\nwraps here.',
    "# Title\n\n## Fees\n\nThe fees:\n\n| Ticket | Members |\n|---|---|\n| Adult | 1.500 |\n\n- one\n- two",
    "Port\tShips\tTons\n\nAqaba\t12\t340\n\nBasra\t31\t905\n\nبلغ عدد السفن ٤٣ سفينة.",
]


def outputs():
    passages = [
        passage
        for at, text in enumerate(TEXTS)
        for passage in split(
            document_from_text(text, doc_id=str(at), seen=markdown_outline(text)),
            count_tokens=lambda words: len(words.split()),
            settings=SplitSettings(max_tokens=12),
        )
    ]
    # Passages in either language, each word with its stems and with the terms that it is found by.
    folded = [[(word, stem(word, "ar"), stem(word, "en"), terms_of(word)) for word in words(text)] for text in TEXTS]
    return {
        "SPLITTING in corpus/split.py": (SPLITTING, [(p.document.doc_id, p.sentences) for p in passages]),
        "VIEWING in corpus/view.py": (VIEWING, [searched_text(passage, titled=True) for passage in passages]),
        "FOLDING in corpus/language/folding.py": (FOLDING, folded),
    }


# Version to the start of the sha256 of what came out.
FROZEN = {
    "SPLITTING in corpus/split.py": (2, "6cf35950a8d5ed0d"),
    "VIEWING in corpus/view.py": (3, "0f6d03499457e285"),
    "FOLDING in corpus/language/folding.py": (1, "1802690e95252dc2"),
}


@pytest.mark.parametrize("name", FROZEN)
def test_what_stores_keep_comes_out_as_its_version_says(name):
    version, made = outputs()[name]
    said = hashlib.sha256(json.dumps(made, ensure_ascii=False).encode()).hexdigest()[:16]
    assert (version, said) == FROZEN[name], f"What comes out is another: raise {name} and freeze it here anew."
