"""The S3 emulator in a process of its own, and a proxy that loses answers."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BUCKETS = ("raw", "processed", "quarantine", "control")
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ministack(folder: Path) -> Iterator[str]:
    """Plain ministack on loopback; its files lie in `folder`, and nothing of it outlives the block."""
    port = free_port()
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "ministack")],
        env={
            **os.environ,
            **CREDENTIALS,
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "LOG_LEVEL": "WARNING",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "TMPDIR": str(folder),
            "HOME": str(folder),
        },
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        _wait_healthy(process, endpoint)
        yield endpoint
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_healthy(process: subprocess.Popen[bytes], endpoint: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the emulator ended with {process.returncode}"
        try:
            with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the emulator does not answer")


@contextmanager
def losing_proxy(endpoint: str, loses: Callable[[str, str, dict[str, str]], bool]) -> Iterator[str]:
    """Passes everything on to `endpoint`; where `loses(method, path, headers)`, drops the answer and the connection."""
    target = endpoint.removeprefix("http://")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            body = self._body(sent)
            upstream = http.client.HTTPConnection(target, timeout=30)
            passed = {
                name: value for name, value in sent.items() if name not in ("transfer-encoding", "expect", "connection")
            }
            upstream.request(self.command, self.path, body, {**passed, "content-length": str(len(body))})
            answer = upstream.getresponse()
            content = answer.read()
            upstream.close()
            if loses(self.command, self.path, sent):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                    self.send_header(name, value)
            length = answer.getheader("content-length") if self.command == "HEAD" else str(len(content))
            self.send_header("content-length", length or "0")
            self.end_headers()
            self.wfile.write(content)

        def _body(self, sent: dict[str, str]) -> bytes:
            if "chunked" not in sent.get("transfer-encoding", ""):
                return self.rfile.read(int(sent.get("content-length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
