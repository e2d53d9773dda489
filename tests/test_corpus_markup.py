"""What a reader of the page sees of a stretch: no marks of Markdown, nothing that is struck out."""

import pytest

from corpus.document import Document
from corpus.markup import as_seen
from qa.answer import Citation


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("By [Dr **Hala** Saadi](https://a.example/h) today", "Dr **Hala** Saadi", "Dr Hala Saadi"),
        (
            "By [Dr **Hala** Saadi](https://a.example/h) today",
            "[Dr **Hala** Saadi](https://a.example/h)",
            "Dr Hala Saadi",
        ),
        ("in *Sfax*, street of the **Old Mill**", "Sfax*, street of the **Old Mill", "Sfax, street of the Old Mill"),
        ("closes on `15 May`[^1].", "15 May`[^1", "15 May[^1"),  # half a mark is none
        ("closes on `15 May`[^1].", "`15 May`[^1]", "15 May"),
        ("2*3 is 6 and a_b is c", "2*3 is 6 and a_b", "2*3 is 6 and a_b"),
        ("رئيسها [**باسل** الشامي](https://b.example)", "**باسل** الشامي", "باسل الشامي"),
        ("two\nlines", "two\nlines", "two\nlines"),
    ],
)
def test_what_is_seen_of_a_stretch(text, part, expected):
    start = text.index(part)
    citation = Citation(Document("d", "en", "d", text), start, start + len(part), 0, len(text))
    assert citation.words == expected
    assert citation.quote == part


def test_what_is_struck_out_is_not_seen():
    text = "It costs ~~5~~ 7 dinars."
    document = Document("d", "en", "d", text, boilerplate=((9, 14),))
    assert as_seen(document, 3, len(text)) == "costs  7 dinars."
