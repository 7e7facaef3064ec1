"""plan.json: what is accepted, and the exact path of what is not."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from sluice_glue.plan.errors import PlanError
from sluice_glue.plan.parse import parse_plan
from tests.batches import REPOSITORY, column, document

PLAN = document(
    [
        column("id", "int", rules=[{"rule": "range", "minimum": "1"}]),
        column("at", "timestamp"),
        column("amount", "decimal(10,2)", guard="x"),
    ],
    partition=[{"name": "year", "column": "at", "transform": "year", "pad": 0}],
    sort=[{"column": "at", "direction": "asc"}],
    dedupe={"key": ["id"], "order": [{"column": "at", "direction": "desc"}]},
)

WRONG: list[tuple[list[str | int], Any, str]] = [
    (["plan_format"], 2, "/plan_format"),
    (["surprise"], 1, "/surprise"),
    (["dataset_id"], "No", "/dataset_id"),
    (["source", "quote"], "ab", "/source/quote"),
    (["source", "quote"], "é", "/source/quote"),
    (["source", "delimiter"], '"', "/source/delimiter"),
    (["source", "max_bytes"], True, "/source/max_bytes"),
    (["columns"], [], "/columns"),
    (["columns", 0, "type"], "float", "/columns/0/type"),
    (["columns", 2, "type"], "decimal(39,2)", "/columns/2/type"),
    (["columns", 2, "type"], "decimal(5,6)", "/columns/2/type"),
    (["columns", 0, "guard"], None, "/columns/0/guard"),
    (["columns", 0, "rules", 0, "minimum"], 1, "/columns/0/rules/0/minimum"),
    (["columns", 0, "rules", 0, "rule"], "magic", "/columns/0/rules/0/rule"),
    (["columns", 0, "rules", 0, "minimum"], "1 or 1=1", "/columns/0/rules/0/minimum"),
    (["columns", 0, "rules"], [{"rule": "multiple", "of": "1) or (1"}], "/columns/0/rules/0/of"),
    (["columns", 0, "rules"], [{"rule": "enum", "values": ["1", "${x}"]}], "/columns/0/rules/0/values/1"),
    (["columns", 1, "rules"], [{"rule": "enum", "values": ["'; --"]}], "/columns/1/rules/0/values/0"),
    (["columns", 2, "missing"], {"policy": "default", "default": "1BD"}, "/columns/2/missing/default"),
    (["plan_format"], True, "/plan_format"),
    (["columns", 1, "name"], "id", "/columns/1/name"),
    (["columns", 1, "rules"], [{"rule": "enum", "values": ["a"]}, {"rule": "multiple", "of": "1"}], "/columns/1/rules"),
    (["partition", 0, "column"], "nope", "/partition/0/column"),
    (["partition", 0, "column"], "id", "/partition/0/transform"),
    (["partition", 0, "name"], "id", "/partition/0/name"),
    (["sort", 0, "column"], "nope", "/sort/0/column"),
    (["dedupe", "key"], ["nope"], "/dedupe/key/0"),
    (["dedupe", "order", 0, "direction"], "up", "/dedupe/order/0/direction"),
    (["drift", "max_bad_ratio"], 1.5, "/drift/max_bad_ratio"),
]


@pytest.mark.parametrize(("path", "value", "at"), WRONG, ids=[f"{at}={value!r}"[:60] for _, value, at in WRONG])
def test_a_wrong_field_is_named_by_its_path(path: list[str | int], value: Any, at: str) -> None:
    changed: Any = copy.deepcopy(PLAN)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value

    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps(changed))

    assert (caught.value.path, caught.value.code) == (at, "SLC5001")


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"x"'])
def test_what_is_no_plan_at_all(text: str) -> None:
    with pytest.raises(PlanError):
        parse_plan(text)


@pytest.mark.parametrize("field", sorted(PLAN))
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps({key: value for key, value in PLAN.items() if key != field}))

    assert caught.value.path == f"/{field}"


@pytest.mark.parametrize(
    "path", sorted(REPOSITORY.glob("contracts/*/generated/plan.json")), ids=lambda path: path.parts[-3]
)
def test_every_generated_plan_parses(path: Any) -> None:
    plan = parse_plan(path.read_text(encoding="utf-8"))

    assert plan.dataset_id == path.parts[-3]
    assert [p.name for p in plan.partition if p.name in plan.path_only] == [
        p.name for p in plan.partition if p.name == p.column
    ]
