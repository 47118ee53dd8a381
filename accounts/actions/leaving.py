"""What of a person goes at once when their account is closed, and what keeps others from being
taken for them."""

from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.files.storage import storages
from django.db import transaction
from django.db.models.functions import Coalesce, Now

from accounts.models import (
    Export,
    FormerHandle,
    Ignore,
    Invitation,
    JoinRequest,
    Membership,
    User,
)
from accounts.models.leaving import nameless


def hold_handle(person: User) -> None:
    """Keep a handle that its owner gives up from others for a time."""
    FormerHandle.objects.create(handle=person.username, person=person)


def erase_person(person: User) -> None:
    """Erase who somebody is and every way to sign in; the row stands until what hangs on it is
    taken apart. Inside the transaction of the act."""
    for session in UserSession.objects.filter(user_id=person.pk):
        session.end()
    files = [one.file for one in Export.objects.filter(person=person) if one.file]
    Export.objects.filter(person=person).delete()
    for name in files:
        transaction.on_commit(partial(storages["exports"].delete, name))
    EmailAddress.objects.filter(user_id=person.pk).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    Membership.objects.filter(person=person).delete()
    JoinRequest.objects.filter(person=person).delete()
    links = Invitation.objects.filter(inviter=person)
    links.update(note="", revoked_at=Coalesce("revoked_at", Now()))
    Ignore.objects.filter(person=person).delete()
    User.objects.filter(pk=person.pk).update(
        username=nameless(person.pk),
        password=UNUSABLE_PASSWORD_PREFIX,
        email="",
        display_name="",
        about="",
        about_html="",
        silenced_reason="",
        suspended_reason="",
        is_active=False,
        is_staff=False,
        is_superuser=False,
        is_moderator=False,
    )
