"""AWS/SQS metrics: depth, in flight and age of every queue, of which ministack publishes none.

The same clock re-evaluates the alarms.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch, sqs

from sluice_emulator.environment import ACCOUNT, REGION
from sluice_emulator.metric_store import remove_older

INTERVAL_SECONDS = 3.0
"""AWS publishes once a minute; one machine shows what happens while somebody looks."""

KEPT_SECONDS = 3600
"""Three figures of every queue every three seconds would be most of the memory of a lake that is left running."""

SAME_SECONDS = 30
"""Shorter than any period of an alarm on a queue, so that none is without data."""


def restore() -> None:
    """Publish from now on, in a thread of its own."""
    threading.Thread(target=_publish_forever, name="sluice-gauges", daemon=True).start()


def gauges(messages: Iterable[Mapping[str, Any]], now: float) -> dict[str, float]:
    """The three figures of one queue."""
    present = list(messages)
    visible = [message for message in present if message.get("visible_at", 0) <= now]
    return {
        "ApproximateNumberOfMessagesVisible": len(visible),
        "ApproximateNumberOfMessagesNotVisible": len(present) - len(visible),
        "ApproximateAgeOfOldestMessage": max((now - message.get("sent_at", now) for message in present), default=0.0),
    }


def thin(points: list[dict[str, Any]], now: float) -> None:
    """Of a figure that stays the same keep one point in half a minute, and nothing that is older than an hour."""
    remove_older(points, now - KEPT_SECONDS)
    last = points[-3:]
    if (
        len(last) == 3
        and last[0]["Value"] == last[1]["Value"] == last[2]["Value"]
        and now - last[0]["Timestamp"] < SAME_SECONDS
    ):
        del points[-2]


def _publish_forever() -> None:
    responses._request_account_id.set(ACCOUNT)
    responses._request_region.set(REGION)
    while True:
        time.sleep(INTERVAL_SECONDS)
        try:
            _publish()
        except Exception:
            # One bad round must not end the gauges for good: alarms would go quiet without a sign.
            logging.getLogger("sluice").exception("queue gauges")


def _publish() -> None:
    for queue in list(sqs._queues.values()):
        with sqs._queues_lock:
            sqs._dlq_sweep(queue)
            messages = list(queue["messages"])
        dimensions = {"QueueName": queue["attributes"]["QueueArn"].rsplit(":", 1)[1]}
        now = time.time()
        for name, value in gauges(messages, now).items():
            cloudwatch.record_metric(
                "AWS/SQS", name, value, "Seconds" if name.endswith("Message") else "Count", dimensions
            )
            thin(cloudwatch._metric_bucket(("AWS/SQS", name, cloudwatch._dims_key(dimensions))), now)
    cloudwatch._evaluate_all_alarms()
