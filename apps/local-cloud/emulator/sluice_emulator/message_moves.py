"""SQS's redrive out of a dead-letter queue (StartMessageMoveTask, ListMessageMoveTasks), which ministack does not have.

A task is done when its start returns: nothing is large on one machine, so there is nothing to cancel. What is in flight
stays.
"""

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ministack.services import sqs

_tasks: list[dict[str, Any]] = []


def restore() -> None:
    """Add both operations."""
    sqs._HANDLERS["StartMessageMoveTask"] = _start
    sqs._HANDLERS["ListMessageMoveTasks"] = _list


def redriven(message: Mapping[str, Any], now: float) -> dict[str, Any]:
    """The message as SQS puts it back: a new one, with an id of its own and no receives."""
    system = {name: value for name, value in (message.get("sys") or {}).items() if name != "DeadLetterQueueSourceArn"}
    return {
        **message,
        "id": str(uuid.uuid4()),
        "receipt_handle": None,
        "receive_count": 0,
        "first_receive_at": None,
        "sent_at": now,
        "enqueued_at": now,
        "visible_at": now,
        "sys": system,
    }


def _start(data: Mapping[str, Any], _queue_url: str) -> dict[str, Any]:
    source_arn = str(data.get("SourceArn", ""))
    with sqs._queues_lock:
        source = _existing(source_arn)
        feeders = [
            queue["attributes"]["QueueArn"] for queue in sqs._queues.values() if _dead_letters_of(queue) == source_arn
        ]
        if not feeders:
            raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
        now, stay, moved = time.time(), [], 0
        for message in source["messages"]:
            if message.get("visible_at", 0) > now:
                stay.append(message)
                continue
            origin = (message.get("sys") or {}).get("DeadLetterQueueSourceArn") or feeders[0]
            _existing(str(data.get("DestinationArn") or origin))["messages"].append(redriven(message, now))
            moved += 1
        source["messages"] = stay
    sqs.esm_wake.set()
    handle = str(uuid.uuid4())
    _tasks.insert(0, _record(source_arn, data.get("DestinationArn"), moved, now))
    return {"TaskHandle": handle}


def _list(data: Mapping[str, Any], _queue_url: str) -> dict[str, Any]:
    source_arn = str(data.get("SourceArn", ""))
    with sqs._queues_lock:
        _existing(source_arn)
    return {"Results": [task for task in _tasks if task["SourceArn"] == source_arn][: int(data.get("MaxResults") or 1)]}


def _record(source_arn: str, destination_arn: str | None, moved: int, now: float) -> dict[str, Any]:
    record: dict[str, Any] = {
        "Status": "COMPLETED",
        "SourceArn": source_arn,
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": moved,
        "StartedTimestamp": int(now * 1000),
    }
    return record | ({"DestinationArn": destination_arn} if destination_arn else {})


def _existing(arn: str) -> Any:
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        raise sqs._Err(
            "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."
        )
    return queue


def _dead_letters_of(queue: Mapping[str, Any]) -> str | None:
    policy = queue["attributes"].get("RedrivePolicy")
    target: str | None = json.loads(policy).get("deadLetterTargetArn") if policy else None
    return target
