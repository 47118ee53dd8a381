"""What people choose about how they are told."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Least
from django.utils import timezone

from accounts.models import User
from accounts.policies import check_member
from accounts.viewer import Viewer
from notifications.models import STARRED, Bounce, Choice, Mail, MailChoice, MailStop
from notifications.queries.choices import Way, ways_of
from notifications.queries.estimates import Wishes


@transaction.atomic
def choose(viewer: Viewer, wishes: Wishes) -> None:
    """Have the viewer told as they wish from now on.

    A sort that they wish as the community has it is no choice: when the community changes it, it
    changes for them. What is starred stays on the site whatever was wished. Raises `Refusal`.
    """
    person_id = check_member(viewer)
    common = ways_of([])
    chosen = [
        Choice(person_id=person_id, sort=sort, on_site=way.on_site, by_mail=way.by_mail)
        for sort, wish in wishes.ways.items()
        if (way := Way(wish.on_site or sort in STARRED, wish.by_mail)) != common.of_all(sort)
    ]
    mine = Choice.objects.filter(person_id=person_id)
    mine.exclude(sort__in=[choice.sort for choice in chosen]).delete()
    Choice.objects.bulk_create(
        chosen,
        update_conflicts=True,
        unique_fields=["person", "sort"],
        update_fields=["on_site", "by_mail"],
    )
    _change_mail(
        person_id,
        is_off=wishes.is_off,
        digest=wishes.digest,
        one_a_visit=wishes.one_a_visit,
        quiet_from=wishes.quiet_from,
        quiet_until=wishes.quiet_until,
    )


@transaction.atomic
def pause_mail(viewer: Viewer, until: datetime | None) -> None:
    """Mail nothing to the viewer until then; None resumes. What waits then comes after it. Raises
    `Refusal`."""
    _change_mail(check_member(viewer), paused_until=until)


def _change_mail(person_id: int, **changes: Any) -> None:
    """Write this part of somebody's row, and leave the rest of it. What waits for them asks anew
    when it may go: who sends it looks at the hours and the pause that stand then."""
    now = timezone.now()
    MailChoice.objects.bulk_create(
        [MailChoice(person_id=person_id, changed_at=now, **changes)],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=[*changes, "changed_at"],
    )
    soon = now + timedelta(minutes=settings.MAIL_HOLD_MINUTES)
    waiting = Mail.objects.filter(recipient_id=person_id, state=Mail.State.WAITING, attempts=0)
    waiting.update(not_before=Least("not_before", soon))


def mail_again(viewer: Viewer, topic_id: int) -> None:
    """Mail about a topic may come to the viewer again; twice is once. Raises `Refusal`."""
    MailStop.objects.filter(person_id=check_member(viewer), topic_id=topic_id).delete()


def address_again(viewer: Viewer) -> None:
    """Mail may go to the viewer's address again, which bounced or was complained of; the next one
    that comes back stops it anew. Raises `Refusal`."""
    mine = User.objects.filter(pk=check_member(viewer), email__iexact=OuterRef("address"))
    Bounce.objects.filter(Exists(mine)).delete()
