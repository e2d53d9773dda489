"""NOTICE names every library that an installation brings, and none comes whose licence was not looked at."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
# Whoever adds a licence here has read it. GPL and AGPL alone would bind the whole program.
KNOWN = ("MIT", "BSD", "Apache", "ISC", "MPL", "PSF", "LGPL-3.0-only", "MIT-CMU", "0BSD", "Zlib", "CC0", "CNRI", "BSL")


def installed():
    """The names of everything that the project and its postgres extra need, as far as it is installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    todo = [Requirement(one) for one in project["dependencies"] + project["optional-dependencies"]["postgres"]]
    found: dict[str, set[str]] = {}
    while todo:
        one = todo.pop()
        name, extras = canonicalize_name(one.name), set(one.extras)
        if name in found and extras <= found[name]:
            continue
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:  # the postgres extra, where it is not installed
            continue
        found[name] = extras | found.get(name, set())
        asked = [Requirement(each) for each in requires]
        todo += [
            each
            for each in asked
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in found[name] | {""})
        ]
    return set(found)


def named():
    """Names by the licence over them, from the last section of NOTICE."""
    section = (ROOT / "NOTICE").read_text("utf-8").partition("The libraries that pip installs")[2]
    found, licence = {}, ""
    for line in section.splitlines():
        if re.match(r"  \S", line):
            licence = line.strip()
        elif line.startswith("    "):
            found |= dict.fromkeys(re.findall(r"[a-z0-9-]+", line), licence)
    return found


def test_every_library_is_named_with_a_licence():
    missing = installed() - named().keys()
    assert not missing, f"NOTICE lacks {sorted(missing)}: look at their licences, and name them there"


def test_no_licence_binds_the_whole_program():
    for name, licence in named().items():
        choices = [one.strip() for one in licence.split(" OR ")]
        assert any(all(part.startswith(KNOWN) for part in one.split(" AND ")) for one in choices), (name, licence)
    assert named()["tld"].split(" OR ")[0] == "MPL-1.1"
