"""The files of a batch, grouped by what a reader must know; files that the plan cannot take are refused."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from sluice_glue.engines.spark.csv_read import Group
from sluice_glue.plan.match_header import HeaderRefusal, match_header
from sluice_glue.plan.model import Plan
from sluice_glue.protocol.result import Refused
from sluice_glue.run.engine import StagedMember
from sluice_glue.scan.csv.flatten import Placeholders, flatten
from sluice_glue.scan.csv.scan import CsvScan
from sluice_glue.scan.inflate import Refusal


def group_members(
    spark: SparkSession, plan: Plan, members: Sequence[StagedMember], flat_folder: str
) -> tuple[list[Group], list[Refused]]:
    """Group files with the same header and the same kind of text.

    Args:
        spark: the session.
        plan: the plan.
        members: scanned files.
        flat_folder: where files are copied whose quoted cells hold line ends; the caller removes it.

    Returns:
        The groups, and the members whose header the plan does not take.
    """
    groups: dict[object, Group] = {}
    refused: list[Refused] = []
    for member in members:
        scan = _csv(member)
        match = match_header(plan, scan.header)
        if isinstance(match, HeaderRefusal):
            refused.append(Refused(member.member, match.reason, match.detail))
            continue
        uri, placeholders = member.uri, None
        if scan.quoted_line_ends:
            try:
                uri, placeholders = _flat_copy(spark, plan, member, flat_folder)
            except Refusal as refusal:
                refused.append(Refused(member.member, refusal.reason, refusal.detail))
                continue
        group = Group(match, scan.ascii_only, scan.suspect_encoding, placeholders, {}, no_blanks=True)
        key = (scan.header, scan.ascii_only, scan.suspect_encoding, placeholders)
        known = groups.setdefault(key, group)
        # One file with a blank costs its group the faster cast, not a reader of its own.
        groups[key] = replace(
            known, files={**known.files, member.member: uri}, no_blanks=known.no_blanks and scan.no_blanks
        )
    return list(groups.values()), refused


def without_members(groups: Sequence[Group], dropped: set[int]) -> list[Group]:
    """The groups without some files, and without those that have none left."""
    kept = [replace(g, files={m: uri for m, uri in g.files.items() if m not in dropped}) for g in groups]
    return [group for group in kept if group.files]


def _csv(member: StagedMember) -> CsvScan:
    if not isinstance(member.scan, CsvScan):
        raise TypeError(f"member {member.member} was not scanned as CSV")
    return member.scan


def _flat_copy(spark: SparkSession, plan: Plan, member: StagedMember, folder: str) -> tuple[str, Placeholders]:
    """Copy by way of the driver's disk, since the staged file may lie in any file system of Hadoop's."""
    jvm: Any = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    staged = path(member.uri)
    copy = path(folder, staged.getName())
    with tempfile.TemporaryDirectory(prefix="sluice-flat-") as temporary:
        before, after = Path(temporary, "before"), Path(temporary, staged.getName())
        staged.getFileSystem(conf).copyToLocalFile(False, staged, path(str(before)), True)
        placeholders = flatten(before, after, plan.source)
        file_system = copy.getFileSystem(conf)
        file_system.mkdirs(copy.getParent())
        file_system.copyFromLocalFile(True, True, path(str(after)), copy)
    return str(copy.toString()), placeholders
