"""Words that build a question and name nothing, by language, in the spelling of `corpus.language.folding.fold`.

A large collection gives them little weight by itself; in one of eight passages "did" may stand in one
and look rare. They are left out of questions only, and only where another word is left.
"""

from __future__ import annotations

from corpus.document import Lang
from corpus.language.folding import words

_ENGLISH = """
a an the this that these those it its he she they we you i me my your his her their our him them us
who whom whose what when where which why how
is are was were be been being am do does did done doing have has had having
will would shall should can could may might must
s t re ve ll d m don doesn didn isn aren wasn weren
of in on at to from by for with about into onto over as than then between and or but nor not no if so
there here such any some each both all also too very just only much many
tell please give me know idea wonder
pls plz thanks hi hey hello ok okay really rly btw ur wat wot wen whats whos wheres hows cuz gonna wanna gotta
"""

_ARABIC = """
من ما ماذا متي اين كيف كم لماذا لم لن لا هل اي ايه ايا الي علي عن في مع بين حتي منذ عند عندما لدي ب ل ك و ف
ان انه انها اذا او ام بل ثم قد لقد كان كانت كانا كانوا يكون تكون ليس ليست لكن لان كما كل كلا بعض غير سوي
هو هي هم هما هن انا نحن انت انتم هذا هذه هذان هاتان هؤلاء ذلك تلك اوليك هنا هناك حيث
الذي التي الذين اللذان اللتان اللذين اللتين اللاتي اللواتي
فيه فيها منه منها به بها له لها لهم عليه عليها اليه اليها عنه عنها بينهما لهما
بما مما عما فيما لما بماذا لمن بمن ممن فيم علام بم لكم وما ومن وهل ومتي واين وكيف وكم ولماذا وماذا
مين شو شنو ايش وش اش ليش ليه وين فين منين امتي امتا ايمتي شلون ازاي كيفاش علاش قديش اديش كام
يلي اللي هاي هاد هاذا دي ده دا مش مو مب موش
رجاء اخبرني قل لي اذكر تعرف اعرف عايز عاوز بدي ابي ممكن فضلك سمحت شكرا مرحبا طيب
"""

FUNCTION_WORDS: dict[Lang, frozenset[str]] = {"en": frozenset(_ENGLISH.split()), "ar": frozenset(_ARABIC.split())}


# Words that turn what is said into something else: not content to a search, but content to whoever compares a
# question with a sentence. A class holds one sense in both languages; a word may be in several.
_CONTRASTS = """
not no nor never cannot don doesn didn isn aren wasn weren لا لم لن ليس ليست ليسوا لست غير
only just فقط الا
before قبل
after بعد
except الا سوي غير عدا باستثناء
without دون بدون بلا
"""


def _contrasts() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_CONTRASTS.strip().split("\n")):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


# The senses of each contrast word, by number.
CONTRASTS: dict[str, frozenset[int]] = _contrasts()


def content_words(text: str) -> list[str]:
    """The folded words of a text that are function words in neither language, each once, in order."""
    return [word for word in dict.fromkeys(words(text)) if not any(word in known for known in FUNCTION_WORDS.values())]


def telling_words(text: str) -> list[str]:
    """The content words of a text and its contrast words, each once, in order."""
    known = FUNCTION_WORDS.values()
    return [w for w in dict.fromkeys(words(text)) if w in CONTRASTS or not any(w in listed for listed in known)]
