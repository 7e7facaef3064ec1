"""CloudFormation's Glue and Athena types, kept in Sluice's own service: templates and clients see one catalog."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sluice_emulator.provisioners import Properties, Provisioned, physical_name, register, retire
from sluice_emulator.service import Service, ServiceError
from sluice_emulator.workgroups import (
    CREATE_WORKGROUP,
    DELETE_WORKGROUP,
    UPDATE_WORKGROUP,
    create_workgroup,
    update_workgroup,
)

Request = tuple[str, Mapping[str, Any]]
"""An operation and its document."""

_GONE = frozenset({"EntityNotFoundException", "ResourceNotFoundException"})


@dataclass(frozen=True)
class _Type:
    """How one type of CloudFormation is said in operations of the service.

    ``identity`` is what makes it another resource when it changes; the name is the physical id unless ``physical_id``
    says otherwise.
    """

    name: Callable[[Properties, str, str], str]
    identity: Callable[[Properties, str], Any]
    create: Callable[[Properties, str], Request]
    update: Callable[[Properties, Properties, str], Request]
    delete: Callable[[Properties, str], Request]
    physical_id: Callable[[Mapping[str, Any], Properties, str], str] = lambda _answer, _properties, name: name
    attributes: Callable[[Mapping[str, Any], str], dict[str, Any]] = lambda _answer, _name: {}


def restore(service: Service) -> None:
    """Take all of them over."""
    for resource_type, kind in TYPES.items():
        _register(service, resource_type, kind)


def _register(service: Service, resource_type: str, kind: _Type) -> None:
    def create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        name = kind.name(properties, stack, logical_id)
        answer = service.call(*kind.create(properties, name))
        return kind.physical_id(answer, properties, name), kind.attributes(answer, name)

    def update(
        physical_id: str, previous: Properties, properties: Properties, stack: str, logical_id: str
    ) -> Provisioned:
        name = kind.name(properties, stack, logical_id)
        before = kind.name(previous, stack, logical_id)
        if kind.identity(properties, name) != kind.identity(previous, before):
            replaced = create(logical_id, properties, stack)
            retire(delete, physical_id, previous, replaced[0])
            return replaced
        answer = service.call(*kind.update(properties, previous, physical_id))
        return physical_id, kind.attributes(answer, name)

    def delete(physical_id: str, properties: Properties) -> None:
        try:
            service.call(*kind.delete(properties, physical_id))
        except ServiceError as error:
            if error.name not in _GONE and "is not found" not in str(error):
                raise

    register(resource_type, create, update, delete)


def _input(properties: Properties, member: str, name: str) -> dict[str, Any]:
    return {**(properties.get(member) or {}), "Name": name}


def _own_name(properties: Properties, stack: str, logical_id: str) -> str:
    return str(properties.get("Name") or physical_name(stack, logical_id, max_length=255))


def _database_name(properties: Properties, stack: str, logical_id: str) -> str:
    given = properties.get("DatabaseName") or (properties.get("DatabaseInput") or {}).get("Name")
    return str(given or physical_name(stack, logical_id, lowercase=True, max_length=255))


def _table_name(properties: Properties, stack: str, logical_id: str) -> str:
    given = (properties.get("TableInput") or {}).get("Name") or properties.get("Name")
    return str(given or physical_name(stack, logical_id, lowercase=True, max_length=255))


def _tags(properties: Properties) -> dict[str, Any]:
    tags = properties.get("Tags") or {}
    return tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}


def _job(properties: Properties) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in ("Name", "Tags")}


def _table(properties: Properties, name: str) -> dict[str, Any]:
    return {"DatabaseName": properties["DatabaseName"], "TableInput": _input(properties, "TableInput", name)}


def _partition_place(properties: Properties) -> dict[str, Any]:
    return {"DatabaseName": properties["DatabaseName"], "TableName": properties["TableName"]}


TYPES: dict[str, _Type] = {
    "AWS::Glue::Database": _Type(
        name=_database_name,
        identity=lambda _properties, name: name,
        create=lambda properties, name: (
            "AWSGlue.CreateDatabase",
            {"DatabaseInput": _input(properties, "DatabaseInput", name)},
        ),
        update=lambda new, _old, name: (
            "AWSGlue.UpdateDatabase",
            {"Name": name, "DatabaseInput": _input(new, "DatabaseInput", name)},
        ),
        delete=lambda _properties, name: ("AWSGlue.DeleteDatabase", {"Name": name}),
    ),
    "AWS::Glue::Table": _Type(
        name=_table_name,
        identity=lambda properties, name: (properties["DatabaseName"], name),
        create=lambda properties, name: ("AWSGlue.CreateTable", _table(properties, name)),
        update=lambda new, _old, name: ("AWSGlue.UpdateTable", _table(new, name)),
        delete=lambda properties, name: (
            "AWSGlue.DeleteTable",
            {"DatabaseName": properties["DatabaseName"], "Name": name},
        ),
    ),
    "AWS::Glue::Partition": _Type(
        name=lambda properties, _stack, _logical_id: "|".join(
            [properties["DatabaseName"], properties["TableName"], *properties["PartitionInput"]["Values"]]
        ),
        identity=lambda _properties, name: name,
        create=lambda properties, _name: (
            "AWSGlue.CreatePartition",
            {**_partition_place(properties), "PartitionInput": properties["PartitionInput"]},
        ),
        update=lambda new, old, _name: (
            "AWSGlue.UpdatePartition",
            {
                **_partition_place(new),
                "PartitionValueList": old["PartitionInput"]["Values"],
                "PartitionInput": new["PartitionInput"],
            },
        ),
        delete=lambda properties, _name: (
            "AWSGlue.DeletePartition",
            {**_partition_place(properties), "PartitionValues": properties["PartitionInput"]["Values"]},
        ),
    ),
    "AWS::Glue::Job": _Type(
        name=_own_name,
        identity=lambda _properties, name: name,
        create=lambda properties, name: (
            "AWSGlue.CreateJob",
            {**_job(properties), "Name": name, "Tags": _tags(properties)},
        ),
        # UpdateJob replaces the whole definition: a property that the template dropped is back at its default.
        update=lambda new, _old, name: ("AWSGlue.UpdateJob", {"JobName": name, "JobUpdate": _job(new)}),
        delete=lambda _properties, name: ("AWSGlue.DeleteJob", {"JobName": name}),
    ),
    "AWS::Athena::WorkGroup": _Type(
        name=_own_name,
        identity=lambda _properties, name: name,
        create=lambda properties, name: (CREATE_WORKGROUP, create_workgroup(properties, name)),
        update=lambda new, old, name: (UPDATE_WORKGROUP, update_workgroup(new, old, name)),
        delete=lambda properties, name: (
            DELETE_WORKGROUP,
            {"WorkGroup": name, "RecursiveDeleteOption": bool(properties.get("RecursiveDeleteOption"))},
        ),
    ),
    "AWS::Athena::NamedQuery": _Type(
        name=_own_name,
        # Every property of a named query replaces it.
        identity=lambda properties, name: (name, {**properties}),
        create=lambda properties, name: ("AmazonAthena.CreateNamedQuery", {**properties, "Name": name}),
        update=lambda _new, _old, name: ("AmazonAthena.GetNamedQuery", {"NamedQueryId": name}),
        delete=lambda _properties, physical_id: ("AmazonAthena.DeleteNamedQuery", {"NamedQueryId": physical_id}),
        physical_id=lambda answer, _properties, _name: str(answer["NamedQueryId"]),
        attributes=lambda answer, _name: {"NamedQueryId": answer["NamedQueryId"]} if "NamedQueryId" in answer else {},
    ),
    "AWS::Athena::PreparedStatement": _Type(
        name=lambda properties, _stack, _logical_id: f"{properties['StatementName']}|{properties['WorkGroup']}",
        identity=lambda _properties, name: name,
        create=lambda properties, _name: ("AmazonAthena.CreatePreparedStatement", dict(properties)),
        update=lambda new, _old, _name: ("AmazonAthena.UpdatePreparedStatement", dict(new)),
        delete=lambda properties, _name: (
            "AmazonAthena.DeletePreparedStatement",
            {"StatementName": properties["StatementName"], "WorkGroup": properties["WorkGroup"]},
        ),
    ),
}
"""All types that go to the service."""
