"""The real code over a store in memory, one request at a time, in an order that a test decides.

Every actor is a thread that stops before each request. A move lets one of them make its request, and says what becomes
of it: answered; applied and the answer lost; the actor dead before it, after it, or with the request still on its way.
Between two requests of one actor any other may act, so a pause of any length needs no move of its own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sluice_glue.errors import GlueError
from sluice_glue.storage.port import Conflict, Listed, MemberGone, SourceGone, Stored, Unclear

Fate = Literal["answered", "lost", "killed", "killed-after", "killed-late"]
TWO_FILES = {"a.csv": b"id,place\n1,x\n2,y\n"}
ROWS = {b"1,x\n", b"2,y\n"}


class Killed(BaseException):
    """The actor stops existing."""


@dataclass
class Actor:
    """A thread of the world. `doing` is the request that it stands before; None when it has ended."""

    name: str
    act: Callable[[Actor], None]
    attempt: int = 0
    doing: str | None = None
    ended: bool = False
    killed: bool = False
    outcome: str | None = None
    late: Callable[[], Any] | None = None
    called_terminal: bool = False
    broken: Exception | None = None
    _go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _stopped: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _fate: Fate = "answered"

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()
        self._stopped.acquire()

    def move(self, fate: Fate = "answered") -> None:
        """Make the request, with this fate, and come to the next one."""
        self._fate = fate
        self._go.release()
        self._stopped.acquire()
        if self.broken is not None:
            raise self.broken

    def request(self, name: str, apply: Callable[[], Any], sent: Callable[[], Callable[[], Any]] | None = None) -> Any:
        """Called by the store in the actor's own thread. `sent`: what a request that is on its way has read already."""
        self.doing = name
        self._stopped.release()
        self._go.acquire()
        fate = self._fate
        if fate.startswith("killed"):
            self.killed = True
            if fate == "killed-after":
                quietly(apply)
            elif fate == "killed-late":
                self.late = apply if sent is None else sent()
            raise Killed
        if fate == "lost":
            quietly(apply)
            raise Unclear(name)
        return apply()

    def _run(self) -> None:
        try:
            self.act(self)
        except Killed:
            self.outcome = "killed"
        except GlueError as error:
            self.outcome = error.code
        except Exception as error:  # noqa: BLE001 - shown in the test's own thread
            self.broken = error
        finally:
            self.ended, self.doing = True, None
            self._stopped.release()


def quietly(apply: Callable[[], Any]) -> None:
    """Make a request whose answer nobody waits for."""
    try:
        apply()
    except (Conflict, SourceGone, MemberGone):
        return


@dataclass
class MemoryStore:
    """Objects, with who wrote each key first, and every key that two runs wrote."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    writers: dict[tuple[str, str], str] = field(default_factory=dict)
    clobbered: list[str] = field(default_factory=list)


class ActorStorage:
    """The store as one actor sees it. ETags are digests of the content, as S3's often are."""

    parallel = 1

    def __init__(self, store: MemoryStore, actor: Actor | None) -> None:
        self.store = store
        self.actor = actor

    def _ask(self, name: str, apply: Callable[[], Any]) -> Any:
        return apply() if self.actor is None else self.actor.request(name, apply)

    def read(self, bucket: str, key: str) -> Stored | None:
        def apply() -> Stored | None:
            body = self.store.objects.get((bucket, key))
            return None if body is None else Stored(body, _etag(body))

        answer: Stored | None = self._ask(f"read {key}", apply)
        return answer

    def write(self, bucket: str, key: str, body: bytes) -> None:
        self._ask(f"write {key}", lambda: self.store.objects.__setitem__((bucket, key), body))

    def create(self, bucket: str, key: str, body: bytes) -> None:
        def apply() -> None:
            if (bucket, key) in self.store.objects:
                raise Conflict
            self.store.objects[bucket, key] = body

        self._ask(f"create {key}", apply)

    def swap(self, bucket: str, key: str, body: bytes, token: str) -> str:
        def apply() -> str:
            if _etag(self.store.objects.get((bucket, key), b"")) != token:
                raise Conflict
            self.store.objects[bucket, key] = body
            return _etag(body)

        answer: str = self._ask(f"swap {key}", apply)
        return answer

    def fetch(self, bucket: str, key: str, version_id: str, target: Path) -> None:
        def apply() -> None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self.store.objects[bucket, key])

        self._ask(f"fetch {key}", apply)

    def upload(self, source: Path, bucket: str, key: str) -> None:
        body = source.read_bytes()
        self._ask(f"upload {key}", lambda: self.store.objects.__setitem__((bucket, key), body))

    def download(self, bucket: str, key: str, target: Path) -> None:
        raise NotImplementedError

    def copy_version(self, bucket: str, key: str, version_id: str, to_bucket: str, to_key: str) -> None:
        raise NotImplementedError

    def publish(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        assert self.actor is not None
        name = self.actor.name

        def read() -> bytes | None:
            return self.store.objects.get((bucket, key))

        def land(body: bytes | None) -> None:
            if body is None:
                raise SourceGone(key)
            first = self.store.writers.setdefault((to_bucket, to_key), name)
            if first != name:
                self.store.clobbered.append(to_key)
            self.store.objects[to_bucket, to_key] = body

        # A copy whose sender has died may have read its source when it arrives.
        self.actor.request(f"publish {to_key}", lambda: land(read()), lambda: partial(land, read()))

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        for key in keys:
            self._ask(f"delete {key}", partial(self.store.objects.pop, (bucket, key), None))

    def delete_staging(self, bucket: str, prefix: str, published_to: Sequence[str]) -> None:
        def apply() -> None:
            for found in [entry for entry in self.store.objects if entry[0] == bucket and entry[1].startswith(prefix)]:
                del self.store.objects[found]

        self._ask(f"delete all of {prefix}", apply)

    def list(self, bucket: str, prefix: str) -> Iterator[Listed]:
        def apply() -> list[Listed]:
            found = [
                (key, body)
                for (where, key), body in self.store.objects.items()
                if where == bucket and key.startswith(prefix)
            ]
            return [Listed(key, len(body)) for key, body in sorted(found)]

        answer: list[Listed] = self._ask(f"list {prefix}", apply)
        return iter(answer)

    def make_durable(self, objects: Sequence[tuple[str, str]]) -> None:
        return

    def tidy(self) -> None:
        return


def _etag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
