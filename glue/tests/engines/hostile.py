"""Texts that want to be more than texts, for every place from which one reaches an engine."""

from __future__ import annotations

from tests.conftest import SECRET

HOSTILE = [
    f"${{env:{SECRET}}}",
    f"before ${{env:{SECRET}}} after",
    f"$${{env:{SECRET}}}",
    "${hiveconf:spark.sql.session.timeZone}",
    "${spark.sql.session.timeZone}",
    "${system:user.name}",
    "${x}",
    "report ${date}.csv",
    "it's",
    "''",
    'say "hi"',
    "back\\slash",
    "\\",
    "\\'",
    "\\\\'",
    "\\u0041",
    "\\n",
    "' or '1'='1",
    "'); drop table t; --",
    "'||current_user()||'",
    "-- comment",
    "/* comment */",
    "/*+ broadcast(t) */",
    "`tick`",
    "``",
    "semi;colon",
    "%s {0} {x} %1$s",
    "$1 \\1 [a-z]*?",
    "tab\there",
    "\x01\x1f",
    "new\nline",
    "\u00f1 \u65e5\u672c \U0001f600",
    "\u2028",
    "\x85",
]
ASCII = [text for text in HOSTILE if text.isascii() and "\n" not in text]


def record(cells: list[str]) -> str:
    """A record in which every cell is quoted."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def rebuilt(cells: list[str]) -> str:
    """The text of a rejected record that is put together again: quotes only where they are needed."""
    return ",".join(
        '"' + cell.replace('"', '""') + '"'
        if any(mark in cell for mark in '",\n') or cell.strip("".join(map(chr, range(33)))) == ""
        else cell
        for cell in cells
    )
