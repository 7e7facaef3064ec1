"""Refuses every ministack but the one whose private names are known."""

from importlib.metadata import PackageNotFoundError, version

from sluice_emulator.errors import EmulatorError

MINISTACK_VERSION = "1.5.33"
"""The version that the restored parts were written for and that the contract suite was run with."""


def installed_version() -> str | None:
    """The version of ministack in this Python, or None."""
    try:
        return version("ministack")
    except PackageNotFoundError:
        return None


def require_ministack(installed: str | None) -> None:
    """Raise SLC6101 unless ``installed`` is exactly the known version."""
    if installed != MINISTACK_VERSION:
        raise EmulatorError("SLC6101", f"ministack {MINISTACK_VERSION} is needed, found {installed or 'none'}")
