"""A world of one batch, its runs and those who reconcile it, moved one request at a time."""

from __future__ import annotations

import hashlib
import io
import random
from functools import partial
from typing import Any

from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.recover import finish, recover
from sluice_glue.protocol.report import Log
from sluice_glue.run.attempt import run
from sluice_glue.run.job import Job
from sluice_glue.run.workspace import RemoteWorkspace
from sluice_glue.storage.patience import Patience

from .actors import ROWS, TWO_FILES, Actor, ActorStorage, Fate, MemoryStore, quietly
from .lakes import Case, TinyEngine, cut_batch


class World:
    """One batch, the runs that were started for it, and those who reconcile it."""

    def __init__(self, *, grace: bool = True, waits: bool = True) -> None:
        self.grace = grace
        self.waits = waits
        self.store = MemoryStore()
        self.case: Case = cut_batch(
            ActorStorage(self.store, None), self._put_raw, TWO_FILES, "s3:/", patience=_PATIENCE
        )
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
            quietly(actor.late)
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
        """The batch head as it is."""
        return read_batch_head(self.case.batch).head

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
        assert set(self.table()) == {file.key for file in head.files}, self._told(
            f"at rest there is {sorted(self.table())}"
        )
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
            engine=TinyEngine(),
            register=lambda _catalog, partitions: len(partitions),
            log=Log({}, io.StringIO()),
        )
        actor.outcome = run(job).outcome

    def _reconcile(self, actor: Actor) -> None:
        """What the control plane does with a batch whenever it looks at it."""
        batch = self._case_of(actor)
        head = read_batch_head(batch).head
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
