"""EventBridge Scheduler: a rate begins at once, and CloudFormation's schedules keep all their properties.

ministack waits a whole period before the first run, where AWS begins immediately unless there is a start date, and
looks every ten seconds. Its provisioner drops dates and time zone, and answers a refused schedule with success.
"""

from typing import Any

from ministack.services import eventbridge, scheduler

from sluice_emulator.provisioners import Properties, Provisioned, accepted, physical_name, register, retire

TICK_SECONDS = 1
"""How often schedules are looked at. At ministack's ten a minute lasts up to seventy seconds."""

_LONG_AGO = 0.0


def restore() -> None:
    """Replace the type's handlers, and look at new schedules before every tick."""
    register("AWS::Scheduler::Schedule", _create, _update, _delete)
    stock = scheduler._tick_schedules

    def tick() -> None:
        schedules = dict(scheduler._schedules._data)
        for key in set(scheduler._schedule_last_fired) - set(schedules):
            # Otherwise a new schedule of the same name would go on counting where the deleted one stopped.
            scheduler._schedule_last_fired.pop(key, None)
        for key, schedule in schedules.items():
            is_rate = eventbridge._parse_rate_seconds(schedule.get("ScheduleExpression", "")) is not None
            if is_rate and schedule.get("StartDate") is None and key not in scheduler._schedule_last_fired:
                scheduler._schedule_last_fired[key] = _LONG_AGO
        stock()

    scheduler._tick_schedules = tick
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_SECONDS


def _create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
    name = str(properties.get("Name") or physical_name(stack, logical_id, max_length=64))
    scheduler._ensure_default_group()
    answer = accepted(scheduler._create_schedule(name, _body(properties)))
    return name, {"Arn": answer["ScheduleArn"]}


def _update(physical_id: str, previous: Properties, properties: Properties, stack: str, logical_id: str) -> Provisioned:
    name = str(properties.get("Name") or physical_name(stack, logical_id, max_length=64))
    if (name, properties.get("GroupName")) != (physical_id, previous.get("GroupName")):
        replaced = _create(logical_id, properties, stack)
        retire(_delete, physical_id, previous, name)
        return replaced
    answer = accepted(scheduler._update_schedule(name, _body(properties)))
    return name, {"Arn": answer["ScheduleArn"]}


def _delete(physical_id: str, properties: Properties) -> None:
    answer = scheduler._delete_schedule(physical_id, {"groupName": properties.get("GroupName", "default")})
    if answer[0] not in (200, 404):
        accepted(answer)


def _body(properties: Properties) -> dict[str, Any]:
    """The template's properties are the API's members; a value left out is the API's default."""
    return {
        "State": "ENABLED",
        "GroupName": "default",
        **{name: value for name, value in properties.items() if name != "Name"},
    }
