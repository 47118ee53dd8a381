"""The web comes in as a role that may fill the ledger, and neither change it nor open its lock."""

import secrets

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2.errors import InsufficientPrivilege, RestrictViolation

from leadership_forum import embedded
from leadership_forum.roles import grant, web_role
from tests.conftest import make_cast
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads.actions.curation import close_topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def come_in():
    """A way in for a role that was just made and was given the rights of the web; and the owner's
    as which the tests run."""
    role, password = f"web_{secrets.token_hex(4)}", secrets.token_hex(8)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD %s", [password])
    grant(role)
    opened = []

    def come_in(user=role, password=password):
        facts = connection.get_connection_params() | {"user": user, "password": password}
        facts.pop("cursor_factory", None)
        opened.append(psycopg2.connect(**facts))
        opened[-1].autocommit = True
        return opened[-1].cursor()

    yield come_in
    for one in opened:
        one.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


@pytest.fixture
def entry():
    cast = make_cast()
    return close_topic(as_viewer(cast.mo), make_topic(cast.ada, make_category("hall")), "As it was")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET reason = ''",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP FUNCTION ledger_entry_append_only() CASCADE",
        "CREATE OR REPLACE FUNCTION ledger_entry_append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "DROP TABLE ledger_entry",
        "ALTER TABLE ledger_entry OWNER TO CURRENT_USER",
        "CREATE TRIGGER mine BEFORE INSERT ON ledger_entry EXECUTE FUNCTION ledger_entry_append_only()",
        "SET session_replication_role = replica",
        "CREATE RULE mine AS ON INSERT TO ledger_entry DO INSTEAD NOTHING",
        "UPDATE django_migrations SET name = ''",
        "CREATE TABLE mine (id int)",
        "SELECT * FROM ledger_entry FOR UPDATE",
    ],
)
def test_postgresql_refuses_the_web(statement, come_in, entry):
    web = come_in()
    with pytest.raises(InsufficientPrivilege):
        web.execute(statement)
    web.execute("SELECT reason FROM ledger_entry")
    assert web.fetchall() == [("As it was",)]


@pytest.mark.parametrize("act", ["UPDATE ledger_entry SET reason = ''", "DELETE FROM ledger_entry"])
def test_the_owner_is_refused_by_the_trigger(act, entry):
    with (
        connection.cursor() as cursor,
        pytest.raises(Exception, match="append-only") as refused,
    ):
        cursor.execute(act)
    assert isinstance(refused.value.__cause__, RestrictViolation)


def test_the_web_does_all_that_a_site_does(come_in, monkeypatch):
    """Posting and curating as that role, with its sequences, triggers and notes of what changed."""
    role = come_in()
    role.execute("SELECT current_user")
    (name,) = role.fetchone()
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {name}")
        try:
            cast = make_cast()
            topic = make_topic(cast.ada, make_category("hall"), prompts=["Who?"])
            make_reply(cast.ben, topic, "Words for @ada.")
            entry = close_topic(as_viewer(cast.mo), topic, "Settled")
        finally:
            cursor.execute("RESET ROLE")
    assert entry.pk


def test_the_role_of_an_embedded_server_is_kept_apart(settings):
    """The web of `make run` and `make serve` comes in as it; its secret does not lead to the owner's."""
    state = embedded.State("postgres", 15_000, "secret")
    assert embedded.WEB_ROLE in state.web_url
    assert "secret" not in state.web_url
    if not settings.EMBEDDED_WEB_ROLE:
        pytest.skip("the tests run on a server of their own")
    assert web_role() == embedded.WEB_ROLE
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'ledger_entry', 'INSERT'),"
            " has_table_privilege(%s, 'ledger_entry', 'UPDATE'),"
            " has_table_privilege(%s, 'ledger_entry', 'TRUNCATE'),"
            " has_table_privilege(%s, 'threads_post', 'UPDATE')",
            [embedded.WEB_ROLE] * 4,
        )
        assert cursor.fetchone() == (True, False, False, True)


def test_two_urls_of_one_role_are_no_two_roles(settings, capsys):
    settings.DATABASE_URL = "postgres://forum:x@localhost/forum"
    settings.DATABASE_OWNER_URL = "postgres://forum:y@localhost/forum"
    with pytest.raises(CommandError, match="no two roles"):
        call_command("grant_roles")
    settings.DATABASE_OWNER_URL = "postgres://owner:y@localhost/forum"
    assert web_role() == "forum"
