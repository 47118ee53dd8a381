"""Sign-in by handle or e-mail; loads who somebody is, circles included, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.models import User
from accounts.queries.people import person_with_rights


class ForumBackend(AuthenticationBackend):
    """allauth's backend, with our rules about who may be signed in at all."""

    def _authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        """An address is tried as an address alone: tried as a handle too, the password of one that
        is known would be hashed twice, and the time would say that it is known."""
        if credentials.get("email"):
            credentials.pop("username", None)
        found: AbstractBaseUser | None = super()._authenticate(request, **credentials)
        return found

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        """Active people; demo accounts (their password is public) only in a demo."""
        demo = getattr(user, "is_demo", False)
        return super().user_can_authenticate(user) and (settings.DEMO or not demo)

    def get_user(self, user_id: int) -> User | None:
        """The signed-in person of a session, or None when they may not be signed in any more."""
        user = person_with_rights(user_id)
        if user is None or user.is_suspended:
            return None
        return user if self.user_can_authenticate(user) else None
