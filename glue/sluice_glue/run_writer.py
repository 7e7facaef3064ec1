"""The write, as the protocol sees it; Spark is started only when there is something to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from sluice_glue.plan import Plan
from sluice_glue.result import BatchResult, StagedMember

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Writer(Protocol):
    """Writes a batch's rows to a private folder."""

    def write(self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]) -> BatchResult:
        """Read the members, judge their rows, write both outcomes under `target`."""

    def close(self) -> None:
        """Stop: when this returns nothing writes to `target` any more."""


class SparkWriter:
    """The real write. `started` is called when Spark is up: it takes SIGINT for itself, which must be undone."""

    def __init__(self, app: str, started: Callable[[], None] = lambda: None) -> None:
        self.app = app
        self.started = started
        self.session: SparkSession | None = None

    def write(self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]) -> BatchResult:
        # Spark's client costs half a second to import, and most ways to end a run never need it.
        from sluice_glue.spark import open_session
        from sluice_glue.write import write_batch

        self.session = open_session(self.app, input_bytes=sum(member.scan.inflated_bytes for member in members))
        self.started()
        return write_batch(self.session, plan, members, target, on_step=on_step)

    def close(self) -> None:
        session, self.session = self.session, None
        if session is None:
            return
        gateway = session.sparkContext._gateway
        try:
            session.stop()
        except Exception:  # noqa: BLE001 - a connection that an interrupt has cut: the process goes instead
            process = getattr(gateway, "proc", None)
            if process is not None:
                process.kill()
                process.wait()
