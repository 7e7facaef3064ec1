"""The command line of the job: `run` and `recover`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from sluice_glue.engines.spark.engine import SparkEngine
from sluice_glue.errors import DEFECT, EXIT_DEFECT, EXIT_ENVIRONMENT, EXIT_OK, GlueError
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.batch_head import BatchHead, refused_document
from sluice_glue.protocol.counts import counts_document
from sluice_glue.protocol.manifest import Catalog
from sluice_glue.protocol.open_batch import open_batch, read_bytes
from sluice_glue.protocol.recover import recover
from sluice_glue.protocol.report import Log
from sluice_glue.run.attempt import Result, run
from sluice_glue.run.engine import Engine
from sluice_glue.run.identity import new_run_id
from sluice_glue.run.interrupts import Interrupts
from sluice_glue.run.job import Job
from sluice_glue.run.workspace import DirectWorkspace, FolderWorkspace, RemoteWorkspace, Workspace
from sluice_glue.storage.folder import FolderStorage
from sluice_glue.storage.port import RemoteStorage, Storage

EPILOG = """\
exit status:
  0    run: the outcome is committed, rejected (committed, but no row reached the table) or claim_lost
       (another run has the batch); recover: the batch is clean
  2    usage or bad input: arguments, manifest, plan, head, a key
  3    the environment: permissions, disk full, no answer from S3 or the catalog, Java
  4    a defect of Sluice
  130  interrupted; what was published is removed and the batch is given back

The last line on standard output is one JSON object; standard error has one JSON object per line, and Spark's own lines.

examples:
  python -m sluice_glue run --plan lake/control/things/plans/1f….json \\
      --manifest lake/control/things/batches/0a…/manifest.json --output lake/processed
  python -m sluice_glue recover --manifest s3://control/things/batches/0a…/manifest.json --output s3://processed
"""
# Arguments that Glue adds to every job: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
_GLUES_OWN = (
    "--JOB_",
    "--job-",
    "--enable-",
    "--extra-",
    "--custom-",
    "--TempDir",
    "--conf",
    "--spark-",
    "--security-",
    "--continuous-",
)


def parser() -> argparse.ArgumentParser:
    """The arguments of both commands. Glue's spelling (`--manifest_uri`) is another name of the same."""
    top = argparse.ArgumentParser(
        prog="sluice_glue",
        description="The data plane of Sluice: runs one batch of files into a table, exactly once.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    shape: dict[str, Any] = {
        "epilog": EPILOG,
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }
    runs = commands.add_parser("run", help="claim the batch's open attempt and run it", **shape)
    _common(runs)
    runs.add_argument("--plan", "--plan_uri", required=True, metavar="URI", help="plan.json that the manifest pins")
    runs.add_argument(
        "--attempt",
        type=int,
        metavar="N",
        help="claim this attempt only; default: the open one, "
        "after taking the batch over from a local run whose process is dead",
    )
    runs.add_argument(
        "--run-id", "--JOB_RUN_ID", metavar="ID", help="unique id of this run; default: $JOB_RUN_ID, or made up"
    )
    runs.add_argument(
        "--spark-io",
        choices=["local", "s3", "s3a"],
        default="local",
        help="how Spark reaches an S3 lake: through this machine's disk (default), or itself by this scheme",
    )
    for name in ("--dataset_id", "--run_date", "--batch_id"):
        runs.add_argument(name, metavar="TEXT", help="checked against the manifest")
    recovers = commands.add_parser(
        "recover", help="take the batch over from a run that is over, and remove what lost attempts left", **shape
    )
    _common(recovers)
    recovers.add_argument("--attempt", type=int, metavar="N", help="take over from this attempt only")
    recovers.add_argument("--fail", action="store_true", help="close the batch instead of opening its next attempt")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    # A batch can hold what a terminal's encoding cannot.
    for stream in (sys.stdout, sys.stderr):
        cast("Any", stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parse(list(sys.argv[1:] if arguments is None else arguments))
    interrupts = Interrupts()
    interrupts.install()
    try:
        batch = open_batch(options.manifest, options.output, open_storage)
        if options.command == "run":
            result = run(job_of(options, batch, interrupts))
            return end(EXIT_OK, result_document(batch, result))
        head = recover(batch, attempt=options.attempt, fail=options.fail)
        interrupts.check()
        return end(EXIT_OK, {"batch_id": batch.batch_id, "state": head.state, "attempt": head.attempt})
    except GlueError as error:
        return fail(options, error, error.exit_code)
    except OSError as error:
        # Arguments whose folders cannot be entered; everything later is coded where it happens.
        return fail(options, GlueError("SLC5110", f"{error.filename}: {error.strerror}"), EXIT_ENVIRONMENT)
    except Exception as error:  # noqa: BLE001 - no stack trace for users
        return fail(options, GlueError(DEFECT, type(error).__name__), EXIT_DEFECT)


def open_storage(root: Path | None) -> Storage:
    """The storage of a lake's folder, or S3."""
    if root is not None:
        return FolderStorage(root)
    # boto3 costs half a second to import, which a run on folders need not pay.
    from sluice_glue.storage.s3 import S3Storage, s3_client

    return S3Storage(s3_client())


def job_of(options: argparse.Namespace, batch: Batch, interrupts: Interrupts) -> Job:
    """The real run, as the arguments ask for it."""
    _check_belongs(options, batch)
    given = options.run_id or os.environ.get("JOB_RUN_ID")
    run_id = given or new_run_id()
    manifest = batch.manifest
    identity = {
        "dataset_id": manifest.dataset_id,
        "batch_id": manifest.batch_id,
        "job_run_id": run_id,
        "contract_version": manifest.contract_version,
    }
    return Job(
        batch=batch,
        run_id=run_id,
        attempt=options.attempt,
        read_plan=partial(read_bytes, options.plan, open_storage),
        open_workspace=partial(open_workspace, batch, options.spark_io),
        engine=open_engine(batch, interrupts),
        register=_register,
        log=Log(identity),
        interrupts=interrupts,
        # Who names the attempt runs attempts himself, and knows better.
        recovers_dead=options.attempt is None,
    )


def open_engine(batch: Batch, interrupts: Interrupts) -> Engine:
    """What scans and writes: the one place where an engine is chosen."""
    return SparkEngine(f"sluice {batch.dataset_id} {batch.batch_id}", started=interrupts.install)


def open_workspace(batch: Batch, spark_io: str, attempt: int) -> Workspace:
    """The workspace that fits the lake."""
    if isinstance(batch.storage, FolderStorage):
        return FolderWorkspace(batch, batch.storage, attempt)
    storage = cast("RemoteStorage", batch.storage)
    if spark_io == "local":
        return RemoteWorkspace(batch, storage, attempt)
    return DirectWorkspace(batch, storage, attempt, spark_io)


def result_document(batch: Batch, result: Result) -> dict[str, Any]:
    """The last line of a run that ended normally."""
    head: BatchHead = result.head
    document: dict[str, Any] = {"outcome": result.outcome, "batch_id": batch.batch_id, "attempt": result.attempt}
    if result.outcome == "claim_lost":
        return document | {"head": {"state": head.state, "attempt": head.attempt, "run_id": head.run_id}}
    return document | {
        "counts": counts_document(head.counts),
        "files": len(head.files),
        "quarantine_files": len(head.quarantine_files),
        "refused": [refused_document(refused) for refused in head.refused],
    }


def _register(catalog: Catalog, partitions: Sequence[Mapping[str, str]]) -> int:
    # Only here: it brings in boto3.
    from sluice_glue.catalog.register import glue_client, register_partitions

    return register_partitions(glue_client(), catalog, partitions)


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--manifest", "--manifest_uri", required=True, metavar="URI", help="the batch's manifest.json")
    command.add_argument("--output", "--output_uri", required=True, metavar="URI", help="the processed bucket")
    command.add_argument("--verbose", action="store_true", help="show where in the code an error happened")


def _parse(arguments: list[str]) -> argparse.Namespace:
    options, unknown = parser().parse_known_args(arguments)
    names = [argument for argument in unknown if argument.startswith("--")]
    strange = [name for name in names if "--manifest_uri" not in arguments or not name.startswith(_GLUES_OWN)]
    if strange or (unknown and not names):
        parser().error(f"unknown argument {(strange or unknown)[0]}")
    if options.attempt is not None and options.attempt < 1:
        parser().error("--attempt counts from 1")
    return options


def _check_belongs(options: argparse.Namespace, batch: Batch) -> None:
    for name in ("dataset_id", "run_date", "batch_id"):
        given, is_so = getattr(options, name), getattr(batch.manifest, name)
        if given is not None and given != is_so:
            raise GlueError("SLC5100", f"--{name} is {given}, the manifest says {is_so}")


def fail(options: argparse.Namespace, error: GlueError, status: int) -> int:
    """End with a coded error, in the log and as the last line."""
    if options.verbose:
        traceback.print_exc()
    said = {"code": error.code, "message": error.message, "fix": error.fix}
    Log({}).line("failed", **said)
    outcome = {"outcome": "failed"} if options.command == "run" else {}
    return end(status, outcome | said)


def end(status: int, document: dict[str, Any]) -> int:
    """End with the last line on standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return status
