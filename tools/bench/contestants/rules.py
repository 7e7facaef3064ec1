"""The contract's row rules for the peers, read from the same plan.json that the data plane runs.

Each peer gets, per column, what a careful author would write by hand: null token, cast, bounds, pattern, length, enum.
Only what the flights plan uses is translated; anything else stops the benchmark instead of being left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ColumnRule:
    """One column of the plan. Bounds are inclusive integers; ``maximum_length`` counts code points."""

    name: str
    type: str
    nullable: bool
    null_tokens: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    pattern: str | None
    values: tuple[str, ...] | None
    maximum_length: int | None


def load_rules(plan_file: Path) -> list[ColumnRule]:
    """Column rules in plan order.

    Raises:
        SystemExit: the plan uses a type or rule that the peers do not implement.
    """
    rules = []
    for column in json.loads(plan_file.read_text(encoding="utf-8"))["columns"]:
        if column["type"] not in ("int", "string", "timestamp"):
            raise SystemExit(f"bench: no peer implements type {column['type']} of {column['name']}")
        by_name = {rule["rule"]: rule for rule in column["rules"]}
        unknown = by_name.keys() - {"range", "pattern", "enum", "length"}
        if unknown:
            raise SystemExit(f"bench: no peer implements {sorted(unknown)} of {column['name']}")
        bounds = by_name.get("range", {})
        rules.append(
            ColumnRule(
                name=column["name"],
                type=column["type"],
                nullable=column["nullable"],
                null_tokens=tuple(column["null_tokens"]),
                minimum=int(bounds["minimum"]) if "minimum" in bounds else None,
                maximum=int(bounds["maximum"]) if "maximum" in bounds else None,
                pattern=by_name["pattern"]["pattern"] if "pattern" in by_name else None,
                values=tuple(by_name["enum"]["values"]) if "enum" in by_name else None,
                maximum_length=by_name["length"].get("maximum") if "length" in by_name else None,
            )
        )
    return rules
