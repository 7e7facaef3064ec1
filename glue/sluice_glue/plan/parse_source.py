"""How a plan says its files are written: one reader per format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sluice_glue.fields import Fields
from sluice_glue.plan.model import CsvSource, Format, Source


def parse_source(fields: Fields) -> Source:
    """Read ``source``; its ``format`` decides what else it has."""
    source_format: Format = fields.choice("format", tuple(_SOURCES))
    source = _SOURCES[source_format](fields)
    fields.done()
    return source


def _csv(fields: Fields) -> CsvSource:
    source = CsvSource(
        suffix=fields.text("suffix"),
        compression=fields.choice("compression", ("none", "gzip")),
        encoding=fields.choice("encoding", ("utf-8", "windows-1252", "iso-8859-1")),
        delimiter=fields.character("delimiter"),
        quote=fields.character("quote"),
        escape=fields.character("escape"),
        decimal_comma=fields.flag("decimal_comma"),
        max_bytes=fields.count("max_bytes", least=1),
        max_inflated_bytes=fields.count("max_inflated_bytes", least=1),
    )
    # The scan and the reader look for single ASCII bytes; anything else could be part of a longer character.
    for name, character in (("quote", source.quote), ("escape", source.escape)):
        if not character.isascii() or character in "\r\n\0":
            fields.reject(name, "must be an ASCII character, not a line end")
    if source.delimiter in ("\r", "\n", "\0", source.quote, source.escape):
        fields.reject("delimiter", "must differ from quote, escape and line ends")
    return source


_SOURCES: Mapping[Format, Callable[[Fields], Source]] = {"csv": _csv}
