"""What opens over the page: about it, help, and the conversations that the browser keeps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DialogsStrings:
    """The words of one language."""

    close: str
    about_title: str
    help_title: str
    conversations_title: str
    theme: str
    about_what: str
    about_private: str
    about_models: str
    about_models_licence: str
    about_works: str
    about_code: str
    model_encoder: str
    model_reader: str
    model_translation: str
    work_source: str
    work_licence: str
    work_taken: str
    help_ask: str
    help_answer: str
    help_keys: str
    help_enter: str
    help_line: str
    help_up: str
    help_slash: str
    help_question: str
    help_escape: str
    conversations_where: str
    conversations_find: str
    conversations_none: str
    conversation_deleted: str
    conversation_name: str
    rename: str
    undo: str


ARABIC = DialogsStrings(
    close="أغلق",
    about_title="عن سند",
    help_title="مساعدة",
    conversations_title="محادثاتك",
    theme="فاتح أو داكن",
    about_what="يجيب سند عن الأسئلة بكلمات الوثيقة نفسها، ويقول إن لم يجد جوابًا. لا يؤلف نصًا من عنده.",
    about_private="يعمل كله على هذا الخادم، ولا يُرسل سؤالك ولا وثائقك إلى أي مكان آخر.",
    about_models="النماذج",
    about_models_licence="أُخذت النماذج عن multilingual-e5-small برخصة MIT، وهي متاحة برخصة CC BY-SA 4.0.",
    about_works="النصوص المرفقة",
    about_code="البرنامج برخصة MIT، الإصدار:",
    model_encoder="يجد المقاطع:",
    model_reader="يقرأ الجواب:",
    model_translation="يربط بين اللغتين:",
    work_source="المصدر:",
    work_licence="الرخصة:",
    work_taken="تاريخ الأخذ:",
    help_ask="اكتب سؤالًا بالعربية أو الإنجليزية. ويمكن أن يتبعه سؤال قصير مثل: «وأين؟».",
    help_answer="تحت كل جواب الجملة التي أُخذ منها، ورابط إليها في الوثيقة، ودرجة الثقة به.",
    help_keys="اختصارات لوحة المفاتيح",
    help_enter="يرسل السؤال",
    help_line="سطر جديد في السؤال",
    help_up="يعيد السؤال الأخير إلى الخانة الفارغة",
    help_slash="ينتقل إلى خانة السؤال",
    help_question="يفتح هذه المساعدة",
    help_escape="يغلق ما فُتح، ويلغي التصويب",
    conversations_where="محفوظة في هذا المتصفح وحده.",
    conversations_find="ابحث",
    conversations_none="لا توجد محادثات.",
    conversation_deleted="حُذفت المحادثة.",
    conversation_name="الاسم",
    rename="أعد التسمية",
    undo="تراجع",
)
ENGLISH = DialogsStrings(
    close="Close",
    about_title="About Sanad",
    help_title="Help",
    conversations_title="Your conversations",
    theme="Light or dark",
    about_what="Sanad answers in the document’s own words, and says so where it finds none. It makes up no text.",
    about_private="All of it runs on this server; neither your question nor your documents are sent anywhere else.",
    about_models="Models",
    about_models_licence="The models are made from multilingual-e5-small (MIT) and offered under CC BY-SA 4.0.",
    about_works="Texts that come with it",
    about_code="The program is under the MIT licence; version:",
    model_encoder="Finds passages:",
    model_reader="Reads the answer:",
    model_translation="Links the two languages:",
    work_source="Source:",
    work_licence="Licence:",
    work_taken="Taken on:",
    help_ask="Type a question in Arabic or in English. A short one may follow, such as “and where?”",
    help_answer="Under each answer stand its sentence, a link to it in the document, and how sure the answer is.",
    help_keys="Keyboard shortcuts",
    help_enter="sends the question",
    help_line="begins a new line in the question",
    help_up="brings the last question back into the empty box",
    help_slash="goes to the question box",
    help_question="opens this help",
    help_escape="closes what is open, and ends a correction",
    conversations_where="They are kept in this browser alone.",
    conversations_find="Search",
    conversations_none="There are no conversations.",
    conversation_deleted="The conversation is deleted.",
    conversation_name="Name",
    rename="Rename",
    undo="Undo",
)
