"""The real code against every kind of bad luck, one request at a time."""

from __future__ import annotations

import os
from itertools import count

import pytest

from .actors import Fate
from .simulator import World, random_schedule


def requests_of_a_run() -> list[str]:
    world = World()
    run = world.start_run(1)
    made = []
    while not run.ended:
        made.append(run.doing or "")
        world.move(run)
    return made


SEARCH = int(os.environ.get("SLUICE_SEARCH", "1"))
"""How many times the seeds: 1, more in the full run."""
REQUESTS = requests_of_a_run()
SWAPS = [at for at, name in enumerate(REQUESTS) if name.startswith(("swap", "create"))]


def advance(world: World, requests: int) -> None:
    for _ in range(requests):
        if not world.runs[0].ended:
            world.move(world.runs[0])


def test_a_run_makes_the_requests_that_the_tests_interrupt() -> None:
    kinds = [name.split()[0] for name in REQUESTS]

    assert kinds == [
        *("read", "swap", "fetch", "upload", "upload", "create", "publish", "publish", "swap"),
        *("delete", "delete", "write"),
    ]


@pytest.mark.parametrize("fate", ["killed", "killed-after", "killed-late"])
@pytest.mark.parametrize("at", range(len(REQUESTS)))
def test_a_run_dies_at_any_request_and_the_next_attempt_is_exact(at: int, fate: Fate) -> None:
    world = World()
    world.start_run(1)
    advance(world, at)
    world.move(world.runs[0], fate)

    world.settle()

    world.check_rest()


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("at", SWAPS)
def test_the_answer_of_a_swap_or_intent_is_lost(at: int, times: int) -> None:
    world = World()
    run = world.start_run(1)
    advance(world, at)
    for _ in range(times):
        if not run.ended and (run.doing or "").startswith(("swap", "create")):
            world.move(run, "lost")

    assert world.finish(run) == "committed"
    world.settle()
    world.check_rest()


@pytest.mark.parametrize("at", range(len(REQUESTS)))
def test_a_run_sleeps_at_any_request_while_it_is_taken_over(at: int) -> None:
    """SIGSTOP, a takeover, attempt 2 to its end, SIGCONT."""
    world = World()
    sleeper = world.start_run(1)
    advance(world, at)
    sleeper.called_terminal = True
    world.finish(world.start_reconcile())
    for run in world.runs[1:]:
        world.finish(run)

    outcome = world.finish(sleeper)
    world.settle()

    world.check_rest()
    assert (outcome == "committed") == (world.head().run_id == sleeper.name)
    assert outcome in ("committed", "claim_lost")


@pytest.mark.parametrize("at", range(2, 9))
def test_a_sleeper_wakes_before_attempt_2_and_dies_anywhere(at: int) -> None:
    """SIGSTOP, a takeover, SIGCONT, SIGKILL after any number of requests, recover."""
    for further in count():
        world = World()
        sleeper = world.start_run(1)
        advance(world, at)
        sleeper.called_terminal = True
        reconcile = world.start_reconcile()
        world.until(reconcile, "swap")
        world.move(reconcile)
        advance(world, further)
        ended = sleeper.ended
        if not ended:
            world.move(sleeper, "killed-after")
        world.settle()
        world.check_rest()
        if ended:
            return


@pytest.mark.parametrize("at", range(len(REQUESTS)))
def test_two_runs_of_one_attempt(at: int) -> None:
    world = World()
    first, second = world.start_run(1), world.start_run(1)
    advance(world, at)

    world.finish(second)
    world.finish(first)
    world.settle()

    assert sorted([first.outcome or "", second.outcome or ""]) == ["claim_lost", "committed"]
    world.check_rest()


def test_a_reconciler_dies_at_any_request_of_a_takeover() -> None:
    for at in count():
        world = World()
        run = world.start_run(1)
        world.until(run, "publish")
        world.move(run)
        world.move(run, "killed")
        reconcile = world.start_reconcile()
        for _ in range(at):
            if not reconcile.ended:
                world.move(reconcile)
        ended = reconcile.ended
        if not ended:
            world.move(reconcile, "killed-after")
        world.settle()
        world.check_rest()
        if ended:
            assert at > 5
            return


@pytest.mark.parametrize("seed", range(12 * SEARCH))
def test_random_schedules(seed: int) -> None:
    for step in range(16):
        world = World()
        random_schedule(world, seed * 1000 + step, zombies=step % 2)
        world.check_rest()
