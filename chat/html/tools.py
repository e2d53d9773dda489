"""What can be done with a turn: its answer, its quote and its link copied, its question edited; as HTML.

Buttons carry what they copy; page.js does it. They speak the page's language, as all buttons of the page do.
"""

from __future__ import annotations

from chat.conversation import Turn
from chat.html.markup import both, escape
from chat.links import Place
from qa.answer import Answer, Citation


def render_tools(turn: Turn) -> str:
    """The buttons under a turn; nothing while it is being answered, and for a question without words."""
    if turn.outcome is None or not turn.question.strip():
        return ""
    buttons = ""
    if isinstance(turn.outcome, Answer):
        citation = turn.outcome.citations[0]
        place = Place(citation.document, (citation.start, citation.end))
        buttons = (
            _button("copy", answer_as_text(turn.outcome), "copy_answer")
            + _button("copy", quote_with_source(citation), "copy_quote")
            + _button("copy-link", place.fragment, "copy_link")
        )
    buttons += _button("edit", turn.question, "edit_question")
    return f'<div class="tools choices">{buttons}</div>'


def answer_as_text(answer: Answer) -> str:
    """The answer in the asker's language where its words are known in it, with the document's words behind."""
    said = answer.rendering
    if said is None or said.source == "sentence" or said.text == answer.text:
        return answer.text
    return f"{said.text} ({answer.text})"


def quote_with_source(citation: Citation) -> str:
    """The sentence in quotation marks and where it stands, as one copies it into a text."""
    document = citation.document
    marks = "«»" if document.lang == "ar" else "“”"
    page = {"ar": "صفحة", "en": "p."}[document.lang]
    where = [document.title]
    where += [] if citation.section is None else [citation.section]
    where += [] if citation.page is None else [f"{page} {citation.page}"]
    return f"{marks[0]}{citation.sentence}{marks[1]} — {' › '.join(where)} [{citation.start}:{citation.end}]"


def _button(does: str, with_text: str, label: str) -> str:
    return f'<button type="button" data-{does}="{escape(with_text)}">{both(label)}</button>'
