"""How long notices are kept."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.keeping import Kept
from notifications.models import Notice


def _notices(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(at__lt=before)


NOTICES = Kept("notices", "keep_notices", _notices)
