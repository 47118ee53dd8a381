"""Puts the figures of a run into the docs: the chart, and the tables beside it.

python -m benchmarks.publish benchmarks/results/2026-01-31-some-machine.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import chart, goals, results
from benchmarks.sites import ROOT

PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "charts" / "performance.svg"
BEGIN, END = "<!-- figures -->", "<!-- end of the figures -->"


def main(arguments: list[str]) -> int:
    """Write both; answers the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m benchmarks.publish benchmarks/results/….json\n")
        return 2
    path = Path(arguments[0])
    found = json.loads(path.read_text())
    sizes = [int(size) for size in found["sizes"]]
    PICTURE.write_text(chart.draw(sizes, bars_of(found), caption(found)))
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{section(found, path)}\n{END}{after}")
    return 0


def bars_of(found: dict[str, Any]) -> list[chart.Bars]:
    """The pages that have a goal against a page of the floor."""
    bars: dict[str, dict[str, goals.Verdict]] = {}
    for size, verdict in goals.verdicts(found["sizes"]):
        if verdict.unit == "ms" and verdict.goal and verdict.of.startswith("("):
            bars.setdefault(f"{verdict.name} ÷ {verdict.of.split(')')[0]})", {})[size] = verdict
    return [
        chart.Bars(
            name,
            [by[size].ratio if size in by else None for size in found["sizes"]],
            next(one.goal for one in by.values() if one.goal),
        )
        for name, by in bars.items()
    ]


def caption(found: dict[str, Any]) -> str:
    """When, and on what."""
    machine = found["machine"]
    return f"{found['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory']}"


def section(found: dict[str, Any], path: Path) -> str:
    """The figures, where the table of all of them is, and the verdicts."""
    source = (
        f"[`{path.with_suffix('.md').name}`](../benchmarks/results/{path.with_suffix('.md').name})"
    )
    load = found["load"]
    return "\n".join(
        [
            "![Bars: what each page costs as a part of a bare Django page, with the goal; the figures"
            " stand in the table below](charts/performance.svg)",
            "",
            f"Of {caption(found)}; load average before {load['before']}, after {load['after']}. All of it: {source}.",
            "",
            results.verdict_table(found["sizes"], only_goals=True),
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
