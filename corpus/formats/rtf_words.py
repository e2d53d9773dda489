"""Control words of RTF and what they stand for."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

# Groups whose words are not the text's, and what they are read for.
NOT_TEXT: Mapping[str, str] = {
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "info": "info",
    "listtext": "number",
    "pntext": "number",
} | dict.fromkeys(
    (
        *("aftncn", "aftnsep", "aftnsepc", "ftncn", "ftnsep", "ftnsepc"),
        *("annotation", "atnauthor", "atndate", "atnid", "atnref", "atrfend", "atrfstart"),
        *("background", "bkmkend", "bkmkstart", "colortbl", "datafield", "do", "filetbl", "fldinst", "generator"),
        *("listtable", "listoverridetable", "nonesttables", "objalias", "objclass", "objdata", "objname", "objsect"),
        *("pict", "private", "revtbl", "rxe", "shprslt", "sp", "tc", "template", "txe", "xe"),
    ),
    "skip",
)
# Groups that are read by themselves, apart from the text in which they stand.
STREAMS: Mapping[str, str] = (
    dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header")
    | dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer")
    | {"footnote": "note", "shptxt": "box"}
)
SIGNS: Mapping[str, str] = {
    "bullet": "•",
    "emdash": "\u2014",
    "emspace": "\u2003",
    "endash": "\u2013",
    "enspace": "\u2002",
    "ldblquote": "“",
    "line": "\n",
    "lquote": "\u2018",
    "ltrmark": "\u200e",
    "qmspace": "\u2005",
    "rdblquote": "”",
    "rquote": "\u2019",
    "rtlmark": "\u200f",
    "tab": "\t",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
# The encoding of each character set of fonts; a set that is not listed, such as ANSI's 0, has the document's code page.
CODECS: Mapping[int, str] = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}


def codec_of(page: int | None, otherwise: str) -> str:
    """Python's name of a code page; `otherwise` where it has none."""
    try:
        return codecs.lookup("utf-8" if page == 65001 else f"cp{page}").name
    except LookupError:
        return otherwise
