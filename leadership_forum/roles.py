"""Two roles at the database: the owner, who makes tables, and the web, which fills them.

What the web may not do, PostgreSQL refuses: change or empty the ledger, or take its trigger away.
"""

from typing import Any, Final

from django.conf import settings
from django.db import connections
from psycopg2 import sql

from leadership_forum import env

# Tables of which the web only reads, and those that it only writes at the end of.
READ: Final = ("django_migrations",)
APPENDED: Final = ("ledger_entry",)
# Commands of manage.py that make or empty tables, or read past the rights of the web.
OF_THE_OWNER: Final = frozenset(
    {"backup", "dbshell", "flush", "grant_roles", "migrate", "seed_scale", "setup", "sqlflush"}
)

EVERYTHING = (
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {role}",
)


def web_role() -> str:
    """The role of the web where it is not the owner, or an empty text."""
    if settings.DATABASE_OWNER_URL:
        web, owner = (env.database(url)["USER"] for url in (settings.DATABASE_URL, owner_url()))
        return str(web) if web != owner else ""
    return settings.EMBEDDED_WEB_ROLE


def owner_url() -> str:
    """Where the owner comes in."""
    return settings.DATABASE_OWNER_URL


def grant(role: str, alias: str = "default") -> None:
    """Give the role what the web needs and no more. Asked of the owner, after each migration; the
    same again changes nothing."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        facts = {
            "role": sql.Identifier(role),
            "database": sql.Identifier(str(connection.settings_dict["NAME"])),
        }
        for statement in EVERYTHING:
            cursor.execute(sql.SQL(statement).format(**facts))
        for tables, rights in ((APPENDED, "UPDATE, DELETE"), (READ, "INSERT, UPDATE, DELETE")):
            for table in tables:
                revoke = sql.SQL("REVOKE {rights} ON {table} FROM {role}").format(
                    rights=sql.SQL(rights), table=sql.Identifier(table), role=facts["role"]
                )
                cursor.execute(revoke)


def grant_after_migration(using: str, **_facts: Any) -> None:
    """What a migration made is the web's to use (Django's signal `post_migrate`)."""
    if role := web_role():
        grant(role, using)
