"""``python -m sluice_emulator``: check, prepare, restore, serve."""

import os
import socket
import sys

from sluice_emulator.arguments import LOOPBACK, parse_arguments
from sluice_emulator.environment import environment_for, prepare_folder
from sluice_emulator.errors import EmulatorError
from sluice_emulator.version import installed_version, require_ministack


def main() -> int:
    """Run until the end; the exit code of Sluice's scheme."""
    try:
        arguments = parse_arguments(sys.argv[1:])
        require_ministack(installed_version())
        _require_free(arguments.port)
        prepare_folder(arguments)
        environment = environment_for(arguments, os.environ)
        os.environ.clear()
        os.environ.update(environment)
        # ministack reads its environment while it is imported, so everything that imports it comes after this line.
        from sluice_emulator.restored import restore_all
        from sluice_emulator.server import serve

        restore_all(arguments)
        serve(arguments)
    except EmulatorError as error:
        print(error.lines(), file=sys.stderr)  # noqa: T201 - the launcher's only output
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - users get one line, never a traceback
        unknown = EmulatorError("SLC6106", f"{type(error).__name__}: {error}")
        print(unknown.lines(), file=sys.stderr)  # noqa: T201
        return unknown.exit_code
    return 0


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise EmulatorError("SLC6102", f"{LOOPBACK}:{port}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
