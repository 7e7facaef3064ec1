"""What the launcher is told, checked before anything starts."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from sluice_emulator.errors import EmulatorError

LOOPBACK = "127.0.0.1"
"""The only address that is ever bound or forwarded to."""


@dataclass(frozen=True)
class Arguments:
    """Where to listen, where Glue and Athena live, and where this run may write."""

    port: int
    service_port: int
    run_folder: Path

    @property
    def endpoint(self) -> str:
        """The one URL for every AWS client."""
        return f"http://{LOOPBACK}:{self.port}"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise EmulatorError("SLC6103", message)


def parse_arguments(argv: Sequence[str]) -> Arguments:
    """The arguments, or SLC6103 in one sentence."""
    parser = _Parser(
        prog="python -m sluice_emulator", description="The local AWS of Sluice: ministack with what it drops restored."
    )
    parser.add_argument("--port", type=int, required=True, help="where AWS clients find it")
    parser.add_argument("--service-url", required=True, help="Sluice's Glue and Athena service, http on 127.0.0.1")
    parser.add_argument(
        "--run-folder", type=Path, required=True, help="temporary files, in tmp/; emptied at start and end"
    )
    parser.add_argument("--host", default=LOOPBACK, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.host != LOOPBACK:
        raise EmulatorError("SLC6103", f"refusing to listen on {given.host}: only {LOOPBACK}")
    if not 1 <= given.port <= 65535:
        raise EmulatorError("SLC6103", f"{given.port} is no port")
    return Arguments(
        port=given.port, service_port=_service_port(given.service_url), run_folder=given.run_folder.resolve()
    )


def _service_port(text: str) -> int:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise EmulatorError("SLC6103", f"--service-url {text}: {error}") from error
    if url.scheme != "http" or url.hostname != LOOPBACK or port is None:
        raise EmulatorError("SLC6103", f"--service-url {text} is no http URL with a port on {LOOPBACK}")
    return port
