"""Addresses that take no mail: noted once, and said to whoever they belong to."""

from typing import Any

from django.db import transaction

from accounts.lines import clean_line
from accounts.models import User
from notifications.models import Bounce, ByMail, Kind, Notice

# Events of providers, as django-anymail names them, after which nothing is sent there any more.
EVENTS = {"bounced": Bounce.Why.BOUNCE, "complained": Bounce.Why.COMPLAINT}


@transaction.atomic
def note_bounce(address: str, why: Bounce.Why, words: str = "") -> Bounce:
    """Send nothing to this address any more, and tell its owner on the site. What is known of it
    stays as it was noted first."""
    known = Bounce.objects.filter(address__iexact=address)
    row = Bounce(address=address, why=why, words=clean_line(words)[:500])
    Bounce.objects.bulk_create([row], ignore_conflicts=True)
    bounce = known.get()
    owners = User.objects.filter(email__iexact=address, is_active=True)
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=owner,
                kind=Kind.SYSTEM,
                subject_id=bounce.pk,
                on_site=True,
                by_mail=ByMail.NEVER,
            )
            for owner in owners.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )
    return bounce


def note_event(event: Any, **_facts: Any) -> None:
    """What a provider tells of a mail that it sent for us (the signal `tracking` of
    django-anymail): bounces and complaints; the rest is for its own log."""
    why = EVENTS.get(event.event_type)
    if why and event.recipient:
        said = (event.mta_response, event.description, event.reject_reason)
        note_bounce(event.recipient, why, next((words for words in said if words), ""))


def lift_bounce(email_address: Any, **_facts: Any) -> None:
    """Somebody got a mail at this address and typed its code (the signal `email_confirmed` of
    allauth): it takes mail."""
    Bounce.objects.filter(address__iexact=email_address.email).delete()
