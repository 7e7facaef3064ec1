"""Coded errors: what happened, whose fault it is, and the way out.

The codes live in ``error_codes.json``, which the command line's ``explain`` reads too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Fault = Literal["user", "environment", "tool"]

EXIT_OK = 0
EXIT_USAGE = 2
EXIT_ENVIRONMENT = 3
EXIT_DEFECT = 4
EXIT_INTERRUPTED = 130
_EXIT_OF_FAULT: dict[Fault, int] = {"user": EXIT_USAGE, "environment": EXIT_ENVIRONMENT, "tool": EXIT_DEFECT}


@dataclass(frozen=True)
class ErrorCode:
    """What a code means: the entry that ``sluice explain <code>`` prints."""

    code: str
    title: str
    fault: Fault
    why: str
    fix: str


@cache
def error_codes() -> dict[str, ErrorCode]:
    """All codes of the Python job, by code."""
    text = resources.files(__package__).joinpath("error_codes.json").read_text(encoding="utf-8")
    return {entry["code"]: ErrorCode(**entry) for entry in json.loads(text)}


class GlueError(Exception):
    """An error that a user may see.

    Args:
        code: a code of ``error_codes.json``.
        message: what went wrong and where, without a row's data or a secret.
        fix: the remedy for this very case; without it the registry's stands.
    """

    def __init__(self, code: str, message: str, *, fix: str | None = None) -> None:
        super().__init__(message)
        self.definition = error_codes()[code]
        self.code = code
        self.message = message
        self.fix = fix if fix is not None else self.definition.fix

    @property
    def exit_code(self) -> int:
        """Exit status of a process that ends with this error."""
        return EXIT_INTERRUPTED if self.code == INTERRUPTED else _EXIT_OF_FAULT[self.definition.fault]


INTERRUPTED = "SLC5190"
DEFECT = "SLC5199"


class Interrupted(GlueError):
    """SIGINT or SIGTERM was received."""

    def __init__(self, signal_name: str) -> None:
        super().__init__(INTERRUPTED, f"stopped by {signal_name}")
