"""S3's ranged reads of one version.

ministack honours ``Range`` for the current version alone and sends the whole object otherwise.
"""

from collections.abc import Mapping
from typing import Any

from ministack.services import s3


def restore() -> None:
    """Cut the answer to a read by version id as ministack cuts that of a current one."""
    stock = s3._get_object

    def get(bucket: str, key: str, headers: Mapping[str, str], query: Mapping[str, Any] | None = None) -> Any:
        answer = stock(bucket, key, headers, query)
        wanted = headers.get("range", "")
        if answer[0] != 200 or not wanted or not (query or {}).get("versionId"):
            return answer
        return cut(wanted, answer[1], answer[2], bucket, key)

    s3._get_object = get


def cut(
    wanted: str, headers: Mapping[str, str], body: bytes, bucket: str, key: str
) -> tuple[int, dict[str, str], bytes]:
    """206 with the bytes of ``wanted``, or 416 where there are none."""
    span = s3._parse_range(wanted, len(body))
    if span is None:
        refused = {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}
        return 416, refused, s3._xml_body(s3._range_error_xml(bucket, key))
    start, end = span
    # A checksum is of the whole object: beside a part of it, clients take it for damage.
    kept = {name: value for name, value in headers.items() if not name.lower().startswith("x-amz-checksum-")}
    part = body[start : end + 1]
    return 206, {**kept, "Content-Length": str(len(part)), "Content-Range": f"bytes {start}-{end}/{len(body)}"}, part
