"""One contestant, warm: ``python tools/bench/contestants/worker.py ours|naive|duckdb|polars <plan.json>``.

Answers each line of standard input. A line is ``{"folder": ..., "out": ...}``; the answer is ``{"wall": s, "cpu": s}``,
CPU of this process and of its JVM as the kernel counts it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rules import load_rules

Run = Callable[[Path, Path], None]


def cpu_seconds() -> float:
    """User and system seconds of this process and of all its living descendants (a JVM is a child that never ends)."""
    ticks: dict[int, tuple[int, float]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended between the listing and the read
            ticks[int(entry)] = (int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK"))

    def tree(pid: int) -> float:
        return ticks[pid][1] + sum(tree(child) for child, (parent, _) in ticks.items() if parent == pid)

    return tree(os.getpid())


def contestant(name: str, plan_file: Path) -> Run:
    """What one run of `name` does; sessions are opened here, so that runs are warm after the first."""
    rules = load_rules(plan_file)
    if name == "ours":
        from ours import open_ours

        return open_ours(plan_file)
    if name == "naive":
        import naive

        session = naive.open_session()
        session.sparkContext.setLogLevel("ERROR")
        return lambda folder, out: naive.run(session, rules, folder, out)
    import engines

    engine = {"duckdb": engines.run_duckdb, "polars": engines.run_polars}[name]
    return lambda folder, out: engine(rules, folder, out)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints on standard output must not mix with the answers
    run = contestant(sys.argv[1], Path(sys.argv[2]))
    for line in sys.stdin:
        order = json.loads(line)
        out = Path(order["out"])
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        cpu, wall = cpu_seconds(), time.perf_counter()
        run(Path(order["folder"]), out)
        print(json.dumps({"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu}), file=answers, flush=True)


if __name__ == "__main__":
    main()
