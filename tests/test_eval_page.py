"""What the page weighs: counted as the browser tells it, and said where there is nothing to weigh."""

from __future__ import annotations

from typing import Any

import pytest

from eval import page


class Session:
    """A browser's session that tells what it is given."""

    def __init__(self) -> None:
        self.heard: dict[str, Any] = {}

    def on(self, name: str, told: Any) -> None:
        self.heard[name] = told

    def send(self, name: str) -> None:
        assert name == "Network.enable"


def test_bytes_are_counted_once_and_foreign_requests_named() -> None:
    session = Session()
    counter = page._Counter(session, "http://127.0.0.1:1")
    for url in ("http://127.0.0.1:1/", "https://fonts.example/x.woff2", "data:image/png,x"):
        session.heard["Network.requestWillBeSent"]({"request": {"url": url}})
    session.heard["Network.responseReceived"]({"requestId": "1", "response": {"encodedDataLength": 200}})
    session.heard["Network.dataReceived"]({"requestId": "1", "encodedDataLength": 1000})
    assert counter.n_bytes == 1200  # a stream that does not end is counted, too
    session.heard["Network.loadingFinished"]({"requestId": "1", "encodedDataLength": 1250})
    assert counter.n_bytes == 1250
    assert counter.foreign() == ("https://fonts.example/x.woff2",)


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(page.shutil, "which", lambda name: None)
    assert page.main([]) == 2
    assert "no chromium on the PATH" in capsys.readouterr().err
