"""What `app.py` can be told, on its command line or in the environment: `--allow-host` is SANAD_ALLOW_HOST there."""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.home import ROOT

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
_SHORTEST_TOKEN = 16  # characters; who can guess is slowed down only a little
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class OptionsError(ValueError):
    """The options do not go together: what was found, what was needed, what to do."""


def parser() -> argparse.ArgumentParser:
    """Everything that there is to say, with the defaults."""
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Open the Sanad chat for a browser.",
        epilog="Each option can be given by the environment, too: --allow-host as SANAD_ALLOW_HOST, words for an "
        "option that may be repeated with spaces between them, 1 for one without a value.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default %(default)s: this machine)")
    add("--port", type=_port, default=7860, help="port to listen on (default %(default)s)")
    add(
        "--store",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of documents kept with `python -m index`, or the address of their database, in place of the "
        "shipped article; given several times, visitors choose between them, and programs that use /ask get the first",
    )
    add("--article", action="store_true", help="offer the shipped article, too, before the stores")
    add("--settings", type=Path, default=ROOT / "settings.toml", help="the settings (default %(default)s)")
    add("--data", type=Path, metavar="DIR", help="where judgements and visitors' files are kept (default: in var)")
    add("--log", choices=["text", "json"], default="text", help="how the log on standard error is written")
    add("--version", action="store_true", help="say the version and end")
    others = parser.add_argument_group("to others than this machine")
    add = others.add_argument
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which others know this machine; requests to any other name are refused; may be repeated",
    )
    add("--accounts", type=Path, metavar="FILE", help="who may log in; made with `python -m chat.accounts`")
    add("--token-file", type=Path, metavar="FILE", help="a file with a token that programs and people may log in with")
    add("--open", action="store_true", help="let everybody in who reaches the address, without logging in")
    add(
        "--trusted-proxy",
        type=_network,
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a proxy, or a network of them, whose X-Forwarded-For, -Host and -Proto are believed; may be repeated",
    )
    add("--user-header", default="", metavar="NAME", help="a header in which the trusted proxy says who has logged in")
    add(
        "--metrics",
        type=_network,
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a machine, or a network of them, that may read /metrics besides this one; may be repeated",
    )
    add("--root-path", type=_path, default="", metavar="PATH", help="under which the proxy shows the page: /sanad")
    return parser


def read_options(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] | None = None
) -> argparse.Namespace:
    """The options: the command line over the environment over the defaults, and added to it where it may be repeated.

    Misuse ends the program, in words.
    """
    environment = os.environ if environment is None else environment
    made = parser()
    for action in made._actions:
        name = f"SANAD_{action.dest.upper()}"
        if action.dest in ("help", "version") or name not in environment:
            continue
        said = environment[name]
        if isinstance(action.default, bool):
            if said.lower() not in (*_TRUE, *_FALSE):
                made.error(f"{name} is {said!r}; give 1 or 0")
            action.default = said.lower() in _TRUE
            continue
        if action.choices is not None and said not in action.choices:
            made.error(f"{name} is {said!r}; give one of {', '.join(action.choices)}")
        convert = action.type if callable(action.type) else str
        try:
            action.default = [convert(one) for one in said.split()] if action.default == [] else convert(said)
        except (argparse.ArgumentTypeError, ValueError) as error:
            made.error(f"{name}: {error}")
    return made.parse_args(arguments)


def check_options(options: argparse.Namespace) -> None:
    """OptionsError where strangers would be let in without anybody having said so."""
    if options.user_header and not options.trusted_proxy:
        raise OptionsError("--user-header is believed from proxies alone: name one with --trusted-proxy.")
    has_login = options.accounts is not None or options.token_file is not None or bool(options.user_header)
    if has_login and options.open:
        raise OptionsError("--open lets everybody in, and the other options ask for a login: give one of them.")
    if not is_loopback(options.host) and not has_login and not options.open:
        raise OptionsError(
            f"{options.host} can be reached from other machines, and anybody there could ask the documents. Say who "
            "may: --accounts FILE (python -m chat.accounts add FILE NAME) or --token-file FILE; or say --open."
        )


def read_token(path: Path | None) -> str:
    """The token in the file; empty without a file. OptionsError where it can be guessed."""
    if path is None:
        return ""
    token = path.read_text("utf-8").strip()
    if len(token) < _SHORTEST_TOKEN or not token.isascii() or re.search(r"\s", token):
        raise OptionsError(
            f"{path} holds no token: one line of at least {_SHORTEST_TOKEN} ASCII characters. Make one: "
            f"python -c 'import secrets; print(secrets.token_urlsafe(24))' > {path}"
        )
    return token


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def program_version() -> str:
    """As installed; "unknown" where the program runs from a folder that was never installed."""
    try:
        return version("sanad")
    except PackageNotFoundError:
        return "unknown"


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; give an address or a network like 10.0.0.0/8") from None


def _path(text: str) -> str:
    if text and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no path; give one like /sanad")
    return text.rstrip("/")
