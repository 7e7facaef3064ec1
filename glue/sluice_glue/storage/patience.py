"""Trying again: bounded, with back-off, and only what may be sent twice."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from sluice_glue.errors import GlueError
from sluice_glue.storage.port import Unclear

T = TypeVar("T")
A = TypeVar("A")


@dataclass(frozen=True)
class Patience:
    """How often a request is made before giving up. The S3 client has its own retries below this."""

    tries: int = 5
    first_seconds: float = 0.1
    sleep: Callable[[float], None] = time.sleep

    def rounds(self) -> Iterator[int]:
        """Count the tries, pausing between them; jitter keeps two contenders out of step."""
        for tried in range(self.tries):
            if tried:
                self.sleep(self.first_seconds * 2 ** (tried - 1) * random.uniform(0.5, 1.0))
            yield tried

    def ask(self, request: Callable[[], T]) -> T:
        """Make a request that changes nothing, or nothing more the second time, until it is answered."""
        last: Unclear | None = None
        for _ in self.rounds():
            try:
                return request()
            except Unclear as unclear:
                last = unclear
        raise GlueError("SLC5112", f"no answer after {self.tries} tries: {last}") from last


def in_parallel(width: int, items: Sequence[A], act: Callable[[A], T]) -> list[T]:
    """Do the same to every item, `width` at a time, and return only when none is in flight any more.

    After a failure whoever cleans up must not race with a copy that is still under way.
    """
    if width == 1:
        return [act(item) for item in items]
    with ThreadPoolExecutor(width) as pool:
        futures = [pool.submit(act, item) for item in items]
        wait(futures)
    return [future.result() for future in futures]
