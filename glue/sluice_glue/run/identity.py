"""Run ids that tell whether their process is dead, for whoever runs the job without a control plane."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
from pathlib import Path

_LOCAL = re.compile(
    r"local-(?P<machine>[0-9a-f]{8})-(?P<boot>[0-9a-f]{8})-(?P<pid>[0-9]+)-(?P<start>[0-9]+)-[0-9a-f]{8}"
)


def new_run_id() -> str:
    """An id of this process: machine, boot, pid, start, and chance so that it is never used twice."""
    pid = os.getpid()
    return f"local-{_machine()}-{_boot()}-{pid}-{_started(pid) or 0}-{secrets.token_hex(4)}"


def is_dead(run_id: str) -> bool:
    """Whether the process of a run id is known to be over. False when it lives and when nothing is known."""
    parts = _LOCAL.fullmatch(run_id)
    if parts is None or parts["machine"] != _machine() or int(parts["start"]) == 0:
        return False
    if parts["boot"] != _boot():
        return True
    return _started(int(parts["pid"])) != int(parts["start"])


def _started(pid: int) -> int | None:
    """The process's start in clock ticks (field 22 of /proc/<pid>/stat), or None: gone, a zombie, or no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def _machine() -> str:
    return _short(socket.gethostname() + _read("/etc/machine-id"))


def _boot() -> str:
    """Boot and process namespace: a pid means something only within both."""
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return _short(_read("/proc/sys/kernel/random/boot_id") + namespace)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
