"""A class data archive for the local JVM: Spark starts in a third of the time when its classes are mapped, not parsed.

Kept in a cache folder, keyed by the JDK build and the jars. Everything here is an optimisation that may be absent:
a JVM that cannot use an archive ignores it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pyspark

CACHE_VARIABLE = "SLUICE_CACHE"


def archive_options() -> list[str]:
    """JVM options that use the archive if it is there; none otherwise."""
    archive = archive_path()
    return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto"] if archive is not None and archive.is_file() else []


def archive_path() -> Path | None:
    """Where the archive of this JDK and these jars lies; ``None`` without a cache folder or Java."""
    folder = os.environ.get(CACHE_VARIABLE)
    java = _java()
    if not folder or java is None or " " in folder:
        return None
    return Path(folder) / f"spark-{_key(java)}.jsa"


def _java() -> Path | None:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(str(Path(home, "bin", "java"))) if home else shutil.which("java")
    return Path(found).resolve() if found else None


def _key(java: Path) -> str:
    release = java.parent.parent / "release"
    build = release.read_text(encoding="utf-8", errors="replace") if release.is_file() else str(java.stat().st_mtime_ns)
    jars = sorted(path.name for path in (Path(pyspark.__file__).parent / "jars").glob("*.jar"))
    return hashlib.sha256("\n".join([str(java), build, *jars]).encode()).hexdigest()[:16]


def java_version(java: str = "java") -> str:
    """The first line that ``java -version`` prints."""
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=30)
    return done.stderr.splitlines()[0]
