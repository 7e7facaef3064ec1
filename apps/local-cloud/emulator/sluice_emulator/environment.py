"""The environment of ministack and of every Lambda that it starts.

Lambdas inherit the whole environment of ministack, so what the person at the terminal has set (credentials, profiles,
proxies, NODE_OPTIONS) must not be in it: a handler could otherwise reach a real account. Only what is named here
passes.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from sluice_emulator.arguments import LOOPBACK, Arguments
from sluice_emulator.errors import EmulatorError

ACCOUNT = "000000000000"
REGION = "us-east-1"

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "NODE_PATH", "SYSTEMROOT")


def environment_for(arguments: Arguments, inherited: Mapping[str, str]) -> dict[str, str]:
    """The complete environment: little of the inherited, ministack's settings, dummy credentials, the one endpoint."""
    kept = {name: inherited[name] for name in _KEPT if name in inherited}
    return kept | {
        # ministack's own: one listener on loopback, no helper servers, the log to stderr.
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "GATEWAY_PORT": str(arguments.port),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": inherited.get("SLUICE_EMULATOR_LOG", "WARNING"),
        "MINISTACK_REGION": REGION,
        "TMPDIR": str(temporary_folder(arguments)),
        # What every AWS client in a Lambda reads. No profile of the machine, no instance role.
        "AWS_ENDPOINT_URL": arguments.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def temporary_folder(arguments: Arguments) -> Path:
    """Where unpacked Lambdas and everything else temporary goes; gone after the end."""
    return arguments.run_folder / "tmp"


def prepare_folder(arguments: Arguments) -> None:
    """Make the temporary folder, without what a killed run left in it."""
    folder = temporary_folder(arguments)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # The workers of Lambdas are CommonJS files below it, named `.js`: where the lake lies in a checkout, the
        # nearest package.json would make modules of them, which die at once.
        (folder / "package.json").write_text('{"type":"commonjs"}\n')
    except OSError as error:
        raise EmulatorError("SLC6104", f"{folder}: {error.strerror}") from error
