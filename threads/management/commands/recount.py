from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from threads.actions import counters
from threads.actions.patience import without_hurry


class Command(BaseCommand):
    """`manage.py recount`: compares the counters with the rows, and mends them."""

    help = "Prints each counter that differs from its rows, and sets it right (not with --check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 when something differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        with without_hurry():
            for difference in counters.differences():
                found += 1
                self.stdout.write(str(difference))
            if options["check"] and found:
                raise SystemExit(1)
            if found:
                counters.mend()
