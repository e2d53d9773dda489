"""What is said to the program rather than asked of the documents. The phrasings were written before the rules."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from qa.question import Question
from qa.talk.replies import REPLIES, TalkReason
from qa.talk.small_talk import reply_to

ROOT = Path(__file__).resolve().parent.parent

# Each line of a group is one message; the group is (reason, topic of the reply).
PHRASINGS = {
    ("small_talk", "greeting"): """
        hello
        Hi!
        hey there
        good morning
        Good evening :)
        hello sanad
        hi, how are you?
        greetings
        السلام عليكم
        مرحبا
        أهلاً وسهلاً
        صباح الخير
        مساء النور
        هاي
        مرحبًا يا سند
        السلام عليكم ورحمة الله وبركاته
        هلا والله
        أهلين
    """,
    ("small_talk", "wellbeing"): """
        how are you?
        How's it going?
        what's up
        how are you doing today
        كيف حالك؟
        شلونك
        إزيك؟
        كيفك
        عامل ايه؟
        اخبارك ايه
        كيف الحال؟
        شخبارك
        لاباس عليك؟
    """,
    ("small_talk", "thanks"): """
        thanks
        Thank you!
        thank you very much
        thx
        ok thanks a lot
        cheers
        that's great, thanks!
        شكرا
        شكراً جزيلاً
        مشكور
        تسلم
        يعطيك العافية
        جزاك الله خيرا
        متشكر أوي
        شكرا لك على المساعدة
        بارك الله فيك
        يسلمو
        شكرا حبيبي
    """,
    ("small_talk", "farewell"): """
        bye
        Goodbye!
        see you later
        good night
        take care
        bye bye
        مع السلامة
        وداعا
        إلى اللقاء
        باي
        تصبح على خير
        في أمان الله
        يلا باي
    """,
    ("small_talk", "assent"): """
        ok
        great
        I see
        nice
        yes
        no
        cool!
        حسنا
        تمام
        ممتاز
        نعم
        لا
        طيب
        أوكي
        أحسنت
        ماشي
    """,
    ("small_talk", "complaint"): """
        that's wrong
        you are wrong
        wrong answer
        that is not correct
        you are stupid
        this is useless
        إجابة خاطئة
        هذا غلط
        أنت غبي
        الجواب غير صحيح
        مش صح
    """,
    ("about_program", "identity"): """
        who are you?
        what are you
        What is your name?
        are you a robot?
        are you human
        are you chatgpt?
        tell me about yourself
        من أنت؟
        ما اسمك؟
        مين انت
        إنت مين؟
        شنو اسمك
        هل أنت روبوت؟
        هل أنت إنسان؟
        عرفني بنفسك
        منو انت
    """,
    ("about_program", "abilities"): """
        what can you do?
        how can you help me
        what can I ask you?
        help
        how do you work?
        how does this work?
        what is this?
        what do you know?
        ماذا يمكنك أن تفعل؟
        كيف تعمل؟
        بماذا تساعدني
        ساعدني
        مساعدة
        شو بتقدر تعمل؟
        تقدر تسوي ايه
        عن ماذا أسألك؟
        ماذا تعرف؟
        إيش تقدر تسوي؟
    """,
    ("about_program", "maker"): """
        who made you?
        who created you
        who built you?
        who is your developer?
        من صنعك؟
        مين عملك؟
        من طورك؟
        من برمجك؟
        منو سواك
    """,
    ("about_program", "languages"): """
        what languages do you speak?
        do you speak Arabic?
        can you speak English
        which languages do you understand?
        do you understand french
        ما اللغات التي تتحدثها؟
        هل تتكلم العربية؟
        هل تفهم الإنجليزية؟
        بتحكي عربي؟
        أي لغات تتكلم؟
    """,
    ("about_program", "sources"): """
        where do you get your answers from?
        what are your sources?
        what documents do you have?
        من أين تأتي بإجاباتك؟
        ما مصادرك؟
        ما هي وثائقك؟
    """,
    ("not_extractive", "summary"): """
        summarize the article
        Give me a summary
        can you summarise this document for me?
        what is the article about in short
        tldr
        لخص المقال
        لخص لي الوثيقة
        أعطني ملخصا
        ممكن تلخص المقال؟
        لخصلي النص
        اشرح لي المقال
    """,
    ("not_extractive", "opinion"): """
        what do you think about Iran?
        what is your opinion?
        do you like Kazakhstan
        which country do you prefer?
        ما رأيك في العلاقات؟
        شو رأيك؟
        إيه رأيك في إيران
        هل تحب كازاخستان؟
        ماذا تعتقد؟
    """,
    ("not_extractive", "translation"): """
        translate this to English
        Translate the article into Arabic
        can you translate the first paragraph?
        how do you say hello in Arabic?
        ترجم هذا إلى الإنجليزية
        ترجم لي المقال
        ممكن تترجم النص؟
        كيف تقول شكرا بالإنجليزية؟
    """,
    ("not_extractive", "writing"): """
        write a poem about Kazakhstan
        write me an email
        tell me a joke
        write python code to sort a list
        compose a song
        sing me a song
        tell me a story
        اكتب قصيدة عن إيران
        اكتب لي رسالة
        احكي لي نكتة
        قل لي نكتة
        اكتب كود بايثون
        احكيلي قصة
        ألف أغنية
    """,
    ("not_extractive", "calculation"): """
        what is 2+2?
        2 + 2
        calculate 15% of 200
        12*12
        how much is 7 times 8?
        كم يساوي ٢+٢؟
        احسب 15 * 3
        ما حاصل ضرب 7 في 8
        5 زائد 3 كم
    """,
    ("not_extractive", "advice"): """
        what should I do?
        should I invest in Kazakhstan?
        give me some advice
        can you recommend a hotel?
        what will happen next year?
        بماذا تنصحني؟
        انصحني
        هل أستثمر في كازاخستان؟
        اقترح علي فندقا
        ماذا سيحدث في المستقبل؟
        what's the weather today?
        كم الساعة الآن؟
    """,
    ("not_extractive", "more"): """
        tell me more
        more
        go on
        anything else?
        more details please
        أخبرني المزيد
        المزيد
        أكمل
        زدني
        تفاصيل أكثر
    """,
}
MESSAGES = [(message.strip(), group) for group, lines in PHRASINGS.items() for message in lines.strip().splitlines()]

# Questions that hold the same words and are questions all the same.
QUESTIONS = """
    ما عدد رسائل الشكر؟
    who are the presidents
    What can Kazakhstan do about trade?
    What languages are spoken in Kazakhstan?
    Who made the first computer?
    Who built it?
    How does photosynthesis work?
    What is the opinion of the court?
    When did the author write the poem?
    What will the pipeline allow Astana to do?
    Who wrote the song Hello?
    What is your country's largest city?
    What are the documents that a visitor needs?
    Which countries do Iranians like?
    How many languages does the president speak?
    Should the two countries be called Asian?
    What does the word salaam mean?
    Where is the Bye Plateau?
    Who is Sanad?
    How are embassies opened?
    What is the summary of the 2010 talks?
    Who translated the Quran into English?
    How much is the trade worth?
    Where can I get help with a visa?
    What is the name of the consul?
    Who said thank you to the minister?
    What do the leaders think about their currencies?
    ما رأي رئيس الوزراء في التجارة؟
    من أنت تقابل في السفارة؟
    من صنع أول حاسوب؟
    من كتب قصيدة البردة؟
    كيف تعمل المحركات؟
    ما اسم السفير؟
    من ترجم الكتاب إلى الإنجليزية؟
    ماذا يعرف الناس عن كازاخستان؟
    ما اللغات التي يتحدثها سكان كازاخستان؟
    من هو شاعر السلام؟
    أين تقع دار السلام؟
    ما هي مدينة السلام؟
    متى عقدت اتفاقية السلام؟
    ماذا تعني كلمة شكرا؟
    كم يساوي الدولار بالتنغي؟
    ما حجم المساعدة التي قدمتها إيران؟
    من لخص المحادثات؟
    متى كتب الرسالة؟
    هل يحب الكازاخيون الخيل؟
    ما مصادر الطاقة في كازاخستان؟
    كيف حال العلاقات بين البلدين؟
    ماذا سيحدث بعد بناء خط الأنابيب؟
    ما الذي سيسمح به خط الأنابيب؟
    2009
    trade 2009
    Almaty
    ألماتي
    السفارة
    السلام
    Thank you, when did relations begin?
    Hello, who opened the embassy?
    شكرا، ومتى فتحت السفارة؟
    مرحبا، كم عدد القنصليات؟
"""


@pytest.mark.parametrize(("message", "group"), MESSAGES)
def test_what_is_said_to_the_program_gets_a_fitting_reply(message: str, group: tuple[str, str]) -> None:
    reply = reply_to(Question.of(message))
    assert reply is not None
    assert (reply.reason, reply.topic) == group


@pytest.mark.parametrize("question", [line.strip() for line in QUESTIONS.strip().splitlines()])
def test_a_question_is_never_taken_for_talk(question: str) -> None:
    assert reply_to(Question.of(question)) is None


def test_the_file_of_phrases_has_every_topic_in_both_languages():
    file = tomllib.loads((ROOT / "qa/talk/phrases.toml").read_text("utf-8"))
    parts = set(file.pop("parts"))
    named = [part.split(">")[0] for part in str(file).split("<")[1:]]
    assert parts == set(named)
    along = file.pop("along")
    assert set(file) == set(get_args(TalkReason))
    topics = [topic for one in file.values() for topic in one]
    assert sorted(topics) == sorted(REPLIES)
    for lists in (along, *(lists for one in file.values() for lists in one.values())):
        assert set(lists) == {"en", "ar"} and all(lists.values())
