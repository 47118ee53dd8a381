"""How long things are kept, and removing what is kept no longer, a few at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Community

type Rows = QuerySet[Any, Any]

# So many in one statement, and so many statements in one go: the next comes within the hour.
BATCH = 1_000
MOST_BATCHES = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A sort of thing that is kept for a time: `setting` is the field of the community with the
    days, `rows` are those that are older than a moment, `remove` does away with some of them."""

    name: str
    setting: str
    rows: Callable[[Any], Rows]
    remove: Callable[[Rows], object] = lambda rows: rows.delete()

    def expired(self) -> Rows | None:
        """What is kept no longer; None where it is kept for ever."""
        days = Community.objects.values_list(self.setting, flat=True).first()
        return self.rows(timezone.now() - timedelta(days=days)) if days else None

    def sweep(self) -> int:
        """Remove what is kept no longer; answers how many. Safe late, twice and in parallel."""
        expired, number = self.expired(), 0
        if expired is None:
            return 0
        for _batch in range(MOST_BATCHES):
            ids = list(expired.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not ids:
                break
            self.remove(expired.filter(pk__in=ids))
            number += len(ids)
        return number
