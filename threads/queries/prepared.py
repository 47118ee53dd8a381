"""A statement that is put together once and run many times with other words.

Putting a search together out of its gates costs more than running it. The same viewer with the same
rights gets the same statement, but for the words and the moment: those are filled in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from threads.queries.lexemes import Query

HOLE: Final = Query("'\u0001words'", ("\u0001words",))
"""Stands where a query will be; nobody can ask for it."""

LATELY: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Stands where a moment will be from which on things are walked through."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with holes. Any other moment in it is the present one."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> "Prepared":
        """The statement of a query set that was put together with `HOLE`."""
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
        return cls(sql, tuple(params))

    def run(self, query: Query, lately: datetime | None) -> list[tuple[Any, ...]]:
        """The rows for a query, as of now."""
        now = timezone.now()
        params = [_filled(one, query, now, lately) for one in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _filled(param: Any, query: Query, now: datetime, lately: datetime | None) -> Any:
    if isinstance(param, datetime):
        return lately if param == LATELY else now
    if param == HOLE.text:
        return query.text
    return list(query.lexemes) if param == list(HOLE.lexemes) else param
