"""The S3 connector of Spark's own Hadoop, from Maven: 282 MB that only this part needs.

`python -m tests.s3a.jars` fetches them; they stay in `.cache/jars`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[3] / ".cache" / "jars"
# pyspark 3.5.6 brings Hadoop 3.3.4, and hadoop-aws 3.3.4 was built against this bundle.
ARTIFACTS = ("org.apache.hadoop:hadoop-aws:3.3.4", "com.amazonaws:aws-java-sdk-bundle:1.12.262")


def jars() -> list[Path]:
    """The jars, fetched if they are not there."""
    return [_jar(artifact) for artifact in ARTIFACTS]


def _jar(artifact: str) -> Path:
    _, name, version = artifact.split(":")
    jar = FOLDER / f"{name}-{version}.jar"
    if not jar.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise SystemExit(
                "mvn is missing: this part fetches two jars with Maven. Install it (Debian: apt-get install maven)."
            )
        # Copied to a folder of its own and moved, so that an interrupted copy is not taken for the jar.
        half = FOLDER / f".{name}"
        subprocess.run(
            [maven, "-q", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={half}"], check=True
        )
        (half / jar.name).replace(jar)
        half.rmdir()
    return jar


if __name__ == "__main__":
    sys.stdout.write("".join(f"{jar}\n" for jar in jars()))
