"""Dates and instants in a format of fixed-width tokens, as the pieces of their ISO text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile("yyyy|MM|dd|HH|mm|SSS|ss")
_UNSET = {"yyyy": "1970", "MM": "01", "dd": "01", "HH": "00", "mm": "00", "ss": "00"}
_SEPARATORS = {"yyyy": "", "MM": "-", "dd": "-", "HH": " ", "mm": ":", "ss": ":", "SSS": "."}
_DATE = ("yyyy", "MM", "dd")
_TIMESTAMP = (*_DATE, "HH", "mm", "ss", "SSS")


@dataclass(frozen=True)
class Slice:
    """A stretch of the text: from its first character, counted from 1."""

    first: int
    length: int


def iso_date(form: str) -> tuple[str | Slice, ...]:
    """The pieces of ``yyyy-MM-dd``; the guard has proved the positions."""
    return _pieces(form, _DATE)


def iso_timestamp(form: str) -> tuple[str | Slice, ...]:
    """The pieces of ``yyyy-MM-dd HH:mm:ss.SSS``; the guard has proved the positions."""
    return _pieces(form, _TIMESTAMP)


def _pieces(form: str, tokens: tuple[str, ...]) -> tuple[str | Slice, ...]:
    places = {match.group(): match.start() + 1 for match in _TOKEN.finditer(form)}
    pieces: list[str | Slice] = []
    for token in tokens:
        if token in places:
            pieces += [_SEPARATORS[token], Slice(places[token], len(token))]
        elif token in _UNSET:
            pieces.append(_SEPARATORS[token] + _UNSET[token])
    return tuple(pieces)
