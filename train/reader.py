"""Stage 3: the reader. A span head on the body, with no-answer training and code-switching.

Questions of four language pairs on windows as the program serves them, views of passages with title and heading
as context (`train/served.py`), two of five without an answer that look as if they had one. English questions with
short windows around their answers, in four mixes of languages by code-switching; Arabic questions; Arabic cloze
questions; and questions whose window does not say. Half of the answered windows come with a near miss, and the
answer has to win over every span of both (shared normalization, Clark and Gardner 2018): spans of different
passages are then compared as the pipeline compares them. The input vectors stay as they are, so that words which
no question file holds keep their meaning across languages (the lowest layers can be kept too, `n_frozen`: a step
then takes four fifths of the time). Some names and numbers are exchanged in the question, in the passage or in
both, so that the passage has to be read and not only found alike, and questions are made to look typed in haste;
some are put in other words.

    python -m train.reader --data ../shared/data --start var/train/body --out var/train/reader
    python -m train.reader --data ../shared/data --start var/train/reader --out var/train/again --seed 1 --share 0.5

The second is another pass; the mean of both keeps what either is good at (Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, PreTrainedModel

from corpus.document import Lang
from corpus.language import content_words, words
from index.lexical import LexicalIndex, LexicalSettings, TranslationTable
from train.cloze import ClozeMaker
from train.data import (
    HELD_OUT_TITLES,
    Example,
    checksums,
    crop,
    held_out_titles,
    pair_files,
    read_examples,
    read_pairs,
    read_paragraphs,
)
from train.noise import Noise
from train.record import Record, attention, device, mixed_precision, seed_everything
from train.served import Served
from train.switch import Switcher, switchers
from train.synonyms import Synonyms

# File to share of the questions, in windows around the answer. Prose and real questions first.
ENGLISH = {
    "en_squad11_train_du10pct": 0.15,
    "en_squad11_train_misc": 0.06,
    "en_squadshifts_new_wiki": 0.08,
    "en_tydiqa_goldp_train": 0.05,
    "en_nq_short": 0.03,
    "en_squadshifts_reddit": 0.01,
    "en_squadshifts_amazon_reviews": 0.01,
    "en_fairytaleqa_extractive": 0.01,
    "en_bioasq_factoid": 0.005,
    "en_covidqa_windows": 0.005,
    "en_quoref_contrast": 0.02,
}
ARABIC = {"ar_arcd_train": 0.03, "ar_mlqa_dev": 0.03}
CLOZE_SHARE = 0.04
# In windows as they are served: the language of the passages, then that of the questions ("x": it is another).
SERVED = {
    "written_ar_ar": 0.07,
    "written_ar_en": 0.07,
    "written_en_ar": 0.06,
    "written_en_en": 0.06,
    "desk_ar_ar": 0.05,
    "desk_ar_en": 0.05,
    "desk_en_ar": 0.05,
    "desk_en_en": 0.05,
    "prose_ar_ar": 0.035,
    "contrast_ar_ar": 0.05,
    "written2_ar_ar": 0.03,
    "desk3_ar_ar": 0.07,
    "prose3_ar_ar": 0.05,
    "prose_ar_en": 0.035,
    "contrast_ar_en": 0.05,
    "written2_ar_en": 0.03,
    "desk3_ar_en": 0.07,
    "prose3_ar_en": 0.05,
    "prose_en_ar": 0.035,
    "contrast_en_ar": 0.05,
    "written2_en_ar": 0.03,
    "desk3_en_ar": 0.07,
    "prose3_en_ar": 0.05,
    "prose_en_en": 0.035,
    "contrast_en_en": 0.05,
    "written2_en_en": 0.03,
    "desk3_en_en": 0.07,
    "prose3_en_en": 0.05,
    "ar_mlqa_test": 0.14,
    "en_xor_tydi_train": 0.04,
    "en_nq_train_qed": 0.05,
    "en_mlqa_dev": 0.01,
    "x_xor_tydi_train_ctx_en_q_ar": 0.06,
    "x_arabic_squad_mt_ctx_en_q_ar": 0.02,
    "x_mlqa_dev_ctx_en_q_ar": 0.01,
    "x_mlqa_dev_ctx_ar_q_en": 0.02,
    "ar_belebele_eqa": 0.005,
    "en_belebele_eqa": 0.005,
    "x_belebele_eqa_ctx_ar_q_en": 0.005,
    "x_belebele_eqa_ctx_en_q_ar": 0.005,
}
# Finds passages across languages.
TABLE = Path("models/translation")
DICTIONARIES = ("wiktionary_en_ar", "wiktionary_ar_en", "wordnet_awn")


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Stage 3's values."""

    n_questions: int = 20_000
    batch_size: int = 16  # questions, each with one window or two
    learning_rate: float = 1.2e-4
    n_frozen: int = 0  # lowest layers, beside the input vectors
    share: float = 1.0  # of the trained weights in the mean with those started from: less than 1 for another pass
    warmup_share: float = 0.05
    fewest_words: int = 40  # of a window; served passages are of this length too
    most_words: int = 85
    max_tokens: int = 224  # question and window together
    perturbed_share: float = 0.12  # of questions: a name or number is exchanged, so that the window does not say
    renamed_share: float = 0.1  # of questions: it is exchanged in the window too, which still says
    reworded_share: float = 0.2  # of questions: some words become synonyms
    near_miss_share: float = 0.6  # of answered windows that come with a near miss
    altered_share: float = 0.25  # of near misses: the window itself with the name or number exchanged
    own_rival_share: float = 0.6  # of near misses of served windows: from the same document, where it has one
    switched_share: float = 0.1  # of questions on served windows in their own language: code-switched
    n_rivals: int = 12  # passages of the same file that search finds first: a near miss comes from one of them
    n_crops: int = 5  # windows of these passages that a near miss is chosen from
    n_cloze_paragraphs: int = 40_000
    save_every: int = 50  # steps
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One file's examples and how they are used."""

    examples: list[Example]
    share: float
    lang: Lang  # of the questions
    served: bool = False  # windows are views of passages, not cut around the answer
    is_crossed: bool = False  # the passages are in the other language


# A window's text and the answer's half-open character offsets in it, or None twice.
Stretch = tuple[str, int | None, int | None]

_FACT = re.compile(r"\b\d{2,}\b|(?<=\w )[A-Z]\w{2,}(?: [A-Z]\w+)*")


@dataclass(frozen=True, slots=True)
class Window:
    """A question and a stretch of text; the answer's half-open character offsets in it, or None twice."""

    question: str
    text: str
    start: int | None = None
    end: int | None = None
    body: int = 0  # where the text that can be quoted starts; context stands before it


class Windows:
    """Draws training windows of the sources' questions."""

    def __init__(
        self,
        sources: Sequence[Source],
        en_ar: Switcher,
        ar_en: Switcher,
        synonyms: Synonyms,
        config: ReaderConfig,
        *,
        served: Served,
        table: TranslationTable,
    ) -> None:
        """`table` finds near misses for questions in another language than the passages'."""
        self._served = served
        self._sources, self._config, self._synonyms, self._noise = sources, config, synonyms, Noise()
        self._shares = [source.share for source in sources]
        self._switchers = {"en": en_ar, "ar": ar_en}
        self._contexts = [list(dict.fromkeys(example.context for example in source.examples)) for source in sources]
        self._titles = [{example.context: example.title for example in source.examples} for source in sources]
        self._searches = [
            LexicalIndex.build(contexts, table if source.is_crossed else TranslationTable(), LexicalSettings())
            for source, contexts in zip(sources, self._contexts, strict=True)
        ]

    def draw(self, generator: random.Random) -> list[Window]:
        """A question's window, and maybe a second one: a near miss, which looks alike and does not say.

        Code-switching comes last, so that near misses and exchanged names are switched too.
        """
        number = generator.choices(range(len(self._sources)), self._shares)[0]
        source = self._sources[number]
        example = generator.choice(source.examples)
        if source.served:
            return self._as_served(example, number, generator) or self.draw(generator)
        if example.start is None or example.end is None:
            question, drawn = example.question, [self._crop(example.context, 0, 0, generator)]
        else:
            question, drawn = self._answered(example, example.start, example.end, number, generator)
        if generator.random() < self._config.reworded_share:
            question = self._synonyms.reword(question, source.lang, generator.uniform(0.3, 0.8), generator)
        switch_question, switch_window = generator.choices(
            [(False, False), (True, False), (False, True), (True, True)],
            (0.7, 0.12, 0.06, 0.12) if source.lang == "en" else (0.55, 0.35, 0.05, 0.05),
        )[0]
        switcher = self._switchers[source.lang]
        if switch_question:
            question = switcher.switch(question, generator.uniform(0.6, 1.0), generator)
        if switch_window:
            drawn = [self._switched(switcher, *each, generator) for each in drawn]
        question = self._noise.add(question, generator)
        return [Window(question, *each) for each in drawn]

    def _as_served(self, example: Example, number: int, generator: random.Random) -> list[Window]:
        """The question on a view, and maybe a near miss from the same document or a like one; empty for no window."""
        config, source = self._config, self._sources[number]
        is_answered = example.start is not None
        first = self._served.answered(example, generator) if is_answered else self._served.tempting(example, generator)
        if first is None:
            return []
        shown = [first]
        if is_answered and generator.random() < config.near_miss_share:
            rival = None
            if generator.random() < config.own_rival_share:
                rival = self._served.tempting(example, generator)
            if rival is None:
                _, places = self._searches[number].search([example.question], config.n_rivals)
                rivals = [self._contexts[number][place] for place in places[0].tolist()]
                rivals = [context for context in rivals if context != example.context] or [example.context]
                context = generator.choice(rivals)
                other = replace(example, context=context, title=self._titles[number][context])
                assert example.start is not None
                rival = self._served.tempting(other, generator, answer=example.context[example.start : example.end])
            shown += [] if rival is None else [rival]
        question = example.question
        if generator.random() < config.reworded_share:
            question = self._synonyms.reword(question, source.lang, generator.uniform(0.3, 0.8), generator)
        if not source.is_crossed and generator.random() < config.switched_share:
            question = self._switchers[source.lang].switch(question, generator.uniform(0.6, 1.0), generator)
        question = self._noise.add(question, generator)
        return [Window(question, each.text, each.start, each.end, each.body) for each in shown]

    def _answered(
        self, example: Example, start: int, end: int, number: int, generator: random.Random
    ) -> tuple[str, list[Stretch]]:
        """A question that its context answers, its window and maybe a near miss, some names and numbers exchanged."""
        config, question = self._config, example.question
        window, first, last = self._crop(example.context, start, end, generator)
        if first is None or last is None:
            return question, [(window, None, None)]
        fact, other = self._exchange(example, number, generator) or (None, None)
        drawn: list[Stretch] = [(window, first, last)]
        altered = None
        if fact and other:
            where = re.compile(rf"\b{re.escape(fact)}\b", re.IGNORECASE)
            put = where.sub(other, window[:first])
            with_other = put + window[first:last] + where.sub(other, window[last:])
            # A name that is also the answer's stays: nothing else would tell which of them is meant.
            altered = None if where.search(window[first:last]) or with_other == window else with_other
            chance = generator.random()
            if chance < config.perturbed_share:
                return where.sub(other, question), [(window, None, None)]
            if altered and chance < config.perturbed_share + config.renamed_share:
                question = where.sub(other, question)
                drawn = [(altered, len(put), len(put) + last - first)]
                altered = window
        if generator.random() < config.near_miss_share:
            if altered and generator.random() < config.altered_share:
                drawn.append((altered, None, None))
            else:
                drawn += self._near_miss(example, number, generator)
        return question, drawn

    def _crop(self, context: str, start: int, end: int, generator: random.Random) -> Stretch:
        n_words = generator.randint(self._config.fewest_words, self._config.most_words)
        window, start, end = crop(context, start, end, n_words, generator)
        return (window, start, end) if end > start else (window, None, None)

    def _near_miss(self, example: Example, number: int, generator: random.Random) -> list[Stretch]:
        """Of the passages that search finds for the question, a window without the answer that shares many words."""
        assert example.start is not None and example.end is not None
        answer = example.context[example.start : example.end].lower()
        asked = set(content_words(example.question))
        _, places = self._searches[number].search([example.question], self._config.n_rivals)
        rivals = list(
            dict.fromkeys([example.context, *(self._contexts[number][place] for place in places[0].tolist())])
        )
        best: tuple[int, str] | None = None
        for context in generator.sample(rivals, min(self._config.n_crops, len(rivals))):
            at = generator.randrange(len(context))
            window, *_ = self._crop(context, at, at, generator)
            if answer in window.lower():
                continue
            shared = len(asked.intersection(words(window)))
            if best is None or shared > best[0]:
                best = shared, window
        return [] if best is None else [(best[1], None, None)]

    @staticmethod
    def _switched(
        switcher: Switcher, window: str, start: int | None, end: int | None, generator: random.Random
    ) -> Stretch:
        rate = generator.uniform(0.5, 1.0)
        if start is None or end is None:
            return switcher.switch(window, rate, generator), None, None
        return switcher.switch_around(window, start, end, rate, generator)

    def _exchange(self, example: Example, number: int, generator: random.Random) -> tuple[str, str] | None:
        """A name or number of the question, and one of another question that the context does not hold."""
        own = _FACT.findall(example.question)
        if not own:
            return None
        fact = generator.choice(own)
        for other in generator.choices(self._sources[number].examples, k=12):
            for found in _FACT.findall(other.question):
                if found[0].isdigit() == fact[0].isdigit() and found.lower() not in example.context.lower():
                    return fact, found
        return None


def train(data: Path, start: Path, out: Path, config: ReaderConfig, without: dict[str, frozenset[str]]) -> None:
    """Fine-tunes the body in `start` and saves a transformers folder with run.json."""
    seed_everything(config.seed)
    names = [*ENGLISH, *ARABIC, *SERVED, "en_squad20_train_part_unans"]
    paths = [data / "qa" / f"{name}.json.gz" for name in names]
    pair_paths = pair_files(data)
    mono = data / "mono" / "arwiki_2017.txt.xz"
    record = Record(out, stage="reader", config=config, data=checksums([*paths, *pair_paths, mono]), start=start)
    en_ar, ar_en = switchers(pair_paths, out)
    dictionaries = read_pairs([data / "lexicon" / f"{name}.tsv.gz" for name in DICTIONARIES])
    tokenizer = AutoTokenizer.from_pretrained(start)
    table = TranslationTable.load(TABLE)
    served = Served(lambda text: len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]), table)
    windows = Windows(
        read_sources(data, without, config), en_ar, ar_en, Synonyms(dictionaries), config, served=served, table=table
    )
    # One pass over varied windows: there is nothing to unlearn by dropout, and it costs a tenth of the time.
    model = AutoModelForQuestionAnswering.from_pretrained(
        start,
        dtype=torch.float32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation=attention(),
    ).to(device())
    for part in (model.bert.embeddings, *model.bert.encoder.layer[: config.n_frozen]):
        part.requires_grad_(False)
    trainable = [weights for weights in model.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=config.learning_rate, weight_decay=0.01, fused=True)
    n_steps = config.n_questions // config.batch_size
    n_trainable = sum(weights.numel() for weights in trainable)
    print(
        f"{config.n_questions} questions, {n_steps} steps, {n_trainable} trainable weights, {device()}, "
        f"seed {config.seed}",
        flush=True,
    )
    done = 0
    if state := record.load():
        done = state["step"]
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    model.train()
    loss_mean = 0.0
    for step in range(done + 1, n_steps + 1):
        warmup = min(1.0, step / (config.warmup_share * n_steps))
        optimizer.param_groups[0]["lr"] = config.learning_rate * warmup * max(0.02, 1 - step / n_steps)
        batch = batch_of(windows, step, tokenizer, config)
        with mixed_precision():
            loss = loss_of(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss_mean += loss.item() / 25
        if step % 25 == 0:
            record.log(step=step, loss=loss_mean, seconds=record.seconds())
            loss_mean = 0.0
        if step % config.save_every == 0:
            record.save(step, model=model.state_dict(), optimizer=optimizer.state_dict())
    trained = {name: weights.cpu() for name, weights in model.state_dict().items()}
    if config.share < 1:
        started_from = AutoModelForQuestionAnswering.from_pretrained(start, dtype=torch.float32).state_dict()
        trained = {name: torch.lerp(started_from[name], weights, config.share) for name, weights in trained.items()}
    model.save_pretrained(out, state_dict=trained)
    tokenizer.save_pretrained(out)
    record.finish()


def read_sources(data: Path, without: dict[str, frozenset[str]], config: ReaderConfig) -> list[Source]:
    """Every file's examples with its share, and the cloze questions made from Arabic Wikipedia."""
    sources = []
    by_lang: dict[Lang, dict[str, float]] = {"en": ENGLISH, "ar": ARABIC}
    for lang, shares in by_lang.items():
        for name, share in shares.items():
            path = data / "qa" / f"{name}.json.gz"
            sources.append(Source(read_examples(path, without_titles=without.get(path.name, frozenset())), share, lang))
    for name, share in SERVED.items():
        asked, is_crossed = _languages(name)
        sources.append(Source(read_examples(data / "qa" / f"{name}.json.gz"), share, asked, True, is_crossed))
    sources.append(Source(read_examples(data / "qa" / "en_squad20_train_part_unans.json.gz"), 0.01, "en"))
    lexicon = data / "lexicon"
    places, names, common = (
        [pair.ar for pair in read_pairs([lexicon / f"{name}.tsv.gz" for name in group])]
        for group in (
            ("places_cities", "countries_iso", "cldr_babel"),
            ("names_wikidata_tokens", "names_google_translit"),
            DICTIONARIES,
        )
    )
    maker, generator = ClozeMaker(places, names, common), random.Random(config.seed)
    paragraphs = generator.sample(
        list(read_paragraphs(data / "mono" / "arwiki_2017.txt.xz")), config.n_cloze_paragraphs
    )
    cloze = [example for paragraph in paragraphs if (example := maker.example(paragraph, generator))]
    cloze = [replace(example, title=str(number)) for number, example in enumerate(cloze)]
    print(f"{sum(len(source.examples) for source in sources)} questions, {len(cloze)} cloze questions", flush=True)
    return [*sources, Source(cloze, CLOZE_SHARE, "ar")]


def _languages(name: str) -> tuple[Lang, bool]:
    """The language of the questions of a file, and whether its passages are in the other."""
    first, *_, last = name.split("_")
    if first in ("ar", "en"):
        return ("ar" if first == "ar" else "en"), False
    lang: Lang = "ar" if last == "ar" else "en"
    return lang, first == "x" or name.split("_")[1] != last


def loss_of(model: PreTrainedModel, batch: Mapping[str, Tensor]) -> Tensor:
    """Cross-entropy within each window, where position 0 says nothing, plus that of the answer over all its windows.

    The second is shared normalization: over the passage tokens of the answered window and of its near miss.
    """
    inputs = {name: tensor for name, tensor in batch.items() if name not in ("in_passage", "rival")}
    output = model(**inputs)
    answered = batch["start_positions"] > 0  # [batch]
    lost: Tensor = output.loss
    if not answered.any():
        return lost
    rivalled = answered & (batch["rival"] >= 0)
    for logits, wanted in (
        (output.start_logits, batch["start_positions"]),
        (output.end_logits, batch["end_positions"]),
    ):
        inside = logits.float().masked_fill(~batch["in_passage"], -1e4)  # [batch, seq]
        total = inside.logsumexp(1)  # [batch]
        both = torch.where(rivalled, torch.logaddexp(total, total[batch["rival"].clamp(min=0)]), total)
        gold = inside.gather(1, wanted[:, None])[:, 0]
        lost = lost + (both - gold)[answered].mean() / 2
    return lost


def batch_of(windows: Windows, step: int, tokenizer: AutoTokenizer, config: ReaderConfig) -> dict[str, Tensor]:
    """The batch of a step, the same whenever it is asked for: eight steps draw together and sort by length.

    Beside the model's inputs `in_passage` [batch, seq] and `rival` [batch]: the row of a window's near miss, or -1.
    """
    group, place = divmod(step, 8)
    asked = _group(windows, group, config)[place]
    rows = [window for found in asked for window in found]
    has_rival = [at == 0 and len(found) == 2 for found in asked for at in range(len(found))]
    encoded = tokenizer(
        [" ".join(window.question.split()[:40]) for window in rows],
        [window.text for window in rows],
        truncation="only_second",
        max_length=config.max_tokens,
        padding=True,
        pad_to_multiple_of=16,  # few shapes: what the processor's libraries keep for each adds up to gigabytes
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    offsets = encoded.pop("offset_mapping").tolist()  # [batch, seq, 2]
    in_passage = [
        [
            sequence == 1 and high > window.body
            for sequence, (_, high) in zip(encoded.sequence_ids(row), offsets[row], strict=True)
        ]
        for row, window in enumerate(rows)
    ]
    starts, ends = [], []
    for row, window in enumerate(rows):
        first = last = 0  # the [CLS] position stands for "it does not say"
        if window.start is not None and window.end is not None:
            inside = [
                at
                for at, (is_inside, (low, high)) in enumerate(zip(in_passage[row], offsets[row], strict=True))
                if is_inside and high > window.start and low < window.end and high > low
            ]
            if inside:
                first, last = inside[0], inside[-1]
        starts.append(first)
        ends.append(last)
    batch = {name: tensor.to(device()) for name, tensor in encoded.items()}
    return batch | {
        "start_positions": torch.tensor(starts, device=device()),
        "end_positions": torch.tensor(ends, device=device()),
        "in_passage": torch.tensor(in_passage, device=device()),
        "rival": torch.tensor([row + 1 if has else -1 for row, has in enumerate(has_rival)], device=device()),
    }


@lru_cache(maxsize=1)
def _group(windows: Windows, group: int, config: ReaderConfig) -> list[list[list[Window]]]:
    """The questions of eight steps, each a batch of questions alike in length."""
    generator = random.Random(f"{config.seed}-{group}")
    drawn = [windows.draw(generator) for _ in range(8 * config.batch_size)]
    drawn.sort(key=lambda found: len(found[0].question) + max(len(window.text) for window in found))
    order = list(range(8))
    generator.shuffle(order)
    return [drawn[at * config.batch_size : (at + 1) * config.batch_size] for at in order]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 3: fine-tune the reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder with qa/, parallel/, lexicon/ and mono/")
    parser.add_argument("--start", type=Path, default=Path("var/train/body"))
    parser.add_argument("--out", type=Path, default=Path("var/train/reader"))
    parser.add_argument("--questions", type=int, default=ReaderConfig().n_questions)
    parser.add_argument("--held-out", type=Path, default=HELD_OUT_TITLES)
    parser.add_argument("--learning-rate", type=float, default=ReaderConfig().learning_rate)
    parser.add_argument("--share", type=float, default=ReaderConfig().share, help="0.5: the mean with --start's")
    parser.add_argument("--seed", type=int, default=ReaderConfig().seed, help="another pass wants another one")
    arguments = parser.parse_args()
    chosen = ReaderConfig(
        n_questions=arguments.questions,
        learning_rate=arguments.learning_rate,
        share=arguments.share,
        seed=arguments.seed,
    )
    train(arguments.data, arguments.start, arguments.out, chosen, held_out_titles(arguments.held_out))
