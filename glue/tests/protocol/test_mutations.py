"""Each part of the protocol's wording taken away in turn: the simulation must see what it was there for.

These are the counterexamples of the model check of the protocol, found in the real code. A test here that finds
nothing means that the simulation is blind, or that the wording has a part that does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sluice_glue.protocol import intents, recover
from sluice_glue.protocol.batch_head import batch_head_document
from sluice_glue.protocol.batch_head_swap import BatchHeadAt, BatchHeadLost, read_batch_head
from sluice_glue.protocol.documents import json_bytes
from sluice_glue.protocol.intents import Intent, read_intent
from sluice_glue.protocol.publish import publish
from sluice_glue.run import attempt as run
from sluice_glue.run import commit as run_commit
from sluice_glue.run import stages as run_stages
from sluice_glue.storage.port import Conflict, Unclear

from . import simulator
from .actors import ActorStorage
from .simulator import World, random_schedule

Patch = pytest.MonkeyPatch


def found(schedule: Callable[[], World]) -> str:
    """What the schedule breaks; the first line says which invariant."""
    with pytest.raises(AssertionError) as broken:
        schedule().check_rest()
    return str(broken.value).split("\n", 1)[0]


def taken_over_in_publish(world: World) -> World:
    """Attempt 1 sleeps after its first copy; it is taken over; attempt 2 commits; attempt 1 goes on."""
    sleeper = world.start_run(1)
    world.until(sleeper, "publish")
    world.move(sleeper)
    sleeper.called_terminal = True
    world.finish(world.start_reconcile())
    for run_of_2 in world.runs[1:]:
        world.finish(run_of_2)
    world.finish(sleeper)
    world.settle()
    return world


def taken_over_before_the_intent(world: World) -> World:
    """Attempt 1 sleeps before its intent; after the takeover it goes on, and dies before it could undo anything."""
    sleeper = world.start_run(1)
    world.until(sleeper, "create")
    sleeper.called_terminal = True
    world.finish(world.start_reconcile())
    for run_of_2 in world.runs[1:]:
        world.finish(run_of_2)
    world.finish(world.start_reconcile())
    while not sleeper.ended and not (sleeper.doing or "").startswith("swap"):
        world.move(sleeper)
    if not sleeper.ended:
        world.move(sleeper, "killed")
    return world


def test_the_directed_schedules_are_survived_by_the_protocol_as_it_is() -> None:
    taken_over_in_publish(World()).check_rest()
    taken_over_before_the_intent(World()).check_rest()


def test_a_412_is_a_loss(monkeypatch: Patch) -> None:
    def hasty(batch: Any, expected: BatchHeadAt, new: Any) -> BatchHeadAt:
        try:
            return BatchHeadAt(
                new,
                batch.storage.swap(
                    batch.control, batch.batch_head_key, json_bytes(batch_head_document(new)), expected.token
                ),
            )
        except (Conflict, Unclear) as lost:
            raise BatchHeadLost(expected.head) from lost

    monkeypatch.setattr(run_commit, "swap_batch_head", hasty)
    # The loser of that wording also believes what it concluded: it removes its keys without reading the head.
    monkeypatch.setattr(
        run, "_end_without_commit", lambda job, claim, _progress, _error: run._remove_own(job, claim.head.attempt)
    )

    def schedule() -> World:
        world = World()
        only = world.start_run(1)
        for _ in range(8):
            world.move(only)
        world.move(only, "lost")
        while not only.ended:
            world.move(only)
        return world

    assert "committed file" in found(schedule)


def test_the_loser_of_a_claim_removes_the_keys_of_the_intent(monkeypatch: Patch) -> None:
    claim = run._claim

    def tidy_loser(job: Any) -> BatchHeadAt:
        try:
            return claim(job)
        except BatchHeadLost:
            recover.finish_attempt(job.batch, job.attempt)
            raise

    monkeypatch.setattr(run, "_claim", tidy_loser)

    def schedule() -> World:
        world = World()
        winner, loser = world.start_run(1), world.start_run(1)
        world.finish(winner)
        world.finish(loser)
        return world

    assert "committed file" in found(schedule)


def test_only_the_reconciler_that_swapped_removes(monkeypatch: Patch) -> None:
    monkeypatch.setattr(run, "finish", lambda _batch, _head: None)
    monkeypatch.setattr(simulator, "finish", lambda _batch, _head: None)

    def schedule() -> World:
        world = World()
        dead = world.start_run(1)
        world.until(dead, "publish")
        world.move(dead)
        world.move(dead, "killed")
        swapper = world.start_reconcile()
        world.until(swapper, "swap")
        world.move(swapper, "killed-after")
        world.settle()
        return world

    assert "at rest there is" in found(schedule)


def test_no_fence_at_the_intent(monkeypatch: Patch) -> None:
    def look(batch: Any, attempt: int) -> Intent:
        return read_intent(batch, attempt) or Intent(batch.batch_id, attempt, None, closed=True, keys=())

    monkeypatch.setattr(recover, "close_intent", look)
    monkeypatch.setattr(recover, "forget_staging", lambda _batch, _attempt: None)

    assert "at rest there is" in found(lambda: taken_over_before_the_intent(World()))


def test_the_staging_is_not_deleted(monkeypatch: Patch) -> None:
    monkeypatch.setattr(recover, "forget_staging", lambda _batch, _attempt: None)

    def schedule() -> World:
        world = World()
        sleeper = world.start_run(1)
        world.until(sleeper, "publish")
        world.move(sleeper)
        sleeper.called_terminal = True
        world.finish(world.start_reconcile())
        world.finish(world.runs[1])
        world.finish(world.start_reconcile())
        world.move(sleeper)
        world.move(sleeper, "killed")
        return world

    assert "at rest there is" in found(schedule)


def test_the_intent_is_written_after_the_first_copy(monkeypatch: Patch) -> None:
    held: dict[Any, Any] = {}
    copy_all = publish

    def late_intent(batch: Any, staged: Any, step: Any) -> None:
        copy_all(batch, staged[:1], step)
        intents.create_intent(batch, held.pop(batch.storage))
        copy_all(batch, staged[1:], step)

    monkeypatch.setattr(run_commit, "create_intent", lambda batch, intent: held.__setitem__(batch.storage, intent))
    monkeypatch.setattr(run_commit, "publish", late_intent)

    def schedule() -> World:
        world = World()
        dead = world.start_run(1)
        world.until(dead, "create")
        world.move(dead, "killed")
        world.settle()
        return world

    assert "at rest there is" in found(schedule)


def test_names_without_the_attempt(monkeypatch: Patch) -> None:
    monkeypatch.setattr(
        run_stages,
        "final_key",
        lambda batch, _attempt, number, folder: f"things/{folder}/{batch.batch_id}-{number}.parquet",
    )

    def loose(_batch: Any, intent: Intent) -> dict[str, list[str]]:
        return {"processed": [key.key for key in intent.keys]}

    monkeypatch.setattr(run, "removable", loose)
    monkeypatch.setattr(recover, "removable", loose)

    assert found(lambda: taken_over_in_publish(World())).startswith(("written by two runs", "committed file"))


def test_deleting_by_prefix(monkeypatch: Patch) -> None:
    def by_prefix(batch: Any, _intent: Intent) -> dict[str, list[str]]:
        mine = [entry.key for entry in batch.storage.list("processed", "things/") if f"/{batch.batch_id}-" in entry.key]
        return {"processed": mine}

    monkeypatch.setattr(run, "removable", by_prefix)
    monkeypatch.setattr(recover, "removable", by_prefix)

    assert "committed file" in found(lambda: taken_over_in_publish(World()))


def test_no_condition_on_the_commit(monkeypatch: Patch) -> None:
    def force(batch: Any, _expected: BatchHeadAt, new: Any) -> BatchHeadAt:
        batch.storage.write(batch.control, batch.batch_head_key, json_bytes(batch_head_document(new)))
        return read_batch_head(batch)

    monkeypatch.setattr(run_commit, "swap_batch_head", force)

    def schedule() -> World:
        world = World()
        sleeper = world.start_run(1)
        for _ in range(8):
            world.move(sleeper)
        sleeper.called_terminal = True
        world.finish(world.start_reconcile())
        world.finish(sleeper)
        world.settle()
        return world

    assert "committed file" in found(schedule)


def test_taking_over_without_the_grace() -> None:
    """A copy of a dead run is on its way when its keys are removed."""

    def schedule(*, grace: bool) -> World:
        world = World(grace=grace)
        dead = world.start_run(1)
        world.until(dead, "publish")
        world.move(dead, "killed-late")
        world.finish(world.start_reconcile())
        for later in world.runs[1:]:
            world.finish(later)
        world.finish(world.start_reconcile())
        world.land(dead)
        return world

    assert "at rest there is" in found(lambda: schedule(grace=False))
    with_grace = schedule(grace=True)
    with_grace.settle()
    with_grace.check_rest()


def test_a_swap_that_ignores_its_token_is_seen_by_random_schedules(monkeypatch: Patch) -> None:
    """That the random schedules can fail at all."""

    def blind(self: ActorStorage, bucket: str, key: str, body: bytes, _token: str) -> str:
        self.write(bucket, key, body)
        return ""

    monkeypatch.setattr(ActorStorage, "swap", blind)

    broken = 0
    for seed in range(30):
        try:
            world = World()
            random_schedule(world, seed, zombies=1)
            world.check_rest()
        except AssertionError:
            broken += 1
    assert broken > 0
