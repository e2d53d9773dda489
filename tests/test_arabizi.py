"""Arabic in Latin letters: told from English, and spelt in Arabic as the documents spell it."""

from __future__ import annotations

import pytest

from corpus.language.folding import fold
from qa.arabizi import in_arabic, is_arabizi, spellings, words_to_find

# All written before the rules were run on them.
ARABIZI = (
    "wein el maktaba",
    "emta btefta7 el maktaba?",
    "meta t2assasat maktabat al nakhil?",
    "meen modeer maktabet el nakheel?",
    "kam kitab fi maktabat alnakhil?",
    "shu ra2m el telephone?",
    "kam se3r el ishtirak?",
    "min huwa ra2is al baladiya?",
    "2addesh 3omr el madrase",
    "leish sakkaru el tari2",
    "fein el mostashfa",
    "ma hiya shurut al qabul",
    "mata yabda2 al mu3tamar",
    "7ajm el tejara bein iran w kazakhstan",
    "kif bi2dar sajjel",
    "ayna taqa3 al safara",
    "wain maktab el mudir?",
    "emta btebda el dawra?",
    "meen sa7eb el sherke?",
    "kam 3adad el tollab?",
    "shu esm el funduq?",
    "lesh t2ajjal el ejtima3?",
    "kif fini ou2addem talab?",
    "fen ma7attet el qitar?",
    "mata tawaffa al malik?",
    "man katab al riwaya?",
    "2adeish thaman al tazkara?",
    "ma howa ism al sharika?",
    "shou el awra2 el matloube?",
    "hal al matar maftou7?",
)
NOT_ARABIZI = (
    "Where is the library?",
    "who is the manager of al nakheel library",
    "Who is Hal Jordan?",
    "What is el nino?",
    "man of the year 2019",
    "mata hari birth date",
    "Nakheel library founder",
    "director of Al Ahram",
    "KazMunayGas contracts",
    "iran consulate aktau",
    "kam air flights",
    "min wage in jordan",
    "how old is al ahly club",
    "AL-FARABI scholarship deadline",
    "2nd floor office",
    "mp3 player price",
    "covid19 rules",
    "b2b sales 2020",
    "El Salvador capital",
    "Al Jazeera launched when",
    "trade volume 2009",
    "hw much trade in 2009",
    "Gorgan",
    "3d printer cost",
    "Is the 7th meeting on Monday?",
    "address of Dar el Shifa hospital",
    "wen was the libary fonded",
    "el clasico date",
    "wat is the fee",
    "Quand la bibliothèque a-t-elle été fondée ?",
    "Wie alt ist der Direktor?",
    "¿Dónde está el museo?",
    "Nasıl hesap açabilirim?",
    "hotel near al maktoum airport",
)


@pytest.mark.parametrize("question", ARABIZI)
def test_arabizi_is_told(question):
    assert is_arabizi(question)


@pytest.mark.parametrize("question", [*NOT_ARABIZI, "وين el maktaba", "wein", "1992", "", "wein el maktaba " * 50])
def test_what_may_be_english_is_left_alone(question):
    assert not is_arabizi(question)


@pytest.mark.parametrize(
    ("question", "near", "arabic"),
    [
        ("wein el maktaba?", "المكتبه", "وين المكتبه"),
        ("meen modeer maktabet el nakheel", "مكتبه النخيل مدير", "مين مدير مكتبه النخيل"),
        ("emta btefta7 alma7atta", "تفتح المحطه", "امتي بتفتح المحطه"),
        ("kam se3r el 2ahwe", "سعر القهوه", "كم سعر القهوه"),
        ("shu ra2m el sherke bel sou2", "رقم الشركه بالسوق السوق", "شو رقم الشركه بالسوق"),
        ("ayna taqa3 al 5arta", "تقع الخارطه الخرطه", "اين تقع الخرطه"),
        ("3omr el 8arib", "عمر الغريب", "عمر الغريب"),
        ("shu sar fi 1992 fil masna3", "صار المصنع", "شو صار في 1992 في المصنع"),
    ],
)
def test_words_are_spelt_as_the_passages_spell_them(question, near, arabic):
    text, share = in_arabic(question, set(near.split()), lambda word: False)
    assert fold(text) == f"{arabic}؟"
    assert share >= 0.5


def test_a_known_word_is_taken_before_a_cheaper_spelling_that_is_none():
    # "talab" is cheapest as طلاب would be, with its last vowel long.
    assert fold(in_arabic("shu talab", (), {"طلب"}.__contains__)[0]) == "شو طلب؟"
    assert in_arabic("shu talab xyzzy", (), {"طلب"}.__contains__)[1] == 0.5
    assert in_arabic("shu talab", (), lambda word: False)[1] == 0.0


def test_spellings_are_few_and_cheapest_first():
    found = spellings("mostashfayat")
    assert len(found) <= 400
    assert [cost for _, cost in found] == sorted(cost for _, cost in found)
    assert spellings("maktab")[0][0] in ("مكتاب", "مكتب")
    assert spellings("x" * 10_000)  # cut, and never without end


def test_words_to_find_are_those_that_documents_hold():
    assert words_to_find("kam kitab fi maktabat alnakhil?") == "kitab maktabat nakhil"
