"""Reading the JSON documents of the control bucket with an exact place for everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sluice_glue.errors import GlueError

T = TypeVar("T")


class Fields:
    """One JSON object of a document: typed access, SLC5101 with document and path otherwise."""

    def __init__(self, value: object, document: str, path: str = "") -> None:
        if not isinstance(value, dict):
            raise _wrong(document, path or "/", "an object", value)
        self.values: Mapping[str, Any] = value
        self.document = document
        self.path = path

    def text(self, name: str) -> str:
        return self._of(name, str, "a string")

    def optional_text(self, name: str) -> str | None:
        return None if self._get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        return self._of(name, bool, "a boolean")

    def count(self, name: str, least: int = 0) -> int:
        value = self._of(name, int, "an integer")
        if isinstance(value, bool) or value < least:
            raise _wrong(self.document, f"{self.path}/{name}", f"an integer of at least {least}", value)
        return value

    def texts(self, name: str) -> dict[str, str]:
        """A map of strings."""
        inner = Fields(self._get(name), self.document, f"{self.path}/{name}")
        return {key: inner.text(key) for key in inner.values}

    def counts(self, name: str) -> dict[str, int]:
        """A map of counts."""
        inner = Fields(self._get(name), self.document, f"{self.path}/{name}")
        return {key: inner.count(key) for key in inner.values}

    def optional(self, name: str, read: Callable[[Fields], T]) -> T | None:
        """An object, read by `read`, or null."""
        value = self._get(name)
        return None if value is None else read(Fields(value, self.document, f"{self.path}/{name}"))

    def each(self, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """A list of objects, each read by `read`."""
        path = f"{self.path}/{name}"
        items: Sequence[object] = self._of(name, list, "a list")
        return tuple(read(Fields(item, self.document, f"{path}/{at}")) for at, item in enumerate(items))

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        items: Sequence[object] = self._of(name, list, "a list")
        for at, item in enumerate(items):
            if not isinstance(item, str):
                raise _wrong(self.document, f"{self.path}/{name}/{at}", "a string", item)
        return tuple(str(item) for item in items)

    def expect(self, name: str, value: object) -> None:
        """A field whose value is fixed."""
        if self._get(name) != value:
            raise _wrong(self.document, f"{self.path}/{name}", json.dumps(value), self.values[name])

    def _get(self, name: str) -> Any:
        if name not in self.values:
            raise GlueError("SLC5101", f"{self.document}: {self.path}/{name} is missing")
        return self.values[name]

    def _of(self, name: str, kind: type[T], what: str) -> T:
        value = self._get(name)
        if not isinstance(value, kind):
            raise _wrong(self.document, f"{self.path}/{name}", what, value)
        return value


def document_of(body: bytes, document: str) -> Fields:
    """Parse a JSON document that must be an object."""
    try:
        return Fields(json.loads(body), document)
    except (ValueError, RecursionError) as error:
        raise GlueError("SLC5101", f"{document}: not JSON ({error})") from error


def json_bytes(value: object) -> bytes:
    """The one spelling of a document: sorted keys, two spaces, a line end."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def _wrong(document: str, path: str, wanted: str, value: object) -> GlueError:
    return GlueError("SLC5101", f"{document}: {path} must be {wanted}, not {json.dumps(value, default=str)[:60]}")
