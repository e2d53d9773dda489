"""What a training run leaves behind: run.json, metrics.jsonl and a checkpoint to go on from."""

from __future__ import annotations

import dataclasses
import json
import platform
import random
import subprocess
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch


class Record:
    """One run's folder. Files are replaced whole, so an interruption leaves the last complete state."""

    def __init__(
        self, folder: Path, *, stage: str, config: Any, data: dict[str, str], start: Path | None = None
    ) -> None:
        """Opens or creates the folder; `config` is the stage's dataclass, `data` file checksums.

        `start` is the model folder that the run starts from: its run.json is kept inside this one's.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.checkpoint = folder / "checkpoint.pt"
        self.seconds_before = 0.0
        self._started = time.monotonic()
        self._run = {
            "stage": stage,
            "config": json.loads(json.dumps(dataclasses.asdict(config), default=str)),
            "data_sha256": data,
            "commit": _commit(),
            "device": f"{device()} ({platform.machine()}, {torch.get_num_threads()} threads)",
            "torch": str(torch.__version__),
        }
        if start is not None and (start / "run.json").is_file():
            self._run["before"] = json.loads((start / "run.json").read_text("utf-8"))

    def log(self, **values: float) -> None:
        """Adds a line to metrics.jsonl and prints it."""
        line = json.dumps({name: round(value, 5) for name, value in values.items()})
        with (self.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        print(line, flush=True)

    def save(self, step: int, **states: Any) -> None:
        """Replaces the checkpoint with this step's states and the random generators'."""
        generators = {"python": random.getstate(), "numpy": np.random.get_state(), "torch": torch.get_rng_state()}
        waiting = self.checkpoint.with_suffix(".tmp")
        torch.save({"step": step, "seconds": self.seconds(), "generators": generators, **states}, waiting)
        waiting.replace(self.checkpoint)

    def load(self) -> dict[str, Any] | None:
        """The last checkpoint with the generators put back, or None where there is none."""
        if not self.checkpoint.exists():
            return None
        state: dict[str, Any] = torch.load(self.checkpoint, weights_only=False)
        random.setstate(state["generators"]["python"])
        np.random.set_state(state["generators"]["numpy"])
        torch.set_rng_state(state["generators"]["torch"])
        self.seconds_before = state["seconds"]
        return state

    def seconds(self) -> float:
        """Seconds spent on the run, those before an interruption counted in."""
        return self.seconds_before + time.monotonic() - self._started

    def finish(self, **scores: Any) -> None:
        """Writes run.json: config, data, commit, device, time and the development scores."""
        self._run |= {"seconds": round(self.seconds()), "development": scores}
        _write(self.folder / "run.json", self._run)


def note_scores(folder: Path, scores: Mapping[str, Any]) -> None:
    """Puts development scores that a later stage measured into the run.json of the model in `folder`."""
    path = folder / "run.json"
    run = json.loads(path.read_text("utf-8"))
    run["development"] |= scores
    _write(path, run)


def _write(path: Path, run: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", "utf-8")


def seed_everything(seed: int) -> None:
    """Seeds the generators that training draws from."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    # Tiny Adam moments become denormals, which are many times slower on a CPU.
    torch.set_flush_denormal(True)


def device() -> torch.device:
    """The GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed_precision() -> torch.autocast:
    """Matrix products in bfloat16 where the hardware multiplies it natively: twice the steps in the same time."""
    return torch.autocast(device().type, dtype=torch.bfloat16, enabled=multiplies_bfloat16())


def attention() -> str:
    """The faster of transformers' kinds of attention: in bfloat16 on a CPU the fused kernel's backward pass is slow."""
    return "eager" if device().type == "cpu" and multiplies_bfloat16() else "sdpa"


@cache
def multiplies_bfloat16() -> bool:
    """Whether products in bfloat16 are faster here: on a CPU they are timed, because some that have them are slower.

    Without instructions for it they take many times as long; an Intel with `avx512_bf16` but no AMX takes 1.7 times.
    """
    if device().type == "cuda":
        return True
    best = {}
    for kind in (torch.float32, torch.bfloat16):
        rows, matrix = torch.ones(512, 384, dtype=kind), torch.ones(384, 1536, dtype=kind)
        seconds = []
        for _ in range(6):
            started = time.perf_counter()
            rows @ matrix
            seconds.append(time.perf_counter() - started)
        best[kind] = min(seconds)  # other programs only ever make a run slower
    return best[torch.bfloat16] < best[torch.float32]


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
