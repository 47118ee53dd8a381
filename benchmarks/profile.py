"""Where the time of one page goes: `make bench PROFILE=topic-in`, at SIZES=30000 unless told otherwise.

The page is asked for in this process, without a server, so the figures are those of the web process alone
(and what it waits for the database); the renderer is a child of it. Replies and likes are taken back.
"""

import cProfile
import gc
import pstats
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.cache import caches
from django.db import connection, transaction

from benchmarks.database import Server
from benchmarks.pages import Page, facts_of, our_pages
from benchmarks.sites import ROOT
from benchmarks.visitor import Visitor

TIMES, ACTS = 60, 12
MOST = 25
LEAST = 0.005  # of the whole, for a line of its own
# What a file belongs to, by a part of its path; the first that fits.
PLACES = (
    ("django/template/", "Django's templates"),
    ("django/db/", "Django's ORM"),
    ("psycopg2", "the driver of PostgreSQL"),
    ("django/urls/", "Django's addresses"),
    ("django/utils/translation/", "Django's translation"),
    ("django/test/", "this bench"),
    ("benchmarks/", "this bench"),
    ("django/", "the rest of Django"),
    ("asgiref/", "the rest of Django"),
    ("allauth/", "allauth"),
)


def main(server: Server, marks: dict[str, str], posts: int, rest: list[str]) -> None:
    """Print how long the pages take that are named, and where."""
    pages = {page.key: page for page in our_pages(facts_of(server, marks, 1_000))}
    if not rest or set(rest) - set(pages):
        sys.exit(f"which page? {', '.join(pages)}")
    for key in rest:
        with transaction.atomic():
            _tell(pages[key], Visitor(), posts)
            transaction.set_rollback(True)


def _tell(page: Page, visitor: Visitor, posts: int) -> None:
    times = ACTS if page.act else TIMES
    status = visitor.ask(page).status_code
    print(
        f"\n{page.title}, {page.who}, {posts:,} posts: {page.path or page.forms[0][0]} ({status})"
    )

    def cold() -> None:
        for cache in caches.all():
            cache.clear()
        visitor.ask(page)

    def warm() -> None:
        visitor.ask(page)

    for name, ask in (("with an empty cache", cold), ("again and again", warm)):
        _time(name, ask, times)
    # The processor's time, not the clock's: who else works on this machine does not show.
    profiler = cProfile.Profile(time.process_time)
    gc.collect()
    profiler.enable()
    for _ in range(times):
        warm()
    profiler.disable()
    stats: Any = pstats.Stats(profiler)
    _print_places(stats.stats, times)
    _print_ours(stats.stats, times)
    stats.strip_dirs().sort_stats("tottime").print_stats(MOST)


def _time(name: str, ask: Callable[[], None], times: int) -> None:
    """Processor time, and what of the clock went to statements, without the profiler's own cost."""
    waited: list[float] = []

    def watch(execute: Any, *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            waited.append(time.perf_counter() - start)

    taken = []
    with connection.execute_wrapper(watch):
        for _ in range(times):
            start = time.process_time()
            ask()
            taken.append((time.process_time() - start) * 1000)
    print(
        f"  {name}: {statistics.median(taken):.2f} ms of the processor (best {min(taken):.2f}),"
        f" {len(waited) / times:.1f} statements in {sum(waited) * 1000 / times:.2f} ms"
    )


def _print_places(stats: dict[Any, Any], times: int) -> None:
    """Own time by what the code belongs to; the profiler makes many small calls look dearer."""
    places: dict[str, float] = defaultdict(float)
    whole = sum(own for _, _, own, _, _ in stats.values())
    for (path, _, name), (_, _, own, _, _) in stats.items():
        places[place_of(path, name)] += own
    print("  by place, under the profiler:")
    for place, own in sorted(places.items(), key=lambda pair: -pair[1]):
        if own > whole * LEAST:
            print(f"    {own * 1000 / times:8.2f} ms {own / whole:5.0%}  {place}")


def _print_ours(stats: dict[Any, Any], times: int) -> None:
    """Our own functions with all that they call."""
    ours = [
        (whole, calls, f"{Path(path).relative_to(ROOT)}:{line} {name}")
        for (path, line, name), (_, calls, _, whole, _) in stats.items()
        if path.startswith(str(ROOT)) and ".venv" not in path and "benchmarks/" not in path
    ]
    print("  our functions with what they call:")
    for whole, calls, name in sorted(ours, reverse=True)[:MOST]:
        print(f"    {whole * 1000 / times:8.2f} ms {calls / times:7.1f} ×  {name}")


def place_of(path: str, name: str) -> str:
    """What a function belongs to."""
    if path == "~":
        return PLACES[2][1] if "psycopg2" in name else "Python's own functions"
    if path.startswith(str(ROOT)) and ".venv" not in path and "benchmarks/" not in path:
        return "/".join(Path(path).relative_to(ROOT).parts[:2])
    return next((place for part, place in PLACES if part in path), "the rest")
