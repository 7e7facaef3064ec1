"""CloudWatch alarms: by their own dimensions, statistic, periods, M out of N and treatment of missing data.

ministack takes all series of a metric together as one period of data and never leaves a state because data stopped.
Here a period is a window that ends now (AWS's begin at full minutes), so that a datapoint counts as soon as it is
there; the actions on a change are ministack's own.
"""

import time
from collections.abc import Mapping
from typing import Any

from ministack.services import cloudwatch

from sluice_emulator.alarm_state import EXTRA_PERIODS, breaches, next_state


def restore() -> None:
    """Replace the evaluation of one alarm."""
    cloudwatch._evaluate_alarm = evaluate


def evaluate(alarm: dict[str, Any]) -> None:
    """Bring one alarm up to date and act on a change."""
    if not alarm.get("Namespace") or not alarm.get("MetricName"):
        return
    periods = int(alarm.get("EvaluationPeriods") or 1)
    points = _points(alarm)
    period, now = int(alarm.get("Period") or 60), time.time()
    values = [
        _value(alarm, [p for p in points if now - (i + 1) * period < p["Timestamp"] <= now - i * period])
        for i in range(periods + EXTRA_PERIODS)
    ]
    operator, threshold = alarm.get("ComparisonOperator", ""), float(alarm.get("Threshold") or 0)
    state = next_state(
        alarm["StateValue"],
        [None if value is None else breaches(value, operator, threshold) for value in values],
        periods,
        int(alarm.get("DatapointsToAlarm") or periods),
        alarm.get("TreatMissingData") or "missing",
    )
    if state != alarm["StateValue"]:
        _change(
            alarm, state, reason(state, [value for value in values[:periods] if value is not None], operator, threshold)
        )


def reason(state: str, values: list[float], operator: str, threshold: float) -> str:
    """Why, in the words of CloudWatch."""
    if not values:
        treated = "" if state == "INSUFFICIENT_DATA" else f", which counts as {state}"
        return f"Insufficient Data: no datapoints{treated}"
    shown = ", ".join(f"{value:g}" for value in values)
    verb = "met" if state == "ALARM" else "did not meet"
    return f"Threshold Crossed: {len(values)} datapoint(s) [{shown}] {verb} {operator} {threshold:g}"


def _points(alarm: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The points of the one series that the alarm names. ministack keeps series by namespace, name and dimensions."""
    dimensions = cloudwatch._dims_key({entry["Name"]: entry["Value"] for entry in alarm.get("Dimensions") or []})
    return list(cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], dimensions)) or [])


def _value(alarm: Mapping[str, Any], points: list[dict[str, Any]]) -> float | None:
    if not points:
        return None
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    value: float | None = cloudwatch._stat_value(cloudwatch._calc_stats(points), statistic, points)
    return value


def _change(alarm: dict[str, Any], state: str, why: str) -> None:
    previous = alarm["StateValue"]
    alarm.update(StateValue=state, StateReason=why, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], previous, state, why)
    cloudwatch._dispatch_alarm_actions(alarm, previous, state, why)
    cloudwatch._evaluate_parent_alarms(alarm)
