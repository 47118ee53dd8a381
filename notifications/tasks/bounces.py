"""Addresses that take no mail: noted once, and said to whoever they belong to."""

from django.db import transaction

from accounts.lines import clean_line
from accounts.models import User
from notifications.models import Bounce, ByMail, Kind, Notice


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
