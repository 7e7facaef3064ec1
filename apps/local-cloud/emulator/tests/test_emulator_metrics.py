import json
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ministack.services import cloudwatch

from sluice_emulator import alarms
from sluice_emulator.alarm_state import EXTRA_PERIODS, State, breaches, next_state
from sluice_emulator.emf import Sample, samples_of
from sluice_emulator.metric_store import remove_older
from sluice_emulator.queue_gauges import KEPT_SECONDS, gauges, thin


def line(values: dict[str, Any], **directive: Any) -> str:
    given = {
        "Namespace": "Sluice",
        "Dimensions": [["dataset"]],
        "Metrics": [{"Name": "Files", "Unit": "Count"}],
        **directive,
    }
    return json.dumps({"_aws": {"Timestamp": 1, "CloudWatchMetrics": [given]}, "dataset": "flights", **values})


def test_a_line_becomes_a_sample_of_each_value_in_each_set_of_dimensions() -> None:
    text = "START\n" + line({"Files": [1, 2.5], "run": "r"}, Dimensions=[["dataset"], ["dataset", "run"]]) + "\nEND"

    flights, run = ("dataset", "flights"), ("run", "r")
    assert list(samples_of(text)) == [
        Sample("Sluice", "Files", value, "Count", dimensions)
        for dimensions in ((flights,), (flights, run))
        for value in (1.0, 2.5)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        'no json with "CloudWatchMetrics"',
        '{"CloudWatchMetrics" broken',
        '["CloudWatchMetrics"]',
        '{"_aws": 1, "CloudWatchMetrics": 2}',
        line({}),
        line({"Files": "many"}),
        line({"Files": True}),
        line({"Files": 1}, Dimensions=[["absent"]]),
    ],
)
def test_what_is_no_metric_is_passed_over(text: str) -> None:
    assert list(samples_of(text)) == []


def test_a_prefix_of_a_logger_does_not_matter() -> None:
    assert [sample.value for sample in samples_of("2026-11-23T00:00:00Z\tid\tINFO\t" + line({"Files": 3}))] == [3.0]


X, O, N = True, False, None  # noqa: E741 - breaching, fine, no data: as in the tables of the user guide


@pytest.mark.parametrize(
    ("datapoints", "needed", "missing", "breaching", "not_breaching", "ignore"),
    [
        # The tables of "How alarm state is evaluated when data is missing", oldest first: 3 of 3, then 2 of 3.
        # "?" is INSUFFICIENT_DATA, "=" the state that it was in.
        ([O, N, X, N, X], 3, "OK", "OK", "OK", "OK"),
        ([N, N, N, N, O], 3, "OK", "OK", "OK", "OK"),
        ([N, N, N, N, N], 3, "?", "ALARM", "OK", "="),
        ([O, X, X, N, X], 3, "ALARM", "ALARM", "ALARM", "ALARM"),
        ([N, N, X, N, N], 3, "ALARM", "ALARM", "OK", "="),
        ([O, N, X, N, X], 2, "ALARM", "ALARM", "ALARM", "ALARM"),
        ([O, O, X, O, X], 2, "ALARM", "ALARM", "ALARM", "ALARM"),
        ([O, N, X, N, N], 2, "OK", "ALARM", "OK", "OK"),
        ([N, N, N, N, O], 2, "OK", "ALARM", "OK", "OK"),
        ([N, N, N, N, X], 2, "ALARM", "ALARM", "OK", "="),
    ],
)
def test_missing_data_counts_as_the_user_guide_says(
    datapoints: list[bool | None], needed: int, missing: str, breaching: str, not_breaching: str, ignore: str
) -> None:
    def said(treatment: str) -> str:
        state = next_state("ALARM", list(reversed(datapoints)), 3, needed, treatment)
        other = next_state("OK", list(reversed(datapoints)), 3, needed, treatment)
        return {"INSUFFICIENT_DATA": "?"}.get(state, state) if state == other else "="

    assert [said("missing"), said("breaching"), said("notBreaching"), said("ignore")] == [
        missing,
        breaching,
        not_breaching,
        ignore,
    ]


@given(
    st.lists(st.booleans(), min_size=5, max_size=5),
    st.sampled_from(["missing", "ignore", "breaching", "notBreaching"]),
    st.sampled_from(["OK", "ALARM", "INSUFFICIENT_DATA"]),
    st.integers(1, 3),
)
def test_with_all_data_there_nothing_else_matters(
    datapoints: list[bool], treatment: str, current: State, needed: int
) -> None:
    assert next_state(current, datapoints, 3, needed, treatment) == ("ALARM" if sum(datapoints[:3]) >= needed else "OK")


def test_operators() -> None:
    names = [
        "GreaterThanThreshold",
        "GreaterThanOrEqualToThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
        "Other",
    ]

    assert [breaches(1, name, 1) for name in names] == [False, True, False, True, False]
    assert [breaches(2, name, 1) for name in names] == [True, True, False, False, False]


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> dict[Any, Any]:
    series: dict[Any, Any] = {}
    monkeypatch.setattr(cloudwatch, "_metrics", series)
    monkeypatch.setattr(cloudwatch, "_dispatch_alarm_actions", lambda *_: None)
    return series


def alarm(**more: Any) -> dict[str, Any]:
    return {
        "AlarmName": "a",
        "Namespace": "Sluice",
        "MetricName": "RunDuration",
        "Dimensions": [{"Name": "dataset", "Value": "flights"}],
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 10,
        "ComparisonOperator": "GreaterThanThreshold",
        "StateValue": "INSUFFICIENT_DATA",
        **more,
    }


def publish(points: dict[Any, Any], ages: dict[float, float], dataset: str = "flights") -> None:
    now = time.time()
    points["Sluice", "RunDuration", f"dataset={dataset}"] = [
        {"Timestamp": now - age, "Value": value, "Dimensions": {"dataset": dataset}} for age, value in ages.items()
    ]


@pytest.mark.parametrize(
    ("ages", "more", "state"),
    [
        ({1: 99, 70: 99}, {}, "ALARM"),
        ({1: 99, 70: 1}, {}, "OK"),
        ({1: 99, 70: 1}, {"DatapointsToAlarm": 1}, "ALARM"),
        # Two values of one period: their average, their largest, their 95th percentile.
        ({1: 18, 2: 1}, {"EvaluationPeriods": 1}, "OK"),
        ({1: 18, 2: 1}, {"EvaluationPeriods": 1, "Statistic": "Maximum"}, "ALARM"),
        ({1: 18, 2: 1}, {"EvaluationPeriods": 1, "ExtendedStatistic": "p95"}, "ALARM"),
        # Older than everything that is looked at.
        ({60 * (2 + EXTRA_PERIODS) + 5: 99}, {}, "INSUFFICIENT_DATA"),
    ],
)
def test_an_alarm_is_evaluated_period_by_period(
    points: dict[Any, Any], ages: dict[float, float], more: dict[str, Any], state: str
) -> None:
    publish(points, ages)
    watched = alarm(**more)

    alarms.evaluate(watched)

    assert watched["StateValue"] == state


def test_an_alarm_sees_its_own_dimensions_alone(points: dict[Any, Any]) -> None:
    publish(points, {1: 99, 70: 99}, dataset="sales")
    watched = alarm()

    alarms.evaluate(watched)

    assert watched["StateValue"] == "INSUFFICIENT_DATA"


def test_the_reason_names_values_operator_and_threshold(points: dict[Any, Any]) -> None:
    publish(points, {1: 12.5, 70: 11})
    watched = alarm()

    alarms.evaluate(watched)

    assert watched["StateReason"] == "Threshold Crossed: 2 datapoint(s) [12.5, 11] met GreaterThanThreshold 10"


def test_gauges_of_a_queue() -> None:
    messages = [{"visible_at": 0, "sent_at": 90.0}, {"visible_at": 200, "sent_at": 95.0}]

    assert gauges(messages, 100.0) == {
        "ApproximateNumberOfMessagesVisible": 1,
        "ApproximateNumberOfMessagesNotVisible": 1,
        "ApproximateAgeOfOldestMessage": 10.0,
    }
    assert gauges([], 100.0)["ApproximateAgeOfOldestMessage"] == 0.0


def test_a_figure_that_stays_the_same_is_kept_twice_a_minute_and_for_an_hour() -> None:
    points: list[dict[str, Any]] = []

    for second in range(0, 2 * KEPT_SECONDS, 3):
        points.append({"Timestamp": float(second), "Value": 0.0})
        thin(points, float(second))

    gaps = [after["Timestamp"] - before["Timestamp"] for before, after in pairwise(points)]
    assert max(gaps) <= 30
    assert 120 <= len(points) <= 150
    assert points[-1]["Timestamp"] - points[0]["Timestamp"] <= KEPT_SECONDS


def test_a_figure_that_changes_keeps_every_value() -> None:
    points: list[dict[str, Any]] = []

    for second, value in enumerate([0, 0, 0, 0, 5, 0, 0, 0, 7]):
        points.append({"Timestamp": float(second), "Value": value})
        thin(points, float(second))

    assert [point["Value"] for point in points] == [0, 0, 5, 0, 0, 7]


def test_old_points_go_from_the_list_that_others_append_to() -> None:
    points = [{"Timestamp": 1.0}, {"Timestamp": 2.0}, {"Timestamp": 3.0}]

    remove_older(points, 3.0)

    assert points == [{"Timestamp": 3.0}]
