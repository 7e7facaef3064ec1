"""One JSON object of a document: typed access, and the exact place of everything that is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

Wrong = Callable[[str, str], Exception]
"""Makes the coded error of a problem at a path (a JSON pointer; empty for the document itself)."""


class Fields:
    """The fields of one object. Where the document allows no others, ``done`` refuses those that nobody asked for."""

    def __init__(self, value: object, wrong: Wrong, path: str = "") -> None:
        self._wrong = wrong
        self._path = path
        self._seen: set[str] = set()
        if not isinstance(value, dict):
            raise wrong(path, _not("an object", value))
        self._values: Mapping[str, Any] = value

    def at(self, name: str) -> str:
        """JSON pointer of a field."""
        return f"{self._path}/{name}"

    def reject(self, name: str, problem: str) -> NoReturn:
        """Refuse the document for a field."""
        raise self._wrong(self.at(name), problem)

    def has(self, name: str) -> bool:
        """Whether an optional field is there."""
        return name in self._values

    def text(self, name: str) -> str:
        return self._of(name, str, "a string")

    def optional_text(self, name: str) -> str | None:
        """A string, or null; the field itself must be there."""
        return None if self._get(name) is None else self.text(name)

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(name)
        return value if pattern.fullmatch(value) else self.reject(name, f"must match {pattern.pattern}, not {value!r}")

    def character(self, name: str) -> str:
        value = self.text(name)
        return value if len(value) == 1 else self.reject(name, _not("one character", value))

    def choice(self, name: str, choices: Sequence[str]) -> Any:
        """One of the texts; ``Any`` because the caller's field is a ``Literal`` of the same texts."""
        value = self._get(name)
        return value if value in choices else self.reject(name, _not(f"one of {', '.join(choices)}", value))

    def flag(self, name: str) -> bool:
        return self._of(name, bool, "a boolean")

    def count(self, name: str, least: int = 0) -> int:
        value = self._of(name, int, "an integer")
        if isinstance(value, bool) or value < least:
            self.reject(name, _not(f"an integer of at least {least}", value))
        return value

    def ratio_or_null(self, name: str) -> float | None:
        value = self._get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.reject(name, _not("null or a number from 0 to 1", value))
        return float(value)

    def text_if_there(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def count_if_there(self, name: str) -> int | None:
        return self.count(name) if self.has(name) else None

    def child(self, name: str) -> Fields:
        """An object."""
        return Fields(self._get(name), self._wrong, self.at(name))

    def optional(self, name: str, read: Callable[[Fields], T]) -> T | None:
        """An object, read by `read`, or null; the field itself must be there."""
        return None if self._get(name) is None else read(self.child(name))

    def each(self, name: str, read: Callable[[Fields], T], least: int = 0) -> tuple[T, ...]:
        """A list of objects, each read by `read`."""
        items = self._list(name, least)
        return tuple(read(Fields(item, self._wrong, f"{self.at(name)}/{at}")) for at, item in enumerate(items))

    def strings(self, name: str, least: int = 0) -> tuple[str, ...]:
        """A list of strings."""
        items = self._list(name, least)
        for at, item in enumerate(items):
            if not isinstance(item, str):
                self.reject(f"{name}/{at}", _not("a string", item))
        return tuple(str(item) for item in items)

    def texts(self, name: str) -> dict[str, str]:
        """A map of strings."""
        inner = self.child(name)
        return {key: inner.text(key) for key in inner._values}

    def counts(self, name: str) -> dict[str, int]:
        """A map of counts."""
        inner = self.child(name)
        return {key: inner.count(key) for key in inner._values}

    def expect(self, name: str, value: object) -> None:
        """A field whose value is fixed."""
        found = self._get(name)
        if found != value or isinstance(found, bool) != isinstance(value, bool):
            self.reject(name, _not(json.dumps(value), found))

    def done(self) -> None:
        """Refuse unknown fields: what is not read would be ignored silently."""
        for name in self._values:
            if name not in self._seen:
                self.reject(name, "is no field of this document")

    def _get(self, name: str) -> Any:
        self._seen.add(name)
        if name not in self._values:
            self.reject(name, "is missing")
        return self._values[name]

    def _of(self, name: str, kind: type[T], what: str) -> T:
        value = self._get(name)
        return value if isinstance(value, kind) else self.reject(name, _not(what, value))

    def _list(self, name: str, least: int) -> Sequence[object]:
        items: Sequence[object] = self._of(name, list, "a list")
        return items if len(items) >= least else self.reject(name, f"needs {least} or more")


def _not(wanted: str, value: object) -> str:
    return f"must be {wanted}, not {json.dumps(value, default=str)[:60]}"
