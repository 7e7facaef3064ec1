"""S3's events on EventBridge: the version id, which ministack has in S3's own notifications and leaves out here.

It knows the version while it fires an event and has lost it when it hands the event to the bus; both happen in one
thread, so a thread's variable carries it across.
"""

import json
import threading
from collections.abc import Mapping
from typing import Any

from ministack.services import eventbridge, s3

_fired = threading.local()


def restore() -> None:
    """Add ``version-id`` to ``detail.object`` of every event of S3 that has a version."""
    stock_fire, stock_dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    def fire(*args: Any, **options: Any) -> None:
        _fired.version = options.get("version_id")
        try:
            stock_fire(*args, **options)
        finally:
            _fired.version = None

    def dispatch(event: Mapping[str, Any], *args: Any, **options: Any) -> Any:
        version = getattr(_fired, "version", None)
        return stock_dispatch(
            with_version(event, version) if version and event.get("Source") == "aws.s3" else event, *args, **options
        )

    s3._fire_s3_event, eventbridge._dispatch_event = fire, dispatch


def with_version(event: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The same event, its object with a version id."""
    detail = json.loads(event["Detail"])
    detail["object"]["version-id"] = version
    return {**event, "Detail": json.dumps(detail)}
