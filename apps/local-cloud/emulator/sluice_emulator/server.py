"""Serves the gateway until a signal, or the end of standard input, which is how a dead parent looks."""

import asyncio
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable

from sluice_emulator.arguments import LOOPBACK, Arguments
from sluice_emulator.children import kill_children
from sluice_emulator.environment import temporary_folder

GRACE_SECONDS = 0.5
"""How long requests that are being answered may take once the end was asked for."""

DEADLINE_SECONDS = 1.5
"""After this the process ends whatever still hangs in it, so that the end takes less than two seconds."""


def serve(arguments: Arguments) -> None:
    """Serve until the end is asked for; then leave no child and no temporary file."""
    asyncio.run(_serve(arguments))
    _leave(arguments)


async def _serve(arguments: Arguments) -> None:
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def end() -> None:
        if not ended.is_set():
            ended.set()
            watchdog = threading.Timer(DEADLINE_SECONDS, _leave, (arguments,))
            watchdog.daemon = True
            watchdog.start()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    threading.Thread(target=_until_parent_dies, args=(loop, end), daemon=True).start()

    config = Config()
    config.bind = [f"{LOOPBACK}:{arguments.port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = GRACE_SECONDS
    config.loglevel = os.environ["LOG_LEVEL"]
    await hypercorn_serve(app, config, shutdown_trigger=ended.wait)


def _until_parent_dies(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    """Read standard input to its end. What is written to it means nothing."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(end)


def _leave(arguments: Arguments) -> None:
    kill_children()
    shutil.rmtree(temporary_folder(arguments), ignore_errors=True)
    os._exit(0)
