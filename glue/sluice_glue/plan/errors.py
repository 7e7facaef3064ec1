"""What is wrong with a plan."""

from __future__ import annotations

from sluice_glue.errors import GlueError


class PlanError(GlueError):
    """The plan is not usable; the message names the exact path."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__("SLC5001", f"plan {path or '(top)'}: {problem}")
        self.path = path
