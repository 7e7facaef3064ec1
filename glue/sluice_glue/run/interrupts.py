"""SIGINT and SIGTERM as an ordinary error of the run, never in the middle of a request."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sluice_glue.errors import Interrupted

# A terminal and a parent that passes signals on both send one for the same Ctrl-C.
SAME_SECONDS = 2.0


class Interrupts:
    """Remembers a signal until `check`, except inside `at_once`, where it is raised where it strikes.

    A request that is cut off may still be applied after everything has been taken back. So between claim and
    commit signals are looked at between requests; the write, which is minutes long and private, is cut off.
    """

    def __init__(self) -> None:
        self.received: str | None = None
        self._since = 0.0
        self._at_once = False

    def install(self) -> None:
        """Take the signals; again after Spark has started, which takes SIGINT for itself."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def check(self) -> None:
        """Raise what was received."""
        if self.received is not None:
            raise Interrupted(self.received)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Raise a signal as soon as it comes."""
        self.check()
        self._at_once = True
        try:
            yield
        # py4j turns any Exception that strikes while it waits into its own, but not this.
        except KeyboardInterrupt as struck:
            raise Interrupted(self.received or "SIGINT") from struck
        finally:
            self._at_once = False
        self.check()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.received is None:
            self.received, self._since = signal.Signals(number).name, now
        elif number == signal.SIGINT and now - self._since > SAME_SECONDS:
            # Whoever asks twice does not want to wait; `recover` finishes what is left.
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        if self._at_once:
            self._at_once = False
            raise KeyboardInterrupt
