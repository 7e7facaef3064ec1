"""What a schema cannot say: names that appear elsewhere must be columns, and nothing may have two meanings."""

from __future__ import annotations

from typing import NoReturn

from sluice_glue.plan.errors import PlanError
from sluice_glue.plan.model import Plan


def check_names(plan: Plan) -> None:
    """Prove the names of a plan; ``PlanError`` names the first that is wrong."""
    names = [column.name for column in plan.columns]
    for index, name in enumerate(names):
        if name in names[:index]:
            _reject(f"/columns/{index}/name", f"{name} is declared twice")
    stored = [p.name for p in plan.partition]
    for index, partition in enumerate(plan.partition):
        path = f"/partition/{index}"
        if partition.name in stored[:index]:
            _reject(f"{path}/name", f"{partition.name} is declared twice")
        if partition.name in names and partition.name not in plan.path_only:
            _reject(f"{path}/name", f"{partition.name} is a column, but not derived from it by identity")
        if partition.column not in names:
            _reject(f"{path}/column", f"no column {partition.column}")
        base = plan.column(partition.column).type.base
        if partition.transform != "identity" and base not in ("date", "timestamp"):
            _reject(f"{path}/transform", f"{partition.transform} of a {base}")
        if partition.transform == "hour" and base != "timestamp":
            _reject(f"{path}/transform", "hour of a date")
    for index, order in enumerate(plan.sort):
        if order.column not in names:
            _reject(f"/sort/{index}/column", f"no column {order.column}")
    if plan.dedupe is not None:
        for index, key in enumerate(plan.dedupe.key):
            if key not in names:
                _reject(f"/dedupe/key/{index}", f"no column {key}")
        for index, order in enumerate(plan.dedupe.order):
            if order.column not in names:
                _reject(f"/dedupe/order/{index}/column", f"no column {order.column}")


def _reject(path: str, problem: str) -> NoReturn:
    raise PlanError(path, problem)
