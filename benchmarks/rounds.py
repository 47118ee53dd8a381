"""Measuring one size: every page in turn, ours and the floor's interleaved, round after round."""

import json
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

from benchmarks import cpu
from benchmarks.database import Server
from benchmarks.pages import FLOOR, MEMBER, OURS, Page
from benchmarks.session import Session
from benchmarks.sites import BenchError, Client, Site

CLIENTS = 4
COUNTED = 8  # requests while statements are counted
STRIDE = 137  # how far on in the addresses of a page each asking begins
ALONE = 40  # requests of one client
QUIET_SECONDS, QUIET_SHARE, PATIENCE = 0.1, 0.05, 3.0
SERVING = ("web", "renderer", "postgres")
DRAIN_SECONDS = 120
TOKEN_SECONDS = 300  # a third of what a token answers


@dataclass(frozen=True, slots=True)
class Options:
    """How long to measure."""

    rounds: int = 3
    seconds: float = 2.0
    acts: int = 40


@dataclass
class Figures:
    """What was found of one page. Lists have one entry a round; times are milliseconds a request."""

    page: Page
    sql: float = 0.0
    bytes: int = 0
    gzipped: int = 0
    cpu: list[float] = field(default_factory=list)
    cpu_alone: list[float] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    fan_out: list[float] = field(default_factory=list)
    notices: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    crowded: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The figure that is compared."""
        return statistics.median(self.cpu)


class Bench:
    """One size being measured."""

    def __init__(
        self,
        server: Server,
        client: Client,
        sites: dict[str, Site],
        sessions: dict[str, Session],
        options: Options,
    ) -> None:
        self.server = server
        self.client = client
        self.sites = sites
        self.sessions = sessions
        self.options = options
        self.meter = cpu.Meter(
            {"web": sites[OURS].pid, "floor": sites[FLOOR].pid, "postgres": server.pid}
        )
        self._taken: dict[str, int] = {}
        self._tokened: dict[str, tuple[str, float]] = {}

    # --- Before -------------------------------------------------------------------------------

    def look(self, page: Page) -> Figures:
        """Visit a page until it is warm, then count its statements and bytes. Raises BenchError for a
        page that does not answer as it should."""
        figures = Figures(page)
        if not page.act:
            self._ask(page, clients=CLIENTS, count=5 * COUNTED)
        with self.paused_worker(), self.server.counting():
            answer = self._ask(page, count=COUNTED)
            figures.sql = self.server.statements() / COUNTED
        figures.bytes, figures.gzipped = answer["bytes"], answer["gzipped"]
        if page.act:
            self.drain()
        return figures

    # --- Rounds -------------------------------------------------------------------------------

    def measure(self, figures: Figures) -> None:
        """One round of one page. Our worker rests while the floor is measured: its looking for work
        is a cost of ours."""
        if figures.page.act:
            self._measure_act(figures)
        elif figures.page.site == FLOOR:
            with self.paused_worker():
                self._measure_page(figures)
        else:
            self._measure_page(figures)

    def _measure_page(self, figures: Figures) -> None:
        page = figures.page
        answer, spent = self._spend(page, clients=1, count=ALONE)
        figures.alone += answer["latencies"]
        figures.cpu_alone.append(self._each(page, answer, spent))
        answer, spent = self._spend(page, clients=CLIENTS, seconds=self.options.seconds)
        figures.crowded += answer["latencies"]
        figures.per_second.append(len(answer["latencies"]) / answer["seconds"])
        figures.cpu.append(self._each(page, answer, spent))
        figures.parts.append(_per_request(spent, answer))

    def _measure_act(self, figures: Figures) -> None:
        """One client, one act after another. The worker rests meanwhile, so that what it does later
        for those who are told is counted apart."""
        page = figures.page
        before = self._notices()
        with self.paused_worker():
            answer, spent = self._spend(page, clients=1, count=self.options.acts)
            start = self.meter.read()
        figures.alone += answer["latencies"]
        figures.per_second.append(len(answer["latencies"]) / answer["seconds"])
        figures.cpu.append(self._each(page, answer, spent))
        figures.parts.append(_per_request(spent, answer))
        if page.site == OURS:
            self.drain()
            later = _per_request(cpu.difference(self.meter.read(), start), answer)
            figures.fan_out.append(cpu.total(later, ("worker", "postgres")))
            figures.notices.append((self._notices() - before) / len(answer["latencies"]))

    def _spend(self, page: Page, **how: Any) -> tuple[dict[str, Any], dict[str, float]]:
        self.wait_until_quiet()
        before = self.meter.read()
        answer = self._ask(page, **how)
        return answer, cpu.difference(self.meter.read(), before)

    def _each(self, page: Page, answer: dict[str, Any], spent: dict[str, float]) -> float:
        """Milliseconds a request over everything that works for that site."""
        if page.site == FLOOR:
            names: Sequence[str] = ("floor", "postgres")
        else:
            names = SERVING if page.act else (*SERVING, "worker")
        return cpu.total(_per_request(spent, answer), names)

    def _ask(self, page: Page, **how: Any) -> dict[str, Any]:
        """Have a page asked for, and make sure that the answers are those of that page."""
        requests = self._requests(page, how.get("count", 0))
        answer = self.client.run(self.sites[page.site].port, requests, **how)
        wanted = "302" if page.act else "200"
        if set(answer["statuses"]) != {wanted}:
            raise BenchError(f"{page.title}: {requests[0]['path']} answers {answer['statuses']}.")
        return answer

    def _requests(self, page: Page, count: int) -> list[dict[str, Any]]:
        session = self.sessions[page.site]
        headers = session.headers if page.who == MEMBER else {}
        if not page.act:
            # Not from the same one each time.
            paths = (self._path(page), *page.others)
            first = self._taken[page.key] = (self._taken.get(page.key, 0) + STRIDE) % len(paths)
            return [
                {"method": "GET", "path": path, "headers": headers}
                for path in (*paths[first:], *paths[:first])
            ]
        # Each form once, as far as there are so many: to like a thing twice is no act.
        first = self._taken.get(page.key, 0)
        self._taken[page.key] = first + count
        forms = [page.forms[n % len(page.forms)] for n in range(first, first + count)]
        return [
            {"method": "POST", "path": path, "headers": headers, "body": session.body(**fields)}
            for path, fields in forms
        ]

    def _path(self, page: Page) -> str:
        """Its address; of an open page with a token that is not too old, asked for before it is
        measured."""
        if not page.news:
            return page.path
        path, until = self._tokened.get(page.key, ("", 0.0))
        if time.monotonic() < until:
            return path
        url = f"{self.sites[page.site].address}{page.news}"
        with urlopen(Request(url, headers=self.sessions[page.site].headers), timeout=60) as answer:
            path = page.path.format(token=json.load(answer)["token"])
        self._tokened[page.key] = (path, time.monotonic() + TOKEN_SECONDS)
        return path

    # --- Around -------------------------------------------------------------------------------

    @contextmanager
    def paused_worker(self) -> Iterator[None]:
        """Our worker does nothing inside."""
        pids = self.meter.pids("worker")
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def drain(self) -> None:
        """Wait until everybody has been told and no task is left."""
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline:
            [(waiting,)] = self.server.execute(
                "SELECT (SELECT count(*) FROM notifications_announcement)"
                " + (SELECT count(*) FROM django_tasks_database_dbtaskresult"
                " WHERE status IN ('READY', 'RUNNING'))"
            )
            if not waiting:
                return
            time.sleep(0.1)
        raise BenchError("the worker does not come to an end.")

    def wait_until_quiet(self) -> None:
        """Wait until nobody works off what the page before has left, some seconds at most."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            before = self.meter.read()
            time.sleep(QUIET_SECONDS)
            spent = cpu.difference(self.meter.read(), before)
            if sum(spent.values()) < QUIET_SHARE * QUIET_SECONDS:
                return

    def at_rest(self, seconds: float = 3.0) -> float:
        """Milliseconds of processor time that our site and the database take in a second in which
        nobody asks for anything."""
        before = self.meter.read()
        time.sleep(seconds)
        spent = cpu.difference(self.meter.read(), before)
        return cpu.total(spent, (*SERVING, "worker")) * 1000 / seconds

    def _notices(self) -> int:
        [(count,)] = self.server.execute("SELECT count(*) FROM notifications_notice")
        return int(count)


def run(bench: Bench, pages: Sequence[Page], say: Callable[[str], None]) -> dict[str, Figures]:
    """Every page in every round; pages that are not there are left out, in words."""
    found: dict[str, Figures] = {}
    for page in pages:
        try:
            found[page.key] = bench.look(page)
        except BenchError as error:
            say(f"left out: {error}")
    for number in range(1, bench.options.rounds + 1):
        for figures in found.values():
            say(
                f"round {number} of {bench.options.rounds}: {figures.page.title}, {figures.page.who}"
            )
            bench.measure(figures)
    return found


def _per_request(spent: dict[str, float], answer: dict[str, Any]) -> dict[str, float]:
    """Milliseconds of each part for one request."""
    return {part: seconds * 1000 / len(answer["latencies"]) for part, seconds in spent.items()}
