"""Swaps files for a process that cannot lock: Node has no `flock`, and the job (`FolderStorage.swap`) swaps under one.

One request a line, JSON: `{"path", "temporary", "token"}`. Under the exclusive lock of the file's folder, the file is
replaced by the temporary one if its content still has this SHA-256. The answer is one line: `won`, `conflict` or
`error <text>`. No answer means that nobody knows; the kernel drops the lock with this process, and this process ends
with its input.
"""

import fcntl
import hashlib
import json
import os
import sys
import time

LOCK_SECONDS = 30.0


def lock(folder: int) -> None:
    deadline, pause = time.monotonic() + LOCK_SECONDS, 0.001
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(pause)
            pause = min(pause * 2, 0.1)


def swap(path: str, temporary: str, token: str) -> str:
    try:
        folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return "conflict"
    try:
        lock(folder)
        try:
            with open(path, "rb") as handle:
                now = hashlib.sha256(handle.read()).hexdigest()
        except FileNotFoundError:
            return "conflict"
        if now != token:
            return "conflict"
        os.replace(temporary, path)
        os.fsync(folder)
        return "won"
    finally:
        os.close(folder)


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = swap(request["path"], request["temporary"], request["token"])
        except OSError as error:
            answer = f"error {error}".replace("\n", " ")
        print(answer, flush=True)


if __name__ == "__main__":
    main()
