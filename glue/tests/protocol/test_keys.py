"""Keys: one spelling for both programs, the dataset first, and the way out of a lake of an earlier release."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sluice_glue.errors import GlueError
from sluice_glue.protocol import keys
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.documents import json_bytes
from sluice_glue.protocol.open_batch import open_batch
from sluice_glue.storage.folder import FolderStorage
from tests.batches import CONFORMANCE, REPOSITORY

from .lakes import DATASET, Case, folder_case

VECTORS = json.loads((CONFORMANCE / "keys.json").read_text(encoding="utf-8"))
PACKAGE = REPOSITORY / "glue" / "sluice_glue"


def test_the_job_ships_the_keys_of_the_protocol_byte_for_byte() -> None:
    shipped = (PACKAGE / "protocol" / "keys.json").read_bytes()

    assert shipped == (REPOSITORY / "libs" / "protocol" / "src" / "keys.json").read_bytes()


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["dataset"])
def test_every_key_of_the_vectors(vector: dict[str, Any]) -> None:
    dataset, batch, attempt, digest = (vector[name] for name in ("dataset", "batch", "attempt", "digest"))

    made = {
        "incoming": keys.incoming_prefix(dataset),
        "batches": keys.batches_prefix(dataset),
        "manifest": keys.manifest_key(dataset, batch),
        "head": keys.batch_head_key(dataset, batch),
        "intent": keys.intent_key(dataset, batch, attempt),
        "report": keys.report_key(dataset, batch, attempt),
        "inputs": keys.inputs_prefix(dataset, batch),
        "staging": keys.staging_prefix(dataset, batch, attempt),
        "plan": keys.plan_key(dataset, digest),
        "script": keys.script_key(digest),
        "package": keys.package_key(digest),
    }

    assert made == vector["keys"]
    assert made.keys() == json.loads((PACKAGE / "protocol" / "keys.json").read_text()).keys()
    assert keys.batch_of_manifest(made["manifest"]) == (dataset, batch)


@pytest.mark.parametrize("key", VECTORS["not_manifests"])
def test_what_is_no_key_of_a_manifest(key: str) -> None:
    assert keys.batch_of_manifest(key) is None


def spelled(tree: ast.AST) -> Iterator[str]:
    """Texts of a module that look like a part of a control key; documentation is not looked at."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            for part in ("batches/", "staging/", "plans/", "in/", "manifest.json", "head.json", ".intent.", ".report."):
                if node.value.startswith(part) or f"/{part}" in node.value or node.value.endswith(f"/{part}"):
                    yield node.value


def test_no_other_module_spells_a_key() -> None:
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name not in ("cli.py",)]

    assert [(path.name, text) for path in modules for text in spelled(ast.parse(path.read_text()))] == []
    assert list(spelled(ast.parse('key = f"{dataset}/batches/{batch}/head.json"'))) != []


def code_of(manifest_uri: str, output_uri: str) -> tuple[str, str]:
    with pytest.raises(GlueError) as error:
        open_batch(manifest_uri, output_uri, lambda root: FolderStorage(root or Path("/nowhere")))
    return error.value.code, error.value.fix


def as_an_earlier_release_left_it(case: Case, lake: Path) -> str:
    """The same batch with the keys that had no dataset in front."""
    for path in (lake / "control" / DATASET).iterdir():
        shutil.move(path, lake / "control" / path.name)
    (lake / "control" / DATASET).rmdir()
    return f"{lake}/control/batches/{case.batch.batch_id}/manifest.json"


def test_a_lake_of_an_earlier_release_is_refused_with_the_way_to_drain_it(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    old = as_an_earlier_release_left_it(case, tmp_path)
    before = sorted(str(path) for path in tmp_path.rglob("*"))

    code, fix = code_of(old, case.output_uri)

    assert code == "SLC5105"
    assert "docs/runbook.md#old-lake" in fix
    assert "another lake" in fix
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before, "nothing was touched"


def test_what_the_last_release_with_old_keys_wrote_is_refused_on_s3_before_anything_is_asked() -> None:
    written: list[str] = json.loads((CONFORMANCE / "old-lake.json").read_text(encoding="utf-8"))["control"]
    manifests = [key for key in written if key.endswith("/manifest.json")]

    assert [code_of(f"s3://control/{key}", "s3://processed")[0] for key in manifests] == ["SLC5105"]


def test_a_dataset_may_be_called_like_the_control_bucket(tmp_path: Path) -> None:
    """Its manifest ends as one with an old key does; the lake tells them apart."""
    lake = tmp_path / "lake"
    key = "control/batches/0a1b2c3d4e5f60718293a4b5/manifest.json"

    code, _ = code_of(f"{lake}/control/{key}", f"{lake}/processed")

    assert code == "SLC5102", "a place of this release, where nothing lies"


@pytest.mark.parametrize("field", ["dataset_id", "batch_id"])
def test_a_manifest_that_lies_at_anothers_key_is_refused(tmp_path: Path, field: str) -> None:
    case = folder_case(tmp_path)
    stored = case.storage.read("control", keys.manifest_key(DATASET, case.batch.batch_id))
    assert stored is not None
    other = {"dataset_id": ("others", case.batch.batch_id), "batch_id": (DATASET, "0" * 24)}[field]
    case.storage.create("control", keys.manifest_key(*other), stored.body)

    code, _ = code_of(f"{tmp_path}/control/{keys.manifest_key(*other)}", case.output_uri)

    assert code == "SLC5101"


def test_a_batch_head_of_another_dataset_is_refused(tmp_path: Path) -> None:
    case = folder_case(tmp_path)
    path = tmp_path / "control" / case.batch.batch_head_key
    path.write_bytes(json_bytes({**json.loads(path.read_bytes()), "dataset_id": "others"}))

    with pytest.raises(GlueError, match="/dataset_id is others"):
        read_batch_head(case.batch)
