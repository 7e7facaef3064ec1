"""The JSON documents of the control bucket: one spelling, and one coded error for what is wrong with them."""

from __future__ import annotations

import json

from sluice_glue.errors import GlueError
from sluice_glue.fields import Fields


def document_of(body: bytes, document: str) -> Fields:
    """Parse a JSON document that must be an object; SLC5101 with its name and path says what is wrong in it."""

    def wrong(path: str, problem: str) -> GlueError:
        return GlueError("SLC5101", f"{document}: {path or '/'} {problem}")

    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise GlueError("SLC5101", f"{document}: not JSON ({error})") from error
    return Fields(value, wrong)


def json_bytes(value: object) -> bytes:
    """The one spelling of a document: sorted keys, two spaces, a line end."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")
