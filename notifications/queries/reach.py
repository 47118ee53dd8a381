"""Whom mail may reach at all, whatever it is about."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from notifications.models import Bounce, MailChoice

NOT_ACTIVE = gettext_noop("The account is closed or suspended.")
WANTS_NONE = gettext_noop("They want no mail at all.")
NO_ADDRESS = gettext_noop("They have no confirmed address.")
BOUNCED = gettext_noop("The address takes no mail.")


def mailable(person: str = "") -> Q:
    """The condition under which mail may reach somebody: the people of a query, or whom `person`
    of its rows names. Their account is active, their address is confirmed and takes mail, and they
    want some."""
    at = f"{person}__" if person else ""
    off = Q(**{f"{at}is_active": False}) | Q(**{f"{at}suspended_until__gt": timezone.now()})
    key, email = OuterRef(person or "pk"), OuterRef(f"{at}email")
    return ~off & Q(~_off(key), _confirmed(key, email), ~_bounced(email))


def why_unmailable(person_id: int) -> str:
    """Why mail may not reach somebody, as a sentence to be translated; empty where it may."""
    key, email = OuterRef("pk"), OuterRef("email")
    people = User.objects.filter(pk=person_id).annotate(
        wants_none=_off(key), is_confirmed=_confirmed(key, email), is_bounced=_bounced(email)
    )
    person: Any = people.first()
    if person is None or not person.is_active or person.is_suspended:
        return NOT_ACTIVE
    if person.wants_none:
        return WANTS_NONE
    if not person.is_confirmed:
        return NO_ADDRESS
    return BOUNCED if person.is_bounced else ""


def _off(key: OuterRef) -> Exists:
    return Exists(MailChoice.objects.filter(person=key, is_off=True))


def _confirmed(key: OuterRef, email: OuterRef) -> Exists:
    rows: QuerySet[EmailAddress] = EmailAddress.objects.filter(user=key, verified=True)
    return Exists(rows.filter(email__iexact=email))


def _bounced(email: OuterRef) -> Exists:
    return Exists(Bounce.objects.filter(address__iexact=email))
