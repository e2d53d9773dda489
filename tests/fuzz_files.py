"""By hand: `python tests/fuzz_files.py 1000 [SEED [SUFFIX ...]]` damages files of each format so often and reads each.

Each goes through the same door as in the program, but forked from a process that has its libraries loaded,
so that a thousand take minutes. Prints what came out; stops with an error for anything but an answer in words.
"""

import collections
import dataclasses
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from file_samples import damaged, samples

from corpus.files import DocumentError, read_file
from corpus.formats import apart, docx, epub, html, lines, mail, odt, open_office, rtf, sheets, slides, values
from corpus.formats.extract import FileLimits, Unreadable
from corpus.formats.pdf import read as pdf

LOADED = (docx, epub, html, lines, mail, odt, open_office, pdf, rtf, sheets, slides, values)
LIMITS = FileLimits(seconds=10.0, pages=200)


def forked(kind, data, limits):
    """As `extract_apart`, without starting a new interpreter."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as result:
        source.write(data)
        source.seek(0)
        child = os.fork()
        if not child:
            try:
                os.dup2(source.fileno(), 0)
                os.dup2(result.fileno(), 1)
                sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), open(os.devnull, "w")  # noqa: SIM115, PTH123
                apart.serve(kind, json.dumps(dataclasses.asdict(limits)))
            finally:
                os._exit(99)  # nothing of the parent's may run here
        started = time.monotonic()
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            if time.monotonic() - started > limits.seconds:
                os.kill(child, 9)
                os.waitpid(child, 0)
                raise apart._too_slow(limits)
            time.sleep(0.002)
        result.seek(0)
        return apart._understood(os.waitstatus_to_exitcode(status), result.read(), limits)


def main():
    n, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(f"{n} damaged files of each format, seed {seed}; loaded {[one.__name__ for one in LOADED]}")
    import corpus.files

    corpus.files.extract_apart = forked
    with tempfile.TemporaryDirectory() as folder:
        chosen = sys.argv[3:] or list(samples())
        for suffix, files in ((one, samples()[one]) for one in chosen):
            chance, seen, slowest = random.Random(f"{suffix} {seed}"), collections.Counter(), 0.0
            path = Path(folder) / f"x{suffix}"
            for number in range(n):
                path.write_bytes(damaged(files[number % len(files)], chance))
                started = time.monotonic()
                try:
                    read_file(path, limits=LIMITS)
                    seen["read"] += 1
                except DocumentError as error:
                    seen[" ".join(str(error).removeprefix(str(path)).split()[:9])] += 1
                except Unreadable:
                    raise
                except BaseException:
                    kept = Path(tempfile.gettempdir()) / f"fuzz{suffix}"
                    kept.write_bytes(path.read_bytes())
                    print(f"{suffix} number {number} kept as {kept}")
                    raise
                slowest = max(slowest, time.monotonic() - started)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{suffix}: {n} files, slowest {slowest:.1f} s, peak {peak} MB", flush=True)
            for what, count in seen.most_common():
                print(f"  {count:5} {what}")


if __name__ == "__main__":
    main()
