import getpass
from collections.abc import Callable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts import handles
from accounts.actions.community import create_admin, found_community
from accounts.models import Community, User
from accounts.queries.handles import is_free


class Command(BaseCommand):
    """`manage.py setup`: what an empty site needs before people can come."""

    help = (
        "Gives an empty site its name and its first admin. Asks for what is not given;"
        " the password is read from the terminal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="the name of the community")
        parser.add_argument("--handle", help="the handle of the first admin")
        parser.add_argument("--email", help="their e-mail address")
        parser.add_argument(
            "--password", help="their password (visible to other users: for trials)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Community.objects.exists() or User.objects.filter(is_superuser=True).exists():
            raise CommandError("This site is set up already; change it in the admin.")
        try:
            name = (options["name"] or input("Name of the community: ")).strip()
            handle = (options["handle"] or input("Your handle: ")).strip()
            email = (options["email"] or input("Your e-mail address: ")).strip()
            password = options["password"] or self._ask_password()
        except EOFError as error:
            raise CommandError(
                "Nobody answers; give --name, --handle, --email, --password."
            ) from error
        self._check(name, handle, email, password)
        with transaction.atomic():
            found_community(name)
            create_admin(handle, email, password)
        self.stdout.write(f"{name} is set up. Sign in as {handle} and make the first category.")

    def _ask_password(self) -> str:
        password = getpass.getpass("Your password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("The two passwords differ.")
        return password

    def _check(self, name: str, handle: str, email: str, password: str) -> None:
        """All four at once, so that nobody corrects one after the other."""
        wrong: list[str] = []
        if not 1 <= len(name) <= 60:
            wrong.append("name: 1 to 60 characters")
        checks: list[tuple[str, Callable[[str], object], str]] = [
            ("handle", check, handle) for check in handles.VALIDATORS
        ]
        checks += [
            ("e-mail address", validate_email, email),
            ("password", validate_password, password),
        ]
        for field, check, value in checks:
            try:
                check(value)
            except ValidationError as error:
                wrong += [f"{field}: {message}" for message in error.messages]
        if not is_free(handle):
            wrong.append("handle: somebody already has it")
        if wrong:
            raise CommandError("\n".join(wrong))
