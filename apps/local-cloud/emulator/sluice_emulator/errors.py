"""The codes of the emulator, SLC61xx, and the error that carries one."""

import json
from dataclasses import dataclass
from importlib.resources import files

EXIT_CODES = {"user": 2, "environment": 3, "tool": 4}
"""The scheme of every command of Sluice."""


@dataclass(frozen=True)
class Definition:
    """One registered code, as ``error_codes.json`` has it."""

    code: str
    title: str
    fault: str
    why: str
    fix: str


_REGISTRY = files(__package__).joinpath("error_codes.json")

DEFINITIONS = {entry["code"]: Definition(**entry) for entry in json.loads(_REGISTRY.read_text("utf-8"))}
"""All codes by their name. JSON, because the command line reads the same file for ``sluice explain``."""


class EmulatorError(Exception):
    """Something that whoever starts the emulator can do something about."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.definition = DEFINITIONS[code]

    @property
    def exit_code(self) -> int:
        """2 for the user's mistake, 3 for what the machine lacks, 4 for a defect."""
        return EXIT_CODES[self.definition.fault]

    def lines(self) -> str:
        """What is printed: what, and the way out."""
        return f"{self.definition.code} {self}\n  {self.definition.fix}"
