"""Documents: which one is asked, a visitor's own, and what becomes of their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.formats import LeftOut, Reason


@dataclass(frozen=True, kw_only=True)
class DocumentsStrings:
    """The words of one language."""

    what_was_read: str
    piece_heading: str
    piece_text: str
    piece_row: str
    piece_no_passage: str
    more_pieces: str
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
    seconds_left: str
    minutes_left: str
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
    outline: str
    find_in_document: str
    find_next: str
    find_before: str
    drop_anywhere: str
    original_page: str
    drawing_page: str
    page_of: str
    page_before: str
    page_next: str
    enlarge: str
    original_alt: str  # the description of a page's picture, and
    original_boxed: str  # of the box on it
    not_placed: str
    original_none: str
    original_failed: str
    original_busy: str
    removed: str  # of a document that a turn is about


ARABIC = DocumentsStrings(
    what_was_read="ما قُرئ منه",
    piece_heading="عنوان",
    piece_text="نص",
    piece_row="صف في جدول",
    piece_no_passage="لا يُسأل عنه",
    more_pieces="وغير ذلك: تُعرض أول {n} قطعة",
    no_documents="لا توجد وثائق.",
    other_documents="وثائق أخرى",
    more_documents="وغيرها ({n})",
    ask_about="اسأل عن:",
    shipped="المقال المرفق",
    not_opened="تعذّر فتحها",
    own_documents="وثائقك",
    own_private="لا يراها ولا يسألها أحد سواك. تبقى في ذاكرة البرنامج ولا تُحفظ في ملف، وتُحذف بعد {minutes} دقيقة "
    "من عدم الاستعمال، وبعد دقيقتين من إغلاق الصفحة. وإعادة تحميلها تُبقيها.",
    own_until="إن لم تستعملها حُذفت في الساعة",
    own_limits="ملفات PDF وDOCX وODT وRTF وEPUB وXLSX وODS وPPTX وODP وHTML وCSV وJSON وEML وMarkdown ونصوص. "
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
    seconds_left="الوقت المتبقي نحو {seconds} ث",
    minutes_left="الوقت المتبقي نحو {minutes} د",
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
    outline="المحتويات",
    find_in_document="ابحث في الوثيقة",
    find_next="التالي",
    find_before="السابق",
    drop_anywhere="أفلت الملفات لتُضاف إلى وثائقك",
    original_page="الصفحة الأصلية",
    drawing_page="جارٍ رسم الصفحة…",
    page_of="صفحة {page} من {n}",
    page_before="الصفحة السابقة",
    page_next="الصفحة التالية",
    enlarge="تكبير",
    original_alt="صفحة {page} من «{title}» كما طُبعت.",
    original_boxed="في إطار: «{quote}».",
    not_placed="لم يُعثر على موضع الاقتباس في صورة الصفحة.",
    original_none="ليست هذه صفحة من ملف PDF محفوظ هنا لك.",
    original_failed="تعذّر رسم هذه الصفحة. نصّها يُقرأ بجانبها.",
    original_busy="صفحات أخرى تُرسم لك الآن. حاول بعد قليل.",
    removed="حُذفت الوثيقة:",
)
ENGLISH = DocumentsStrings(
    what_was_read="What was read of it",
    piece_heading="heading",
    piece_text="text",
    piece_row="table row",
    piece_no_passage="not asked",
    more_pieces="and more: these are the first {n} pieces",
    no_documents="There are no documents.",
    other_documents="Other documents",
    more_documents="and {n} more",
    ask_about="Ask about:",
    shipped="The article that comes with Sanad",
    not_opened="cannot be opened",
    own_documents="Your documents",
    own_private="Nobody but you sees or asks them. They stay in the program’s memory, never in a file, and are "
    "deleted after {minutes} minutes without use, and two minutes after the page is closed; a reload keeps them.",
    own_until="If you do not use them, they are deleted at",
    own_limits="PDF, DOCX, ODT, RTF, EPUB, XLSX, ODS, PPTX, ODP, HTML, CSV, JSON, EML, Markdown and text. "
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
    seconds_left="about {seconds} s left",
    minutes_left="about {minutes} min left",
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
    outline="Contents",
    find_in_document="Find in the document",
    find_next="Next",
    find_before="Previous",
    drop_anywhere="Drop the files to add them to your documents",
    original_page="Original page",
    drawing_page="Drawing the page…",
    page_of="Page {page} of {n}",
    page_before="Previous page",
    page_next="Next page",
    enlarge="Enlarge",
    original_alt="Page {page} of “{title}” as it is printed.",
    original_boxed="In the box: “{quote}”.",
    not_placed="The quote was not found on the picture of the page.",
    original_none="This is no page of a PDF that is kept here for you.",
    original_failed="This page cannot be drawn. Its text can be read beside it.",
    original_busy="Other pages are being drawn for you. Try again in a moment.",
    removed="The document was removed:",
)

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
