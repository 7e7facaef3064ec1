"""The byte scan of a file, by the format of its source: where another format finds its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sluice_glue.plan.model import Format, Source
from sluice_glue.scan.csv.scan import scan_csv
from sluice_glue.scan.model import FileScan

SCANS: Mapping[Format, Callable[[Path, Source], FileScan]] = {"csv": scan_csv}


def scan_file(path: Path, source: Source) -> FileScan:
    """Scan one local file.

    Args:
        path: the staged copy.
        source: dialect and limits.

    Returns:
        The scan, of the format's own class; ``refused`` is set when no row of the file may be read.
    """
    return SCANS[source.format](path, source)
