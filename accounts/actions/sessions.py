"""Ending what one is signed in with elsewhere."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.keeping import Kept
from accounts.models import User
from accounts.policies import check_member
from accounts.queries.sessions import NOWHERE
from accounts.viewer import Viewer


def end_session(viewer: Viewer, session_id: int) -> bool:
    """Sign the viewer out in one place; whether they were signed in there. Ending it twice is
    ending it once."""
    session = UserSession.objects.filter(user_id=check_member(viewer), pk=session_id).first()
    if session is None:
        return False
    session.end()
    return True


def end_other_sessions(viewer: Viewer, current_key: str | None) -> int:
    """Sign the viewer out everywhere but here; answers in how many places."""
    return _end_others(check_member(viewer), current_key)


def end_sessions_of_old(*, request: HttpRequest, user: User, **_facts: Any) -> None:
    """A new password ends what was signed in with the old one."""
    _end_others(user.pk, request.session.session_key)


def forget_ended_sessions() -> None:
    """Forget where people were signed in, with the addresses, once that is over."""
    living = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=living).delete()


def _addresses(before: datetime) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = UserSession.objects.filter(created_at__lt=before)
    return rows.exclude(ip=NOWHERE)


ADDRESSES = Kept(
    "addresses", "keep_addresses", _addresses, lambda rows: rows.update(ip=NOWHERE, user_agent="")
)


def _end_others(person_id: int, current_key: str | None) -> int:
    others = list(UserSession.objects.filter(user_id=person_id).exclude(session_key=current_key))
    for session in others:
        session.end()
    return len(others)
