"""The real code over a store in memory, one request at a time, in an order that a test decides.

Every actor is a thread that stops before each request. A move lets one of them make its request, and says what becomes
of it: answered; applied and the answer lost; the actor dead before it, after it, or with the request still on its way.
Between two requests of one actor any other may act, so a pause of any length needs no move of its own.
"""

from __future__ import annotations

import hashlib
import io
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sluice_glue.errors import GlueError
from sluice_glue.heads import read_head
from sluice_glue.recover import finish, recover
from sluice_glue.report import Log
from sluice_glue.run import run
from sluice_glue.run_job import Job
from sluice_glue.run_workspace import RemoteWorkspace
from sluice_glue.scan import scan_file
from sluice_glue.storage import Conflict, Listed, MemberGone, SourceGone, Stored, Unclear
from sluice_glue.storage_patience import Patience

from .lakes import Case, TinyWriter, cut_batch

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
                _quietly(apply)
            elif fate == "killed-late":
                self.late = apply if sent is None else sent()
            raise Killed
        if fate == "lost":
            _quietly(apply)
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


def _quietly(apply: Callable[[], Any]) -> None:
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
            found = [(key, body) for (where, key), body in self.store.objects.items() if where == bucket and key.startswith(prefix)]
            return [Listed(key, len(body)) for key, body in sorted(found)]

        answer: list[Listed] = self._ask(f"list {prefix}", apply)
        return iter(answer)

    def make_durable(self, objects: Sequence[tuple[str, str]]) -> None:
        return

    def tidy(self) -> None:
        return


def _etag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


class World:
    """One batch, the runs that were started for it, and those who reconcile it."""

    def __init__(self, *, grace: bool = True, waits: bool = True) -> None:
        self.grace = grace
        self.waits = waits
        self.store = MemoryStore()
        self.case: Case = cut_batch(ActorStorage(self.store, None), self._put_raw, TWO_FILES, "s3:/", patience=_PATIENCE)
        self.runs: list[Actor] = []
        self.reconcilers: list[Actor] = []
        self.trace: list[str] = []

    def start_run(self, attempt: int) -> Actor:
        """StartJobRun."""
        actor = Actor(f"run-{len(self.runs) + 1}", lambda me: self._run(me, attempt), attempt)
        self.runs.append(actor)
        self.trace.append(f"start {actor.name} of attempt {attempt}")
        actor.start()
        return actor

    def start_reconcile(self) -> Actor:
        """Somebody looks at the batch."""
        actor = Actor(f"reconcile-{len(self.reconcilers) + 1}", self._reconcile)
        self.reconcilers.append(actor)
        actor.start()
        return actor

    def move(self, actor: Actor, fate: Fate = "answered") -> None:
        """One request; whatever is committed must be whole after it."""
        self.trace.append(f"{actor.name}: {actor.doing}{'' if fate == 'answered' else ', ' + fate}")
        actor.move(fate)
        self.check_committed()

    def finish(self, actor: Actor) -> str | None:
        """Let an actor come to its end undisturbed."""
        while not actor.ended:
            self.move(actor)
        return actor.outcome

    def until(self, actor: Actor, request: str) -> None:
        """Let an actor come to stand before a request."""
        while not actor.ended and not (actor.doing or "").startswith(request):
            self.move(actor)
        assert not actor.ended, f"{actor.name} ended before {request}"

    def land(self, actor: Actor) -> None:
        """The request of a dead run arrives after all."""
        if actor.late is not None:
            self.trace.append(f"late request of {actor.name} lands")
            _quietly(actor.late)
            actor.late = None
            self.check_committed()

    def is_terminal(self, actor: Actor) -> bool:
        """What Glue says, with the grace for a request in flight."""
        return actor.called_terminal or (actor.ended and not (self.grace and actor.late is not None))

    def settle(self) -> None:
        """Let the world come to rest with nobody disturbing: what must always be possible."""
        for actor in [*self.runs, *self.reconcilers]:
            self.land(actor)
            self.finish(actor)
        for _ in range(6):
            self.finish(self.start_reconcile())
            for actor in self.runs:
                self.finish(actor)
            head = self.head()
            if head.state in ("committed", "failed"):
                break
        # A zombie's copy that was inside S3 while its keys were removed goes with the second removal.
        self.finish(self.start_reconcile())

    def head(self) -> Any:
        """The head as it is."""
        return read_head(self.case.batch).head

    def table(self) -> dict[str, bytes]:
        """Objects under the table."""
        return {key: body for (bucket, key), body in self.store.objects.items() if bucket == "processed"}

    def check_committed(self) -> None:
        """I2, I5: a committed file is there and is the run's own; no key has two writers."""
        assert not self.store.clobbered, self._told(f"written by two runs: {self.store.clobbered}")
        head = self.head()
        if head.state == "committed":
            for file in head.files:
                body = self.store.objects.get((file.bucket, file.key))
                assert body is not None, self._told(f"committed file {file.key} is missing")
                assert hashlib.sha256(body).hexdigest() == file.digest, self._told("committed file is another's")
                assert f"-{head.attempt}-" in file.key, self._told("committed file of another attempt")

    def check_rest(self) -> None:
        """I1, I3: at rest the objects under the table are the committed files, and the rows are once there."""
        self.check_committed()
        head = self.head()
        assert head.state == "committed", self._told(f"at rest the head is {head.state}({head.attempt})")
        assert set(self.table()) == {file.key for file in head.files}, self._told(f"at rest there is {sorted(self.table())}")
        assert set(self.table().values()) == ROWS, self._told("at rest the rows are wrong")

    def _told(self, what: str) -> str:
        return "\n  ".join([what, *self.trace])

    def _put_raw(self, key: str, body: bytes) -> str:
        self.store.objects["raw", key] = body
        return "v1"

    def _case_of(self, actor: Actor) -> Any:
        from dataclasses import replace

        return replace(self.case.batch, storage=ActorStorage(self.store, actor))

    def _run(self, actor: Actor, attempt: int) -> None:
        batch = self._case_of(actor)
        job = Job(
            batch=batch,
            run_id=actor.name,
            attempt=attempt,
            read_plan=lambda: self.case.plan,
            open_workspace=partial(RemoteWorkspace, batch, batch.storage),
            writer=TinyWriter(),
            scan=scan_file,
            glue=lambda: None,  # type: ignore[arg-type, return-value]
            log=Log({}, io.StringIO()),
        )
        actor.outcome = run(job).outcome

    def _reconcile(self, actor: Actor) -> None:
        """What the control plane does with a batch whenever it looks at it."""
        batch = self._case_of(actor)
        head = read_head(batch).head
        if head.state == "running":
            holder = next(run for run in self.runs if run.name == head.run_id)
            if self.waits and not self.is_terminal(holder):
                return
            head = recover(batch, attempt=head.attempt)
        else:
            finish(batch, head)
        if head.state == "open" and all(self.is_terminal(run) for run in self.runs if run.attempt == head.attempt):
            self.start_run(head.attempt)


_PATIENCE = Patience(tries=4, sleep=lambda _seconds: None)


def random_schedule(world: World, seed: int, *, zombies: int = 0, kills: int = 2, losses: int = 2) -> None:
    """Any order of moves, with a bounded number of faults, then rest."""
    chance = random.Random(seed)
    world.start_run(1)
    if chance.random() < 0.5:
        world.start_run(1)  # StartJobRun has no idempotency token
    for _ in range(chance.randrange(10, 120)):
        actors = [actor for actor in [*world.runs, *world.reconcilers] if not actor.ended]
        if sum(not actor.ended for actor in world.reconcilers) < 2 and chance.random() < 0.15:
            world.start_reconcile()
            continue
        late = [run for run in world.runs if run.late is not None]
        if late and chance.random() < 0.3:
            world.land(late[0])
            continue
        if not actors:
            continue
        actor = chance.choice(actors)
        if actor in world.runs and zombies and chance.random() < 0.05:
            actor.called_terminal, zombies = True, zombies - 1
            world.trace.append(f"{actor.name} is called terminal and still acts")
            continue
        fate: Fate = "answered"
        if kills and chance.random() < 0.04:
            # A zombie that dies has nothing in flight after the grace; a reconciler's requests are idempotent.
            fates: list[Fate] = ["killed", "killed-after"]
            if actor in world.runs and not actor.called_terminal:
                fates.append("killed-late")
            fate, kills = chance.choice(fates), kills - 1
        elif losses and chance.random() < 0.05 and (actor.doing or "").startswith(("swap", "create")):
            fate, losses = "lost", losses - 1
        world.move(actor, fate)
    world.settle()
