"""Stage 2: teach the encoder Arabic by distillation.

The student's vector of an Arabic text is drawn towards the English teacher's vector of its translation
(Reimers and Gurevych 2020), with an in-batch contrastive loss beside it, and its English vectors are
held where the teacher's are. Sentence pairs, runs of neighbouring pairs (passages are longer than
sentences) and a share of the lexicons. Every other step also draws questions towards the passages that
answer them (`train/questions.py`), with the rest of the batch as negatives.

    python -m train.encoder --data ../shared/data --start var/train/vocabulary --out var/train/encoder
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
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
from train.record import Record, device, mixed_precision, seed_everything
from train.switch import switchers
from train.vocabulary import english_base

# Sentences of these files follow one another in a text, so that neighbours make a passage.
RUNNING = ("nllb_seed_ary_msa", "flores200_dev", "ntrex128", "un_dev_test", "tico19", "dialect_nllb_seed_arz")


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Stage 2's values."""

    n_epochs: float = 1.0  # passes over the pairs; a fraction stops early, with the rate fallen to its end
    batch_size: int = 64  # pairs
    max_tokens: int = 112  # per text while training; longer passages work by the positions' smoothness
    learning_rate: float = 2e-4  # of the body
    input_learning_rate: float = 1e-3  # of the input vectors: most are new
    n_warmup: int = 200  # steps
    contrastive_weight: float = 0.3
    temperature: float = 0.05
    english_every: int = 4  # steps between looks at English
    questions_every: int = 2  # steps between batches of questions and their passages
    question_weight: float = 0.5
    n_articles: int = 8  # in a batch of questions
    n_each: int = 3  # questions of an article
    lexicon_share: int = 20_000  # lexicon pairs drawn at random; they are noisier than sentences
    run_length: int = 3  # neighbouring pairs joined into one
    save_every: int = 250  # steps
    seed: int = 0


def train(data: Path, start: Path, out: Path, config: EncoderConfig, without: dict[str, frozenset[str]]) -> None:
    """Trains from the folder `start` and saves a sentence-transformers folder with run.json."""
    seed_everything(config.seed)
    paths = pair_files(data)
    record = Record(out, stage="encoder", config=config, data=checksums([*paths, *question_files(data)]), start=start)
    pairs = training_pairs(paths, config)
    questions = read_questions(data, *switchers(paths, out), without)
    targets = teacher_vectors(pairs, out / f"teacher-{len(pairs)}.npy", config)
    model = SentenceTransformer(str(start), device=str(device()), model_kwargs={"attn_implementation": "eager"})
    model.max_seq_length = config.max_tokens
    body, tokenizer = model[0].auto_model, model.tokenizer
    inputs = body.embeddings.word_embeddings
    inputs.sparse = True  # a batch touches a few thousand of the 50,000 rows
    rest = [weights for name, weights in body.named_parameters() if "word_embeddings" not in name]
    optimizers = [
        torch.optim.AdamW(rest, lr=config.learning_rate, weight_decay=0.0, fused=True),
        torch.optim.SparseAdam([inputs.weight], lr=config.input_learning_rate),
    ]

    def embed(texts: Sequence[str]) -> Tensor:
        batch = tokenizer(
            list(texts), padding=True, truncation=True, max_length=config.max_tokens, return_tensors="pt"
        ).to(device())
        with mixed_precision():
            hidden = body(**batch).last_hidden_state.float()  # [batch, seq, hidden]
        mask = batch["attention_mask"][..., None].float()
        return normalize((hidden * mask).sum(1) / mask.sum(1), dim=1)  # [batch, hidden]

    schedule = batches(pairs, config)
    n_steps = len(schedule)
    n_weights = sum(weights.numel() for weights in body.parameters())
    print(f"{len(pairs)} pairs, {n_steps} steps, {n_weights} weights, {device()}, seed {config.seed}", flush=True)
    done = 0
    if state := record.load():
        done = state["step"]
        body.load_state_dict(state["model"])
        for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
    body.train()
    loss_mean = cosine_mean = question_mean = 0.0
    for step, rows in enumerate(schedule, start=1):
        if step <= done:
            continue
        scale = min(1.0, step / config.n_warmup) * max(0.02, 1 - step / n_steps)
        for optimizer, rate in zip(optimizers, (config.learning_rate, config.input_learning_rate), strict=True):
            optimizer.param_groups[0]["lr"] = rate * scale
        target = torch.from_numpy(targets[rows].astype(np.float32)).to(device())  # [batch, hidden]
        arabic = embed([pairs[row].ar for row in rows])
        distance = (1 - (arabic * target).sum(1)).mean()
        loss = 2 * distance + config.contrastive_weight * contrast(arabic, target, config.temperature)
        if step % config.english_every == 0:
            english = embed([pairs[row].en for row in rows[::2]])
            loss = loss + 2 * (1 - (english * target[::2]).sum(1)).mean()
        if step % config.questions_every == 0:
            drawn = questions.draw(config.n_articles, config.n_each, random.Random(f"{config.seed}-{step}"))
            asked, answering = (embed(texts) for texts in zip(*drawn, strict=True))
            found = asked @ answering.T / config.temperature  # [n, n]
            question_loss = cross_entropy(found, torch.arange(len(drawn), device=found.device))
            loss = loss + config.question_weight * question_loss
            question_mean += question_loss.item() * config.questions_every / 50
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
        loss_mean += loss.item() / 50
        cosine_mean += (1 - distance.item()) / 50
        if step % 50 == 0:
            record.log(step=step, loss=loss_mean, cosine=cosine_mean, questions=question_mean, seconds=record.seconds())
            loss_mean = cosine_mean = question_mean = 0.0
        if step % config.save_every == 0:
            record.save(step, model=body.state_dict(), optimizers=[optimizer.state_dict() for optimizer in optimizers])
    inputs.sparse = False
    model.max_seq_length = 256
    model.save(str(out))
    record.finish(**development_scores(model, data))


def training_pairs(paths: Sequence[Path], config: EncoderConfig) -> list[Pair]:
    """Every sentence pair, runs of neighbouring ones, and a random share of the lexicon entries."""
    pairs: list[Pair] = []
    lexicon: list[Pair] = []
    for path in paths:
        rows = read_pairs([path])
        if path.parent.name == "lexicon":
            lexicon += rows
            continue
        pairs += rows
        if path.name.split(".")[0] in RUNNING:
            n = config.run_length
            for first in range(0, len(rows) - n + 1, n):
                run = rows[first : first + n]
                pairs.append(Pair(" ".join(pair.en for pair in run), " ".join(pair.ar for pair in run)))
    # The same share whatever the seed, so that the teacher's vectors serve another pass too.
    return pairs + random.Random(0).sample(lexicon, min(config.lexicon_share, len(lexicon)))


def teacher_vectors(pairs: Sequence[Pair], cache: Path, config: EncoderConfig) -> NDArray[np.float16]:
    """The English teacher's unit vectors of the English sides, [n_pairs, hidden], kept in a file between runs."""
    if cache.exists():
        kept: NDArray[np.float16] = np.load(cache)
        return kept
    teacher = SentenceTransformer(str(english_base()), device=str(device()))
    teacher.max_seq_length = config.max_tokens
    vectors = teacher.encode([pair.en for pair in pairs], batch_size=128, normalize_embeddings=True)
    vectors = np.asarray(vectors, dtype=np.float16)
    np.save(cache, vectors)
    return vectors


def batches(pairs: Sequence[Pair], config: EncoderConfig) -> list[list[int]]:
    """Rows of every step of every epoch: alike in length, in random order."""
    generator = random.Random(config.seed)
    steps: list[list[int]] = []
    size = config.batch_size
    for _ in range(math.ceil(config.n_epochs)):
        rows = list(range(len(pairs)))
        generator.shuffle(rows)
        epoch = []
        for first in range(0, len(rows), size * 20):
            block = sorted(rows[first : first + size * 20], key=lambda row: len(pairs[row].ar))
            epoch += [block[at : at + size] for at in range(0, len(block) - size + 1, size)]
        generator.shuffle(epoch)
        steps += epoch
    return steps[: round(config.n_epochs * (len(pairs) // size))]


def contrast(student: Tensor, target: Tensor, temperature: float) -> Tensor:
    """Symmetric in-batch cross-entropy; other rows with nearly the same target are no negatives."""
    logits = student @ target.T / temperature  # [batch, batch]
    twins = (target @ target.T > 0.98) & ~torch.eye(len(target), dtype=torch.bool, device=target.device)
    logits = logits.masked_fill(twins, -1e4)
    own = torch.arange(len(target), device=target.device)
    return (cross_entropy(logits, own) + cross_entropy(logits.T, own)) / 2


def development_scores(model: SentenceTransformer, data: Path) -> dict[str, float]:
    """Recall@1 on texts that no stage trains on: translations (FLORES devtest) and Arabic questions (TyDi QA)."""
    pairs = read_pairs([data / "parallel" / HELD_OUT])
    en, ar = (model.encode([getattr(pair, side) for pair in pairs], batch_size=64) for side in ("en", "ar"))
    examples = read_examples(data / "qa_dev" / "ar_tydiqa_goldp_dev.json.gz")
    questions = model.encode([example.question for example in examples], batch_size=64)
    contexts = model.encode([example.context for example in examples], batch_size=64)
    return {
        f"translation_recall@1_en_ar_n{len(pairs)}": recall_at_1(en, ar),
        f"translation_recall@1_ar_en_n{len(pairs)}": recall_at_1(ar, en),
        f"question_recall@1_ar_ar_n{len(examples)}": recall_at_1(questions, contexts),
    }


def recall_at_1(questions: NDArray[np.float32], passages: NDArray[np.float32]) -> float:
    """The share of rows of unit vectors whose nearest passage is the one of the same row."""
    return float(((questions @ passages.T).argmax(1) == np.arange(len(questions))).mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Stage 2: distil the English encoder into Arabic.")
    parser.add_argument("--data", type=Path, required=True, help="folder with parallel/, lexicon/ and qa_dev/")
    parser.add_argument("--start", type=Path, default=Path("var/train/vocabulary"))
    parser.add_argument("--out", type=Path, default=Path("var/train/encoder"))
    parser.add_argument("--epochs", type=float, default=EncoderConfig().n_epochs)
    parser.add_argument("--learning-rate", type=float, default=EncoderConfig().learning_rate, help="of the body")
    parser.add_argument("--seed", type=int, default=EncoderConfig().seed, help="another pass wants another one")
    parser.add_argument("--held-out", type=Path, default=HELD_OUT_TITLES)
    arguments = parser.parse_args()
    chosen = EncoderConfig(
        n_epochs=arguments.epochs,
        learning_rate=arguments.learning_rate,
        input_learning_rate=5 * arguments.learning_rate,
        seed=arguments.seed,
    )
    train(arguments.data, arguments.start, arguments.out, chosen, held_out_titles(arguments.held_out))
