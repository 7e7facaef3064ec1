"""A class data archive for the local JVM: Spark starts in a third of the time when its classes are mapped, not parsed.

Kept in a cache folder, keyed by the JDK build and the jars. Everything here is an optimisation that may be absent: a
JVM that cannot use an archive ignores it, and one that cannot write it goes on without.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pyspark

CACHE_VARIABLE = "SLUICE_CACHE"
"""The cache folder; without it ``.cache`` beside the project, if that can be written."""


class ClassArchive:
    """The archive of this JDK and these jars: used when it is there, else made by this run as it ends.

    Attributes:
        options: what the JVM is started with.
    """

    def __init__(self) -> None:
        self._path = archive_path()
        self._made: Path | None = None
        self.options: tuple[str, ...] = ()
        if self._path is None:
            return
        if self._path.is_file():
            self.options = (
                f"-XX:SharedArchiveFile={self._path}",
                "-Xshare:auto",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
            )
            return
        # Under a name of its own, so that two first runs do not write one file; whoever ends last wins, both are whole.
        self._made = self._path.with_suffix(f".{os.getpid()}.tmp")
        self.options = (f"-XX:ArchiveClassesAtExit={self._made}", "-Xlog:cds=off", "-Xlog:cds+dynamic=off")

    @property
    def is_new(self) -> bool:
        """Whether the JVM of this run writes the archive."""
        return self._made is not None

    def keep(self) -> None:
        """After the JVM has ended: give the archive that it wrote its name."""
        if self._made is None or self._path is None:
            return
        if self._made.is_file() and self._made.stat().st_size > 0:
            self._made.replace(self._path)
        else:
            self._made.unlink(missing_ok=True)


def archive_path() -> Path | None:
    """Where the archive lies; ``None`` without Java or a cache folder that can be written."""
    folder = Path(os.environ.get(CACHE_VARIABLE) or Path(__file__).parents[4] / ".cache") / "spark"
    java = _java()
    if java is None or " " in str(folder):
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder / f"{_key(java)}.jsa" if os.access(folder, os.W_OK) else None


def _java() -> Path | None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(str(Path(home, "bin", "java"))) if home else shutil.which("java")
    return Path(found).resolve() if found else None


def _key(java: Path) -> str:
    release = java.parent.parent / "release"
    build = release.read_text(encoding="utf-8", errors="replace") if release.is_file() else str(java.stat().st_mtime_ns)
    jars = Path(pyspark.__file__).parent / "jars"
    # The JVM compares the class path and the jars' times with the archive's, so a key by name and time is enough.
    names = sorted(f"{path.name} {path.stat().st_mtime_ns}" for path in jars.glob("*.jar"))
    return hashlib.sha256("\n".join([str(java), build, str(jars), *names]).encode()).hexdigest()[:16]
