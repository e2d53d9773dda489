"""Where a collection in a database is. Knows no library, so that a command line can be read without any."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from index.errors import StoreError

_SCHEMES = ("postgresql://", "postgres://")
_LIBRARIES = ("psycopg", "psycopg_pool", "pgvector")
_COLLECTION = "documents"  # where the address names none
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SECRET = ("password", "sslpassword")
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Address:
    """A database and a collection in it. Its `str` and `repr` hide the password."""

    url: str = field(repr=False)  # for libpq, the password in it
    collection: str
    shown: str  # as it was given, the password hidden
    _secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """The address in `postgresql://USER:PASSWORD@HOST:PORT/DATABASE?collection=NAME`. Raises StoreError.

        Everything else that libpq understands may stand in it; a part that is missing is libpq's default.
        """
        for library in _LIBRARIES:
            if find_spec(library) is None:
                raise StoreError(f"A database needs the package {library}, an extra: pip install '.[postgres]'")
        # No word of the text is in an error that comes before the password is known.
        if not text.startswith(_SCHEMES):
            raise StoreError("A database is named by an address: postgresql://USER@HOST:PORT/DATABASE")
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise StoreError(f"The database's address cannot be read ({error}).") from None
        options = parse_qsl(parts.query, keep_blank_values=True)
        named = [value for name, value in options if name == "collection"]
        url = _with_query(parts, [pair for pair in options if pair[0] != "collection"])
        user, _, place = parts.netloc.rpartition("@")
        secret = user.partition(":")[2]
        hidden = [(name, _HIDDEN if name in _SECRET else value) for name, value in options]
        netloc = f"{user.partition(':')[0]}:{_HIDDEN}@{place}" if secret else parts.netloc
        shown = _with_query(parts._replace(netloc=netloc), hidden)
        collection = named[0] if named else _COLLECTION
        if len(named) > 1 or not _NAME.fullmatch(collection):
            raise StoreError(
                f"{shown} names the collection {' and '.join(map(repr, named))}; it needs one name of at most 40 small "
                "letters, digits, - and _."
            )
        secrets = [secret, unquote(secret), *(value for name, value in options if name in _SECRET)]
        return cls(url, collection, shown, tuple(sorted({one for one in secrets if one}, key=len, reverse=True)))

    def __str__(self) -> str:
        return self.shown

    def hide(self, words: object) -> str:
        """The words, as of a library's error, on one line and without the password."""
        said = " ".join(str(words).split())
        for secret in self._secrets:
            said = said.replace(secret, _HIDDEN)
        return said


def store_at(where: Path | str | Address) -> Path | Address:
    """A folder, or a collection in a database. Raises StoreError."""
    if isinstance(where, Address):
        return where
    if isinstance(where, str) and where.startswith(_SCHEMES):
        return Address.of(where)
    return Path(where)


def _with_query(parts: SplitResult, options: list[tuple[str, str]]) -> str:
    # libpq reads "+" as itself, so that a space has to be %20.
    query = urlencode(options, safe="/*,:").replace("+", "%20")
    return parts._replace(query=query).geturl()
