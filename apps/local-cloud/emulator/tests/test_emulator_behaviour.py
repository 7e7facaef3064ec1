import json
from typing import Any

import pytest
from ministack.services import eventbridge, scheduler
from ministack.services.cloudformation import custom_resource

from sluice_emulator import custom_resources, schedules
from sluice_emulator.event_sources import PAYLOAD_BYTES, take
from sluice_emulator.message_moves import redriven
from sluice_emulator.s3_events import with_version


@pytest.mark.parametrize(
    ("sizes", "waited", "count"),
    [
        ([1] * 60, 0, 50),  # full: at once
        ([1] * 20, 0, 0),  # fewer: waits
        ([1] * 20, 5, 20),  # until the window ends
        ([], 5, 0),
        ([PAYLOAD_BYTES // 4] * 3, 0, 2),  # a payload that is full goes at once
        ([PAYLOAD_BYTES], 5, 1),  # one that is too large goes alone, rather than never
    ],
)
def test_a_batch_goes_when_it_is_full_or_its_window_ends(sizes: list[int], waited: float, count: int) -> None:
    assert take(sizes, 50, waited, 5) == count


def test_a_message_that_is_moved_back_is_a_new_one() -> None:
    message = {
        "id": "1",
        "body": "b",
        "receive_count": 5,
        "visible_at": 0,
        "sys": {"DeadLetterQueueSourceArn": "q", "AWSTraceHeader": "t"},
    }

    moved = redriven(message, 100.0)

    assert moved["id"] != "1"
    assert moved | {"id": "1"} == {
        "id": "1",
        "body": "b",
        "receipt_handle": None,
        "receive_count": 0,
        "first_receive_at": None,
        "sent_at": 100.0,
        "enqueued_at": 100.0,
        "visible_at": 100.0,
        "sys": {"AWSTraceHeader": "t"},
    }


def test_the_version_stands_beside_the_key() -> None:
    event = {"Source": "aws.s3", "Detail": json.dumps({"object": {"key": "k"}})}

    assert json.loads(with_version(event, "v1")["Detail"]) == {"object": {"key": "k", "version-id": "v1"}}
    assert json.loads(event["Detail"]) == {"object": {"key": "k"}}


@pytest.mark.parametrize(("properties", "seconds"), [({}, 120), ({"ServiceTimeout": "30"}, "30")])
def test_a_dead_provider_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch, properties: dict[str, Any], seconds: Any
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(custom_resource, "invoke_custom_resource", lambda *args, **_: asked.append(args))

    custom_resources.restore()
    custom_resource.invoke_custom_resource("Create", "Thing", properties, "stack", "id", "Custom::Thing")

    assert asked[0][2]["ServiceTimeout"] == seconds


class Clock:
    """A clock that a test turns."""

    now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def fired(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Clock]:
    runs: list[str] = []
    clock = Clock()
    monkeypatch.setattr(scheduler, "time", clock)
    monkeypatch.setattr(scheduler, "_schedule_last_fired", {})
    monkeypatch.setattr(scheduler, "_tick_schedules", scheduler._tick_schedules)
    monkeypatch.setattr(scheduler, "_SCHEDULE_TICK_INTERVAL", 10)
    monkeypatch.setattr(eventbridge, "_invoke_target", lambda target, *_: runs.append(target["Arn"]))
    monkeypatch.setattr(schedules, "register", lambda *_: None)
    schedules.restore()
    return runs, clock


def add(name: str, **more: Any) -> None:
    schedule = {
        "State": "ENABLED",
        "ScheduleExpression": "rate(1 minute)",
        "CreationDate": Clock.now,
        "Target": {"Arn": name},
        **more,
    }
    scheduler._schedules._data["000000000000", "us-east-1", f"default/{name}"] = schedule


def test_a_rate_begins_at_once_and_then_keeps_its_minute(
    fired: tuple[list[str], Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, clock = fired
    monkeypatch.setattr(scheduler._schedules, "_data", {})
    add("now")
    add("off", State="DISABLED")
    add("dated", StartDate=Clock.now - 30)

    seen = []
    for elapsed in (0, 1, 59, 60, 119, 120):
        clock.now = Clock.now + elapsed
        scheduler._tick_schedules()
        seen.append(runs.count("now"))

    assert seen == [1, 1, 1, 2, 2, 3]
    assert "off" not in runs
    assert runs.count("dated") == 2


def test_a_schedule_that_was_deleted_and_made_again_begins_again(
    fired: tuple[list[str], Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, _clock = fired
    monkeypatch.setattr(scheduler._schedules, "_data", {})
    add("again")
    scheduler._tick_schedules()
    scheduler._schedules._data.clear()
    scheduler._tick_schedules()

    add("again")
    scheduler._tick_schedules()

    assert runs == ["again", "again"]
