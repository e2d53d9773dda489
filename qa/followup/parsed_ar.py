"""The parts of an Arabic question, and what it speaks of: closed classes of words, folded, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language import PROCLITICS, fold
from qa.followup.topic import Asks, Topic, is_year, place_kind
from qa.question import QUESTION_WORDS


def folded(text: str) -> frozenset[str]:
    """The words of a text in the spelling that is compared."""
    return frozenset(fold(text).split())


WH = QUESTION_WORDS["ar"]
_NOT_AND = folded("وين وش وقتاش وفق وفقا")  # begin with a waw that is not "and"
PREPOSITIONS = folded("في من إلى على عن مع بين منذ حتى بعد قبل خلال عند لدى حول ضد عبر نحو تجاه")
COPULAS = folded("كان كانت يكون تكون هو هي هم تم تمت جرى جرت")
RELATIVE = folded("الذي التي الذين اللذان اللذين اللتان اللتين اللاتي اللي اللتي اللذي")
_ENDS_TOPIC = folded("وفقا طبقا بحسب حسب منذ قبل بعد عندما حين لما بسبب خلال أثناء")
_SIMPLE: dict[str, Asks] = {
    **dict.fromkeys(folded("متى امتى ايمتى وقتاش"), "time"),
    **dict.fromkeys(folded("أين وين فين"), "place"),
    **dict.fromkeys(folded("من مين منو شكون لمن ممن"), "person"),
    **dict.fromkeys(folded("كم قديش شحال كام بكم"), "number"),
    **dict.fromkeys(folded("لماذا ليش ليه علاش"), "reason"),
    **dict.fromkeys(folded("كيف شلون ازاي كيفاش"), "manner"),
}  # fmt: skip
KINDS: dict[str, Asks] = {
    **dict.fromkeys(folded("عام سنة شهر يوم تاريخ عقد قرن وقت"), "time"),
    **dict.fromkeys(folded("مدينة مدينتين بلد دولة مكان منطقة قارة بحر عاصمة أسواق مدن بلدين دولتين"), "place"),
    **dict.fromkeys(folded("شخص مسؤول وزير رئيس"), "person"),
    **dict.fromkeys(folded("وكالة منظمة شركة لغة عملة سبب مبلغ جهة مناسبة حدث مجال"), "thing"),
}
_LONGEST_TOPIC = 14  # words; more are no phrase
_PERSONS = folded(
    "رئيس وزير ملك ملكة أمير سفير قنصل مدير قائد مسؤول مؤلف كاتب شاعر مؤسس حاكم محافظ عالم لاعب مدرب إمام "
    "خليفة الرئيس الوزير الملك السفير القنصل المدير القائد المسؤول المؤلف الكاتب الشاعر المؤسس الحاكم "
    "المحافظ العالم اللاعب"
)
# Verbs that a question asks with alone: "متى تأسست؟". A name or a noun in their place must never be taken for one.
VERBS = folded(
    "ولد ولدت توفي توفيت مات ماتت نشأ نشأت بدأ بدأت انتهى انتهت تأسس تأسست أسس أسست افتتح افتتحت فتح فتحت "
    "بني بنيت شيد شيدت أنشئ أنشئت وقع وقعت تقع يقع توجد يوجد حدث حدثت صدر صدرت عقد عقدت دارت دار جرت جرى "
    "تم تمت بلغ بلغت تبلغ يبلغ كان كانت ظهر ظهرت أقيم أقيمت أعلن أعلنت انضم انضمت تعمل يعمل تعيش يعيش عاش "
    "عاشت حكم حكمت انهار انهارت تفكك تفككت استقل استقلت ارتفع ارتفعت تضم يضم "
    "أغلق أغلقت التقى التقت التقيا تحدث تحدثت اكتمل اكتملت يكتمل تكتمل يغلق تغلق يفتح تفتح يصب تصب ينبع تنبع "
    "يبدأ تبدأ ينتهي تنتهي عين عينت انتخب انتخبت استقال استقالت صمم صممت يدير تدير"
)
NUMBER_VERBS = folded("بلغ بلغت يبلغ تبلغ كان كانت يكون تكون وصل وصلت يصل تصل ارتفع زاد زادت كلف كلفت يكلف تكلف")
WITH_PRONOUN = {
    **{fold(w): "ل" for w in ("له", "لها", "لهم", "لهما")},
    **{fold(w): "ب" for w in ("به", "بها", "بهم", "بهما")},
    **{fold(w): "في" for w in ("فيه", "فيها", "فيهم", "فيهما")},
    **{fold(w): "من" for w in ("منه", "منها", "منهم", "منهما")},
    **{fold(w): "على" for w in ("عليه", "عليها", "عليهم", "عليهما")},
    **{fold(w): "إلى" for w in ("إليه", "إليها", "إليهم", "إليهما")},
    **{fold(w): "عن" for w in ("عنه", "عنها", "عنهم", "عنهما")},
    **{fold(w): "مع" for w in ("معه", "معها", "معهم", "معهما")},
    **{fold(w): "لدى" for w in ("لديه", "لديها", "لديهم", "لديهما")},
    **{fold(w): "عند" for w in ("عنده", "عندها", "عندهم")},
    **{fold(w): "بين" for w in ("بينها", "بينهم", "بينهما")},
}
# Nouns and verbs to which "ه" is often written; other words that end so may end in a ta marbuta without its dots.
WITH_HIS = folded(
    "ارتفاعه عمقه ثمنه شعاره مكانه "
    "عدده اسمه عمره حجمه طوله سببه تاريخه مقره موقعه هدفه سعره وزنه نوعه لونه أسسه افتتحه بناه كتبه ألفه "
    "اكتشفه اخترعه صممه أنشأه وقعه أعلنه حكمه قاده لقاؤه لقاءه التقاه قابله منصبه عزمه"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in parts: "في أي مدينة" "بُنيت" "قنصلية كازاخستان". `noun` is what is counted or chosen from."""

    wh: tuple[str, ...]
    noun: tuple[str, ...]
    verb: str | None
    rest: tuple[str, ...]

    @property
    def asks(self) -> Asks:
        """What the question words ask for."""
        for word in self.noun:
            kind = KINDS.get(key_of(word))
            if kind is not None:
                return kind
        return next((_SIMPLE[key] for key in reversed([key_of(word) for word in self.wh]) if key in _SIMPLE), "thing")


def split(question: str) -> list[str]:
    """The words as written, without what closes the question."""
    return question.strip().rstrip("?؟.!، ").split()


def key_of(word: str) -> str:
    """The word as it is compared: folded, without the signs around it."""
    return fold(word).strip("،,؛;:\"'«»“”()؟?")


def without_opening(words: Sequence[str]) -> tuple[list[str], bool]:
    """The words without "and" before or on the first of them, and whether it was there."""
    left = list(words)
    opened = False
    while len(left) > 1 and key_of(left[0]) in {"و", "طيب", "ثم", "لكن", "يعني", "اذن"}:
        left, opened = left[1:], True
    if left:
        key = key_of(left[0])
        if key.startswith("و") and key not in _NOT_AND and (key[1:] in WH | PREPOSITIONS | COPULAS | {"هناك", "هل"}):
            left[0] = left[0].lstrip("\u0640")[1:].lstrip("\u064e\u064f\u0650")
            opened = True
    return left, opened


def parse(words: Sequence[str]) -> Asked:
    """The question's parts; `wh` is empty where it does not begin with question words."""
    words, _ = without_opening(words)
    keys = [key_of(word) for word in words]
    at = 0
    while at < len(keys) and keys[at] in PREPOSITIONS - {"من"} and at < 2:
        at += 1
    if at and at < len(keys) and keys[at] not in WH:
        at = 0
    if keys[:1] == ["من"] and len(keys) > 1 and keys[1] in {"اين", "اي"}:
        at = 1
    if at >= len(keys) or keys[at] not in WH:
        return Asked((), (), None, tuple(words))
    end = at + 1
    last = keys[at]
    while end < len(keys) and keys[end] in {"هو", "هي", "هم", "هما"} | RELATIVE:
        end += 1
    noun_from = end
    if last in {"اي", "ايه", "باي", "لاي"}:
        end += 1
        while (
            end < len(keys) and len(keys[end]) > 4 and keys[end].endswith(("يه", "يين", "يتين")) and end + 1 < len(keys)
        ):
            end += 1
    elif (
        last in {"كم", "قديش", "شحال", "كام", "بكم"}
        and end < len(keys)
        and keys[end] not in NUMBER_VERBS | PREPOSITIONS
    ):
        end += 1
    noun = tuple(words[noun_from:end])
    rest = list(words[end:])
    verb = None
    if last == "هل" and rest and not _is_verb_of_yes_or_no(rest[0]):
        return Asked(tuple(words[:noun_from]), noun, None, tuple(rest))
    nominal = last in {"ما", "ماهو", "ماهي", "شو", "ايش"} and not RELATIVE & set(keys[at:end])
    if rest and not nominal and "هو" not in keys[:end] and "هي" not in keys[:end] and _may_be_verb(rest[0]):
        verb, rest = rest[0], rest[1:]
    return Asked(tuple(words[:noun_from]), noun, verb, tuple(rest))


def _may_be_verb(word: str) -> bool:
    key = key_of(word)
    if key in VERBS | NUMBER_VERBS | COPULAS:
        return True
    if key in PREPOSITIONS | WH | WITH_PRONOUN.keys() or is_place(word):
        return False
    is_noun = key.startswith(("ال", "لل")) or word.rstrip("،").endswith(("ة", "ات", "ًا", "اً", "ٍ")) or key in KINDS
    return not is_noun and not (key.startswith("ل") and is_place(word[1:]))


def _is_verb_of_yes_or_no(word: str) -> bool:
    key = key_of(word)
    return key in VERBS or (key[:1] in {"ي", "ت"} and len(key) > 3 and _may_be_verb(word))


def is_place(word: str) -> bool:
    """Whether the word is the name of a country or a city, with or without a particle written onto it."""
    return place_in(word) is not None


def place_in(word: str) -> str | None:
    """The name that a word is, with or without a particle written onto it."""
    bare = word.strip('،,؛؟?"«»()')
    for name in (bare, bare[1:] if bare[:1] in PROCLITICS else bare):
        if place_kind(name, "ar") is not None:
            return name
    return None


# What the question before speaks of.


def topic(question: str) -> Topic:
    """What an Arabic question speaks of."""
    asked = parse(split(question))
    words = [*asked.noun, *([] if asked.verb is None else [asked.verb]), *asked.rest]
    agent, thing = _agent_and_thing(asked)
    found = list(dict.fromkeys(name for word in words if (name := place_in(word)) is not None))
    countries = [name for name in found if place_kind(name, "ar") == "country"]
    years = {key_of(word) for word in words if is_year(key_of(word))}
    placed = [
        name
        for before, word in zip(["", *words], words, strict=False)
        if (name := place_in(word)) is not None
        and (key_of(before) in {"في", "الي", "لدي", "من", "مدينه"} or key_of(word) == key_of(f"ب{name}"))
    ]
    head = key_of(thing.split()[0]) if thing else ""
    return Topic(
        asks=asked.asks,
        thing=thing if thing is None or len(thing.split()) <= _LONGEST_TOPIC else None,
        is_many=head.endswith(("تا", "تان", "تين", "تي")) and len(head) > 5,
        agent=agent,
        acts=asked.verb is not None and bool(asked.rest) and agent == asked.rest[0],
        pair=f"{countries[0]} و{countries[1]}" if len(countries) == 2 else None,
        person=thing if head in _PERSONS else None,
        place=placed[-1] if placed else None,
        year=years.pop() if len(years) == 1 else None,
    )


def _agent_and_thing(asked: Asked) -> tuple[str | None, str | None]:
    """Who acts or owns, and what the question is about: the object where there is one, else the subject."""
    rest = _trimmed(list(asked.rest))
    keys = [key_of(word) for word in rest]
    if asked.verb is None and asked.noun and not KINDS.get(key_of(asked.noun[0])):
        phrase = [*asked.noun, *rest] if key_of(asked.noun[0]) != "عدد" else rest
        return _owner(phrase[1:]), " ".join(phrase) or None
    if not rest:
        return None, None
    if asked.verb is not None and is_place(rest[0]) and len(rest) > 1:
        if keys[1].startswith("و") and is_place(rest[1]):
            return None, " ".join(rest[:2])
        objects = rest[1:]
        if key_of(objects[0]) not in PREPOSITIONS and not is_place(objects[0]):
            return rest[0], _owned(objects, rest[0])
        return rest[0], rest[0]
    if asked.noun and keys[0] in WITH_PRONOUN:
        return None, None  # "which sea is it that they lie on": the sea is spoken of, which the answer names
    if asked.noun and keys[0] in {"بينها", "بينهما", "بينهم"} and len(rest) > 1:
        rest, keys = rest[1:], keys[1:]
    if keys[0] in {"في", "علي", "عن", "مع", "من", "الي"} and len(rest) > 1:
        rest = rest[1:]  # "من شارك في محادثات عام 2010"
    if keys[0] == "عدد" and len(rest) > 1:
        rest = rest[1:]
    return _owner(rest[1:]), " ".join(rest)


def _owned(objects: Sequence[str], owner: str) -> str:
    """An object and its owner in one phrase: "سفارة" of "إيران", where the words allow it."""
    head, following = objects[0], [key_of(word) for word in objects[1:2]]
    if following and following[0] not in PREPOSITIONS:
        return " ".join(objects)
    if has_pronoun(head):
        head = without_pronoun(head)
    elif key_of(head).startswith("ال"):
        return " ".join(objects)
    return " ".join([head.rstrip("ًا") if head.endswith("ًا") else head, owner, *objects[1:]])


def _owner(words: Sequence[str]) -> str | None:
    """The name directly after the head of a phrase, or a name with "ل" written onto it."""
    return place_in(words[0]) if words and is_place(words[0]) and key_of(words[0])[:1] != "و" else None


def _trimmed(words: list[str]) -> list[str]:
    """The words up to the next clause, without a time at the end."""
    for i, word in enumerate(words):
        if key_of(word) in RELATIVE | _ENDS_TOPIC or (i and key_of(word) in WH - {"من", "ما", "عم"}):
            words = words[:i]
            break
    times = {"في", "عام", "سنه", "العام", "السنه"}
    if words and is_year(key_of(words[-1])):
        words = words[:-1]
        while words and key_of(words[-1]) in times:
            words = words[:-1]
    while words and key_of(words[-1]) in PREPOSITIONS:
        words = words[:-1]
    return words


def ending_of(word: str, *, alone: bool) -> str | None:
    """The pronoun written onto a word; None where it may be part of the word. `alone`: nothing else is asked."""
    key = key_of(word)
    if key in WITH_HIS and not word.endswith("ة"):
        return "ه"
    if key in WITH_PRONOUN or key.removeprefix("و") in WITH_PRONOUN:
        return next(end for end in ("هما", "هم", "ها", "ه") if key.endswith(end))
    if word.rstrip("؟،").endswith(("ة", "ًا", "اً")) or key.startswith("ال") or key in COPULAS | WH | RELATIVE:
        return None
    for end in ("هما", "ها", "هم"):
        if key.endswith(end) and len(key) >= len(end) + 3:
            return end
    if alone and len(key) > 4 and word.endswith(("ته", "ؤه", "ئه")):
        return "ه"
    return None


def has_pronoun(word: str) -> bool:
    """Whether a pronoun is written onto the word."""
    return ending_of(word, alone=False) is not None


def without_pronoun(word: str, *, is_noun: bool = True) -> str:
    """A word without the pronoun written onto it; the ta marbuta of a noun gets its own letter back."""
    bare = word.rstrip("؟،")
    for end in ("هما", "ها", "هم", "ه"):
        if key_of(bare).endswith(end):
            while bare and not key_of(bare[-1:]):
                bare = bare[:-1]
            bare = bare[: -len(end)]
            break
    bare = bare.rstrip("\u064b\u064c\u064d\u064e\u064f\u0650\u0652")
    if bare.endswith(("ؤ", "ئ")):
        return f"{bare[:-1]}ء"
    if bare.endswith("ا") and len(bare) > 3:
        return f"{bare[:-1]}ى"
    if is_noun and bare.endswith("ت") and not bare.endswith("ات") and len(key_of(bare)) > 4:
        return f"{bare[:-1]}ة"
    return bare
