"""Asking for one's own data."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Export
from accounts.models.exports import ASKED_EVERY
from accounts.policies import Refusal, check_member
from accounts.tasks import make_exports
from accounts.viewer import Viewer


def ask_for_export(viewer: Viewer) -> Export:
    """Have an archive of one's own data made. Asking while one waits is asking once. Raises
    `Refusal` where one was made just now."""
    person_id = check_member(viewer)
    mine = Export.objects.filter(person_id=person_id)
    if waiting := mine.filter(ready_at=None).first():
        return waiting
    if mine.filter(asked_at__gt=timezone.now() - ASKED_EVERY).exists():
        raise Refusal(_("An archive of today is there already. You can ask for one a day."))
    try:
        with transaction.atomic():
            made = Export.objects.create(person_id=person_id)
            transaction.on_commit(make_exports.enqueue)
    except IntegrityError:
        return mine.get(ready_at=None)
    return made
