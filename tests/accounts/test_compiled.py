"""Statements that a connection plans once: the same rows, and plain where plans cannot stay."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.compiled import rows_planned_once

pytestmark = pytest.mark.django_db
SQL = "SELECT %s::int + 1, '100%%', %s::int[]"


def plans() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE from_sql")
        return {sql for (sql,) in cursor.fetchall() if "'100%'" in sql}


@pytest.fixture(autouse=True)
def fresh():
    """A connection of its own would leave the transaction of the test, so plans are thrown away."""
    from accounts import compiled

    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    compiled._plans.clear()


@pytest.mark.parametrize(("is_on", "kept"), [(True, 1), (False, 0)])
def test_the_rows_are_those_of_the_plain_statement(is_on, kept, settings):
    settings.DATABASE_PLANS = is_on
    for number in (1, 2, 3):
        assert rows_planned_once(SQL, [number, [number, 7]]) == [(number + 1, "100%", [number, 7])]
    assert len(plans()) == kept


def test_it_is_one_query_the_first_time_as_well(django_assert_num_queries):
    for number in (1, 2):
        with django_assert_num_queries(1):
            rows_planned_once(SQL, [number, []])


def test_a_value_is_a_value_whatever_it_holds():
    said = "'); DROP TABLE accounts_user; --"
    for _ in range(2):
        assert rows_planned_once("SELECT %s::text", [said]) == [(said,)]


def test_a_statement_that_fails_leaves_the_connection_as_it_was():
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows_planned_once("SELECT 1 / %s::int, '100%%'", [0])
    assert rows_planned_once("SELECT 1 / %s::int, '100%%'", [1]) == [(1, "100%")]


def test_no_more_plans_than_a_few(monkeypatch):
    monkeypatch.setattr("accounts.compiled._MOST_PLANS", 2)
    for number in range(4):
        sql = f"SELECT {number}, '100%%'"
        assert rows_planned_once(sql, []) == rows_planned_once(sql, []) == [(number, "100%")]
    assert len(plans()) == 2
