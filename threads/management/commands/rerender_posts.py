import threading
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from threads import markup
from threads.actions.rendering import Again, Outcome, Stored, outdated, render_again
from threads.models import HeldPost, Post

BATCH = 200
SHOWN = 20
PATIENCE = 60.0
"""Seconds a text waits for its renderer: nobody else waits here."""


class Command(BaseCommand):
    """`manage.py rerender_posts`: brings stored HTML up to the renderer of today.

    Works by id and by the stored version, so that it can be ended and started again at any time,
    and beside a running site: an author who edits meanwhile wins.
    """

    help = (
        "Renders again what an older renderer made. Words are never changed; --dry-run tells what "
        "would look different. Exits 1 when a text was refused and kept as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those of today's renderer")
        parser.add_argument("--jobs", type=_jobs, default=2, help="texts at a time (1 to 32)")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, and report")

    def handle(self, *args: Any, **options: Any) -> None:
        self._counts: Counter[Outcome] = Counter()
        self._shown = 0
        self._store = not options["dry_run"]
        self._everything = options["all"]
        self._renderers: list[markup.Renderer] = []
        self._own = threading.local()
        try:
            with ThreadPoolExecutor(options["jobs"]) as pool:
                for model in (Post, HeldPost):
                    self._run(pool, model)
        finally:
            for renderer in self._renderers:
                renderer.close()
        for outcome, count in sorted(self._counts.items()):
            self.stdout.write(f"{count} {outcome}")
        if self._counts[Outcome.REFUSED]:
            raise SystemExit(1)

    def _run(self, pool: ThreadPoolExecutor, model: type[Stored]) -> None:
        total = outdated(model, everything=self._everything).count()
        done = 0
        for batch in self._batches(model):
            for part in pool.map(self._render, batched(batch, max(1, len(batch) // 8))):
                for again in part:
                    self._report(again)
                done += len(part)
                self._progress(model, done, total)
        if total and self.stdout.isatty():
            self.stdout.write("")

    def _batches(self, model: type[Stored]) -> Iterator[list[Stored]]:
        last = 0
        while batch := list(outdated(model, after=last, everything=self._everything)[:BATCH]):
            yield batch
            last = batch[-1].pk

    def _render(self, rows: tuple[Stored, ...]) -> list[Again]:
        """Render in a thread with a renderer and a connection of its own."""
        renderer = getattr(self._own, "renderer", None)
        if renderer is None:
            renderer = self._own.renderer = markup.Renderer(wait_limit=PATIENCE)
            self._renderers.append(renderer)
        try:
            return [render_again(row, renderer, store=self._store) for row in rows]
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    def _report(self, again: Again) -> None:
        self._counts[again.outcome] += 1
        if again.outcome not in (Outcome.OTHER_WORDS, Outcome.REFUSED):
            return
        self._shown += 1
        if self._shown <= SHOWN:
            self.stdout.write(f"{again.label}: {again.outcome}")
            for line in again.difference:
                self.stdout.write(f"    {line}")

    def _progress(self, model: type[Stored], done: int, total: int) -> None:
        if self.stdout.isatty():
            width = 40 * done // max(total, 1)
            bar = "#" * width + "." * (40 - width)
            self.stdout.write(f"\r{model.__name__} [{bar}] {done}/{total}", ending="")
            self.stdout.flush()


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 32:
        raise ArgumentTypeError("a number from 1 to 32")
    return int(text)
