"""Statements over whole tables, which take longer than anybody waits for a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_hurry() -> Iterator[None]:
    """Let statements take their time. Around the transaction, so that the limit of the settings is
    back whatever becomes of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("RESET statement_timeout")
