"""DynamoDB tables of CloudFormation: time to live and point-in-time recovery, which ministack's provisioner drops."""

from collections.abc import Mapping
from typing import Any

from ministack.services import dynamodb

from sluice_emulator.provisioners import Properties, accepted, after_provisioning, truth


def restore() -> None:
    """Apply both settings after every create and update of a table."""
    for resource_type in ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"):
        after_provisioning(resource_type, _complete)


def _complete(table: str, properties: Properties, previous: Properties) -> None:
    expiry = time_to_live(properties, previous)
    if expiry is not None:
        accepted(dynamodb._update_ttl({"TableName": table, "TimeToLiveSpecification": expiry}))
    recovery = point_in_time_recovery(properties)
    if recovery is not None or point_in_time_recovery(previous) is not None:
        specification = {"PointInTimeRecoveryEnabled": bool(recovery)}
        accepted(
            dynamodb._update_continuous_backups({"TableName": table, "PointInTimeRecoverySpecification": specification})
        )


def time_to_live(properties: Properties, previous: Properties) -> Mapping[str, Any] | None:
    """The change of the expiry attribute to make, or None where nothing changes; a removed setting is switched off."""
    wanted, had = _expiry(properties), _expiry(previous)
    if wanted == had:
        return None
    if wanted is not None:
        return {"Enabled": True, "AttributeName": wanted}
    return {"Enabled": False, "AttributeName": had}


def _expiry(properties: Properties) -> str | None:
    specification = properties.get("TimeToLiveSpecification") or {}
    return specification.get("AttributeName") if truth(specification.get("Enabled", True)) else None


def point_in_time_recovery(properties: Properties) -> bool | None:
    """Whether recovery is on, as a table or the first replica of a global table says; None where neither does."""
    for place in (properties, *(properties.get("Replicas") or [])):
        specification = place.get("PointInTimeRecoverySpecification")
        if specification:
            return truth(specification.get("PointInTimeRecoveryEnabled"))
    return None
