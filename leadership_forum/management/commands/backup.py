from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from leadership_forum.backups import BackupFailed, back_up, check


class Command(BaseCommand):
    """`manage.py backup`: the database and what people uploaded, beside a running site."""

    help = (
        "Writes a backup into a folder of its own and removes the oldest. --check FOLDER compares "
        "one with what was written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="where to (DATA_DIR/backups)")
        parser.add_argument("--keep", type=int, default=7, help="how many to keep (7)")
        parser.add_argument("--check", type=Path, metavar="FOLDER", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if wrong := check(options["check"]):
                raise CommandError("\n".join(wrong))
            self.stdout.write("all well")
            return
        if options["keep"] < 1:
            raise CommandError("--keep: at least one has to stay.")
        try:
            backup = back_up(options["to"] or settings.DATA_DIR / "backups", options["keep"])
        except BackupFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(f"{backup.folder}: {backup.tables} tables, {backup.size:,} bytes")
