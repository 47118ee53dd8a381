from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from threads.actions.indexing import index_outdated, outdated
from threads.actions.patience import without_hurry
from threads.models import SearchText

WIDTH = 40


class Command(BaseCommand):
    """`manage.py reindex_search`: what search has not been told of yet, or by other rules.

    Works in batches by id, so that it can be ended and started again at any time, and beside a
    running site: an author who edits meanwhile wins.
    """

    help = (
        "Lets search find what was written before it had an index, or before SEARCH_LANGUAGE was"
        " changed. Safe to end and to repeat, beside a running site. --check changes nothing and"
        " exits 1 when something waits."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what is up to date")
        parser.add_argument("--check", action="store_true", help="change nothing, and report")

    def handle(self, *args: Any, **options: Any) -> None:
        everything: bool = options["all"]
        with without_hurry():
            waiting = {
                kind: outdated(kind, everything=everything).count() for kind in SearchText.Kind
            }
            if options["check"]:
                for kind, count in waiting.items():
                    self.stdout.write(f"{kind}: {count} to index")
                raise SystemExit(int(any(waiting.values())))
            for kind, count in waiting.items():
                self._run(kind, count, everything=everything)

    def _run(self, kind: SearchText.Kind, whole: int, *, everything: bool) -> None:
        done, last = 0, 0
        while True:
            count, last = index_outdated(kind, after=last, everything=everything)
            if not count:
                break
            done += count
            if self.stdout.isatty():
                drawn = WIDTH * min(done, whole) // max(whole, 1)
                bar = "#" * drawn + "." * (WIDTH - drawn)
                self.stdout.write(f"\r{kind} [{bar}] {done}/{whole}", ending="")
                self.stdout.flush()
        if self.stdout.isatty() and whole:
            self.stdout.write("")
        self.stdout.write(f"{done} indexed: {kind}")
