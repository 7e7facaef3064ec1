"""S3 through boto3, against any endpoint: conditional puts are the compare-and-swap, CopyObject publishes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)

from sluice_glue.errors import GlueError
from sluice_glue.storage.port import (
    Conflict,
    Listed,
    MemberGone,
    SourceGone,
    Stored,
    Unclear,
    check_bucket,
    check_key,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# One copy is answered or given up within 50 s: less than the 60 s of grace that a takeover gives requests in flight.
READ_SECONDS = 50
DELETE_KEYS = 1000


def aws_config(**changes: Any) -> Config:
    """The client settings of all calls: bounded, so that no request outlives the grace of a takeover."""
    settings: dict[str, Any] = {
        "connect_timeout": 10,
        "read_timeout": READ_SECONDS,
        "retries": {"mode": "standard", "total_max_attempts": 4},
        "max_pool_connections": 32,
    }
    return Config(**(settings | changes))


def region() -> str:
    """The region of the environment, or of the configuration that boto3 reads; boto3 alone ignores AWS_REGION."""
    return os.environ.get("AWS_REGION") or boto3.Session().region_name or "us-east-1"


def s3_client() -> S3Client:
    """A client for the endpoint of the environment; path style when that is not AWS itself."""
    custom = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    style = {"s3": {"addressing_style": "path"}} if custom else {}
    client: S3Client = boto3.client("s3", region_name=region(), config=aws_config(**style))
    client.meta.events.register("before-parameter-build.s3.PutObject", _take_conditions)
    client.meta.events.register("before-call.s3.PutObject", _send_conditions)
    return client


# Glue brings a boto3 of its own. Some know no condition of a PutObject and refuse it before they send anything; the
# service has both.
_CONDITIONS = {"IfMatch": "If-Match", "IfNoneMatch": "If-None-Match"}
_TAKEN = "sluice-conditions"


def _take_conditions(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Keep the conditions from the check of parameters, whose list may be older than they are."""
    context[_TAKEN] = {header: params.pop(name) for name, header in _CONDITIONS.items() if name in params}


def _send_conditions(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """Put them into the request as what they are: headers, which are signed with all others."""
    params["headers"].update(context.pop(_TAKEN, {}))


class S3Storage:
    """Buckets of S3; a version id is S3's."""

    parallel = 8

    def __init__(self, client: S3Client) -> None:
        self.client = client

    def read(self, bucket: str, key: str) -> Stored | None:
        with self._answers(bucket, key):
            try:
                answer = self.client.get_object(Bucket=bucket, Key=key)
                return Stored(answer["Body"].read(), answer["ETag"])
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    return None
                raise

    def write(self, bucket: str, key: str, body: bytes) -> None:
        with self._answers(bucket, key):
            self.client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")

    def create(self, bucket: str, key: str, body: bytes) -> None:
        with self._answers(bucket, key):
            self.client.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json", IfNoneMatch="*")

    def swap(self, bucket: str, key: str, body: bytes, token: str) -> str:
        with self._answers(bucket, key):
            try:
                answer = self.client.put_object(
                    Bucket=bucket, Key=key, Body=body, ContentType="application/json", IfMatch=token
                )
                return answer["ETag"]
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    raise Conflict from error
                raise

    def fetch(self, bucket: str, key: str, version_id: str, target: Path) -> None:
        # No check_key: a raw key is the producer's, and here it names no file of ours.
        with self._answers(check_bucket(bucket), key), _member():
            target.parent.mkdir(parents=True, exist_ok=True)
            answer = self.client.get_object(Bucket=bucket, Key=key, VersionId=version_id)
            _save(answer["Body"].iter_chunks(1 << 20), target, answer["ContentLength"])

    def download(self, bucket: str, key: str, target: Path) -> None:
        with self._answers(bucket, key):
            try:
                answer = self.client.get_object(Bucket=bucket, Key=key)
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    raise SourceGone(key) from error
                raise
            target.parent.mkdir(parents=True, exist_ok=True)
            _save(answer["Body"].iter_chunks(1 << 20), target, answer["ContentLength"])

    def upload(self, source: Path, bucket: str, key: str) -> None:
        with self._answers(bucket, key):
            self.client.upload_file(str(source), bucket, key)

    def copy_version(self, bucket: str, key: str, version_id: str, to_bucket: str, to_key: str) -> None:
        source = {"Bucket": check_bucket(bucket), "Key": key, "VersionId": version_id}
        with self._answers(to_bucket, to_key), _member():
            # A managed copy: in parts above the limit of one CopyObject. Its target is read by this batch alone.
            self.client.copy(source, to_bucket, to_key)  # type: ignore[arg-type]

    def publish(self, bucket: str, key: str, to_bucket: str, to_key: str) -> None:
        with self._answers(to_bucket, check_key(to_key)):
            try:
                self.client.copy_object(Bucket=to_bucket, Key=to_key, CopySource={"Bucket": bucket, "Key": key})
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    raise SourceGone(key) from error
                raise

    def delete(self, bucket: str, keys: Sequence[str]) -> None:
        self._delete(bucket, [check_key(key) for key in keys])

    def _delete(self, bucket: str, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), DELETE_KEYS):
            chunk = keys[start : start + DELETE_KEYS]
            with self._answers(bucket, chunk[0]):
                answer = self.client.delete_objects(
                    Bucket=check_bucket(bucket), Delete={"Objects": [{"Key": key} for key in chunk], "Quiet": True}
                )
            for failed in answer.get("Errors", []):
                raise GlueError("SLC5110", f"s3://{bucket}/{failed.get('Key')}: {failed.get('Code')}")

    def list(self, bucket: str, prefix: str) -> Iterator[Listed]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=check_bucket(bucket), Prefix=prefix)
        with self._answers(bucket, prefix):
            for page in pages:
                for entry in page.get("Contents", []):
                    yield Listed(entry["Key"], entry["Size"])

    def delete_staging(self, bucket: str, prefix: str, published_to: Sequence[str]) -> None:
        # As listed: the markers by which Spark's file system makes folders end in a slash, as no key of a document may.
        self._delete(bucket, [listed.key for listed in self.list(bucket, prefix)])

    def make_durable(self, objects: Sequence[tuple[str, str]]) -> None:
        """An object that S3 has answered for is durable."""

    def tidy(self) -> None:
        """S3 shows no half-written object."""

    @contextmanager
    def _answers(self, bucket: str, key: str) -> Iterator[None]:
        """Sort what went wrong: a condition, no answer, or a refusal for good."""
        check_bucket(bucket)
        try:
            yield
        except ClientError as error:
            status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
            code = _code(error)
            if status == 412 or code in ("ConditionalRequestConflict", "PreconditionFailed"):
                raise Conflict from error
            if status >= 500 or status == 429 or code in ("RequestTimeout", "SlowDown", "OperationAborted"):
                raise Unclear(f"s3://{bucket}/{key}: {code or status}") from error
            raise GlueError("SLC5110", f"s3://{bucket}/{key}: {code or status}") from error
        except (HTTPClientError, IncompleteReadError, Boto3Error, ConnectionError) as error:
            raise Unclear(f"s3://{bucket}/{key}: {type(error).__name__}") from error
        except BotoCoreError as error:
            raise GlueError("SLC5110", f"s3://{bucket}/{key}: {type(error).__name__}") from error


@contextmanager
def _member() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) in (
            "NoSuchKey",
            "NoSuchVersion",
            "404",
            "MethodNotAllowed",
            "405",
        ):  # not allowed: a delete marker
            raise MemberGone("the object version is gone") from error
        if _code(error) in ("InvalidArgument", "400"):  # a version id that no bucket ever gave
            raise MemberGone("no such version id") from error
        raise


def _save(chunks: Iterator[bytes], target: Path, size: int) -> None:
    with open(target, "wb") as writer:
        writer.writelines(chunks)
        if writer.tell() != size:
            raise Unclear(f"{target.name}: {writer.tell()} of {size} bytes")


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
