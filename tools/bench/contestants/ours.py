"""Our contestant: all that a run does with staged files, byte scan included, but no claim, publish and commit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sluice_glue.engines.spark.session import open_session
from sluice_glue.engines.spark.write import write_batch
from sluice_glue.plan.parse import parse_plan
from sluice_glue.run.engine import StagedMember
from sluice_glue.scan.files import scan_file


def open_ours(plan_file: Path) -> Callable[[Path, Path], None]:
    """A warm session and the plan; the returned function processes one folder."""
    plan = parse_plan(plan_file.read_text(encoding="utf-8"))
    spark = open_session("bench", input_bytes=1 << 30)

    def run(folder: Path, out: Path) -> None:
        paths = sorted(folder.glob("*.csv"))
        members = [
            StagedMember(i, str(path), "raw", path.name, "0" * 64, scan_file(path, plan.source))
            for i, path in enumerate(paths)
        ]
        for member in members:
            if member.scan.refused is not None:
                raise SystemExit(f"bench: {member.key} was refused: {member.scan.refused} {member.scan.detail}")
        result = write_batch(spark, plan, members, str(out), on_step=lambda _: None)
        if result.refused:
            raise SystemExit(f"bench: refused {result.refused}")

    return run
