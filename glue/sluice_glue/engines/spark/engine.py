"""Spark behind the engine's seam; it is started only when there is something to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sluice_glue.errors import GlueError
from sluice_glue.plan.model import Plan
from sluice_glue.protocol.result import BatchResult
from sluice_glue.run.engine import StagedMember
from sluice_glue.scan.files import scan_file
from sluice_glue.scan.model import FileScan

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


# What a Java stack trace says when the machine, and not the job, is at fault.
_ENVIRONMENT = (
    ("No space left on device", "SLC5111", "the disk is full while Spark writes"),
    ("Disk quota exceeded", "SLC5111", "the quota is used up while Spark writes"),
    ("java.lang.OutOfMemoryError", "SLC5116", "Spark ran out of memory"),
    ("Permission denied", "SLC5110", "Spark may not read or write a file"),
    ("AccessDenied", "SLC5110", "S3 refuses Spark a request"),
)


class SparkEngine:
    """Writes with Spark. `started` is called when Spark is up: it takes SIGINT for itself, which must be undone."""

    def __init__(self, app: str, started: Callable[[], None] = lambda: None) -> None:
        self.app = app
        self.started = started
        self.session: SparkSession | None = None
        self.owned = True

    def scan(self, plan: Plan, path: Path) -> FileScan:
        """By bytes on this machine: the figures that the write is compared with must not come from it."""
        return scan_file(path, plan.source)

    def write(
        self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]
    ) -> BatchResult:
        # Spark's client costs half a second to import, and most ways to end a run never need it.
        from sluice_glue.engines.spark.write import write_batch

        self.session = self._open(members)
        self.started()
        try:
            return write_batch(self.session, plan, members, target, on_step=on_step)
        except GlueError:
            raise
        except Exception as error:
            coded = _environment(error)
            if coded is None:
                raise
            raise coded from error

    def _open(self, members: Sequence[StagedMember]) -> SparkSession:
        from pyspark.sql import SparkSession

        from sluice_glue.engines.spark.session import open_session

        # On Glue the session is Glue's, which still needs it after the run.
        self.owned = SparkSession.getActiveSession() is None
        try:
            return open_session(self.app, input_bytes=sum(member.scan.inflated_bytes for member in members))
        except Exception as error:
            if isinstance(error, FileNotFoundError) or "JAVA_GATEWAY_EXITED" in str(error):
                raise GlueError("SLC5117", "Spark's Java process did not start") from error
            raise

    def close(self) -> None:
        session, self.session = self.session, None
        if session is None:
            return
        if not self.owned:
            session.sparkContext.cancelAllJobs()
            return
        gateway = session.sparkContext._gateway
        try:
            session.stop()
        except Exception:  # noqa: BLE001 - a connection that an interrupt has cut: the process goes instead
            process = getattr(gateway, "proc", None)
            if process is not None:
                process.kill()
                process.wait()


def _environment(error: Exception) -> GlueError | None:
    """The coded error of a failure that is not the job's own. The trace itself may quote rows and is not told."""
    trace = str(error)
    for mark, code, message in _ENVIRONMENT:
        if mark in trace:
            return GlueError(code, message)
    return None
