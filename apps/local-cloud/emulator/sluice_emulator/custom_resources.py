"""Custom resources: a provider that dies fails the stack after two minutes instead of an hour."""

from collections.abc import Mapping
from typing import Any

from ministack.services.cloudformation import custom_resource

TIMEOUT_SECONDS = 120
"""Longer than any provider on one machine takes; a template's own ServiceTimeout wins."""


def restore() -> None:
    """Give every request to a provider that deadline."""
    stock = custom_resource.invoke_custom_resource

    def invoke(request_type: str, logical_id: str, properties: Mapping[str, Any], *args: Any, **options: Any) -> Any:
        return stock(request_type, logical_id, {"ServiceTimeout": TIMEOUT_SECONDS, **properties}, *args, **options)

    custom_resource.invoke_custom_resource = invoke
