"""Stage 2: the encoder. The body learns to find translations and answers among texts of both languages.

Two contrastive losses with in-batch negatives (van den Oord et al. 2018): sentences are drawn to their
translations, and questions to the passages that answer them (`train/questions.py`). The candidates of a
sentence are all of the batch's texts in both languages, so that a text of the asker's own language is no
better for that alone. The weights are the mean of the trained ones and the body's (Wortsman et al. 2022), and
what is left of the direction in which the two languages lie apart is projected out of the vectors.

    python -m train.encoder --data ../shared/data --start var/train/body --out var/train/encoder
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from train.data import (
    HELD_OUT,
    HELD_OUT_TITLES,
    Pair,
    checksums,
    held_out_titles,
    pair_files,
    read_examples,
    read_pairs,
)
from train.questions import question_files, read_questions
from train.record import Record, attention, device, mixed_precision, seed_everything
from train.switch import switchers

# Clean sentence pairs of several kinds of text; the first is also what the languages' direction is measured on.
SENTENCES = ("flores200_dev", "nllb_seed_ary_msa", "ntrex128", "tico19", "ud_pud", "un_dev_test", "tatoeba")


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Stage 2's values."""

    n_steps: int = 40
    n_pairs: int = 24  # sentence pairs in a step
    n_articles: int = 6  # in a step's questions
    n_each: int = 3  # questions of an article
    max_tokens: int = 96  # per text while training
    n_frozen: int = 6  # lowest layers, beside the input vectors: words that no batch holds keep their meaning
    learning_rate: float = 1e-4
    warmup_share: float = 0.1
    temperature: float = 0.02
    share: float = 0.6  # of the trained weights in the mean with the body's
    save_every: int = 25  # steps
    seed: int = 0


def train(data: Path, start: Path, out: Path, config: EncoderConfig, without: dict[str, frozenset[str]]) -> None:
    """Trains from the folder `start` and saves a sentence-transformers folder with run.json."""
    seed_everything(config.seed)
    paths = pair_files(data)
    record = Record(out, stage="encoder", config=config, data=checksums([*paths, *question_files(data)]), start=start)
    files = [data / "parallel" / f"{name}.tsv.gz" for name in SENTENCES]
    pairs = read_pairs(files)
    questions = read_questions(data, *switchers(paths, out), without)
    model = SentenceTransformer(str(start), device=str(device()), model_kwargs={"attn_implementation": attention()})
    body, tokenizer = model[0].auto_model, model.tokenizer
    before = {name: weights.clone() for name, weights in body.state_dict().items()}
    for part in (body.embeddings, *body.encoder.layer[: config.n_frozen]):
        part.requires_grad_(False)
    trainable = [weights for weights in body.parameters() if weights.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=config.learning_rate, weight_decay=0.0, fused=True)

    def embed(texts: Sequence[str], prompt: str) -> Tensor:
        batch = tokenizer(
            [model.prompts[prompt] + text for text in texts],
            padding=True,
            truncation=True,
            max_length=config.max_tokens,
            return_tensors="pt",
        ).to(device())
        with mixed_precision():
            hidden = body(**batch).last_hidden_state.float()  # [batch, seq, hidden]
        mask = batch["attention_mask"][..., None].float()
        return normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)  # [batch, hidden]

    n_weights = sum(weights.numel() for weights in trainable)
    print(f"{len(pairs)} pairs, {config.n_steps} steps, {n_weights} trainable weights, {device()}, seed {config.seed}")
    done = 0
    if state := record.load():
        done = state["step"]
        body.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    body.train()
    for step in range(done + 1, config.n_steps + 1):
        warmup = min(1.0, step / (config.warmup_share * config.n_steps))
        optimizer.param_groups[0]["lr"] = config.learning_rate * warmup * max(0.02, 1 - step / config.n_steps)
        generator = random.Random(f"{config.seed}-{step}")
        drawn = generator.sample(pairs, config.n_pairs)
        is_english = [generator.random() < 0.5 for _ in drawn]  # the sentence that looks for its translation
        sought = embed([pair.en if en else pair.ar for pair, en in zip(drawn, is_english, strict=True)], "query")
        among = torch.cat(
            [embed([pair.en for pair in drawn], "document"), embed([pair.ar for pair in drawn], "document")]
        )
        pair_loss = translation_loss(sought, among, is_english, config.temperature)
        rows = questions.draw(config.n_articles, config.n_each, generator)
        asked, answering = (
            embed(texts, kind) for texts, kind in zip(zip(*rows, strict=True), model.prompts, strict=True)
        )
        own = torch.arange(len(rows), device=device())
        question_loss = cross_entropy(asked @ answering.T / config.temperature, own)
        (pair_loss + question_loss).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trainable, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step % 5 == 0:
            record.log(step=step, pairs=pair_loss.item(), questions=question_loss.item(), seconds=record.seconds())
        if step % config.save_every == 0:
            record.save(step, model=body.state_dict(), optimizer=optimizer.state_dict())
    trained = body.state_dict()
    body.load_state_dict({name: torch.lerp(before[name], weights, config.share) for name, weights in trained.items()})
    body.eval()
    model.insert(len(model) - 1, without_direction(model, read_pairs(files[:1])))
    model.save(str(out))
    record.finish(**development_scores(model, data))


def translation_loss(sought: Tensor, among: Tensor, is_english: Sequence[bool], temperature: float) -> Tensor:
    """Cross-entropy of each sentence's translation among the others' texts in both languages.

    `sought` is [n, hidden]; `among` [2n, hidden] holds all English texts, then all Arabic ones. A sentence's own
    text in its own language is no candidate.
    """
    n = len(sought)
    rows = torch.arange(n, device=sought.device)
    english = torch.tensor(is_english, device=sought.device)
    own, wanted = torch.where(english, rows, rows + n), torch.where(english, rows + n, rows)
    logits = (sought @ among.T / temperature).scatter(1, own[:, None], -1e4)  # [n, 2n]
    return cross_entropy(logits, wanted)


def without_direction(model: SentenceTransformer, pairs: Sequence[Pair]) -> Dense:
    """A linear layer that takes out of pooled vectors the direction between the mean Arabic and the mean English text.

    Without it, passages in the question's own language come first in a collection of both.
    """
    means = [
        np.mean(
            [model.encode([getattr(pair, lang) for pair in pairs], prompt_name=prompt) for prompt in model.prompts],
            (0, 1),
        )
        for lang in ("ar", "en")
    ]
    between = torch.from_numpy(means[0] - means[1])
    between = between / between.norm()
    layer = Dense(len(between), len(between), bias=False, activation_function=torch.nn.Identity())
    layer.linear.weight.data = torch.eye(len(between)) - torch.outer(between, between)
    return layer


def development_scores(model: SentenceTransformer, data: Path) -> dict[str, float]:
    """Recall@1 on texts that no stage trains on: translations (FLORES devtest) and Arabic questions (TyDi QA)."""
    pairs = read_pairs([data / "parallel" / HELD_OUT])
    en, ar = (model.encode_document([getattr(pair, side) for pair in pairs], batch_size=64) for side in ("en", "ar"))
    examples = read_examples(data / "qa_dev" / "ar_tydiqa_goldp_dev.json.gz")
    questions = model.encode_query([example.question for example in examples], batch_size=64)
    contexts = model.encode_document([example.context for example in examples], batch_size=64)
    return {
        f"translation_recall@1_en_ar_n{len(pairs)}": recall_at_1(en, ar),
        f"translation_recall@1_ar_en_n{len(pairs)}": recall_at_1(ar, en),
        f"question_recall@1_ar_ar_n{len(examples)}": recall_at_1(questions, contexts),
    }


def recall_at_1(questions: NDArray[np.float32], passages: NDArray[np.float32]) -> float:
    """The share of rows of unit vectors whose nearest passage is the one of the same row."""
    return float(((questions @ passages.T).argmax(1) == np.arange(len(questions))).mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 2: teach the body to search across the two languages.")
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/, qa/, mono/, qa_dev/")
    parser.add_argument("--start", type=Path, default=Path("var/train/body"))
    parser.add_argument("--out", type=Path, default=Path("var/train/encoder"))
    parser.add_argument("--steps", type=int, default=EncoderConfig().n_steps)
    parser.add_argument("--held-out", type=Path, default=HELD_OUT_TITLES)
    arguments = parser.parse_args()
    chosen = EncoderConfig(n_steps=arguments.steps)
    train(arguments.data, arguments.start, arguments.out, chosen, held_out_titles(arguments.held_out))
