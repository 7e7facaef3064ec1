"""When an alarm changes its state: M out of N datapoints, and what a missing one means. Pure.

Source: "Configuring how CloudWatch alarms treat missing data" and "Evaluating an alarm" in the CloudWatch user guide.
"""

from collections.abc import Sequence
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]

EXTRA_PERIODS = 2
"""CloudWatch looks a little further back than it evaluates, so that single missing datapoints do not matter."""


def breaches(value: float, operator: str, threshold: float) -> bool:
    """Whether one datapoint counts against the alarm. Bands of anomaly detection are unknown here and never breach."""
    return {
        "GreaterThanOrEqualToThreshold": value >= threshold,
        "GreaterThanThreshold": value > threshold,
        "LessThanThreshold": value < threshold,
        "LessThanOrEqualToThreshold": value <= threshold,
    }.get(operator, False)


def next_state(current: State, datapoints: Sequence[bool | None], periods: int, needed: int, missing: str) -> State:
    """The state of an alarm after an evaluation.

    Args:
        current: the state it is in.
        datapoints: newest first, ``periods`` + ``EXTRA_PERIODS`` of them: whether each breaches, None where no data
            came.
        periods: EvaluationPeriods, N.
        needed: DatapointsToAlarm, M.
        missing: TreatMissingData: missing, ignore, breaching or notBreaching.
    """
    real = [datapoint for datapoint in datapoints if datapoint is not None][:periods]
    lacking = periods - len(real)
    breaching, fine = real.count(True), real.count(False)
    if missing == "breaching":
        return "ALARM" if breaching + lacking >= needed else "OK"
    if missing == "notBreaching":
        return "ALARM" if breaching >= needed else "OK"
    if breaching >= needed:
        return "ALARM"
    if fine:
        return "OK"
    if missing == "ignore":
        return current
    return "ALARM" if breaching else "INSUFFICIENT_DATA"
