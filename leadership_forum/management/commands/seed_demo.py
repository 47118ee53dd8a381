from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Community
from moderation.actions.seeding import PASSWORD, fill_demo

ACCOUNTS = "ada (host), ben (member), mira.oday (member), mo (moderator), root (admin)"


class Command(BaseCommand):
    """`manage.py seed_demo`: what `make run` does to an empty database."""

    help = (
        "Fills an empty database with the demo community; does nothing when somebody lives in it."
        " Prints the demo accounts when there are any: `make run` shows that line."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        fill_demo()
        if Community.objects.filter(is_demo=True).exists():
            self.stdout.write(f"Demo accounts: {ACCOUNTS}; the password of each is {PASSWORD}")
