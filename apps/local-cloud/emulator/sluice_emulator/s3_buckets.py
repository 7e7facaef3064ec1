"""S3 buckets of CloudFormation: lifecycle, default encryption and tags, which ministack's provisioner drops."""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import s3

from sluice_emulator.provisioners import Properties, accepted, after_provisioning
from sluice_emulator.s3_documents import encryption_document, lifecycle_document, tagging_document


def restore() -> None:
    """Apply the three settings after every create and update of a bucket."""
    after_provisioning("AWS::S3::Bucket", _complete)


def _complete(bucket: str, properties: Properties, previous: Properties) -> None:
    _apply(bucket, "Tags", tagging_document, (s3._put_bucket_tagging, s3._delete_bucket_tagging), properties, previous)
    _apply(
        bucket,
        "LifecycleConfiguration",
        lifecycle_document,
        (s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle),
        properties,
        previous,
    )
    _apply(
        bucket,
        "BucketEncryption",
        encryption_document,
        (s3._put_bucket_encryption, s3._delete_bucket_encryption),
        properties,
        previous,
    )


def _apply(
    bucket: str,
    name: str,
    document: Callable[[Any], str | None],
    operations: tuple[Callable[..., Any], Callable[..., Any]],
    properties: Mapping[str, Any],
    previous: Mapping[str, Any],
) -> None:
    put, delete = operations
    text = document(properties[name]) if properties.get(name) else None
    if text is not None:
        accepted(put(bucket, text.encode()))
    elif previous.get(name):
        accepted(delete(bucket))
