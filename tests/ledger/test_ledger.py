"""The ledger is only ever written to at its end."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from accounts.viewer import GUEST
from ledger.actions import record
from ledger.models import AUDIENCES, Act, Audience, Entry
from tests.make import as_viewer


@pytest.fixture
def entry(cast) -> Entry:
    return record(as_viewer(cast.mo), Act.CLOSE, topic_id=1, reason="As it was")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: Entry.objects.filter(pk=entry.pk).update(reason="Other"),
        lambda entry: entry.save(),
        lambda entry: Entry.objects.bulk_update([entry], ["reason"]),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.all().delete(),
        lambda entry: Entry.objects.update_or_create(pk=entry.pk, defaults={"act": Act.REOPEN}),
        lambda entry: _sql("UPDATE ledger_entry SET reason = ''"),
        lambda entry: _sql("DELETE FROM ledger_entry"),
        lambda entry: _sql(
            "INSERT INTO ledger_entry SELECT * FROM ledger_entry"
            " ON CONFLICT (id) DO UPDATE SET reason = ''"
        ),
    ],
)
def test_nothing_changes_a_line(attempt, entry):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attempt(entry)
    assert Entry.objects.get().reason == "As it was"


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_table_is_not_emptied_but_in_a_test_database(entry):
    """The name of the database decides; here the function is asked as it would be elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('ledger_entry_append_only'::regproc)")
        (body,) = cursor.fetchone()
        assert body.count("current_database()") == 1
        cursor.execute(body.replace("current_database()", "'forum'"))
        with pytest.raises(DatabaseError, match="TRUNCATE refused"), transaction.atomic():
            cursor.execute("TRUNCATE ledger_entry")
        cursor.execute(body)
    assert Entry.objects.count() == 1


def test_the_admin_reads_only(entry, cast, sign_in):
    root = sign_in(cast.root)
    for path in ("", f"{entry.pk}/change/"):
        assert root.get(f"/admin/ledger/entry/{path}").status_code == 200
    facts = {"reason": "Other", "act": "close", "actor_id": cast.mo.pk}
    chosen = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    assert root.post(f"/admin/ledger/entry/{entry.pk}/change/", facts).status_code == 403
    assert root.post(f"/admin/ledger/entry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert root.post("/admin/ledger/entry/add/", facts).status_code == 403
    root.post("/admin/ledger/entry/", chosen)
    assert Entry.objects.get().reason == "As it was"


def test_closing_an_account_leaves_its_lines(entry, cast):
    actor_id = cast.mo.pk
    cast.mo.delete()
    assert Entry.objects.get().actor_id == actor_id


def test_who_reads_it_follows_from_the_act(cast):
    viewer = as_viewer(cast.mo)
    for act in Act:
        assert record(viewer, act).audience == AUDIENCES.get(act, Audience.MEMBERS)


def test_a_guest_leaves_no_line(db):
    with pytest.raises(ValueError, match="guest"):
        record(GUEST, Act.CLOSE)


def test_a_target_that_nobody_knows_is_an_error(cast):
    with pytest.raises(TypeError):
        record(as_viewer(cast.mo), Act.CLOSE, tpoic_id=1)
