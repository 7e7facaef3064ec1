"""Starting the command in processes of its own, and stopping, continuing and killing exactly those."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .lakes import Case

_GLUE = Path(__file__).parents[2]


class Victim:
    """One run of the batch."""

    def __init__(self, case: Case, environment: Mapping[str, str] | None = None, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", f"{__package__}.victim", "run", "--plan", case.plan_uri),
                *("--manifest", case.manifest_uri, "--output", case.output_uri, *arguments),
            ],
            env={**os.environ, "PYTHONPATH": str(_GLUE), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_stopped(self) -> None:
        """Return when the process has stopped itself."""
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), f"it ended: {status}\n{self.process.stderr and self.process.stderr.read()}"

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, dict[str, Any]]:
        """Exit status and the last line of standard output."""
        out, err = self.process.communicate(timeout=240)
        lines = out.strip().splitlines()
        assert lines or self.process.returncode < 0, err
        return self.process.returncode, json.loads(lines[-1]) if lines else {}


def end_of(case: Case, at: str = "", does: str = "", *arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """Run to the end, with a fault."""
    return Victim(case, {"VICTIM_AT": at, "VICTIM_DOES": does, **environment}, *arguments).end()
