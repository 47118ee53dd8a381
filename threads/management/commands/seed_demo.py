from typing import Any

from django.core.management.base import BaseCommand

from threads.actions.seeding import fill_demo


class Command(BaseCommand):
    """`manage.py seed_demo`: what `make run` does to an empty database."""

    help = "Fills an empty database with the demo community; does nothing when somebody lives in it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("filled" if fill_demo() else "not empty, nothing done")
