"""`make bench`: our pages beside a bare Django project's, in one run. Prints figures, asserts nothing.

    python -m benchmarks.bench --sizes 1000 30000 --rounds 3 --seconds 2

docs/performance.md says what is measured and how to read it.
"""

import argparse
import json
import signal
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from benchmarks import cpu, data, machine, memory, results, rounds, sites, visit
from benchmarks.database import measured
from benchmarks.keeping import catch_up, taken_back
from benchmarks.pages import FLOOR, OURS, facts_of, floor_pages, our_pages
from benchmarks.session import sign_in
from benchmarks.sites import BenchError
from leadership_forum.env import SettingError

START = time.monotonic()
OUR_COOKIES, FLOOR_COOKIES = ("session", "csrf"), ("sessionid", "csrftoken")


def say(line: str) -> None:
    """What happens now."""
    sys.stderr.write(f"{time.monotonic() - START:7.1f} s  {line}\n")
    sys.stderr.flush()


def arguments() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 30_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="of four clients, a page and round"
    )
    parser.add_argument("--acts", type=int, default=40, help="replies and likes a round")
    parser.add_argument(
        "--only", nargs="+", default=[], help="pages by their key, and their floors"
    )
    return parser.parse_args()


def main() -> int:
    """Measure every size, print and store what was found."""
    options = arguments()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _leave)
    found: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "sizes": {}}
    found["load"] = {"before": machine.load()}
    status = 0
    try:
        cpu.check()
        for size in options.sizes:
            found["sizes"][str(size)] = measure(size, options, found)
        if not options.only:
            found["walks"] = explained(max(options.sizes))
    except (BenchError, SettingError, cpu.NotLinux) as error:
        sys.stderr.write(f"error: {error}\n")
        status = 1
    except KeyboardInterrupt:
        status = 130
    found["load"]["after"] = machine.load()
    # Also what there is of a run that did not come to its end.
    if found["sizes"]:
        sys.stdout.write(results.as_text(found))
    if not options.only and status == 0:
        say(f"written: {results.store(found)}")
    return status


def measure(posts: int, options: argparse.Namespace, found: dict[str, Any]) -> dict[str, Any]:
    """Everything at one size."""
    say(f"{posts:,} posts")
    place = data.prepare(posts, say)
    how = rounds.Options(options.rounds, options.seconds, options.acts)
    with ExitStack() as stack:
        server = stack.enter_context(measured(place))
        found |= {"machine": machine.kind(), "versions": machine.versions(server)}
        catch_up(server)
        acts = (how.rounds * how.acts) + rounds.COUNTED
        facts = facts_of(server, data.marks_of(place), acts)
        stack.enter_context(taken_back(server, facts))
        say("starting the servers")
        ours = stack.enter_context(sites.our_site(place))
        bare = stack.enter_context(sites.bare_site(place, server.url))
        client = stack.enter_context(sites.client())
        sessions = {
            OURS: sign_in(ours, "/account/login/", "login", OUR_COOKIES),
            FLOOR: sign_in(bare, "/login/", "username", FLOOR_COOKIES),
        }
        bench = rounds.Bench(server, client, {OURS: ours, FLOOR: bare}, sessions, how)
        pages = interleaved([*floor_pages(facts), *our_pages(facts)], options.only)
        rest = bench.at_rest()
        figures = rounds.run(bench, pages, say)
        say("first visits")
        visits = visit.measure(ours, sessions[OURS], [facts.marks["list"], facts.marks["topic"]])
        return {
            "pages": {key: results.page_of(one) for key, one in figures.items()},
            "memory": memory.measure(bench),
            "visits": visits,
            "rest": rest,
        }


def explained(posts: int) -> dict[str, Any]:
    """The plans of every statement at that size are kept; what walks in them, by page."""
    say(f"explaining the statements at {posts:,} posts")
    sites.run(["-m", "benchmarks.inside", "plans", "--posts", str(posts)])
    found: dict[str, Any] = json.loads((results.FOLDER / "plans" / "summary.json").read_text())
    return found


def interleaved(pages: list[Any], only: list[str]) -> list[Any]:
    """Each page of the floor just before the first of ours that is measured against it."""
    by_key = {page.key: page for page in pages}
    if unknown := set(only) - {page.key for page in pages if page.site == OURS}:
        known = ", ".join(page.key for page in pages if page.site == OURS)
        raise BenchError(f"no page {', '.join(sorted(unknown))}; there are {known}.")
    wanted = [page for page in pages if page.site == OURS and (not only or page.key in only)]
    order: dict[str, None] = {}
    for page in wanted:
        for key in (page.floor, *page.beside, page.of, page.key):
            if key:
                order[key] = None
    return [by_key[key] for key in order]


def _leave(number: int, frame: FrameType | None) -> None:
    """End everything that was started, as after Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
