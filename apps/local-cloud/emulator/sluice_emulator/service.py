"""Speaks to Sluice's own Glue and Athena service: AWS's JSON protocol, on loopback."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sluice_emulator.arguments import LOOPBACK

TIMEOUT_SECONDS = 60
_NOT_FORWARDED = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date"})

Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body, as ministack's own services answer."""


@dataclass(frozen=True)
class Service:
    """The service on its port."""

    port: int

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """One request as it is; a service that does not answer is a 503 that SDKs try again."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            kept = {name: value for name, value in response.getheaders() if name.lower() not in _NOT_FORWARDED}
            return response.status, kept, response.read()
        except OSError as error:
            document = {
                "__type": "ServiceUnavailableException",
                "Message": f"Sluice's Glue and Athena service does not answer: {error}",
            }
            return 503, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(document).encode()
        finally:
            connection.close()

    def call(self, operation: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """One operation such as ``AWSGlue.CreateJob``; an error becomes a ServiceError."""
        headers = {"X-Amz-Target": operation, "Content-Type": "application/x-amz-json-1.1"}
        status, answered, body = self.request("POST", "/", headers, json.dumps(document).encode())
        answer: dict[str, Any] = json.loads(body) if body else {}
        if status >= 300:
            named = answer.get("__type") or {name.lower(): value for name, value in answered.items()}.get(
                "x-amzn-errortype", "InternalFailure"
            )
            raise ServiceError(
                str(named).split("#")[-1].split(":")[0], str(answer.get("Message") or answer.get("message") or "")
            )
        return answer


class ServiceError(ValueError):
    """The service refused; its text is what CloudFormation shows for the resource."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
