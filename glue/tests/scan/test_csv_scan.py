"""The byte scan against a state machine that looks at one byte at a time, with chunk borders everywhere."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluice_glue.plan.model import Source
from sluice_glue.plan.parse import parse_plan
from sluice_glue.scan.csv.flatten import flatten
from sluice_glue.scan.csv.quoting import QuoteTracker
from sluice_glue.scan.csv.scan import CsvScan, scan_csv
from sluice_glue.scan.csv.scanner import MAX_CELLS, Scanner
from sluice_glue.scan.inflate import read_chunks
from tests.batches import column, document


def source(**fields: object) -> Source:
    return parse_plan(json.dumps(document([column("a")], source=fields))).source


DOUBLED = source()
BACKSLASH = source(escape="\\")


class Reference:
    """Records, quoted line ends and open quotes, byte by byte, straight from docs/reading-rules.md."""

    def __init__(self, data: bytes, dialect: Source) -> None:
        self.records, self.quoted_line_ends, self.bad_quoting = 0, False, False
        quote, escape, delimiter = (ord(c) for c in (dialect.quote, dialect.escape, dialect.delimiter))
        state, blank, position = "start", True, 0
        while position < len(data):
            byte, following = data[position], data[position + 1] if position + 1 < len(data) else None
            position += 1
            if state == "quoted":
                if byte == escape and following in (quote, escape) and following is not None:
                    position += 1
                elif byte == quote:
                    state = "after"
                elif byte in b"\r\n":
                    self.quoted_line_ends = True
            elif byte in b"\r\n":
                self.records += not blank
                state, blank = "start", True
            elif byte == delimiter:
                state, blank = "start", blank and byte <= 32
            elif state == "start" and byte == quote:
                state, blank = "quoted", False
            else:
                if state == "after" and byte > 32:
                    self.bad_quoting = quote != escape
                    state = "plain"
                state = "plain" if state == "start" else state
                blank = blank and byte <= 32
        self.open = state == "quoted"
        self.no_blanks = not self.quoted_line_ends and not any(
            byte <= 32 or byte == 127 for byte in data if byte not in b"\r\n"
        )
        self.records += not blank


def scan_in_chunks(data: bytes, borders: list[int], dialect: Source) -> Scanner:
    scanner = Scanner(dialect)
    for start, end in zip([0, *borders], [*borders, len(data)], strict=True):
        scanner.feed(data[start:end])
    scanner.finish()
    return scanner


def assert_like_reference(data: bytes, borders: list[int], dialect: Source) -> None:
    expected = Reference(data, dialect)

    found = scan_in_chunks(data, borders, dialect)

    reason = found.refusal.reason if found.refusal else None
    if expected.bad_quoting:
        assert reason in ("bad-quoting", "empty")
        return
    assert (reason == "unclosed-quote") is expected.open
    if not expected.open:
        assert found.records == max(expected.records - 1, 0)
        assert found.quoted_line_ends is expected.quoted_line_ends
        assert found.no_blanks is expected.no_blanks


PIECES = [b'"', b'""', b",", b"\n", b"\r", b"\r\n", b" ", b"\t", b"a", b"\\", b'\\"', b'"a\n"', b"\x7f", b'"b"']
SEARCH = int(os.environ.get("SLUICE_SEARCH", "1"))
"""How many times the examples: 1, more in the full run."""
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30)


@settings(max_examples=1500 * SEARCH, deadline=None)
@given(TEXTS.map(b"".join), st.data(), st.sampled_from([DOUBLED, BACKSLASH, source(delimiter="\t")]))
def test_any_text_with_any_chunk_borders(data: bytes, draw: st.DataObject, dialect: Source) -> None:
    borders = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=6)))

    assert_like_reference(data, borders, dialect)


@pytest.mark.parametrize("dialect", [DOUBLED, BACKSLASH], ids=["doubled", "backslash"])
def test_every_border_of_a_file_with_everything(dialect: Source) -> None:
    inner = b'""' if dialect is DOUBLED else b'\\"'
    data = b'a,"b\r\nc"\r\n \t\r\n1,"x%by\n,"\r2,"" \n"%b%b",3\n\n""\n"a%b" ,"\r\n"\na"b,"c"' % (
        inner,
        inner,
        inner,
        inner,
    )

    for border in range(len(data) + 1):
        assert_like_reference(data, [border], dialect)
        for second in range(border, len(data) + 1):
            assert_like_reference(data, [border, second], dialect)


@settings(max_examples=300 * SEARCH, deadline=None)
@given(TEXTS.map(b"".join))
def test_a_flat_copy_has_the_same_records_and_no_quoted_line_end(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("flat") / "in.csv"
    path.write_bytes(data)
    before = scan_csv(path, DOUBLED)
    if before.refused is not None:
        return

    placeholders = flatten(path, path.with_suffix(".flat"), DOUBLED)

    flat = path.with_suffix(".flat").read_bytes()
    after = scan_csv(path.with_suffix(".flat"), DOUBLED)
    assert (after.records, after.quoted_line_ends) == (before.records, False)
    back = flat.replace(placeholders.carriage_return.encode(), b"\r").replace(placeholders.line_feed.encode(), b"\n")
    assert back == data + b"\n"


def scanned(tmp_path: Path, data: bytes, **fields: object) -> CsvScan:
    path = tmp_path / "file"
    path.write_bytes(data)
    return scan_csv(path, source(**fields))


@pytest.mark.parametrize("length", [6_000, 6_001, 10_000, 10_001])
@pytest.mark.parametrize("step", [97, 4_099, 5_000])
def test_a_hostile_run_of_quotes_keeps_its_parity(length: int, step: int) -> None:
    data = b"a\n" + b'"' * length + b"\n1\n"
    borders = list(range(0, len(data), step))

    assert_like_reference(data, borders, DOUBLED)

    tracker = QuoteTracker(DOUBLED)
    for start in borders:
        tracker.feed(data[start : start + step])
        assert len(tracker._held) <= 4096 + step


def test_an_unclosed_quote_costs_no_more_than_its_bytes(tmp_path: Path) -> None:
    scan = scanned(tmp_path, b'a,b\n1,"' + b'x"",' * 500_000)

    assert (scan.refused, scan.records) == ("unclosed-quote", 0)


@pytest.mark.parametrize(("cells", "refused"), [(MAX_CELLS, None), (MAX_CELLS + 1, "too-many-columns")])
def test_the_widest_record_that_spark_can_take(tmp_path: Path, cells: int, refused: str | None) -> None:
    wide = b",".join([b"1"] * cells)

    assert scanned(tmp_path, b"a\n1\n" + wide + b"\n2\n").refused == refused
    assert scanned(tmp_path, b"a\n1\n" + b"x" * 40_000 + b"\n" + wide).refused == refused


@pytest.mark.parametrize("border", range(1, 12))
def test_invalid_bytes_are_seen_across_borders(border: int) -> None:
    for data, suspect in (
        (b"a\n\xc3\xa9\xe2\x82\xac\n", False),
        (b"a\nxxx\xef\xbf\xbd\n", True),
        (b"a\nxxx\xe2\x82x\n", True),
    ):
        scanner = scan_in_chunks(data, [min(border, len(data))], DOUBLED)
        assert (scanner.suspect_encoding, scanner.ascii_only) == (suspect, False)


def test_a_file_cut_in_a_character_is_suspect() -> None:
    assert scan_in_chunks(b"a\nxxxxxxxxxx\xe2\x82", [], DOUBLED).suspect_encoding


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_gzip_in_chunks_of_any_size(tmp_path: Path, size: int) -> None:
    content = b"a,b\n" + b"1,2\n" * 3000
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(content[:5000]) + gzip.compress(content[5000:]))

    assert b"".join(read_chunks(path, source(compression="gzip"), size)) == content


def test_a_gzip_bomb_is_not_inflated(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a\n" + b"0" * 50_000_000)

    scan = scanned(tmp_path, bomb, compression="gzip", max_inflated_bytes=1_000_000)

    assert scan.refused == "inflates-too-much"
    assert scan.inflated_bytes < 4_000_000


@pytest.mark.parametrize("cut", [1, 5, 9, 12, -9, -8, -4, -1])
def test_a_cut_gzip_stream(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 500)

    assert scanned(tmp_path, whole[:cut], compression="gzip").refused == "gzip-broken"


def test_a_flat_copy_keeps_every_offset_behind_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes(b'\xef\xbb\xbf"a","b"\n"x\ny",1\n2,3\n')

    placeholders = flatten(path, path.with_suffix(".flat"), DOUBLED)

    flat = path.with_suffix(".flat").read_bytes()
    assert flat.startswith(b'\xef\xbb\xbf"a","b"\n"x' + placeholders.line_feed.encode() + b'y",1\n2,3\n')
