"""Rows in bulk: by COPY, into tables whose indexes are built afterwards."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Model

# The backslash first: the others bring some.
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
# As much as it takes to sort the keys of a large table at once.
_MEMORY = "SET LOCAL maintenance_work_mem = '256MB'"
FLUSH_AFTER = 20_000

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
ORDER BY contype = 'f', conname
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
ORDER BY 1
"""


class Rows:
    """Rows of one table on their way into it; they are sent when there are many, and by `flush`.

    `names` are the columns that each row brings, as attributes of the model. The others have what
    the model gives a new row; what the database fills in (keys, defaults) is left to it.
    """

    def __init__(self, model: type[Model], *names: str) -> None:
        meta = model._meta  # noqa: SLF001 - Django's public door to the columns
        fields = {field.attname: field for field in meta.concrete_fields}
        constant = {
            name: _cell(field.get_default(), is_json=_is_json(field))
            for name, field in fields.items()
            if name not in names and not _is_filled_in(field)
        }
        self._json = [_is_json(fields[name]) for name in names]
        self._rest = "".join(f"\t{cell}" for cell in constant.values()) + "\n"
        columns = ", ".join(_quoted(fields[name].column) for name in (*names, *constant))
        self._copy = f"COPY {_quoted(meta.db_table)} ({columns}) FROM STDIN"
        self._lines: list[str] = []

    def add(self, *values: Any) -> None:
        """One more row, its values in the order of the names."""
        cells = [
            _cell(value, is_json=is_json) for value, is_json in zip(values, self._json, strict=True)
        ]
        self._lines.append("\t".join(cells) + self._rest)
        if len(self._lines) >= FLUSH_AFTER:
            self.flush()

    def flush(self) -> None:
        """Send what is there."""
        with connection.cursor() as cursor:
            cursor.copy_expert(self._copy, StringIO("".join(self._lines)))
        self._lines.clear()


@contextmanager
def without_indexes(*models: type[Model]) -> Iterator[None]:
    """Take indexes, unique and foreign keys off these tables, and put them back as they were:
    building each at once costs a fraction of keeping it for every row. Inside a transaction,
    which holds everybody else off the tables, and takes all of it back when it fails."""
    tables = [_quoted(model._meta.db_table) for model in models]  # noqa: SLF001
    with connection.cursor() as cursor:
        # No table may change its form while a check of its rows is put off.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_MEMORY)
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def continue_sequences(models: Sequence[type[Model]]) -> None:
    """Let new rows have the keys after those that were brought."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def analyse(*models: type[Model]) -> None:
    """Tell the planner what these tables hold."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(_quoted(model._meta.db_table) for model in models))  # noqa: SLF001


def tidy() -> None:
    """Tell the planner what every table holds, and note which pages hold nothing but what everybody
    sees, so that the first readers need not find out; outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _is_filled_in(field: "Field[Any, Any]") -> bool:
    return field.primary_key or field.has_db_default() or getattr(field, "generated", False)


def _quoted(name: str | None) -> str:
    # Every concrete column has a name; Django's types do not say so.
    return connection.ops.quote_name(name or "")


def _is_json(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() == "JSONField"


def _cell(value: Any, *, is_json: bool) -> str:
    """A value in the text format of COPY."""
    if value is None:
        return "\\N"
    if is_json:
        return _escaped(json.dumps(value))
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return _escaped(f"{{{','.join(map(json.dumps, value))}}}")
    return str(value)


def _escaped(text: str) -> str:
    # Far quicker than `str.translate` on long texts.
    for sign, written in _ESCAPES:
        if sign in text:
            text = text.replace(sign, written)
    return text
