"""Sends again what failed or stayed unconfirmed: an admin decides it, nothing does it by itself."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.policies import check_rights
from accounts.viewer import Viewer
from notifications.models import Mail

ENDED_BADLY = (Mail.State.FAILED, Mail.State.UNCONFIRMED)


def send_again(viewer: Viewer, mail_ids: Iterable[int]) -> int:
    """Let these letters wait again, under the same Message-ID; answers how many do. One that was
    unconfirmed may arrive twice. Left out is what was sent, and where a newer letter about the same
    topic waits already. Raises `Refusal` for who is no admin."""
    check_rights(viewer)
    return sum(_again(pk) for pk in mail_ids)


def _again(pk: int) -> int:
    try:
        with transaction.atomic():
            return Mail.objects.filter(pk=pk, state__in=ENDED_BADLY).update(
                state=Mail.State.WAITING,
                reason="",
                attempts=0,
                not_before=timezone.now(),
                ended_at=None,
            )
    except IntegrityError:
        return 0
