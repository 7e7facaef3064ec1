"""How the other modules hook into ministack's CloudFormation: by resource type, in its table of handlers."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack.services.cloudformation import provisioners

Properties = Mapping[str, Any]
Provisioned = tuple[str, dict[str, Any]]
"""A resource's physical id and the attributes for Fn::GetAtt."""

HANDLERS: dict[str, dict[str, Any]] = provisioners._RESOURCE_HANDLERS
"""ministack's handlers by resource type: create, update, delete."""


def after_provisioning(resource_type: str, complete: Callable[[str, Properties, Properties], None]) -> None:
    """Call ``complete(physical_id, properties, previous)`` once ministack has made or changed such a resource."""
    handler = HANDLERS[resource_type]
    stock_create, stock_update = handler["create"], handler["update"]

    def create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        provisioned: Provisioned = stock_create(logical_id, properties, stack)
        complete(provisioned[0], properties, {})
        return provisioned

    def update(
        physical_id: str, previous: Properties, properties: Properties, stack: str, *logical_id: str
    ) -> Provisioned:
        provisioned: Provisioned = stock_update(physical_id, previous, properties, stack, *logical_id)
        # A replacement starts from nothing, whatever the predecessor had.
        complete(provisioned[0], properties, previous if provisioned[0] == physical_id else {})
        return provisioned

    handler["create"], handler["update"] = create, update


def register(
    resource_type: str,
    create: Callable[[str, Properties, str], Provisioned],
    update: Callable[[str, Properties, Properties, str, str], Provisioned],
    delete: Callable[[str, Properties], None],
) -> None:
    """Take a resource type over completely."""
    HANDLERS[resource_type] = {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def physical_name(stack: str, logical_id: str, *, lowercase: bool = False, max_length: int = 128) -> str:
    """The name that CloudFormation would make up, stable across updates."""
    name: str = provisioners._physical_name(stack, logical_id, lowercase=lowercase, max_len=max_length)
    return name


def retire(delete: Callable[[str, Properties], None], physical_id: str, previous: Properties, successor: str) -> None:
    """Delete what was replaced, unless the template retains it.

    CloudFormation itself deletes a predecessor whose physical id is another one; only a successor under the same id is
    not seen as one.
    """
    if successor == physical_id:
        provisioners._delete_predecessor(delete, physical_id, previous)


def accepted(response: Any) -> dict[str, Any]:
    """The body of a ministack handler's answer (status, headers, body), or ValueError, which fails the resource."""
    status, body = response[0], response[-1]
    text = body.decode() if isinstance(body, bytes) else str(body)
    if status >= 300:
        raise ValueError(text)
    return json.loads(text) if text.startswith("{") else {}


def truth(value: Any) -> bool:
    """A template's boolean: CDK writes true, YAML may carry the text."""
    return str(value).lower() == "true"
