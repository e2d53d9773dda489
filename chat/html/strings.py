"""Every word that the page itself says, in Arabic and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chat.judgement import Giver
from corpus.document import Lang
from corpus.formats import LeftOut, Reason


@dataclass(frozen=True, slots=True)
class Strings:
    """The words of one language. Plain text: they are escaped like any other where they meet the page.

    Some have places in braces, which `chat.html.markup.both` fills.
    """

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
    understood: str
    suggested: str
    meant: str  # before a prepared question that most likely means the same
    given: dict[Giver, tuple[str, str]]  # who gave an answer without the models, and what that means
    waiting: str
    waiting_place: str
    write: str  # the choice of written answers
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
    characters: str
    is_right: str
    right: str
    wrong: str
    what_is_right: str
    select_answer: str
    not_in_documents: str
    thanks: str
    better_answer: str
    correction_how: str
    nothing_selected: str
    give_answer: str
    cancel: str
    not_judged: str  # the heading over the reasons that follow
    judging_off: str
    judging_failed: str
    not_those_words: str
    source: str
    other_says: str  # before the words of another document that says otherwise
    what_was_read: str
    piece_heading: str
    piece_text: str
    piece_row: str
    piece_no_passage: str
    more_pieces: str
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
    no_documents: str
    other_documents: str
    more_documents: str
    ask_about: str
    shipped: str  # the article that comes with the program, as a collection
    not_opened: str
    own_documents: str
    own_private: str
    own_until: str  # before the time
    own_limits: str
    own_expired: str
    add_files: str
    drop_files: str
    n_passages: str
    n_pages: str
    left_out: str  # before what of a file was not read
    remove: str
    sending: str
    not_kept: str  # before the name of a file
    file_waits: str
    file_read: str
    file_encoded: str
    file_too_large: str
    file_not_sent: str
    file_failed: str
    file_busy: str
    file_no_room: str
    file_known: str
    nothing_to_find: str
    too_many_documents: str
    too_many_passages: str
    too_many_visitors: str


# The confidence is a calibrated probability, so these are shares of right answers. No answer is called sure:
# on the 153 reported questions 10 of 28 answers below the first step were exactly right, 13 of 22 up to the
# second and 12 of 14 above it.
_CONFIDENCE_STEPS = (0.5, 0.75)


def confidence_in_words(confidence: float, lang: Lang) -> tuple[str, str]:
    """The level in the language and what it means: unsure, likely from 0.5 on, very likely from 0.75 on."""
    level = sum(confidence >= step for step in _CONFIDENCE_STEPS)
    return STRINGS[lang].confidence_levels[level], STRINGS[lang].confidence_meanings[level]


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
        loading="ما زالت النماذج تُحمَّل، ويُجاب عن سؤالك حالما تجهز…",
        not_loaded="تعذّر تحميل النماذج التي تجيب عن الأسئلة، وسيتوقف البرنامج. السبب مكتوب في سجلّه.",
        understood="فُهم السؤال:",
        suggested="أسئلة تجيب عنها الوثيقة",
        meant="هل تقصد:",
        given={
            "prepared": ("جواب مُعَدّ سلفًا", "حدّد شخص هذه الكلمات جوابًا عن هذا السؤال، ولم تُسأل النماذج."),
            "corrected": ("صوّبته أنت", "هذا الجواب الذي اخترته لهذا السؤال في هذه المحادثة."),
            "promoted": ("صوّبه قارئ", "اختار قارئ هذه الكلمات، وأقرّها صاحب هذه الصفحة للجميع."),
        },
        waiting="سؤالك في الانتظار، ويأتي دوره بعد قليل…",
        waiting_place="سؤالك في الانتظار: قبله {before} من الأسئلة، ويأتي دوره بعد نحو {seconds} ثانية…",
        write="جواب مصوغ بنموذج",
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
        characters="عدد الأحرف:",
        is_right="هل هذا صحيح؟",
        right="صحيح",
        wrong="خطأ",
        what_is_right="فما الصواب؟",
        select_answer="أحدّده في الوثيقة",
        not_in_documents="لا تذكره الوثائق",
        thanks="شكرًا، سُجّل رأيك.",
        better_answer="جوابك:",
        correction_how="حدّد في الوثيقة الكلمات التي تجيب عن السؤال، بالفأرة أو باللمس، أو بالأسهم مع Shift:",
        nothing_selected="لم تحدّد شيئًا بعد.",
        give_answer="هذا هو الجواب",
        cancel="إلغاء",
        not_judged="لم يُسجَّل رأيك",
        judging_off="إبداء الرأي غير متاح هنا.",
        judging_failed="تعذّر حفظ رأيك. حاول مرة أخرى.",
        not_those_words="ليست هذه الكلمات في هذا الموضع من الوثيقة. حدّدها مرة أخرى.",
        other_says="وثيقة أخرى تقول:",
        source="من الوثيقة",
        what_was_read="ما قُرئ منه",
        piece_heading="عنوان",
        piece_text="نص",
        piece_row="صف في جدول",
        piece_no_passage="لا يُسأل عنه",
        more_pieces="وغير ذلك: تُعرض أول {n} قطعة",
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
        no_documents="لا توجد وثائق.",
        other_documents="وثائق أخرى",
        more_documents="وغيرها ({n})",
        ask_about="اسأل عن:",
        shipped="المقال المرفق",
        not_opened="تعذّر فتحها",
        own_documents="وثائقك",
        own_private="لا يراها ولا يسألها أحد سواك. تبقى في ذاكرة البرنامج ولا تُحفظ في ملف، وتُحذف بعد {minutes} دقيقة "
        "من عدم الاستعمال، وبعد قليل من إغلاق الصفحة أو إعادة تحميلها.",
        own_until="إن لم تستعملها حُذفت في الساعة",
        own_limits="ملفات PDF وDOCX وODT وRTF وEPUB وXLSX وPPTX وHTML وCSV وJSON وEML وMarkdown ونصوص. "
        "الحد الأقصى: {documents} من الوثائق، و{megabytes} ميغابايت "
        "للملف الواحد، و{passages} من المقاطع لها جميعًا.",
        own_expired="لم تُستعمل وثائقك {minutes} دقيقة فحُذفت.",
        add_files="أضف ملفات",
        drop_files="أو أفلتها هنا",
        n_passages="المقاطع: {n}",
        n_pages="الصفحات: {n}",
        left_out="تنبيه:",
        remove="احذف",
        sending="جارٍ الإرسال:",
        not_kept="لم يُقبل",
        file_waits="وصل الملف وينتظر دوره…",
        file_read="جارٍ قراءة الملف…",
        file_encoded="جارٍ ترميز المقاطع: {done} من {n}",
        file_too_large="الملف أكبر من {megabytes} ميغابايت، وهو أكبر ما يُقرأ. قسّمه إلى أجزاء.",
        file_not_sent="لم يصل الملف كاملًا. أضفه مرة أخرى.",
        file_failed="حدث خطأ في البرنامج. حاول مرة أخرى.",
        file_busy="ملفات كثيرة تنتظر القراءة الآن. أضفه مرة أخرى بعد قليل.",
        file_no_room="لا يتسع قرص هذا الجهاز للملف الآن. أضف ملفًا أصغر أو حاول لاحقًا.",
        file_known="نصه موجود بين وثائقك.",
        nothing_to_find="ليس فيه جملة يمكن البحث فيها.",
        too_many_documents="لديك {n} من الوثائق، وهو أكثر ما يحفظ هنا للزائر الواحد. احذف وثيقة ثم أضف الملف مرة أخرى.",
        too_many_passages="فيه {n} من المقاطع، ولا يتسع المكان إلا لعدد {left} من أصل {most}. احذف وثيقة أو قسّم الملف.",
        too_many_visitors="لعدد {n} من الزوار وثائق هنا الآن، وهو أكثر ما يُقبل معًا. حاول لاحقًا.",
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
        loading="The models are still being loaded. Your question is answered as soon as they are ready…",
        not_loaded="The models that answer questions could not be loaded, and the program ends. Its log says why.",
        understood="Understood as:",
        suggested="Questions that the document answers",
        meant="Did you mean:",
        given={
            "prepared": ("Prepared answer", "A person chose these words for this question; the models were not asked."),
            "corrected": ("Corrected by you", "You chose this answer to this question in this conversation."),
            "promoted": ("Corrected by a reader", "A reader chose these words, and this page’s owner accepted them."),
        },
        waiting="Your question is waiting for its turn…",
        waiting_place="Your question is waiting: {before} before yours, its turn comes in about {seconds} s…",
        write="Write it out",
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
        characters="Characters:",
        is_right="Is this right?",
        right="Right",
        wrong="Wrong",
        what_is_right="What would be right?",
        select_answer="Select it in the document",
        not_in_documents="The documents do not say",
        thanks="Thank you, noted.",
        better_answer="Your answer:",
        correction_how="Select the words that answer the question, by mouse or touch, or by Shift and the arrow keys:",
        nothing_selected="Nothing is selected yet.",
        give_answer="This is the answer",
        cancel="Cancel",
        not_judged="Not noted",
        judging_off="Answers cannot be judged here.",
        judging_failed="Your judgement could not be kept. Please try again.",
        not_those_words="Those words do not stand at that place in the document. Please select them again.",
        other_says="Another document says:",
        source="From the document",
        what_was_read="What was read of it",
        piece_heading="heading",
        piece_text="text",
        piece_row="table row",
        piece_no_passage="not asked",
        more_pieces="and more: these are the first {n} pieces",
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
        no_documents="There are no documents.",
        other_documents="Other documents",
        more_documents="and {n} more",
        ask_about="Ask about:",
        shipped="The article that comes with Sanad",
        not_opened="cannot be opened",
        own_documents="Your documents",
        own_private="Nobody but you sees or asks them. They stay in the program’s memory, never in a file, and are "
        "deleted after {minutes} minutes without use, and soon after the page is closed or reloaded.",
        own_until="If you do not use them, they are deleted at",
        own_limits="PDF, DOCX, ODT, RTF, EPUB, XLSX, PPTX, HTML, CSV, JSON, EML, Markdown and text. "
        "At most {documents} documents, {megabytes} MB a file and {passages} passages together.",
        own_expired="Your documents were not used for {minutes} minutes and have been deleted.",
        add_files="Add files",
        drop_files="or drop them here",
        n_passages="passages: {n}",
        n_pages="pages: {n}",
        left_out="Note:",
        remove="Remove",
        sending="Sending:",
        not_kept="Not kept:",
        file_waits="The file has arrived and waits for its turn…",
        file_read="Reading the file…",
        file_encoded="Encoding its passages: {done} of {n}",
        file_too_large="The file is larger than {megabytes} MB, the most that is read. Split it into parts.",
        file_not_sent="It did not arrive whole. Add it again.",
        file_failed="Something went wrong on our side. Please try again.",
        file_busy="Many files are waiting to be read. Add it again in a while.",
        file_no_room="This machine’s disk has no room for it now. Add a smaller file, or try again later.",
        file_known="Its text is among your documents already.",
        nothing_to_find="It holds no sentence that could be found.",
        too_many_documents="You have {n} documents here, the most that one visitor can. Remove one, then add it again.",
        too_many_passages="It has {n} passages; only {left} of {most} are left. Remove a document or split the file.",
        too_many_visitors="{n} visitors have documents here now, the most at once. Please try again later.",
    ),
}

# Why a file gives no text, in Arabic; in English its reader's own words say it.
UNREADABLE: Mapping[Reason, str] = {
    "no_ocr": "الملف صورة أو صفحات مصوّرة، ولا تُقرأ هنا نصوص الصور. حوّله إلى نص ببرنامج للتعرف الضوئي (OCR).",
    "no_words": "ليس في الملف كلمات. أضف ملفًا فيه نص.",
    "no_letters": "صفحات الملف صور أو حروف لا يمكن تعرّفها. مرّره أولًا على برنامج للتعرف الضوئي على الحروف (OCR).",
    "locked": "الملف مقفل بكلمة مرور. احفظ نسخة بلا كلمة مرور ثم أضفها.",
    "damaged": "الملف تالف أو ليس من النوع الذي يدل عليه اسمه. افتحه في برنامجه واحفظه من جديد.",
    "other_format": "هذا نوع من الملفات لا يُقرأ. حوّله إلى PDF أو DOCX أو XLSX أو PPTX أو HTML أو نص.",
    "too_much": "الملف أكبر مما يُقرأ: بحجمه أو بصفحاته أو بما يلزم لقراءته من وقت وذاكرة. قسّمه إلى أجزاء.",
    "encoding": "لا يُعرف ترميز النص. احفظه بترميز UTF-8.",
}

# What a reader left out of a file that it read, in Arabic; in English the notice says it.
LEFT_OUT: Mapping[LeftOut, str] = {
    "picture_pages": "صفحات بلا نص، فيها صور فقط: {where}",
    "withdrawn": "مواضع تُركت لأنها مشطوبة أو مخفية: {where}",
    "note_marks": "علامات حواشٍ تُركت: {where}",
    "attachments": "مرفقات تُركت: {where}. أضف ملفاتها وحدها",
    "recognised_pages": "صفحات مصوّرة تُعرِّف نصها آليًا (OCR) وقد يكون فيه خطأ: {where}",
}
