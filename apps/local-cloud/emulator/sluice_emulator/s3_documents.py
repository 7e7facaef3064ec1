"""CloudFormation's bucket properties as the XML documents that S3's own operations take. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def tagging_document(tags: Sequence[Mapping[str, str]]) -> str:
    """``Tags`` as PutBucketTagging takes them."""
    root = Element("Tagging", xmlns=_NAMESPACE)
    entries = SubElement(root, "TagSet")
    for tag in tags:
        _texts(SubElement(entries, "Tag"), ("Key", tag["Key"]), ("Value", tag["Value"]))
    return _text(root)


def encryption_document(encryption: Mapping[str, Any]) -> str | None:
    """``BucketEncryption`` as PutBucketEncryption takes it.

    None for aws:kms without a key: that is what `cdk bootstrap` asks for, AWS then uses its own key, and ministack,
    which has none, would refuse every upload.
    """
    root = Element("ServerSideEncryptionConfiguration", xmlns=_NAMESPACE)
    for rule in encryption.get("ServerSideEncryptionConfiguration") or []:
        default = rule.get("ServerSideEncryptionByDefault") or {}
        if default.get("SSEAlgorithm") == "aws:kms" and not default.get("KMSMasterKeyID"):
            return None
        element = SubElement(root, "Rule")
        applied = SubElement(element, "ApplyServerSideEncryptionByDefault")
        _texts(
            applied,
            ("SSEAlgorithm", default.get("SSEAlgorithm", "AES256")),
            ("KMSMasterKeyID", default.get("KMSMasterKeyID")),
        )
        _texts(element, ("BucketKeyEnabled", str(rule.get("BucketKeyEnabled", False)).lower()))
    return _text(root) if len(root) else None


def lifecycle_document(lifecycle: Mapping[str, Any]) -> str:
    """``LifecycleConfiguration`` as PutBucketLifecycleConfiguration takes it."""
    root = Element("LifecycleConfiguration", xmlns=_NAMESPACE)
    for rule in lifecycle.get("Rules") or []:
        _rule(SubElement(root, "Rule"), rule)
    return _text(root)


def _rule(element: Element, rule: Mapping[str, Any]) -> None:
    _texts(element, ("ID", rule.get("Id")), ("Status", rule.get("Status", "Enabled")))
    _filter(SubElement(element, "Filter"), rule)
    for transition in rule.get("Transitions") or []:
        _texts(
            SubElement(element, "Transition"),
            ("Days", transition.get("TransitionInDays")),
            ("Date", transition.get("TransitionDate")),
            ("StorageClass", transition["StorageClass"]),
        )
    if any(name in rule for name in ("ExpirationInDays", "ExpirationDate", "ExpiredObjectDeleteMarker")):
        marker = rule.get("ExpiredObjectDeleteMarker")
        _texts(
            SubElement(element, "Expiration"),
            ("Days", rule.get("ExpirationInDays")),
            ("Date", rule.get("ExpirationDate")),
            ("ExpiredObjectDeleteMarker", None if marker is None else str(marker).lower()),
        )
    for transition in rule.get("NoncurrentVersionTransitions") or []:
        _texts(
            SubElement(element, "NoncurrentVersionTransition"),
            ("NoncurrentDays", transition["TransitionInDays"]),
            ("NewerNoncurrentVersions", transition.get("NewerNoncurrentVersions")),
            ("StorageClass", transition["StorageClass"]),
        )
    # The older of CloudFormation's two spellings is a bare number of days.
    noncurrent = rule.get("NoncurrentVersionExpiration") or {
        "NoncurrentDays": rule.get("NoncurrentVersionExpirationInDays")
    }
    if noncurrent.get("NoncurrentDays") is not None:
        _texts(
            SubElement(element, "NoncurrentVersionExpiration"),
            ("NoncurrentDays", noncurrent["NoncurrentDays"]),
            ("NewerNoncurrentVersions", noncurrent.get("NewerNoncurrentVersions")),
        )
    abort = rule.get("AbortIncompleteMultipartUpload")
    if abort:
        _texts(
            SubElement(element, "AbortIncompleteMultipartUpload"), ("DaysAfterInitiation", abort["DaysAfterInitiation"])
        )


def _filter(element: Element, rule: Mapping[str, Any]) -> None:
    tags = rule.get("TagFilters") or []
    sizes = (
        ("ObjectSizeGreaterThan", rule.get("ObjectSizeGreaterThan")),
        ("ObjectSizeLessThan", rule.get("ObjectSizeLessThan")),
    )
    conditions = len(tags) + sum(value is not None for _, value in sizes) + ("Prefix" in rule)
    # S3 wants the conditions inside <And> as soon as there are two.
    place = SubElement(element, "And") if conditions > 1 else element
    _texts(place, ("Prefix", rule.get("Prefix", "" if conditions == 0 else None)), *sizes)
    for tag in tags:
        _texts(SubElement(place, "Tag"), ("Key", tag["Key"]), ("Value", tag["Value"]))


def _texts(element: Element, *children: tuple[str, Any]) -> None:
    for name, value in children:
        if value is not None:
            SubElement(element, name).text = str(value)


def _text(root: Element) -> str:
    return tostring(root, encoding="unicode")
