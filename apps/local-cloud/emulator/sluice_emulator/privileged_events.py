"""PutEvents for sources that only AWS itself may use, such as ``aws.glue``.

ministack refuses them as AWS does. Sluice's service is the local Glue and must publish its jobs' state changes: it says
so with a header.
"""

import asyncio
import contextvars
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ministack import app
from ministack.services import eventbridge

from sluice_emulator.environment import ACCOUNT, REGION
from sluice_emulator.service import Response

HEADER = "x-sluice-event"
"""With the value 1 on a PutEvents request, every entry goes to the bus as if AWS had sent it."""


def restore() -> None:
    """Let marked requests through; all others are ministack's."""
    stock = app.SERVICE_HANDLERS["events"]

    async def handle(method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any) -> Any:
        marked = headers.get(HEADER) == "1" and headers.get("x-amz-target", "").endswith(".PutEvents")
        if not marked:
            return await stock(method, path, headers, body, query)
        return await asyncio.to_thread(contextvars.copy_context().run, _publish, body)

    app.SERVICE_HANDLERS["events"] = app.SERVICE_HANDLERS["eventbridge"] = handle


def _publish(body: bytes) -> Response:
    published = [_event(entry) for entry in json.loads(body).get("Entries", [])]
    for event in published:
        eventbridge._dispatch_event(event)
    answer = {"FailedEntryCount": 0, "Entries": [{"EventId": event["EventId"]} for event in published]}
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()


def _event(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "EventId": str(uuid.uuid4()),
        "EventBusName": "default",
        "Resources": [],
        "Account": ACCOUNT,
        "Region": REGION,
        "Time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        **entry,
    }
