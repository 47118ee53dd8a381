"""Addresses that take no mail, as their owners hear of it on the site."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from notifications.models import Bounce
from notifications.registry import Gate, Subject


def readable_bounces(viewer: Viewer) -> QuerySet[Bounce, Any]:
    """The ids of those of the viewer's own address."""
    mine = User.objects.filter(pk=viewer.id or 0, email__iexact=OuterRef("address"))
    return Bounce.objects.filter(Exists(mine)).values("pk")


def describe_bounces(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """What happened to mail to the viewer, in one query."""
    rows = Bounce.objects.filter(pk__in=readable_bounces(viewer).filter(pk__in=list(ids)))
    titles = {
        Bounce.Why.BOUNCE: _("Mail to your address came back: no more is sent there."),
        Bounce.Why.COMPLAINT: _("Mail to your address was called spam: no more is sent there."),
    }
    return {
        row.pk: Subject(
            titles[Bounce.Why(row.why)],
            "/account/email/",
            row.words,
            verb=_("has a message about your mail"),
        )
        for row in rows
    }


BOUNCES = Gate(readable=readable_bounces, describe=describe_bounces)
