"""The embedded metric format: metrics inside log lines, as CloudWatch reads them out of a Lambda's output. Pure.

Source: the specification "Embedded metric format" of the CloudWatch user guide.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    """One value of one metric in one set of dimensions."""

    namespace: str
    name: str
    value: float
    unit: str
    dimensions: tuple[tuple[str, str], ...]


def samples_of(text: str) -> Iterator[Sample]:
    """All samples in the output of a run; lines that are no EMF are passed over, as CloudWatch does."""
    for line in text.splitlines():
        if '"CloudWatchMetrics"' not in line:
            continue
        try:
            # Node's own prefix (time, request id, level) stands before the document when a logger is used.
            document = json.loads(line[line.index("{") :])
        except ValueError:
            continue
        if isinstance(document, dict):
            yield from _samples(document)


def _samples(document: Mapping[str, Any]) -> Iterator[Sample]:
    metadata = document.get("_aws")
    directives = metadata.get("CloudWatchMetrics") if isinstance(metadata, dict) else None
    for directive in directives if isinstance(directives, list) else []:
        for names in directive.get("Dimensions") or [[]]:
            # A set whose member the document lacks is no valid set.
            if not all(name in document for name in names):
                continue
            dimensions = tuple(sorted((name, str(document[name])) for name in names))
            for metric in directive.get("Metrics") or []:
                for value in _values(document.get(metric.get("Name"))):
                    yield Sample(
                        str(directive.get("Namespace", "")),
                        metric["Name"],
                        value,
                        metric.get("Unit", "None"),
                        dimensions,
                    )


def _values(value: Any) -> list[float]:
    entries = value if isinstance(value, list) else [value]
    return [float(entry) for entry in entries if isinstance(entry, int | float) and not isinstance(entry, bool)]
