"""What a run is given: the batch, and everything that a test may want to stand in for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.manifest import Catalog
from sluice_glue.protocol.report import Log, Progress
from sluice_glue.run.engine import Engine
from sluice_glue.run.interrupts import Interrupts
from sluice_glue.run.workspace import Workspace

Register = Callable[[Catalog, Sequence[Mapping[str, str]]], int]
"""Registers the partitions of a table that the catalog does not know yet, and says how many were new."""


@dataclass(frozen=True)
class Job:
    """One run of one batch.

    Attributes:
        attempt: the attempt to claim; None: whichever is open.
        on_step: called before each named step: claim, stage-in, scan, write, verify, intent, publish:<k>, register,
            before-commit, commit, after-commit. The write's own steps come as write:<name>.
        recovers_dead: take the batch over from a running attempt whose process is known to be dead.
    """

    batch: Batch
    run_id: str
    attempt: int | None
    read_plan: Callable[[], bytes]
    open_workspace: Callable[[int], Workspace]
    engine: Engine
    register: Register
    log: Log
    on_step: Callable[[str], None] = lambda _step: None
    interrupts: Interrupts = field(default_factory=Interrupts)
    recovers_dead: bool = False


@dataclass(frozen=True)
class Steps:
    """Announces each step: to the report, the log, whoever interrupts, and the caller, in this order."""

    job: Job
    progress: Progress

    def __call__(self, name: str) -> None:
        stage = {"before-commit": "commit", "after-commit": "done"}.get(name, name.partition(":")[0])
        if stage != self.progress.stage or name == "claim":
            self.progress.enter(stage)
            self.job.log.line("stage", stage=stage)
        if stage != "done":  # what is committed cannot be interrupted any more
            self.job.interrupts.check()
        self.job.on_step(name)
