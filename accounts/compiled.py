"""Queries whose SQL is made once, and planned once by each connection: making it and planning it
cost several times what running it costs."""

import hashlib
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.http import Http404
from django.utils import timezone

# Plans that a connection keeps, some hundred kilobytes each.
_MOST_PLANS: Final = 40
# By connection and name: whether the plan is there for certain.
_plans: WeakKeyDictionary[Any, dict[str, bool]] = WeakKeyDictionary()

_LARGEST: Final = 2**63 - 1

# Numbers that no row has, which stand in a query for what is asked later.
FIRST: Final = 8_010_000_000_000_000_001
SECOND: Final = 8_010_000_000_000_000_002
THIRD: Final = 8_010_000_000_000_000_003
_PLACES: Final = {FIRST: 0, SECOND: 1, THIRD: 2}


# What forgets the queries that were made so far.
_forgetting: list[Callable[[], None]] = []


def made_once[**P, T](most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """A function whose queries are made once for what it is given, the latest `most` of them."""

    def kept(make: Callable[P, T]) -> Callable[P, T]:
        found = lru_cache(maxsize=most)(make)
        _forgetting.append(found.cache_clear)
        return found  # type: ignore[return-value]

    return kept


def forget_queries() -> None:
    """Make every query anew, as where what they are made of has changed (in tests)."""
    for forget in _forgetting:
        forget()


class Compiled:
    """A query of tuples with places for what is given later: `FIRST`, `SECOND` and `THIRD` stand
    for numbers, and who makes it can have places of their own."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.parameters = compiler.as_sql()

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """What the query finds for these numbers; one query."""

        def number(value: Any) -> Any:
            is_place = isinstance(value, int) and value in _PLACES
            return numbers[_PLACES[value]] if is_place else value

        return self.run(number)

    def run(self, fill: Callable[[Any], Any]) -> list[tuple[Any, ...]]:
        """What it finds with what `fill` makes of each of its parameters; one query."""
        return self._found([fill(value) for value in self.parameters])

    def _found(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return rows_planned_once(self.sql, values)


class Door[M: Model](Compiled):
    """A query of the one row of a model that an id in an address leads to: the same as the query
    set that it is made of, with what that selects along and annotates, but made once.

    `FIRST` stands in it for the id, `SECOND` for the person who asks. Every moment in it is the
    present one.
    """

    def __init__(self, rows: QuerySet[M]) -> None:
        self._compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.parameters = self._compiler.as_sql()
        self._rows = rows

    def to(self, pk: int, person_id: int | None) -> M:
        """The row, in one query. Raises `Http404` where the query finds none."""
        if not 0 <= pk <= _LARGEST:
            raise Http404
        for row in self._models(self.run(self._fill(pk, person_id or 0))):
            return row
        raise Http404

    @staticmethod
    def _fill(*numbers: int) -> Callable[[Any], Any]:
        now = timezone.now()

        def filled(value: Any) -> Any:
            if isinstance(value, datetime):
                return now
            is_place = isinstance(value, int) and value in _PLACES
            return numbers[_PLACES[value]] if is_place else value

        return filled

    def _models(self, found: list[tuple[Any, ...]]) -> ModelIterable[M]:
        """What Django makes of the rows that its own compiler would have found."""
        compiler = copy(self._compiler)
        compiler.execute_sql = lambda *_, **__: [found]
        rows: Any = SimpleNamespace(
            db=self._rows.db,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            model=self._rows.model,
            _fetch_mode=self._rows._fetch_mode,  # type: ignore[attr-defined]  # noqa: SLF001
            _known_related_objects={},
        )
        return ModelIterable(rows)


def rows_of(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a query finds, planned for these values; one query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def rows_planned_once(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a query finds, planned by the first that asks it on a connection; one query. For what
    one plan serves well, whatever the values, and what is asked in few forms.

    Plain where `DATABASE_PLANS` is off, as it has to be behind a pooler that hands a connection
    from one to another between two statements: the plan stays with the connection.
    """
    if not settings.DATABASE_PLANS:
        return rows_of(sql, values)
    with connection.cursor() as cursor:
        planned = _plans.setdefault(connection.connection, {})
        name, prepare, execute = _planned(sql)
        if planned.get(name):
            cursor.execute(execute, values)
        elif name in planned or len(planned) >= _MOST_PLANS:
            cursor.execute(sql, values)
        else:
            # In one message; where that fails nobody knows whether there is a plan.
            planned[name] = False
            cursor.execute(prepare + execute, values)
            planned[name] = True
        return cursor.fetchall()


@lru_cache(maxsize=500)
def _planned(sql: str) -> tuple[str, str, str]:
    """Its name, what gives it that name, and what runs it."""
    name = f"forum_{hashlib.sha256(sql.encode()).hexdigest()[:24]}"
    first, *rest = sql.split("%s")
    numbered = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    given = f"({', '.join(['%s'] * len(rest))})" if rest else ""
    return name, f"PREPARE {name} AS {numbered};", f"EXECUTE {name} {given}"
