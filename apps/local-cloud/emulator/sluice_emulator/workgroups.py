"""Athena workgroups of CloudFormation as operations. Pure.

A template always says the whole configuration; UpdateWorkGroup takes differences, and has other names and switches for
what is to go.
"""

from collections.abc import Mapping
from typing import Any

Properties = Mapping[str, Any]

CREATE_WORKGROUP = "AmazonAthena.CreateWorkGroup"
UPDATE_WORKGROUP = "AmazonAthena.UpdateWorkGroup"
DELETE_WORKGROUP = "AmazonAthena.DeleteWorkGroup"

_DEFAULTS = {
    "EnforceWorkGroupConfiguration": True,
    "PublishCloudWatchMetricsEnabled": True,
    "RequesterPaysEnabled": False,
}
_RESULT_PARTS = {
    "EncryptionConfiguration": "RemoveEncryptionConfiguration",
    "ExpectedBucketOwner": "RemoveExpectedBucketOwner",
    "AclConfiguration": "RemoveAclConfiguration",
    "OutputLocation": "RemoveOutputLocation",
}


def create_workgroup(properties: Properties, name: str) -> dict[str, Any]:
    """The document of CreateWorkGroup."""
    tags = properties.get("Tags") or []
    document: dict[str, Any] = {
        "Name": name,
        "Configuration": properties.get("WorkGroupConfiguration") or {},
        "Tags": tags,
    }
    if properties.get("Description"):
        document["Description"] = properties["Description"]
    return document


def update_workgroup(properties: Properties, previous: Properties, name: str) -> dict[str, Any]:
    """The document of UpdateWorkGroup that makes the workgroup what the template says now."""
    wanted, had = properties.get("WorkGroupConfiguration") or {}, previous.get("WorkGroupConfiguration") or {}
    updates = {
        key: value for key, value in wanted.items() if key not in ("ResultConfiguration", "BytesScannedCutoffPerQuery")
    }
    # What the template no longer says is back at its default.
    updates |= {key: default for key, default in _DEFAULTS.items() if key in had and key not in wanted}
    updates |= _cutoff(wanted, had) | _results(
        wanted.get("ResultConfiguration") or {}, had.get("ResultConfiguration") or {}
    )
    return {
        "WorkGroup": name,
        "Description": properties.get("Description") or "",
        "State": properties.get("State") or "ENABLED",
        "ConfigurationUpdates": updates,
    }


def _cutoff(wanted: Properties, had: Properties) -> dict[str, Any]:
    if "BytesScannedCutoffPerQuery" in wanted:
        return {"BytesScannedCutoffPerQuery": int(wanted["BytesScannedCutoffPerQuery"])}
    return {"RemoveBytesScannedCutoffPerQuery": True} if "BytesScannedCutoffPerQuery" in had else {}


def _results(wanted: Properties, had: Properties) -> dict[str, Any]:
    removed = {remove: True for part, remove in _RESULT_PARTS.items() if part in had and part not in wanted}
    updates = {**wanted, **removed}
    return {"ResultConfigurationUpdates": updates} if updates else {}
