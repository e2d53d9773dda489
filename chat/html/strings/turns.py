"""What stands with a question: its answer or refusal, quotes and candidates, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass

from chat.judgement import Giver
from corpus.document import Lang


@dataclass(frozen=True, kw_only=True)
class TurnsStrings:
    """The words of one language."""

    understood: str
    suggested: str
    meant: str  # before a prepared question that most likely means the same
    given: dict[Giver, tuple[str, str]]  # who gave an answer without the models, and what that means
    written_by: str  # over sentences of a model, before its name
    written_how: str
    struck_out: str  # before the reasons
    nothing_left: str
    writing_failed: str
    copy_answer: str
    copy_quote: str
    copy_link: str
    edit_question: str
    save_conversation: str
    print: str
    source: str
    other_says: str  # before the words of another document that says otherwise
    page: str  # before the number of a page
    recognised: str  # of a quote
    show: str
    confidence: str
    confidence_levels: tuple[str, str, str]  # of how many such answers are right: see `confidence_in_words`
    confidence_meanings: tuple[str, str, str]
    foreign_source: dict[Lang, str]  # said when the document is not in the asker's language
    rendered_sentence: dict[Lang, str]  # over the translation of the whole sentence, by its language
    closest: str
    nearest: str  # over the best sentence under the threshold
    runners_up: str
    also_possible: str  # over an answer's runners-up
    take: str  # the button that says that a candidate is the answer
    document_has: str  # before the quote beside our wording
    our_wording: str  # of words that are not the document's
    show_passage: str
    link_stands: str  # of the words that a link means
    link_moved: str
    link_gone: str
    failed: str


ARABIC = TurnsStrings(
    understood="فُهم السؤال:",
    suggested="أسئلة تجيب عنها الوثيقة",
    meant="هل تقصد:",
    given={
        "prepared": ("جواب مُعَدّ سلفًا", "حدّد شخص هذه الكلمات جوابًا عن هذا السؤال، ولم تُسأل النماذج."),
        "corrected": ("صوّبته أنت", "هذا الجواب الذي اخترته لهذا السؤال في هذه المحادثة."),
        "promoted": ("صوّبه قارئ", "اختار قارئ هذه الكلمات، وأقرّها صاحب هذه الصفحة للجميع."),
    },
    written_by="صاغه نموذج:",
    written_how="ليست كلمات الوثيقة: فُحصت كل جملة، وتحتها ما تستند إليه من الوثيقة.",
    struck_out="حُذفت جُمل لم تثبت ({n}):",
    nothing_left="لم يثبت شيء مما كتبه النموذج. هذا جواب الوثيقة بكلماتها.",
    writing_failed="انقطع خادم النموذج قبل أن يُتم.",
    copy_answer="انسخ الجواب",
    copy_quote="انسخ الاقتباس ومصدره",
    copy_link="انسخ الرابط",
    edit_question="عدّل السؤال",
    save_conversation="احفظ المحادثة:",
    print="اطبع",
    source="من الوثيقة",
    other_says="وثيقة أخرى تقول:",
    page="صفحة",
    recognised="نص تُعرِّف آليًا من صورة، ولم يُقرأ",
    show="اعرض في الوثيقة",
    confidence="الثقة:",
    confidence_levels=("غير مؤكد", "مرجَّح", "مرجَّح جدًا"),
    confidence_meanings=(
        "قد يكون خطأ: أقل من نصف الأجوبة بهذه الثقة متوقع صوابها.",
        "أكثر من نصف الأجوبة بهذه الثقة متوقع صوابها.",
        "أكثر من ثلاثة أرباع الأجوبة بهذه الثقة متوقع صوابها.",
    ),
    foreign_source={"en": "الوثيقة بالإنجليزية، وهذه كلماتها كما هي.", "ar": ""},
    rendered_sentence={
        "ar": "الجملة مترجمة إلى العربية (وليست كلمات الوثيقة):",
        "en": "الجملة مترجمة إلى الإنجليزية (وليست كلمات الوثيقة):",
    },
    closest="أقرب المقاطع، وليست إجابة",
    nearest="أقرب جملة، وليست إجابة",
    runners_up="وقريب منه أيضًا",
    also_possible="أجوبة أخرى ممكنة",
    take="هذا هو الجواب",
    document_has="(صياغتنا) في الوثيقة:",
    our_wording="صياغتنا، وليست كلمات الوثيقة",
    show_passage="اعرض المقطع",
    link_stands="✓ كلمات الرابط قائمة في موضعها.",
    link_moved="انتقلت كلمات الرابط من موضعها، وهي معلَّمة حيث هي الآن.",
    link_gone="لم تعد كلمات الرابط هنا: غُيّرت الوثيقة أو حُذفت.",
    failed="حدث خطأ ولم يُجَب عن السؤال. حاول مرة أخرى.",
)
ENGLISH = TurnsStrings(
    understood="Understood as:",
    suggested="Questions that the document answers",
    meant="Did you mean:",
    given={
        "prepared": ("Prepared answer", "A person chose these words for this question; the models were not asked."),
        "corrected": ("Corrected by you", "You chose this answer to this question in this conversation."),
        "promoted": ("Corrected by a reader", "A reader chose these words, and this page’s owner accepted them."),
    },
    written_by="Written by a model:",
    written_how="Not the document’s words: each sentence was checked, and what it rests on stands beneath it.",
    struck_out="Sentences struck out because they did not hold ({n}):",
    nothing_left="Nothing that the model wrote held. This is the answer in the document’s own words.",
    writing_failed="The model server broke off before the end.",
    copy_answer="Copy answer",
    copy_quote="Copy quote with source",
    copy_link="Copy link",
    edit_question="Edit question",
    save_conversation="Save this conversation:",
    print="Print",
    source="From the document",
    other_says="Another document says:",
    page="page",
    recognised="recognised in a picture, not read",
    show="Show in the document",
    confidence="Confidence:",
    confidence_levels=("unsure", "likely", "very likely"),
    confidence_meanings=(
        "It may be wrong: fewer than half of the answers this sure are expected to be right.",
        "More than half of the answers this sure are expected to be right.",
        "More than three in four of the answers this sure are expected to be right.",
    ),
    foreign_source={"ar": "The document is in Arabic; these are its own words.", "en": ""},
    rendered_sentence={
        "ar": "The sentence translated into Arabic (not the document’s words):",
        "en": "The sentence translated into English (not the document’s words):",
    },
    closest="Closest passages, not an answer",
    nearest="The nearest sentence, not an answer",
    runners_up="Also near",
    also_possible="Also possible",
    take="This is the answer",
    document_has="(our wording) in the document:",
    our_wording="Our wording, not the document’s",
    show_passage="Show the passage",
    link_stands="✓ The words of the link stand in their place.",
    link_moved="The words of the link have moved, and are marked where they are now.",
    link_gone="The words of the link are gone: the document was changed or removed.",
    failed="Something went wrong and the question was not answered. Please try again.",
)
