from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leadership_forum.roles import grant, web_role


class Command(BaseCommand):
    """`manage.py grant_roles`: gives the role of the web what it needs, and no more."""

    help = (
        "Gives the role of DATABASE_URL its rights, as the owner (DATABASE_OWNER_URL). Each "
        "migration does it by itself; this is for a database that was restored."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        role = web_role()
        if not role:
            raise CommandError("DATABASE_URL and DATABASE_OWNER_URL name no two roles.")
        grant(role)
        self.stdout.write(f"{role}: fills tables, owns none")
