"""The seam to what scans and writes the rows of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sluice_glue.plan.model import Plan
from sluice_glue.protocol.result import BatchResult
from sluice_glue.scan.model import FileScan


@dataclass(frozen=True)
class StagedMember:
    """One file of the batch.

    Attributes:
        member: its index in the manifest; the staged name is that number with five digits or more.
        uri: the staged copy that the engine reads.
        bucket: where it came from.
        key: where it came from.
        version_id: which version it was.
        scan: what its bytes said.
    """

    member: int
    uri: str
    bucket: str
    key: str
    version_id: str
    scan: FileScan


class Engine(Protocol):
    """Counts and writes a batch's rows, as its plan says."""

    def scan(self, plan: Plan, path: Path) -> FileScan:
        """What a staged file holds, independently of what `write` makes of it; its rows must add up to that."""

    def write(
        self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]
    ) -> BatchResult:
        """Read the members, judge their rows, write both outcomes under `target`, which nobody else sees."""

    def close(self) -> None:
        """Stop: when this returns nothing writes to `target` any more."""
