"""How an answer is judged and corrected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class JudgingStrings:
    """The words of one language."""

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


ARABIC = JudgingStrings(
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
)
ENGLISH = JudgingStrings(
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
)
