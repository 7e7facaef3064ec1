"""CloudFormation types that ministack refuses although nothing on one machine depends on them.

They are recorded under a name, so that a template which has them deploys, and do nothing; every one is named in the
log. Metric-math alarms are not among them: ministack fails the stack, which is better than an alarm that never fires.
"""

import logging

from sluice_emulator.provisioners import HANDLERS, Properties, Provisioned, physical_name, register

WITHOUT_EFFECT = (
    "AWS::Budgets::Budget",
    "AWS::CloudTrail::Trail",
    "AWS::Glue::SecurityConfiguration",
    "AWS::LakeFormation::DataLakeSettings",
    "AWS::Logs::QueryDefinition",
)
"""Accepted, recorded, without effect."""


def restore() -> None:
    """Accept each type that this version does not know."""
    for resource_type in WITHOUT_EFFECT:
        if resource_type not in HANDLERS:
            _accept(resource_type)


def _accept(resource_type: str) -> None:
    def create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        logging.getLogger("sluice").warning(
            "%s %s is recorded and has no effect on the local lake", resource_type, logical_id
        )
        name = str(properties.get("Name") or physical_name(stack, logical_id))
        return name, {"Arn": f"arn:aws:local:::{resource_type}/{name}", "Id": name}

    def update(
        _physical_id: str, _previous: Properties, properties: Properties, stack: str, logical_id: str
    ) -> Provisioned:
        return create(logical_id, properties, stack)

    register(resource_type, create, update, lambda _physical_id, _properties: None)
