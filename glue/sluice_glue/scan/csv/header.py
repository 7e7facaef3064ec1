"""The header record of a file: its cells, by the same rules as every other record."""

from __future__ import annotations

from sluice_glue.plan.model import CsvSource

MAX_HEADER_BYTES = 1 << 20


def parse_header(text: str, source: CsvSource) -> tuple[str, ...] | None:
    """Cells of the first record that is not blank.

    Args:
        text: the start of the file, without byte order mark.
        source: the dialect.

    Returns:
        The cells, an empty one as the empty text; ``None`` when the record does not end within ``text``.
    """
    position = _first_record(text)
    cells: list[str] = []
    while position < len(text):
        if text[position] == source.quote:
            found = _quoted(text, position + 1, source)
            if found is None:
                return None
            inner, position = found
            after, position = _plain(text, position, source)
            # White space after a closing quote is dropped; other text makes the cell literal, quotes and all.
            literal = any(c > " " for c in after)
            cells.append(f"{source.quote}{inner}{source.quote}{after}" if literal else inner)
        else:
            cell, position = _plain(text, position, source)
            cells.append(cell)
        if position >= len(text):
            return None
        if text[position] != source.delimiter:
            return tuple(cells)
        position += 1
    return None


def _first_record(text: str) -> int:
    """Where the first line begins that has a character above U+0020."""
    start = 0
    for position, character in enumerate(text):
        if character in "\r\n":
            start = position + 1
        elif character > " ":
            return start
    return len(text)


def _plain(text: str, start: int, source: CsvSource) -> tuple[str, int]:
    end = start
    while end < len(text) and text[end] not in (source.delimiter, "\r", "\n"):
        end += 1
    return text[start:end], end


def _quoted(text: str, start: int, source: CsvSource) -> tuple[str, int] | None:
    """The inside of a quoted cell and the position after its closing quote."""
    inner: list[str] = []
    position = start
    while position < len(text):
        pair = text[position : position + 2]
        if pair == source.escape + source.quote or (source.escape != source.quote and pair == source.escape * 2):
            inner.append(pair[1])
            position += 2
        elif pair[0] == source.quote:
            return "".join(inner).replace("\r\n", "\n").replace("\r", "\n"), position + 1
        else:
            inner.append(pair[0])
            position += 1
    return None
