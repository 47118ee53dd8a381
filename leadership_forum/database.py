"""Whether the database can be used at all, asked before anything else runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import extensions

from leadership_forum import env
from leadership_forum.env import SettingError

OLDEST = 15
# Any constant: it names the advisory lock under which the tables are changed.
MIGRATION_LOCK = 6_170_214


def forget_system_variables() -> None:
    """libpq reads PG... variables of the system behind our back; DATABASE_URL alone decides."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def connect(url: str) -> extensions.connection:
    """A plain connection, without Django; the caller closes it.

    Raises SettingError, in one sentence, when the server cannot be reached or refuses.
    """
    forget_system_variables()
    settings = env.database(url, connect_timeout="10")
    try:
        return psycopg2.connect(
            dbname=settings["NAME"],
            user=settings["USER"] or None,
            password=settings["PASSWORD"] or None,
            host=settings["HOST"] or None,
            port=settings["PORT"] or None,
            **settings["OPTIONS"],
        )
    except (psycopg2.Error, ValueError) as error:
        lines = str(error).strip().splitlines() or ["no answer"]
        raise SettingError(f"DATABASE_URL: no database there: {lines[0]}") from error


def check(url: str) -> None:
    """Raise SettingError when the server is out of reach or older than PostgreSQL 15."""
    connection = connect(url)
    version = connection.server_version // 10_000
    connection.close()
    if version < OLDEST:
        raise SettingError(
            f"DATABASE_URL: the server is PostgreSQL {version}; {OLDEST} or newer is needed."
        )


@contextmanager
def migration_lock(url: str) -> Iterator[None]:
    """Of several sites starting on one database, one at a time changes its tables."""
    connection = connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield
    finally:
        connection.close()
