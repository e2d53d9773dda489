"""By hand: `python tests/load_strangers.py --seconds 600` lets strangers at a chat that it starts, and tells of it.

Fifty askers with an address each, one greedy address that asks with eight connections at once, visitors who bring
files of their own, and a store whose documents are added and removed all the while. Everything goes through `/ask`,
`/upload` and the page's events, as if by a proxy on this machine. Printed are seconds to an answer, what was refused
and why, what failed (nothing should), the share of the greedy address, and the chat's memory over the time. One asker
alone is asked first, to compare with. Options of `app.py` come after `--`. With `--url` a chat is asked that runs
already, started with `--trusted-proxy 127.0.0.1`, and no store is written.

The exit status is 1 where anything came back that is no answer and no polite refusal.
"""

import argparse
import asyncio
import collections
import itertools
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "eval" / "questions" / "article.jsonl"
GREEDY = "198.51.100.66"
POLITE = (200, 413, 429, 503)
_MEMORY = re.compile(r"^process_resident_memory_bytes (\S+)$", re.MULTILINE)


class Strangers:
    """Everybody who asks, and what came back to them."""

    def __init__(self, url, seconds):
        self.url, self.until = url, time.monotonic() + seconds
        self.statuses = collections.Counter()  # by what was sent, and the status or what went wrong
        self.times = collections.defaultdict(list)  # seconds to an answer, by what was sent
        self.answered = collections.Counter()  # by address
        self.memory = []  # megabytes, every few seconds
        self.questions = itertools.cycle(json.loads(line)["question"] for line in SHIPPED.open(encoding="utf-8"))

    @property
    def is_over(self):
        return time.monotonic() > self.until

    def client(self, address):
        headers = {"X-Forwarded-For": address}
        # No TLS, and none of the work of getting ready for it, for each of sixty.
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=180, trust_env=False, verify=False)

    async def asks(self, address, what="question"):
        """One after the other, each as soon as the one before is answered; who is told to wait does."""
        async with self.client(address) as client:
            while not self.is_over:
                answer = await self.sent(what, client.post("/ask", json={"question": next(self.questions)}))
                if answer is not None and answer.status_code == 200:
                    self.answered[address] += 1
                elif answer is None or what != "greedy":
                    await asyncio.sleep(float(answer.headers.get("Retry-After", 1)) if answer is not None else 1)

    async def sent(self, what, request):
        started = time.monotonic()
        try:
            answer = await request
        except httpx.HTTPError as error:
            self.statuses[what, type(error).__name__] += 1
            return None
        self.statuses[what, answer.status_code] += 1
        if answer.status_code == 200:
            self.times[what].append(time.monotonic() - started)
        return answer

    async def brings(self, address, events):
        """Opens a page, brings a file, has it read, and leaves."""
        text = "The reservoir was built in 1987 in the north. Its dam is high. " * 30
        for number in itertools.count():
            if self.is_over:
                return
            letters = f"{address.replace('.', '')}x{number}"
            async with self.client(address) as client:
                await self.sent("page", client.get("/"))
                async with client.stream("GET", f"/gradio_api/heartbeat/{letters}"):
                    answer = await self.sent("upload", client.post("/upload", content=f"{number} {text}".encode()))
                    if answer is not None and answer.status_code == 200:
                        data = {"place": answer.json()["place"], "name": "file.txt", "problem": "", "first": True}
                        body = events["add_file"] | {"session_hash": letters, "event_data": data}
                        joined = await self.sent("file", client.post("/gradio_api/queue/join", json=body))
                        if joined is not None and joined.status_code == 200:
                            await self.sent(
                                "read", client.get("/gradio_api/queue/data", params={"session_hash": letters})
                            )
            await asyncio.sleep(2)

    async def watches(self):
        async with httpx.AsyncClient(base_url=self.url, timeout=60, trust_env=False, verify=False) as client:
            while not self.is_over:
                found = _MEMORY.search((await client.get("/metrics")).text)
                self.memory.append(float(found[1]) / 1e6)
                await asyncio.sleep(5)

    async def writes(self, store):
        """Adds a document to the store and removes it, each by a program of its own, as an owner would."""
        if store is None:
            return
        document = store.parent / "added.txt"
        for number in itertools.count():
            if self.is_over:
                return
            document.write_text(f"The tower {number}\n\nThe tower was finished in {1900 + number % 100}.\n", "utf-8")
            added = re.search(r"added: (\S+)", await self._written(store, "add", str(document)))
            await self._written(store, "remove", "" if added is None else added[1])

    async def _written(self, store, *words):
        command = ["nice", sys.executable, "-m", "index", "--store", str(store), *words]
        pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
        done = await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes)
        told, wrong = await done.communicate()
        self.statuses[f"store {words[0]}", done.returncode or 200] += 1
        if done.returncode:
            print(wrong.decode()[-500:], file=sys.stderr)
        return told.decode()


async def alone(url, n=10):
    """Seconds that one asker waits whom nobody disturbs."""
    strangers = Strangers(url, 3600)
    async with strangers.client("192.0.2.200") as client:
        for _ in range(n):
            await strangers.sent("alone", client.post("/ask", json={"question": next(strangers.questions)}))
    return strangers.times["alone"]


async def crowd(url, store, options):
    strangers = Strangers(url, options.seconds)
    async with strangers.client("127.0.0.1") as client:
        config = (await client.get("/config")).json()["dependencies"]
    events = {
        one["targets"][0][1]: {
            "data": [None] * len(one["inputs"]),
            "fn_index": one["id"],
            "trigger_id": one["targets"][0][0],
        }
        for one in config
        if one["backend_fn"] and one["targets"]
    }
    strangers.until = time.monotonic() + options.seconds
    await asyncio.gather(
        *(strangers.asks(f"192.0.2.{n + 1}") for n in range(options.askers)),
        *(strangers.asks(GREEDY, "greedy") for _ in range(8)),
        *(strangers.brings(f"203.0.113.{n + 1}", events) for n in range(options.uploaders)),
        strangers.watches(),
        strangers.writes(store),
    )
    return strangers


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--askers", type=int, default=50)
    parser.add_argument("--uploaders", type=int, default=3)
    parser.add_argument("--url")
    parser.add_argument("app", nargs="*", help="options of app.py, after --")
    options = parser.parse_args()
    if options.url is not None:
        return asked(options.url, None, options)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        store, document = Path(folder) / "store", Path(folder) / "first.txt"
        document.write_text("The bridge\n\nThe bridge was opened in 1911 over the river.\n", "utf-8")
        subprocess.run([sys.executable, "-m", "index", "--store", store, "add", document], cwd=ROOT, check=True)
        command = [sys.executable, "app.py", "--article", "--store", store, "--port", str(port), "--data", folder]
        with subprocess.Popen([*command, "--trusted-proxy", "127.0.0.1", *options.app], cwd=ROOT) as chat:
            try:
                url = f"http://127.0.0.1:{port}"
                _wait(url)
                return asked(url, store, options)
            finally:
                chat.send_signal(signal.SIGTERM)


def asked(url, store, options):
    one = asyncio.run(alone(url))
    return told(asyncio.run(crowd(url, store, options)), one, options)


def _wait(url):
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit("The chat was not ready within five minutes.")


def told(strangers, one, options):
    """Prints all of it; 0 where nothing but answers and polite refusals came."""
    print(f"one asker alone: {_percentiles(one)}")
    for what, times in sorted(strangers.times.items()):
        print(f"{what}: {len(times)} in {options.seconds:.0f} s, {_percentiles(times)}")
    for (what, status), n in sorted(strangers.statuses.items(), key=str):
        print(f"{what}: {n} of {status}")
    others = [n for address, n in strangers.answered.items() if address != GREEDY]
    mine, total = strangers.answered[GREEDY], strangers.answered.total()
    print(f"the greedy address had {mine} of {total} answers; of {options.askers} others each had "
          f"{min(others, default=0)} to {max(others, default=0)}, {np.mean(others):.1f} on average")  # fmt: skip
    print("memory, MB: " + ", ".join(f"{one:.0f}" for one in strangers.memory[:: max(1, len(strangers.memory) // 12)]))
    return 1 if any(status not in POLITE for _, status in strangers.statuses) else 0


def _percentiles(times):
    return "p50 {:.2f} s, p95 {:.2f} s".format(*np.percentile(times, [50, 95])) if times else "none"


if __name__ == "__main__":
    sys.exit(main())
