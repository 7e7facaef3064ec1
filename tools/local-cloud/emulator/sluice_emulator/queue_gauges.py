"""AWS/SQS metrics: depth, in flight and age of every queue, of which ministack publishes none. The same clock re-evaluates the alarms."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from ministack.core import responses
from ministack.services import cloudwatch, sqs

from sluice_emulator.environment import ACCOUNT, REGION

INTERVAL_SECONDS = 3.0
"""AWS publishes once a minute; one machine shows what happens while somebody looks."""


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
        for name, value in gauges(messages, time.time()).items():
            cloudwatch.record_metric("AWS/SQS", name, value, "Seconds" if name.endswith("Message") else "Count", dimensions)
    cloudwatch._evaluate_all_alarms()
