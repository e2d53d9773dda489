"""Every word that the page itself says, in Arabic and in English."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.document import Lang


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of one language. Plain text: they are escaped like any other where they meet the page."""

    name: str  # of the language, in itself
    title: str
    tagline: str
    conversation: str
    document: str
    new_conversation: str
    welcome: str
    welcome_more: str
    ask: str
    placeholder: str
    question_label: str
    searching: str
    source: str
    page: str  # before the number of a page
    show: str
    confidence: str
    confidence_levels: tuple[str, str, str]  # low, fair, high
    foreign_source: dict[Lang, str]  # said when the document is not in the asker's language
    rendered: dict[Lang, str]  # over an answer's rendering, by the rendering's language
    rendered_sentence: dict[Lang, str]  # over the translation of the whole sentence, likewise
    closest: str
    show_passage: str
    failed: str
    no_documents: str
    other_documents: str


# Below the first the confidence is low, from the second on it is high.
_CONFIDENCE_STEPS = (0.5, 0.75)


def confidence_in_words(confidence: float, lang: Lang) -> str:
    """The level in the language: low, fair from 0.5 on, high from 0.75 on."""
    low, fair, high = STRINGS[lang].confidence_levels
    return low if confidence < _CONFIDENCE_STEPS[0] else fair if confidence < _CONFIDENCE_STEPS[1] else high


STRINGS: dict[Lang, Strings] = {
    "ar": Strings(
        name="العربية",
        title="سند",
        tagline="إجابات بكلمات الوثيقة نفسها",
        conversation="المحادثة",
        document="الوثيقة",
        new_conversation="محادثة جديدة",
        welcome="اسأل عن الوثيقة بالعربية أو الإنجليزية.",
        welcome_more="كل إجابة منقولة حرفيًا من الوثيقة ومعها موضعها، وإن لم يكن الجواب فيها قيل لك ذلك.",
        ask="اسأل",
        placeholder="اكتب سؤالك هنا…",
        question_label="سؤالك",
        searching="جارٍ البحث في الوثيقة…",
        source="من الوثيقة",
        page="صفحة",
        show="اعرض في الوثيقة",
        confidence="الثقة:",
        confidence_levels=("منخفضة", "متوسطة", "عالية"),
        foreign_source={"en": "الوثيقة بالإنجليزية، وهذه كلماتها كما هي.", "ar": ""},
        rendered={"ar": "بالعربية (وليست كلمات الوثيقة):", "en": "بالإنجليزية (وليست كلمات الوثيقة):"},
        rendered_sentence={
            "ar": "الجملة مترجمة إلى العربية (وليست كلمات الوثيقة):",
            "en": "الجملة مترجمة إلى الإنجليزية (وليست كلمات الوثيقة):",
        },
        closest="أقرب المقاطع، وليست إجابة",
        show_passage="اعرض المقطع",
        failed="حدث خطأ ولم يُجَب عن السؤال. حاول مرة أخرى.",
        no_documents="لا توجد وثائق.",
        other_documents="وثائق أخرى",
    ),
    "en": Strings(
        name="English",
        title="Sanad",
        tagline="Answers in the document’s own words",
        conversation="Conversation",
        document="Document",
        new_conversation="New conversation",
        welcome="Ask about the document in Arabic or in English.",
        welcome_more="Every answer is quoted from the document, with its place. If it is not there, you are told so.",
        ask="Ask",
        placeholder="Type your question here…",
        question_label="Your question",
        searching="Searching the document…",
        source="From the document",
        page="page",
        show="Show in the document",
        confidence="Confidence:",
        confidence_levels=("low", "fair", "high"),
        foreign_source={"ar": "The document is in Arabic; these are its own words.", "en": ""},
        rendered={"ar": "In Arabic (not the document’s words):", "en": "In English (not the document’s words):"},
        rendered_sentence={
            "ar": "The sentence translated into Arabic (not the document’s words):",
            "en": "The sentence translated into English (not the document’s words):",
        },
        closest="Closest passages, not an answer",
        show_passage="Show the passage",
        failed="Something went wrong and the question was not answered. Please try again.",
        no_documents="There are no documents.",
        other_documents="Other documents",
    ),
}
