import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from threads.actions.scaling import Filled, Inhabited, fill_scale
from threads.scale import CAST, FEWEST_POSTS

BAR = 30


class Command(BaseCommand):
    """`manage.py seed_scale`: data to measure with."""

    help = (
        "Fills an empty database with a made-up community of any size, and writes where to look"
        " at it to DATA_DIR/scale.json. Refuses a database in which somebody lives."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--posts", type=int, default=1_000_000, help="how many (1000000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same data (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        posts: int = options["posts"]
        if posts < FEWEST_POSTS:
            raise CommandError(f"--posts: {FEWEST_POSTS} at least.")
        self._start, self._told = time.monotonic(), ("", 0)
        try:
            filled = fill_scale(posts, options["seed"], self._progress)
        except Inhabited:
            raise CommandError(
                "Somebody lives in this database, so nothing was changed. Give the data a place of"
                " its own: DATA_DIR=.data/scale manage.py migrate, then seed_scale."
            ) from None
        place = settings.DATA_DIR / "scale.json"
        place.write_text(json.dumps(filled.marks, indent=2) + "\n")
        self.stdout.write(self._summary(filled))
        self.stdout.write(f"Where to look: {place}")

    def _summary(self, filled: Filled) -> str:
        words = (
            f"{filled.posts:,} posts in {filled.topics:,} topics by {filled.people:,} people"
            f" in {time.monotonic() - self._start:.0f} s. {', '.join(CAST)} can sign in as in the"
            " demo."
        )
        if filled.deep_posts != 5_000:
            words += (
                f" The deep topic has {filled.deep_posts:,} posts: 5,000 need --posts 5040 or more."
            )
        return words

    def _progress(self, step: str, done: int, whole: int) -> None:
        """A bar on a terminal; elsewhere a line where a step begins and for each tenth of it."""
        seconds = time.monotonic() - self._start
        line = f"{seconds:6.1f} s  {step}: {done:,} of {whole:,}"
        if self.stdout.isatty():
            drawn = BAR * done // whole
            bar = "█" * drawn + "·" * (BAR - drawn)
            self.stdout.write(f"\r{bar} {line}", ending="\n" if done == whole else "")
            self.stdout.flush()
        elif (step, 10 * done // whole) != self._told:
            self.stdout.write(line)
        self._told = (step, 10 * done // whole)
