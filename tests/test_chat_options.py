"""What the entry can be told, by the command line and by the environment, and what it refuses to be told."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from chat.options import OptionsError, check_options, read_options, read_token


def test_the_environment_says_the_same() -> None:
    said = {
        "SANAD_HOST": "192.0.2.1",
        "SANAD_PORT": "8000",
        "SANAD_STORE": "var/a var/b",
        "SANAD_ARTICLE": "1",
        "SANAD_OPEN": "0",
        "SANAD_ALLOW_HOST": "chat.example.org",
        "SANAD_TRUSTED_PROXY": "10.0.0.0/8",
        "SANAD_ROOT_PATH": "/sanad/",
        "SANAD_PASSWORD": "the database's",
    }
    options = read_options([], said)
    assert (options.host, options.port, options.store) == ("192.0.2.1", 8000, ["var/a", "var/b"])
    assert (options.article, options.open, options.allow_host) == (True, False, ["chat.example.org"])
    assert options.trusted_proxy == [ipaddress.ip_network("10.0.0.0/8")]
    assert options.root_path == "/sanad"
    assert read_options(["--port", "9000"], said).port == 9000


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("SANAD_PORT", "x", "is not a port"),
        ("SANAD_OPEN", "maybe", "give 1 or 0"),
        ("SANAD_TRUSTED_PROXY", "10.0.0.1/8", "10.0.0.0/8"),
        ("SANAD_ROOT_PATH", "sanad", "is no path"),
        ("SANAD_ROOT_PATH", "https://x", "is no path"),
    ],
)
def test_misuse_of_the_environment_is_said(name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        read_options([], {name: text})
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "is_allowed"),
    [
        ([], True),
        (["--host", "localhost"], True),
        (["--host", "::1"], True),
        (["--host", "127.1.2.3"], True),
        (["--host", "0.0.0.0"], False),
        (["--host", "::"], False),
        (["--host", "192.0.2.1"], False),
        (["--host", "chat.example.org"], False),
        (["--host", "0.0.0.0", "--open"], True),
        (["--host", "0.0.0.0", "--accounts", "x"], True),
        (["--host", "0.0.0.0", "--token-file", "x"], True),
        (["--host", "0.0.0.0", "--trusted-proxy", "10.0.0.1"], False),
        (["--host", "0.0.0.0", "--trusted-proxy", "10.0.0.1", "--user-header", "Remote-User"], True),
        (["--user-header", "Remote-User"], False),
        (["--open", "--accounts", "x"], False),
    ],
)
def test_strangers_are_let_in_only_when_somebody_says_so(arguments: list[str], is_allowed: bool) -> None:
    if is_allowed:
        check_options(read_options(arguments, {}))
    else:
        with pytest.raises(OptionsError):
            check_options(read_options(arguments, {}))


def test_a_token_cannot_be_guessed(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("0123456789abcdef\n")
    assert read_token(path) == "0123456789abcdef"
    assert read_token(None) == ""
    for text in ("", "short", "two words of some length", "رمز طويل لا يقبل هنا"):
        path.write_text(text)
        with pytest.raises(OptionsError, match="at least 16 ASCII characters"):
            read_token(path)
