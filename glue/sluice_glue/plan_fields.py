"""Typed access to the fields of one JSON object, with the path of whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


class PlanPath(Exception):
    """A problem at a path; ``plan.parse_plan`` turns it into a coded error."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def reject(path: str, problem: str) -> NoReturn:
    """Refuse the plan."""
    raise PlanPath(path, problem)


class Fields:
    """The fields of one object. ``done`` refuses those that nobody asked for."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            reject(path, "must be an object")
        self._value: dict[str, Any] = value
        self._path = path
        self._seen: set[str] = set()

    def at(self, name: str) -> str:
        """JSON pointer of a field."""
        return f"{self._path}/{name}"

    def has(self, name: str) -> bool:
        """Whether an optional field is there."""
        return name in self._value

    def get(self, name: str) -> object:
        """The field as it is."""
        self._seen.add(name)
        if name not in self._value:
            reject(self.at(name), "is missing")
        return self._value[name]

    def text(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) else reject(self.at(name), "must be a text")

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(name)
        return value if pattern.fullmatch(value) else reject(self.at(name), f"must match {pattern.pattern}")

    def character(self, name: str) -> str:
        value = self.text(name)
        return value if len(value) == 1 else reject(self.at(name), "must be one character")

    def choice(self, name: str, choices: Sequence[str]) -> Any:
        """One of the texts; ``Any`` because the caller's field is a ``Literal`` of the same texts."""
        value = self.get(name)
        return value if value in choices else reject(self.at(name), f"must be one of {', '.join(choices)}")

    def texts(self, name: str, *, at_least: int = 0) -> tuple[str, ...]:
        items = self._items(name, at_least)
        for index, item in enumerate(items):
            if not isinstance(item, str):
                reject(f"{self.at(name)}/{index}", "must be a text")
        return tuple(items)

    def boolean(self, name: str) -> bool:
        value = self.get(name)
        return value if isinstance(value, bool) else reject(self.at(name), "must be true or false")

    def integer(self, name: str, *, at_least: int | None = None) -> int:
        value = self.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            reject(self.at(name), "must be an integer")
        return value if at_least is None or value >= at_least else reject(self.at(name), f"must be >= {at_least}")

    def optional(self, name: str, parse: Callable[[], T]) -> T | None:
        """Null, or what ``parse`` makes of the field; the field itself must be there."""
        return None if self.get(name) is None else parse()

    def text_or_none(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def integer_or_none(self, name: str) -> int | None:
        return self.integer(name, at_least=0) if self.has(name) else None

    def ratio_or_none(self, name: str) -> float | None:
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            reject(self.at(name), "must be null or a number from 0 to 1")
        return float(value)

    def child(self, name: str) -> Fields:
        return Fields(self.get(name), self.at(name))

    def children(self, name: str, *, at_least: int = 0) -> list[Fields]:
        return [Fields(item, f"{self.at(name)}/{i}") for i, item in enumerate(self._items(name, at_least))]

    def done(self) -> None:
        """Refuse unknown fields: what is not read would be ignored silently."""
        for name in self._value:
            if name not in self._seen:
                reject(self.at(name), "is not a field of a plan")

    def _items(self, name: str, at_least: int) -> list[Any]:
        value = self.get(name)
        if not isinstance(value, list):
            reject(self.at(name), "must be a list")
        return value if len(value) >= at_least else reject(self.at(name), f"needs {at_least} or more")
