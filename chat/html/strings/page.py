"""The frame of the page: its name, the question box and what is said while a question waits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PageStrings:
    """The words of one language."""

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
    loading: str
    not_loaded: str
    waiting: str
    waiting_place: str
    write: str  # the choice of written answers
    characters: str
    skip: str  # the link to the question box
    without_scripts: str
    description: str  # of the page, for search engines and previews


ARABIC = PageStrings(
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
    loading="ما زالت النماذج تُحمَّل، ويُجاب عن سؤالك حالما تجهز…",
    not_loaded="تعذّر تحميل النماذج التي تجيب عن الأسئلة، وسيتوقف البرنامج. السبب مكتوب في سجلّه.",
    waiting="سؤالك في الانتظار، ويأتي دوره بعد قليل…",
    waiting_place="سؤالك في الانتظار: قبله {before} من الأسئلة، ويأتي دوره بعد نحو {seconds} ثانية…",
    write="جواب مصوغ بنموذج",
    characters="عدد الأحرف:",
    skip="انتقل إلى خانة السؤال",
    without_scripts="تحتاج الأسئلة إلى JavaScript. أما الوثيقة فتُقرأ هنا بدونه.",
    description="اسأل وثائقك بالعربية أو الإنجليزية: كل جواب منقول حرفيًا من الوثيقة ومعه موضعه.",
)

ENGLISH = PageStrings(
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
    loading="The models are still being loaded. Your question is answered as soon as they are ready…",
    not_loaded="The models that answer questions could not be loaded, and the program ends. Its log says why.",
    waiting="Your question is waiting for its turn…",
    waiting_place="Your question is waiting: {before} before yours, its turn comes in about {seconds} s…",
    write="Write it out",
    characters="Characters:",
    skip="Skip to the question box",
    without_scripts="Asking needs JavaScript. The document can be read here without it.",
    description="Ask your documents in Arabic or English: every answer is quoted word for word, with its place.",
)
