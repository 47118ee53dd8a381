from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from leadership_forum.clock import run_due


class Command(BaseCommand):
    """`manage.py tick`: one turn of the clock, for sites whose clock is cron."""

    help = "Runs the clock jobs that are due. The worker does this every minute by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="run every job now, due or not")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in run_due(everything=options["all"]):
            self.stdout.write(name)
