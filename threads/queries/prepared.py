"""A statement that is put together once and run many times with other words.

Putting a search together out of its gates costs more than running it. The same viewer with the same
rights gets the same statement, but for the words and the moment: those are filled in.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone

from accounts.compiled import Compiled, rows_of
from threads.queries.lexemes import Query

HOLE: Final = Query("'\u0001words'", ("\u0001words",))
"""Stands where a query will be; nobody can ask for it."""

LATELY: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Stands where a moment will be from which on things are walked through."""


class Prepared(Compiled):
    """A statement that was put together with `HOLE`. Any other moment in it is the present one. It
    is planned for each search: how one finds a word depends on how many texts hold it."""

    def told(self, query: Query, lately: datetime | None) -> list[tuple[Any, ...]]:
        """The rows for a query, as of now."""
        now = timezone.now()
        return self.run(lambda one: _filled(one, query, now, lately))

    def _found(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return rows_of(self.sql, values)


def _filled(param: Any, query: Query, now: datetime, lately: datetime | None) -> Any:
    if isinstance(param, datetime):
        return lately if param == LATELY else now
    if param == HOLE.text:
        return query.text
    return list(query.lexemes) if param == list(HOLE.lexemes) else param
