"""CloudFormation's composite alarms: ministack's CloudWatch evaluates them, its CloudFormation knows no such type."""

from typing import Any

from ministack.services import cloudwatch

from sluice_emulator.environment import ACCOUNT, REGION
from sluice_emulator.provisioners import Properties, Provisioned, accepted, physical_name, register


def restore() -> None:
    """Provision them through the operations of CloudWatch."""
    register("AWS::CloudWatch::CompositeAlarm", _create, _update, _delete)


def _create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
    name = str(properties.get("AlarmName") or physical_name(stack, logical_id))
    document: dict[str, Any] = {**properties, "AlarmName": name}
    accepted(cloudwatch._put_composite_alarm({}, document, False, True))
    return name, {"Arn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"}


def _update(
    _physical_id: str, _previous: Properties, properties: Properties, stack: str, logical_id: str
) -> Provisioned:
    return _create(logical_id, properties, stack)


def _delete(physical_id: str, _properties: Properties) -> None:
    accepted(cloudwatch._delete_alarms({}, {"AlarmNames": [physical_id]}, False, True))
