"""Requests to Glue and Athena go to Sluice's own service, so that one endpoint serves every client.

ministack's own jobs succeed without running and its queries prune nothing; none of its Glue and Athena is reachable any
more.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from ministack import app

from sluice_emulator.service import Response, Service

_FORWARDED = frozenset(
    {"x-amz-target", "content-type", "authorization", "x-amz-date", "x-amz-security-token", "amz-sdk-invocation-id"}
)


def restore(service: Service) -> None:
    """Replace both handlers of the gateway."""

    async def forward(method: str, path: str, headers: Mapping[str, str], body: bytes, _query: Any) -> Response:
        kept = {name: value for name, value in headers.items() if name.lower() in _FORWARDED}
        return await asyncio.to_thread(service.request, method, path, kept, body)

    app.SERVICE_HANDLERS["glue"] = forward
    app.SERVICE_HANDLERS["athena"] = forward
