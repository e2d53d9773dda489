"""`python -m eval.page`: what the page weighs in a real browser, on a fast line and on a slow one.

    python app.py --port 7860 &
    python -m eval.page --url http://127.0.0.1:7860

Prints, for each line: requests and bytes until the page rests, seconds to the first paint with content (FCP) and to the
largest (LCP), and the layout shift (the sum of all, which is never less than CLS). Then the bytes that come for an
answer at the first and at the last turn of a conversation, the requests to other machines, what the page says without
scripts, and its policy. Needs Chromium and the development dependencies.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from eval.files import json_lines, text_of
from eval.load import SHIPPED

_REST_SECONDS = 3.0  # without anything new, after which the page rests
_SLOWEST_MS = 120_000
_OBSERVE = """() => {
    window.measured = { shift: 0, largest: 0 };
    const watch = (type, take) => new PerformanceObserver((seen) => seen.getEntries().forEach(take))
        .observe({ type, buffered: true });
    watch("layout-shift", (one) => { if (!one.hadRecentInput) window.measured.shift += one.value; });
    watch("largest-contentful-paint", (one) => { window.measured.largest = one.startTime / 1000; }); }"""
_MEASURED = """() => ({ ...window.measured,
    first: (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN) / 1000 })"""


@dataclass(frozen=True, slots=True)
class Line:
    """How the page is reached."""

    name: str
    bytes_per_second: float = -1  # as fast as it goes
    latency_ms: float = 0
    slower: float = 1  # times that the processor is slowed


LINES = (Line("fast"), Line("slow, 1.6 Mbit/s and a quarter of the processor", 200_000, 150, 4))


@dataclass(frozen=True, slots=True)
class Weight:
    """What opening the page took."""

    n_requests: int
    n_bytes: int
    first_paint: float  # seconds
    largest_paint: float
    shift: float
    foreign: tuple[str, ...]
    policy: str
    encoding: str


class _Counter:
    """Counts what comes over the network, as the browser tells it: compressed, with headers."""

    def __init__(self, cdp: Any, url: str) -> None:
        self.n_bytes, self.urls = 0, list[str]()
        self._url = url
        self._got: dict[str, int] = {}
        cdp.on("Network.requestWillBeSent", lambda sent: self.urls.append(sent["request"]["url"]))
        cdp.on("Network.dataReceived", self._some)
        cdp.on("Network.responseReceived", self._head)
        cdp.on("Network.loadingFinished", self._end)
        cdp.send("Network.enable")

    def _head(self, event: dict[str, Any]) -> None:
        self.n_bytes += int(event["response"].get("encodedDataLength", 0))
        self._got[event["requestId"]] = int(event["response"].get("encodedDataLength", 0))

    def _some(self, event: dict[str, Any]) -> None:
        self.n_bytes += int(event["encodedDataLength"])
        self._got[event["requestId"]] = self._got.get(event["requestId"], 0) + int(event["encodedDataLength"])

    def _end(self, event: dict[str, Any]) -> None:
        self.n_bytes += max(0, int(event["encodedDataLength"]) - self._got.get(event["requestId"], 0))

    def foreign(self) -> tuple[str, ...]:
        own = (self._url, "data:", "blob:")
        return tuple(sorted({one for one in self.urls if not one.startswith(own)}))


def weigh(browser: Any, url: str, line: Line) -> Weight:
    """Opens the page as a new visitor over the line, and waits until it rests."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(_SLOWEST_MS)
    cdp = context.new_cdp_session(page)
    counter = _Counter(cdp, url)
    if line.bytes_per_second > 0:
        rate = line.bytes_per_second
        conditions = {"offline": False, "latency": line.latency_ms, "downloadThroughput": rate}
        cdp.send("Network.emulateNetworkConditions", conditions | {"uploadThroughput": rate})
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})
    page.add_init_script(f"({_OBSERVE})()")
    headers = page.goto(url).headers
    page.locator("#ask").wait_for()
    n = -1
    while n != counter.n_bytes:
        n = counter.n_bytes
        page.wait_for_timeout(1000 * _REST_SECONDS)
    measured = page.evaluate(_MEASURED)
    context.close()
    return Weight(
        len([one for one in counter.urls if one.startswith(url)]),
        counter.n_bytes,
        measured["first"],
        measured["largest"],
        measured["shift"],
        counter.foreign(),
        headers.get("content-security-policy", ""),
        headers.get("content-encoding", "none"),
    )


def answers(browser: Any, url: str, questions: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    """The bytes that came for each question of one conversation, and the requests to other machines."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(_SLOWEST_MS)
    counter = _Counter(context.new_cdp_session(page), url)
    page.goto(url)
    page.locator("#ask").wait_for()
    page.wait_for_timeout(1000 * _REST_SECONDS)
    found = []
    for number, question in enumerate(questions, start=1):
        before = counter.n_bytes
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        page.wait_for_function(
            "n => document.querySelectorAll('.turn').length === n && !document.querySelector('.searching')"
            " && !('busy' in document.documentElement.dataset)",
            arg=number,
        )
        page.wait_for_timeout(1000)  # what the browser is given to keep
        found.append(counter.n_bytes - before)
    context.close()
    return found, counter.foreign()


def without_scripts(browser: Any, url: str) -> str:
    """The words that somebody sees whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    words = " ".join(page.locator("body").inner_text().split())
    context.close()
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all was measured, 2 where there is no page or no browser."""
    parser = argparse.ArgumentParser(prog="python -m eval.page", description="Weigh a running page.")
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="the page (default %(default)s)")
    parser.add_argument("--turns", type=int, default=39, help="of the conversation (default %(default)s)")
    parser.add_argument("--file", type=Path, default=SHIPPED, help="JSON Lines with the questions (the shipped set)")
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        print("error: no chromium on the PATH. Install it (Debian: apt-get install chromium)", file=sys.stderr)
        return 2
    from playwright.sync_api import Error, sync_playwright  # a development dependency

    questions = [text_of(fields, "question") for _, fields in json_lines(options.file)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        try:
            for line in LINES:
                one = weigh(browser, options.url, line)
                print(
                    f"{line.name}: {one.n_requests} requests, {one.n_bytes / 1000:.0f} kB, first paint "
                    f"{one.first_paint:.2f} s, largest {one.largest_paint:.2f} s, layout shift {one.shift:.3f}"
                )
            sizes, foreign = answers(browser, options.url, list(islice(cycle(questions), options.turns)))
            words = without_scripts(browser, options.url)
        except Error as error:
            print(f"error: {options.url} could not be weighed: {error}", file=sys.stderr)
            return 2
        browser.close()
    print(
        f"an answer: {sizes[0] / 1000:.1f} kB at turn 1, {sizes[-1] / 1000:.1f} kB at turn {len(sizes)}, "
        f"{max(sizes) / 1000:.1f} kB at most"
    )
    print(f"requests to other machines: {', '.join((*one.foreign, *foreign)) or 'none'}")
    print(f"encoding: {one.encoding}; without scripts: {len(words)} characters: {words[:150]!r}")
    print(f"policy: {one.policy}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
