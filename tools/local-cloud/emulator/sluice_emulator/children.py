"""Every process that ministack starts, so that none outlives it.

ministack stops its Lambda workers when it shuts down in order, and only those that are idle. Here all are known and killed at the end,
however it comes.
"""

import contextlib
import subprocess
import weakref
from typing import Any

_started: "weakref.WeakSet[subprocess.Popen[Any]]" = weakref.WeakSet()


class _RecordedPopen(subprocess.Popen[Any]):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _started.add(self)


def restore() -> None:
    """Record every child from now on."""
    setattr(subprocess, "Popen", _RecordedPopen)  # noqa: B010 - a plain assignment is no type


def kill_children() -> None:
    """Kill what still runs and wait for it."""
    living = [child for child in list(_started) if child.poll() is None]
    for child in living:
        child.kill()
    for child in living:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=1)
