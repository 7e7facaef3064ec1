"""The real command in a process of its own, with a stand-in for Spark (unless VICTIM_SPARK) and a fault at one step.

`python -m tests.protocol.victim run …`, with VICTIM_AT naming the step and VICTIM_DOES what happens there:
SIGKILL, SIGSTOP, SIGINT, SIGTERM, LATER_SIGINT (a second later), ENOSPC or EACCES.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from sluice_glue.errors import EXIT_OK, GlueError
from sluice_glue.plan.model import Plan
from sluice_glue.protocol.open_batch import open_batch
from sluice_glue.protocol.result import BatchResult
from sluice_glue.run.attempt import run
from sluice_glue.run.engine import StagedMember
from sluice_glue.run.interrupts import Interrupts
from sluice_glue.runtime import cli

from .lakes import TinyEngine


class SlowEngine(TinyEngine):
    """A write that takes a minute, for interrupts that strike in it."""

    def write(
        self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]
    ) -> BatchResult:
        result = super().write(plan, members, target, on_step)
        sys.stderr.write("writing\n")
        sys.stderr.flush()
        time.sleep(60)
        return result


def do(what: str) -> None:
    """Let it happen to this very process."""
    if what.startswith("LATER_"):
        threading.Timer(1.0, do, [what.removeprefix("LATER_")]).start()
        return
    if what.startswith("E"):
        number = int(getattr(errno, what))
        raise OSError(number, os.strerror(number))
    os.kill(os.getpid(), getattr(signal, what))


def fault(step: str) -> None:
    """The hook: what the environment asks for, at the step that it names."""
    if os.environ.get("VICTIM_AT") == step:
        do(os.environ["VICTIM_DOES"])


def main() -> int:
    """Like `cli.main`, with a hook and another writer."""
    options = cli.parser().parse_args()
    interrupts = Interrupts()
    interrupts.install()
    try:
        batch = open_batch(options.manifest, options.output, cli.open_storage)
        batch.storage.parallel = 1  # so that a step between two copies is between two copies on S3 too
        job = replace(cli.job_of(options, batch, interrupts), on_step=fault)
        if not os.environ.get("VICTIM_SPARK"):
            job = replace(job, engine=SlowEngine() if os.environ.get("VICTIM_SLOW") else TinyEngine())
        return cli.end(EXIT_OK, cli.result_document(batch, run(job)))
    except GlueError as error:
        return cli.fail(options, error, error.exit_code)


if __name__ == "__main__":
    sys.exit(main())
