"""SQS event source mappings: batches above ten and the batching window, both of which ministack stores and ignores."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ministack.services import lambda_svc, sqs

STOCK_BATCH = 10
"""What one ReceiveMessage gives, and the most that a mapping without a window may ask for."""

PAYLOAD_BYTES = 6 * 1024 * 1024
"""Lambda's limit of one synchronous event; a batch is closed before it."""

_opened: dict[str, float] = {}
_alarms: dict[str, tuple[float, threading.Timer]] = {}


def restore() -> None:
    """Replace how the poller of ministack takes messages out of a queue."""
    sqs._receive_messages_for_esm = _receive


def take(sizes: Sequence[int], batch: int, waited: float, window: float) -> int:
    """How many of the visible messages go out now, 0 to wait on.

    Args:
        sizes: bytes of each visible message, oldest first.
        batch: the mapping's batch size.
        waited: seconds since the first of them was seen.
        window: the mapping's batching window in seconds.
    """
    count = total = 0
    for size in sizes[:batch]:
        # A message is escaped inside the event; twice its size is on the safe side.
        if count and total + 2 * size > PAYLOAD_BYTES:
            return count
        total += 2 * size
        count += 1
    return count if count == batch or waited >= window else 0


def _receive(queue_url: str, _asked: int) -> list[Any]:
    with sqs._queues_lock:
        queue = sqs._get_q(queue_url)
        attributes = queue["attributes"]
        mapping = _mapping_of(attributes["QueueArn"])
        sqs._expire_retained(queue)
        sqs._dlq_sweep(queue)
        window = int(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        batch = int(mapping.get("BatchSize", STOCK_BATCH))
        count = _due(queue, batch, window) if window and not queue.get("is_fifo") else min(batch, STOCK_BATCH)
        received: list[Any] = (
            sqs._collect_msgs(queue, count, int(attributes.get("VisibilityTimeout", "30"))) if count else []
        )
        return received


def _mapping_of(queue_arn: str) -> Mapping[str, Any]:
    for _account, _region, mapping in lambda_svc._iter_all_esms():
        if mapping.get("EventSourceArn") == queue_arn and mapping.get("Enabled", True):
            found: Mapping[str, Any] = mapping
            return found
    return {}


def _due(queue: Mapping[str, Any], batch: int, window: int) -> int:
    arn, now = queue["attributes"]["QueueArn"], time.time()
    sizes = [len(message.get("body") or "") for message in queue["messages"] if message.get("visible_at", 0) <= now]
    if not sizes:
        _opened.pop(arn, None)
        hidden = [message["visible_at"] for message in queue["messages"] if message.get("visible_at", 0) > now]
        # SQS hands a message out when its time-out is over, not at the next look of a poller.
        if hidden:
            _wake_after(arn, min(hidden) - now)
        return 0
    opened = _opened.setdefault(arn, now)
    count = take(sizes, batch, now - opened, window)
    if count:
        _opened.pop(arn, None)
    else:
        _wake_after(arn, window - (now - opened))
    return count


def _wake_after(arn: str, seconds: float) -> None:
    """The poller sleeps until something wakes it; the end of a window or of a time-out is nothing that it knows of."""
    due = time.time() + max(seconds, 0.05)
    pending = _alarms.get(arn)
    if pending is not None and pending[1].is_alive():
        if pending[0] <= due:
            return
        pending[1].cancel()
    timer = threading.Timer(due - time.time(), lambda_svc._esm_wake.set)
    timer.daemon = True
    timer.start()
    _alarms[arn] = (due, timer)
