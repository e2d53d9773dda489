"""Kills a writer again and again, at random moments, and looks each time whether anything was lost.

python tests/store_kill.py FOLDER [--kills 200] [--seed 1] [--full 65536]. The writer is forked, so that no
time goes into imports.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from store_sample import item, opened, require_true_vectors, text_of, writer

from index.store import segment
from index.store import writer as index_writer
from index.store.open import listing, status
from index.store.verify import check


def texts(folder):
    """What the store holds: text by source."""
    by_id = {document.doc_id: document.text for document in opened(folder).documents}
    return {source: by_id[entry.doc_id] for entry in listing(folder) for source in entry.sources}


def work(folder, rng, say):
    """Adds, replaces and removes for ever; says what it is about to do and, when it lasts, that it has."""
    number = rng.randrange(10**9)
    while True:
        with writer(folder) as change:
            for _ in range(rng.randrange(1, 5)):
                entries = change.database.entries()
                sources = sorted(source for entry in entries for source in entry.sources)
                kind = rng.choice(["add", "add", "replace", "remove"]) if len(sources) > 20 else "add"
                number += 1
                if kind == "remove":
                    gone = rng.sample(entries, rng.randrange(1, min(12, len(entries))))
                    say({"remove": sorted(source for entry in gone for source in entry.sources)})
                    assert change.remove([entry.doc_id for entry in gone]) == []
                else:
                    names = [f"/in/{number}-{at}.txt" for at in range(rng.randrange(1, 6))]
                    names = names if kind == "add" else rng.sample(sources, len(names))
                    new = {name: text_of(f"n{number}", at, rng.randrange(1, 12)) for at, name in enumerate(names)}
                    if rng.random() < 0.2:  # one text from two places
                        new[f"/copy/{number}.txt"] = new[names[0]]
                    say({kind: new})
                    change.add([item(source, text) for source, text in new.items()])
                say("done")


def after(state, step):
    """The state when a step has been done."""
    ((kind, what),) = step.items()
    return {s: t for s, t in state.items() if s not in what} if kind == "remove" else state | what


def run_for(child, seconds):
    """Until it has had so much of a processor: on a busy machine as far as on an idle one."""
    ran = Path(f"/proc/{child}/schedstat")
    until = int(ran.read_text().split()[0]) + seconds * 1e9
    for _ in range(60_000):
        if int(ran.read_text().split()[0]) >= until:
            break
        time.sleep(0.001)


def kill_once(folder, rng, state):
    """The state that the store must have, what the writer was at, and how many steps were acknowledged."""
    read, write = os.pipe()
    # Nobody reads before the kill: a fast machine fills the usual 64 kB, and then waits.
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 1 << 20)
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as out:
            work(folder, random.Random(rng.random()), lambda line: print(json.dumps(line), file=out, flush=True))
    os.close(write)
    select.select([read], [], [], 60)  # until it is at its first step, however busy the machine
    run_for(child, rng.uniform(0, 0.15))
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status), "the writer ended by itself: it failed"
    with os.fdopen(read) as said:
        lines = [json.loads(line) for line in said if line.endswith("\n")]
    n_done, pending = 0, None
    for line in lines:
        if line == "done":
            state, pending, n_done = after(state, pending), None, n_done + 1
        else:
            pending = line
    report = check(folder) if any(folder.iterdir()) else None
    assert report is None or report.problems == (), report.problems
    store = opened(folder)
    require_true_vectors(store)
    now = texts(folder)
    allowed = [state] + ([after(state, pending)] if pending else [])
    assert now in allowed, f"lost or half done: {pending}"
    moment = next(iter(pending), "?") if pending else "between"
    return now, moment, n_done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", type=int, default=segment.FULL, help="rows of a segment that has a shortlist")
    given = parser.parse_args()
    segment.FULL, index_writer.SMALL = given.full, min(index_writer.SMALL, given.full // 2)
    rng = random.Random(given.seed)
    given.folder.mkdir(parents=True, exist_ok=True)
    state, moments, n_steps = {}, Counter(), 0
    for _ in range(given.kills):
        state, moment, n_done = kill_once(given.folder, rng, state)
        moments[moment] += 1
        n_steps += n_done
    print(f"{given.kills} kills, {n_steps} steps acknowledged, {len(state)} sources now, killed at: {dict(moments)}")
    now = status(given.folder)
    print(f"{now.n_passages} passages, {now.n_listed} by shortlists, {now.n_unused_rows} rows unused")


if __name__ == "__main__":
    main()
