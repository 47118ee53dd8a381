"""The plans of every statement of the hot pages, and what in a plan reads more than it shows.

    python -m benchmarks.inside plans --posts 30000

writes them to `benchmarks/results/plans/`, a file for each page; `make bench` does so at its largest
size. `tests/test_plans.py` uses the same functions on a small database that claims to be large.
"""

import json
import shutil
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, connection, transaction

from benchmarks.database import Server
from benchmarks.pages import Page, facts_of, our_pages
from benchmarks.visitor import Visitor, tell

FOLDER = Path(__file__).resolve().parent / "results" / "plans"
READS = ("SELECT", "WITH")
# Scans that may go through a whole table: all of it, or an index from one end to the other.
WALKS = {"Index Scan", "Index Only Scan"}
# A scan that throws away more rows than these for one page reads what it does not show.
MOST_THROWN_AWAY = 10_000
# Likewise one that sorts more than these to show a few: an index would have them in order.
MOST_SORTED = 20_000
# A partial index with a smaller part of the rows than this may be walked: that is what it is for.
FEW = 0.05
# What of a node is kept, of about forty facts.
KEPT = (
    "Node Type", "Relation Name", "Index Name", "Index Cond", "Recheck Cond", "Filter", "Hash Cond",
    "Join Type", "Sort Key", "Actual Rows", "Actual Loops", "Actual Total Time", "Plan Rows",
    "Rows Removed by Filter", "Shared Hit Blocks", "Shared Read Blocks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was sent: with its values, and without them for people."""

    sql: str
    whole: str

    @property
    def is_read(self) -> bool:
        """Whether it can be run again without changing anything."""
        return self.sql.lstrip(" (").upper().startswith(READS)


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """The statements that are sent inside, each once."""
    found: dict[str, Statement] = {}

    def keep(execute: Any, sql: str, values: Any, many: bool, context: Mapping[str, Any]) -> Any:
        if sql not in found and not many:
            cursor = context["cursor"].cursor
            found[sql] = Statement(sql, cursor.mogrify(sql, values).decode())
        return execute(sql, values, many, context)

    statements: list[Statement] = []
    with connection.execute_wrapper(keep):
        yield statements
    statements.extend(found.values())


def explain(statement: Statement, *, run: bool) -> dict[str, Any] | None:
    """The plan, with what running it took if `run` and it changes nothing; None for a statement that
    has no plan."""
    how = "ANALYZE, BUFFERS, FORMAT JSON" if run and statement.is_read else "FORMAT JSON"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN ({how}) {statement.whole}")
            plan = cursor.fetchone()[0]
    except DatabaseError:
        return None
    plans: list[dict[str, Any]] = plan if isinstance(plan, list) else json.loads(plan)
    return plans[0]


def nodes(plan: Mapping[str, Any], *, is_limited: bool = False) -> Iterator[tuple[dict, bool]]:
    """Every node of a plan, and whether a LIMIT above it may end it early."""
    is_limited = is_limited or plan["Node Type"] == "Limit"
    yield dict(plan), is_limited
    # What sorts, hashes or sums up reads to the end, whatever the limit above it is.
    ends = plan["Node Type"] in {"Sort", "Hash", "Aggregate", "WindowAgg", "Materialize"}
    for below in plan.get("Plans", ()):
        yield from nodes(below, is_limited=is_limited and not ends)


def walks(plan: Mapping[str, Any], big: Iterable[str], narrow: Container[str] = ()) -> list[str]:
    """Where a plan reads much more than a page shows, in words: a big table row by row, or along an
    index without a condition and without an end, unless it is one of the `narrow` ones; rows that are
    thrown away, or sorted, by the ten thousand."""
    tables = set(big)
    found = [_walk(node, is_limited, tables, narrow) for node, is_limited in nodes(plan["Plan"])]
    return [walk for walk in found if walk]


def _walk(
    node: Mapping[str, Any], is_limited: bool, tables: Container[str], narrow: Container[str]
) -> str:
    """What one node of a plan reads in vain, in words; nothing if nothing."""
    kind, table = node["Node Type"], node.get("Relation Name")
    if kind == "Sort":
        below = node["Plans"][0]
        rows = below.get("Actual Rows", below["Plan Rows"])
        return f"sorts {rows:.0f} rows" if rows > MOST_SORTED else ""
    if table not in tables:
        return ""
    is_walk = kind in WALKS and "Index Cond" not in node and not is_limited
    if kind == "Seq Scan" or (is_walk and node["Index Name"] not in narrow):
        return f"{kind} on {table} {node.get('Filter', '')}".rstrip()
    thrown = node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
    return f"{kind} on {table} throws away {thrown:.0f} rows" if thrown > MOST_THROWN_AWAY else ""


def pruned(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan with the facts that one reads."""
    node = {name: plan[name] for name in KEPT if plan.get(name)}
    if below := plan.get("Plans"):
        node["Plans"] = [pruned(one) for one in below]
    return node


def statements_of(visitor: Visitor, page: Page) -> tuple[int, list[Statement]]:
    """The status of a page that nobody asked for before, and what it sends; an act with what is done
    for those who are told."""
    for cache in caches.all():
        cache.clear()
    with captured() as statements:
        status = visitor.ask(page).status_code
        if page.act:
            tell()
    return status, statements


def main(server: Server, marks: dict[str, str], posts: int, rest: list[str]) -> None:
    """Write the plans of all pages of that database, which is left as it was."""
    big, narrow, told = big_tables(), narrow_indexes(), []
    shutil.rmtree(FOLDER, ignore_errors=True)
    with transaction.atomic():
        visitor = Visitor()
        for page in our_pages(facts_of(server, marks, 10)):
            status, statements = statements_of(visitor, page)
            if status < 400:
                found = write(FOLDER, page.key, statements, big, narrow)
                told += [(page.key, walk) for walk in found]
        transaction.set_rollback(True)
    summary = {"posts": posts, "big": big, "walks": told}
    (FOLDER / "summary.json").write_text(json.dumps(summary, indent=1) + "\n")
    for key, walk in told:
        sys.stderr.write(f"{key}: {walk}\n")


def write(
    folder: Path,
    key: str,
    statements: Iterable[Statement],
    big: Iterable[str],
    narrow: Container[str],
) -> list[str]:
    """Run and explain the statements of a page into a file; answers where they walk big tables."""
    found, told = [], []
    for statement in statements:
        plan = explain(statement, run=True)
        if plan is None:
            continue
        took = plan.get("Execution Time")
        walked = walks(plan, big, narrow)
        told += walked
        entry: dict[str, Any] = {"sql": statement.sql}
        if took is not None:
            entry["milliseconds"] = took
        if walked:
            entry["walks"] = walked
        found.append(entry | {"plan": pruned(plan["Plan"])})
    folder.mkdir(parents=True, exist_ok=True)
    # A statement a line: short enough to keep, and a difference shows which plan changed.
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in found)
    (folder / f"{key}.json").write_text(f'{{"page": "{key}", "statements": [\n{lines}\n]}}\n')
    return told


def big_tables(least: int = 5_000) -> list[str]:
    """The tables of this database that have so many rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname",
            [least],
        )
        return [name for (name,) in cursor.fetchall()]


def narrow_indexes() -> set[str]:
    """The partial indexes that hold but few of the rows of their table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_class t ON t.oid = x.indrelid"
            " WHERE x.indpred IS NOT NULL AND t.reltuples > 0 AND i.reltuples <= t.reltuples * %s",
            [FEW],
        )
        return {name for (name,) in cursor.fetchall()}
