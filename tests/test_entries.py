"""Numbered entries as answers: which label, and what it says, exactly."""

import pytest

from corpus.markdown import markdown_outline
from corpus.read import document_from_text
from corpus.split import SplitSettings, split
from index.lexical import TranslationTable
from qa.entries import whole_entry
from qa.question import Question
from qa.support import Support

LAW = "نظام الحدائق\n\nالمادة 5: يُغلق الباب.\n\nالمادة 7: الغرامة خمسون دينارًا.\n\nالمادة الثامنة - يُعيَّن حارس.\n"
BYLAW = "By-law\n\nSection 4: The fine is 60 euros.\n\nSection 5: Washing cars costs 45 euros.\n\nSee section 5.\n"
STATUTES = "# Statutes\n\n1. The choir meets on Mondays.\n2. The treasurer keeps the accounts.\n"
RULES = "# Rules\n\n## Article 2\n\nNobody swims alone.\n\n## Article 3\n\nGlass is forbidden.\n"
TWICE = "# Two\n\n1. To come.\n2. To go.\n\nAnd then:\n\n1. To eat.\n2. To sleep.\n"


def said(text, question):
    document = document_from_text(text, doc_id="d", seen=markdown_outline(text))
    passages = split(document, count_tokens=lambda words: len(words.split()), settings=SplitSettings())
    table = TranslationTable.of({"en": [], "ar": [("ماد", "section", 0.9)]})
    found = whole_entry(Question.of(question), passages, Support(table))
    return None if found is None else text[slice(*found.items[0])]


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        (LAW, "ماذا تقول المادة 7؟", "الغرامة خمسون دينارًا."),
        (LAW, "على ماذا تنص المادة الثامنة؟", "يُعيَّن حارس."),
        (LAW, "ما نص المادة 5؟", "يُغلق الباب."),
        (LAW, "ماذا تقول المادة 12؟", None),
        (LAW, "ما الغرامة في المادة 7؟", None),
        (BYLAW, "What does section 5 say?", "Washing cars costs 45 euros."),
        (BYLAW, "What does chapter 5 say?", None),
        (BYLAW, "What is the fine in section 4?", None),
        (STATUTES, "What does clause 2 say?", "The treasurer keeps the accounts."),
        (STATUTES, "What does chapter 2 say?", None),
        (RULES, "What does article 3 state?", "Glass is forbidden."),
        (TWICE, "What does point 2 say?", None),
    ],
)
def test_an_entry_is_what_stands_behind_its_label(text, question, expected):
    assert said(text, question) == expected
