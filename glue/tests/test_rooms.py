"""Which room may use which, read from the syntax tree of every module: imports in functions and for types count too."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.batches import REPOSITORY

GLUE = REPOSITORY / "glue"
PACKAGE = "sluice_glue"

# What each room may use of the package: a room, or single modules of one. The first name is the room's own.
MAY_USE: Mapping[str, tuple[str, ...]] = {
    "errors": (),
    "fields": (),
    "names": (),
    "plan": ("plan", "errors", "fields", "names"),
    "scan": ("scan", "plan"),
    "storage": ("storage", "errors"),
    "protocol": ("protocol", "storage", "errors", "fields", "names"),
    "run": ("run", "protocol", "storage", "plan", "scan.model", "errors"),
    "catalog": ("catalog", "protocol.manifest", "storage.s3", "plan.partition_folder", "errors"),
    "engines.spark": (
        *("engines.spark", "run.engine", "protocol.result", "protocol.counts", "plan", "scan", "errors"),
    ),
    "runtime": ("runtime", "run", "protocol", "storage", "catalog", "engines.spark.engine", "errors"),
    "runtime.glue": ("runtime.cli", "engines.spark.session"),
    "__main__": ("runtime.cli",),
}
# Packages of others, and the rooms that may use them. Everything else outside the package is the standard library's.
OTHERS: Mapping[str, tuple[str, ...]] = {
    "pyspark": ("engines.spark", "runtime"),
    "awsglue": ("runtime.glue",),
    "boto3": ("storage.s3", "catalog"),
    "botocore": ("storage.s3", "catalog"),
    "mypy_boto3_s3": ("storage.s3",),
    "mypy_boto3_glue": ("catalog",),
}
KNOWS_NO_FORMAT = ("protocol", "storage", "run")


def module_name(path: Path) -> str:
    """`run.attempt`; a package is called like its folder."""
    parts = path.relative_to(GLUE / PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((GLUE / PACKAGE).rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of modules; `from package import module` names the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            below = node.module.removeprefix(PACKAGE).removeprefix(".")
            for alias in node.names:
                within = ".".join(part for part in (below, alias.name) if part)
                is_module = node.module.split(".")[0] == PACKAGE and within in MODULES
                yield f"{PACKAGE}.{within}" if is_module else node.module


def own(tree: ast.AST) -> set[str]:
    """What a module uses of the package."""
    return {name.removeprefix(f"{PACKAGE}.") for name in imported(tree) if name.split(".")[0] == PACKAGE}


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def room_of(module: str) -> str | None:
    """The most exact entry of the table."""
    return max((room for room in MAY_USE if is_in(module, room)), key=len, default=None)


def trespasses(module: str, tree: ast.AST) -> list[str]:
    room = room_of(module)
    if room is None:
        return [f"{module} is in no room"]
    found = [
        f"{module} uses {used}" for used in own(tree) if not any(is_in(used, allowed) for allowed in MAY_USE[room])
    ]
    for name in imported(tree):
        top = name.split(".")[0]
        if top == PACKAGE or top in sys.stdlib_module_names:
            continue
        if not any(is_in(module, allowed) for allowed in OTHERS.get(top, ())):
            found.append(f"{module} uses {name}")
    return found


def test_every_module_keeps_to_its_room() -> None:
    # The doors of rooms hold nothing but a sentence, and say so by having nothing to import.
    doors = {name for name, path in MODULES.items() if path.name == "__init__.py"}

    assert [problem for name in MODULES if name not in doors for problem in trespasses(name, TREES[name])] == []
    assert [name for name in doors if list(imported(TREES[name]))] == []
    assert len(MODULES) > 50


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("protocol.publish", "import pyspark"),
        ("run.stages", "def f():\n    from pyspark.sql import SparkSession"),
        ("run.stages", "from sluice_glue.scan.csv.scan import CsvScan"),
        ("run.stages", "from sluice_glue.scan import files"),
        ("protocol.batch", "from sluice_glue.run import engine"),
        ("plan.model", "from sluice_glue.engines.spark import sql"),
        ("scan.files", "import pyspark"),
        ("runtime.cli", "from awsglue.job import Job"),
        ("runtime.cli", "from sluice_glue.engines.spark.write import write_batch"),
        ("engines.spark.write", "from sluice_glue.run.attempt import run"),
        ("storage.port", "import boto3"),
        ("nowhere", "import os"),
    ],
)
def test_a_trespass_is_seen(module: str, code: str) -> None:
    assert trespasses(module, ast.parse(code)) != []


def circles(uses: Mapping[str, set[str]]) -> list[str]:
    """A module or room that reaches itself, with the way."""
    found: list[str] = []

    def walk(at: str, way: tuple[str, ...]) -> None:
        if at in way:
            found.append(" -> ".join((*way[way.index(at) :], at)))
            return
        if at not in done:
            for used in sorted(uses.get(at, ())):
                walk(used, (*way, at))
            done.add(at)

    done: set[str] = set()
    for start in uses:
        walk(start, ())
    return found


def test_no_circles_between_modules_nor_between_rooms() -> None:
    modules = {name: own(TREES[name]) for name in MODULES}
    rooms: dict[str, set[str]] = {}
    for name, used in modules.items():
        room = name.split(".")[0]
        rooms.setdefault(room, set()).update({other.split(".")[0] for other in used} - {room})

    assert circles(modules) == []
    assert circles(rooms) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a -> b -> c -> a"]


def test_protocol_storage_and_run_know_no_format() -> None:
    """Not by name either: no identifier and no text of theirs says CSV."""
    said = [
        f"{name}: {text}"
        for name, tree in TREES.items()
        if name.split(".")[0] in KNOWS_NO_FORMAT
        for node in ast.walk(tree)
        for text in (getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "value", ""))
        if isinstance(text, str) and "csv" in text.lower()
    ]

    assert said == []


def test_a_run_that_writes_nothing_loads_neither_spark_nor_boto() -> None:
    """Each costs half a second, and most ways to end a run need neither."""
    code = "import sys, sluice_glue.runtime.cli; print(sorted({'pyspark', 'boto3', 'awsglue'} & set(sys.modules)))"

    ended = subprocess.run([sys.executable, "-c", code], cwd=GLUE, capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"
