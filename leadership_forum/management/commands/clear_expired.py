from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from leadership_forum.clock import clear_sessions, prune_tasks
from leadership_forum.keeping import KEPT
from notifications.tasks import prune_mail


class Command(BaseCommand):
    """`manage.py clear_expired`: what the clock sweeps, now and to the end."""

    help = (
        "Removes sessions that ended and what the settings of the community keep no longer. The "
        "clock does it by itself; --dry-run counts and changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        over = Session.objects.filter(expire_date__lt=timezone.now()).count()
        self.stdout.write(f"sessions: {over}")
        if not options["dry_run"]:
            clear_sessions()
            prune_tasks()
            prune_mail()
        for kept in KEPT:
            number = 0
            if options["dry_run"]:
                expired = kept.expired()
                number = 0 if expired is None else expired.count()
            else:
                while swept := kept.sweep():
                    number += swept
            self.stdout.write(f"{kept.name}: {number}")
