"""Debian's Firefox for tests, told what to do by Marionette, the protocol that geckodriver speaks to it.

Neither playwright nor selenium will do: playwright's own Firefox is in no package registry, its WebDriver BiDi asks for
commands that the ESR release does not know, and geckodriver, which selenium needs, is no package of Debian 12.
Messages are "length:JSON", commands are WebDriver's: https://firefox-source-docs.mozilla.org/testing/marionette/.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

_SLOWEST = 60.0  # seconds; a loaded machine is slow, a broken page slower
_SLOWEST_START = 180.0
_ENTER = "\ue007"
# A free port, and nothing that Firefox would fetch for itself.
_PREFERENCES = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
}
# Errors of scripts, styles and the policy, no warnings; that a font came too late to be used is as the style has it.
_WRONG = """return Services.console.getMessageArray()
    .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag))
    .map(String).filter((one) => one.includes(arguments[0]) && !one.includes("font-display timeout"));"""


class Firefox:
    """One window, whose last tab is used. Selectors are CSS and take the first found; scripts are functions' bodies."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_SLOWEST_START)
        self._stream = self._socket.makefile("rb")
        self._hear()  # who it is
        self._number = 0
        self.call("NewSession")

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def _hear(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise ConnectionError("Firefox has ended")
            length += digit
        return json.loads(self._stream.read(int(length)))

    def call(self, name: str, **parameters: object) -> Any:
        """What a WebDriver command gives. RuntimeError with Firefox's words where it cannot be done."""
        self._number += 1
        said = json.dumps([0, self._number, name if ":" in name else f"WebDriver:{name}", parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(said), said))
        _, _, error, value = self._hear()
        if error is not None:
            raise RuntimeError(f"{name}: {error['error']}: {error['message']}")
        return value

    def run(self, script: str, *arguments: object) -> Any:
        """What the script returns; it is given the arguments as `arguments`."""
        return self.call("ExecuteScript", script=script, args=list(arguments))["value"]

    def until(self, script: str, *arguments: object) -> None:
        """Waits until the script returns something that is true; AssertionError where it does not come to that."""
        end = time.monotonic() + _SLOWEST
        while not self.run(script, *arguments):
            assert time.monotonic() < end, (script, arguments, self.run("return document.body.innerText"))
            time.sleep(0.05)

    def until_text(self, selector: str, text: str) -> None:
        """Waits until the last element of the selector has the text."""
        self.until(
            "return [...document.querySelectorAll(arguments[0])].at(-1)?.textContent === arguments[1]", selector, text
        )

    def click(self, selector: str) -> None:
        self.call("ElementClick", id=self._find(selector))

    def write(self, selector: str, text: str, *, enter: bool = False) -> None:
        """Types the text; into an input for files, the file's path."""
        self.call("ElementSendKeys", id=self._find(selector), text=text + _ENTER * enter)

    def _find(self, selector: str) -> str:
        (found,) = self.call("FindElement", using="css selector", value=selector)["value"].values()
        return str(found)

    def open_as_new(self, url: str, languages: str) -> None:
        """The page as somebody sees it who was never there and reads these languages (as in Accept-Language)."""
        self._inside(
            "Services.prefs.setStringPref('intl.accept_languages', arguments[0]); Services.console.reset();", languages
        )
        self.call("SwitchToWindow", handle=self.call("NewWindow", type="tab", focus=True)["handle"])
        self.call("Navigate", url=url)
        self.run("localStorage.clear()")
        self.call("DeleteAllCookies")
        self.call("Refresh")

    def wrong(self, url: str) -> list[str]:
        """What Firefox reported as an error of pages there, and what they asked of others."""
        asked = "return performance.getEntriesByType('resource').map(({ name }) => name)"
        return self._inside(_WRONG, url) + [
            one for one in self.run(asked) if not one.startswith((url, "data:", "blob:"))
        ]

    def _inside(self, script: str, *arguments: object) -> Any:
        """The same in Firefox itself instead of the page."""
        self.call("Marionette:SetContext", value="chrome")
        try:
            return self.run(script, *arguments)
        finally:
            self.call("Marionette:SetContext", value="content")


@contextmanager
def firefox_at(program: str, folder: Path) -> Iterator[Firefox]:
    """A Firefox with a profile of its own in the empty folder; it ends with the block."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines))
    flags = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(folder)]
    with subprocess.Popen([program, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            port, end = folder / "MarionetteActivePort", time.monotonic() + _SLOWEST_START
            while not (port.exists() and port.read_text().strip()):
                assert process.poll() is None, f"{program} ended with {process.returncode}"
                assert time.monotonic() < end, f"{program} does not start"
                time.sleep(0.05)
            with closing(Firefox(int(port.read_text()))) as firefox:
                yield firefox
        finally:
            process.terminate()
