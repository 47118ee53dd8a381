"""The PostgreSQL server of a bench: set up to be measured, counted in statements, put back afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from psycopg2.extensions import connection

from leadership_forum import database, embedded, postgres

# Equal for ours and the floor. Nothing else of the server is changed: it is the one that a site has.
SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements",
    # On only while statements are counted.
    "pg_stat_statements.track": "none",
    # Work that comes at any time and belongs to no page.
    "autovacuum": "off",
}
# Not statements of a page: what a transaction begins and ends with.
TRANSACTION = r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|RESET)\M"


@dataclass(frozen=True)
class Server:
    """A running embedded server that is ready to be measured."""

    url: str
    pid: int
    connection: connection

    def execute(self, sql: str, *values: object) -> list[tuple]:
        """The rows of a statement, if it has any; each is a transaction of its own."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Statements are counted inside; `statements` says how many."""
        self._track("top")
        self.execute("SELECT bench.pg_stat_statements_reset()")
        try:
            yield
        finally:
            self._track("none")

    def statements(self) -> int:
        """How many statements the pages sent, without BEGIN, COMMIT and their like."""
        [(calls,)] = self.execute(
            "SELECT coalesce(sum(calls), 0)::bigint FROM bench.pg_stat_statements"
            " WHERE query !~* %s AND query NOT LIKE '%%pg_stat_statements%%'",
            TRANSACTION,
        )
        return int(calls)

    def _track(self, what: str) -> None:
        self.execute(f"ALTER SYSTEM SET pg_stat_statements.track = '{what}'")
        self.execute("SELECT pg_reload_conf()")
        # Every backend reads it before its next statement; ours shows when it is so.
        while self.execute("SHOW pg_stat_statements.track") != [(what,)]:
            pass


@contextmanager
def measured(data_dir: Path) -> Iterator[Server]:
    """The server of that folder, started, or started anew where its settings were others."""
    lease = embedded.acquire(data_dir)
    try:
        link = _link(lease.url)
        if _differs(link):
            for name, value in SETTINGS.items():
                with link.cursor() as cursor:
                    cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            link.close()
            postgres.stop(_cluster(data_dir))
            lease = embedded.revive(lease)
            link = _link(lease.url)
        pid = postgres.pid_of(_cluster(data_dir))
        assert pid, "the database ended while it was looked at"
        server = Server(lease.url, pid, link)
        server.execute("CREATE SCHEMA IF NOT EXISTS bench")
        server.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA bench")
        yield server
    finally:
        with suppress(UnboundLocalError):
            link.close()
        embedded.release(lease)


def _link(url: str) -> connection:
    link = database.connect(url)
    link.autocommit = True
    return link


def _differs(link: connection) -> bool:
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SETTINGS)]
        )
        return dict(cursor.fetchall()) != SETTINGS


def _cluster(data_dir: Path) -> Path:
    return data_dir / json.loads((data_dir / "postgres.json").read_text())["cluster"]
