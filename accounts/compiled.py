"""Queries whose SQL is made once: making it costs several times what running it costs."""

from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

# Numbers that no row has, which stand in a query for what is asked later.
FIRST: Final = 8_010_000_000_000_000_001
SECOND: Final = 8_010_000_000_000_000_002
THIRD: Final = 8_010_000_000_000_000_003
_PLACES: Final = {FIRST: 0, SECOND: 1, THIRD: 2}


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
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [fill(value) for value in self.parameters])
            return cursor.fetchall()
