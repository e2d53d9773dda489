"""Who may log in: a file of names and hashed passwords, and the command that writes it.

    python -m chat.accounts add FILE NAME       asks for the password; from a pipe, reads it as one line
    python -m chat.accounts remove FILE NAME

A line of the file is a name, a colon, and the password's Argon2id hash. The file is read at every login, so that
who is removed cannot log in again; sessions that began before end by themselves (see `chat.web.login`).
"""

from __future__ import annotations

import argparse
import getpass
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_NAME = re.compile(r"[^\s:/\\\x00-\x1f\x7f]{1,64}")
_SHORTEST = 10  # characters of a password; hashing slows guessing down and does not save a short one
_LONGEST = 1000


class AccountsError(ValueError):
    """The file, a name or a password cannot be used: what was found, what was needed, what to do."""


class Accounts:
    """The file of names and hashes."""

    def __init__(self, path: Path) -> None:
        """AccountsError where the file is none of ours, or holds nobody."""
        from argon2 import PasswordHasher  # --help need not wait for it

        self.path = path
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash("nobody's")
        if not self.read():
            raise AccountsError(f"{path} names nobody. Add somebody: python -m chat.accounts add {path} NAME")

    def read(self) -> dict[str, str]:
        """The hashes by their names. AccountsError where the file cannot be read, or a line is none of ours."""
        return read_accounts(self.path)

    def is_right(self, name: str, password: str) -> bool:
        """Whether the name has this password. An unknown name takes as long as a wrong password."""
        from argon2.exceptions import InvalidHashError, VerificationError

        found = self.read().get(name)
        try:
            is_same = self._hasher.verify(self._nobody if found is None else found, password[:_LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return is_same and found is not None


def read_accounts(path: Path) -> dict[str, str]:
    """The hashes by their names. AccountsError where the file cannot be read, or a line is none of ours."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AccountsError(f"{path} cannot be read as accounts: {error}.") from error
    accounts = {}
    for number, line in enumerate(lines, 1):
        name, colon, found = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or not _NAME.fullmatch(name) or not found.startswith("$argon2id$"):
            raise AccountsError(f"{path}, line {number} is no NAME:HASH. Write it by python -m chat.accounts add.")
        accounts[name] = found
    return accounts


def add(path: Path, name: str, password: str) -> None:
    """Writes the name with the hash of the password, in place of an earlier one. AccountsError in words."""
    from argon2 import PasswordHasher

    if not _NAME.fullmatch(name):
        raise AccountsError(f"{name!r} is no name: 1 to 64 characters, without spaces, colons and slashes.")
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise AccountsError(f"The password has {len(password)} characters; it needs {_SHORTEST} to {_LONGEST}.")
    accounts = read_accounts(path) if path.exists() else {}
    _write(path, accounts | {name: PasswordHasher().hash(password)})


def remove(path: Path, name: str) -> None:
    """Takes the name out. AccountsError where it is not there."""
    accounts = read_accounts(path)
    if name not in accounts:
        raise AccountsError(f"{path} does not name {name!r}; it names {sorted(accounts)}.")
    _write(path, {one: found for one, found in accounts.items() if one != name})


def _write(path: Path, accounts: dict[str, str]) -> None:
    """The whole file at once, for its owner alone: a killed process leaves the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{name}:{found}\n" for name, found in sorted(accounts.items()))
        file.flush()
        os.fsync(file.fileno())
    Path(new).replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file is written; 2, with the reason on standard error, where it is not."""
    parser = argparse.ArgumentParser(prog="python -m chat.accounts", description="Who may log in to the chat.")
    parser.add_argument("do", choices=["add", "remove"])
    parser.add_argument("file", type=Path, help="the file that app.py --accounts names")
    parser.add_argument("name")
    options = parser.parse_args(arguments)
    try:
        if options.do == "remove":
            remove(options.file, options.name)
        else:
            asked = getpass.getpass if sys.stdin.isatty() else lambda _: sys.stdin.readline().rstrip("\n")
            add(options.file, options.name, asked(f"Password for {options.name}: "))
    except (AccountsError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{options.file}: {options.name} {'removed' if options.do == 'remove' else 'added'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
