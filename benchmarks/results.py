"""What was found, as text, as a table and as data."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import goals, machine
from benchmarks.rounds import Figures

FOLDER = Path(__file__).resolve().parent / "results"


def page_of(figures: Figures) -> dict[str, Any]:
    """A page as data: medians, and the rounds beside them. Times are milliseconds."""
    page = {
        name: value
        for name, value in asdict(figures.page).items()
        if name not in {"forms", "others"}
    }
    parts = {name for one in figures.parts for name in one}
    found = {
        "median": figures.median,
        "rounds": figures.cpu,
        "alone": figures.cpu_alone,
        "parts": {
            name: statistics.median(one.get(name, 0.0) for one in figures.parts)
            for name in sorted(parts)
        },
        "sql": figures.sql,
        "bytes": figures.bytes,
        "gzipped": figures.gzipped,
        "per_second": statistics.median(figures.per_second),
        "latency_alone": percentiles(figures.alone),
        "latency_crowded": percentiles(figures.crowded),
    }
    if figures.fan_out:
        found["fan_out"] = statistics.median(figures.fan_out)
        found["notices"] = statistics.median(figures.notices)
    return page | found


def percentiles(seconds: Sequence[float]) -> list[float]:
    """Median and 95th percentile, in milliseconds; nothing of nothing."""
    if len(seconds) < 2:
        return []
    cuts = statistics.quantiles(seconds, n=20)
    return [statistics.median(seconds) * 1000, cuts[18] * 1000]


def as_text(found: dict[str, Any]) -> str:
    """The tables, in Markdown."""
    parts = [_head(found)]
    for size, one in found["sizes"].items():
        parts.append(f"## {int(size):,} posts\n\n{_pages(one)}\n\n{_rest(one)}")
    parts.append("## Against the floor and the goals\n\n" + verdict_table(found["sizes"]))
    if "walks" in found:
        parts.append("## Plans\n\n" + _walks(found["walks"]))
    return "\n\n".join(parts) + "\n"


def _head(found: dict[str, Any]) -> str:
    machine_, versions, load = found["machine"], found["versions"], found["load"]
    return "\n".join(
        [
            f"# Bench of {found['date']}",
            "",
            "Machine: " + ", ".join(f"{name} {value}" for name, value in machine_.items()) + ".",
            "Versions: " + ", ".join(f"{name} {value}" for name, value in versions.items()) + ".",
            f"Load average before: {load['before']}; after: {load['after']}.",
        ]
    )


def _pages(one: dict[str, Any]) -> str:
    head = (
        "page", "who", "CPU ms, min / median / max", "web · renderer · database · worker",
        "p50 / p95 ms, 1 client", "4 clients", "req/s", "SQL", "KB (gzip)",
    )  # fmt: skip
    rows = [
        (
            page["title"],
            page["who"],
            f"{min(page['rounds']):.2f} / **{page['median']:.2f}** / {max(page['rounds']):.2f}",
            _parts(page),
            _two(page["latency_alone"]),
            _two(page["latency_crowded"]),
            f"{page['per_second']:.0f}",
            f"{page['sql']:.1f}".removesuffix(".0"),
            f"{page['bytes'] / 1000:.1f} ({page['gzipped'] / 1000:.1f})",
        )
        for page in one["pages"].values()
    ]
    return table(head, rows)


def _rest(one: dict[str, Any]) -> str:
    lines = [f"At rest our site and the database take {one['rest']:.1f} ms of a second."]
    for page in one["pages"].values():
        if page.get("fan_out") is not None:
            line = (
                f'After "{page["title"]}", fan-out: {page["fan_out"]:.2f} ms of worker and database'
            )
            if page["notices"]:
                each = page["fan_out"] / page["notices"]
                line += f" for {page['notices']:.1f} notices, {each:.2f} ms each"
            lines.append(line + ".")
    for who, visit in one.get("visits", {}).items():
        kilobytes, path = visit["gzipped"] / 1000, visit["path"]
        lines.append(
            f"First visit, {who}: {path}, {visit['requests']} requests, {kilobytes:.1f} KB compressed,"
            f" as seen by {visit['found_by']}."
        )
    megabytes = {name: f"{size / 1e6:.0f} MB" for name, size in one["memory"].items()}
    lines.append("Memory (PSS): " + ", ".join(f"{n} {size}" for n, size in megabytes.items()) + ".")
    return "\n".join(lines)


def _walks(walks: dict[str, Any]) -> str:
    big = ", ".join(walks["big"]) or "none here"
    lines = [
        f"Of every statement at {walks['posts']:,} posts, in `benchmarks/results/plans/`.",
        f"Big tables (5,000 rows or more): {big}.",
    ]
    lines += [f"- {page}: {walk}" for page, walk in walks["walks"]]
    if not walks["walks"]:
        lines.append("No statement reads one of them from one end to the other.")
    return "\n".join(lines)


def verdict_table(sizes: dict[str, Any], *, only_goals: bool = False) -> str:
    """Every comparison, or those that have a goal."""
    head = ("posts", "what", "ours", "beside", "theirs", "ratio", "goal", "")
    rows = [
        (
            f"{int(size):,}",
            one.name,
            f"{one.ours:.2f} {one.unit}",
            one.of,
            f"{one.base:.2f}",
            f"{one.ratio:.2f} ×",
            "" if one.goal is None else f"≤ {one.goal:.2f}",
            one.words,
        )
        for size, one in goals.verdicts(sizes)
        if one.goal is not None or not only_goals
    ]
    return table(head, rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown, its columns aligned so that it can be read in a terminal too."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def store(found: dict[str, Any]) -> Path:
    """Write the table and the data; answers where the table is."""
    FOLDER.mkdir(exist_ok=True)
    name = f"{found['date']}-{machine.slug(found['machine'])}"
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    path = FOLDER / f"{name}.md"
    path.write_text(as_text(found))
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _parts(page: dict[str, Any]) -> str:
    if page["site"] == "floor":
        names = ("floor", "postgres")
    else:
        names = ("web", "renderer", "postgres", "worker")
    return " · ".join(f"{page['parts'].get(name, 0.0):.2f}" for name in names)


def _two(pair: Sequence[float]) -> str:
    return " / ".join(f"{one:.1f}" for one in pair)
