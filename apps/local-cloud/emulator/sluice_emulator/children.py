"""Every process that ministack starts, so that none outlives it.

ministack stops its Lambda workers when it shuts down in order, and only those that are idle. Here all are known and
killed at the end, however it comes. Nothing can be done after SIGKILL, so a worker also ends by itself when its
standard input does.
"""

import contextlib
import subprocess
import weakref
from typing import Any

from ministack.core import lambda_runtime

_AT_THE_END = '\nrl.on("close", () => process.exit(0));\n'
"""ministack's worker, which reads requests from standard input, goes on with what it is doing when that ends."""

_started: "weakref.WeakSet[subprocess.Popen[Any]]" = weakref.WeakSet()


class _RecordedPopen(subprocess.Popen[Any]):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _started.add(self)


def restore() -> None:
    """Record every child from now on, and let Node's workers end with their input."""
    setattr(subprocess, "Popen", _RecordedPopen)  # noqa: B010 - a plain assignment is no type
    lambda_runtime._NODEJS_WORKER_SCRIPT += _AT_THE_END


def kill_children() -> None:
    """Kill what still runs and wait for it."""
    living = [child for child in list(_started) if child.poll() is None]
    for child in living:
        child.kill()
    for child in living:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=1)
