"""No hot page goes through a whole big table, at a size that the suite cannot have.

A small community is made as `manage.py seed_scale` makes large ones. Then the catalogue is told that
every table that grows with what people do has a million rows (`pg_class.reltuples`, of the table and of
its indexes, inside a transaction that is taken back), and that they belong to as many more topics, posts and
people: the planner computes with these numbers and with the spread of values that it found in the small
one, so it chooses as it would choose at that size.
Each statement that the pages of `make bench` send is planned, not run, and no plan may read a big table
row by row, nor an index of it from one end to the other, nor sort rows by the ten thousand. A table that has no row here gets one of zeros
and empty words first, because what has no page at all counts as empty whatever the catalogue says. What
only shows when it runs (rows read and thrown away) stands in the plans that `make bench` keeps, which are
those of a real million.
"""

import json
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection
from django.urls import Resolver404, resolve

from benchmarks.pages import MEMBER, Page, facts_of, our_pages
from benchmarks.plans import explain, narrow_indexes, statements_of, walks
from benchmarks.visitor import Visitor
from tests.conftest import scene_of
from threads.actions.scaling import fill_scale
from threads.models import Category, Prompt, Tag

pytestmark = pytest.mark.django_db
POSTS, CLAIMED = 1_500, 1_000_000
# Where a million posts have fewer rows.
FEWER = {"accounts_user": 20_000}
# Tables that a community keeps small, however much is said in it.
SMALL = {
    "accounts.Community", "accounts.Circle", "accounts.RoleLabel", "threads.Category",
    "threads.CategoryCircle", "threads.CategoryModerator", "threads.Tag", "threads.GlossaryEntry",
    "threads.GlossaryName", "leadership_forum.Heartbeat", "leadership_forum.ClockJob",
    "notifications.CommunityChoice",
}  # fmt: skip
APPS = ("accounts", "ledger", "notifications", "threads", "moderation", "leadership_forum")
BIG = {
    model._meta.db_table
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if model._meta.label not in SMALL
}
# Pages whose statements still walk, and what would end it; each is red as soon as it is over.
WAITING = {
    "list-in": "asks of me, of my topics and of my panels as conditions of their own",
}
KEYS = (
    "topic", "topic-in", "deep-first", "deep-middle", "deep-last", "deep-first-in", "deep-middle-in",
    "deep-last-in", "list", "list-in", "unread", "search", "search-in", "search-rare", "names", "like",
    "news", "reply", "category", "tag", "person", "prompt", "notices",
)  # fmt: skip


class Database:
    """The connection of the suite, as `facts_of` asks it."""

    def execute(self, sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []


def pages_of(marks):
    """Those of the bench, and some more that everybody opens, by their key."""
    prompt = Prompt.objects.select_related("topic").filter(
        topic__category__visibility="public", topic__is_listed=True
    )[0]
    more = {
        "category": Category.objects.get(pk=1).get_absolute_url(),
        "tag": f"/tag/{Tag.objects.filter(topics__category__visibility='public')[0].slug}/",
        "person": "/u/ben/",
        "prompt": f"{prompt.topic.get_absolute_url()}prompts/{prompt.pk}/",
        "notices": "/notifications/",
    }
    pages = our_pages(facts_of(Database(), marks, 10))
    pages += [Page(key, key, path, who=MEMBER) for key, path in more.items()]
    return {page.key: page for page in pages}


@dataclass
class Grown:
    """The pages by their key, and the indexes that hold but few of the rows of their table."""

    pages: dict
    narrow: set


def fill():
    """The small community that claims to be large, and its pages."""
    made = fill_scale(POSTS, 1, lambda step, done, whole: None)
    tables = sorted(BIG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone() != (True,):
            pytest.skip("needs a server whose catalogue one may change")
        analyse(cursor, tables)
        narrow = narrow_indexes()
        for table in tables:
            put_a_row(cursor, table)
        analyse(cursor, tables)
        # What a row belongs to (a topic, a post, a person) becomes more as the rows do, and none of
        # it keeps the share that it has among few (statistics of kind 1).
        kinds = ", ".join(
            f"stakind{n} = CASE stakind{n} WHEN 1 THEN 0 ELSE stakind{n} END" for n in range(1, 6)
        )
        cursor.execute(
            f"UPDATE pg_statistic s SET {kinds}, stadistinct ="
            " CASE WHEN stadistinct > 0 THEN -stadistinct / c.reltuples ELSE stadistinct END"
            " FROM pg_class c, pg_constraint k WHERE c.oid = s.starelid AND k.contype = 'f'"
            " AND k.conrelid = c.oid AND s.staattnum = k.conkey[1]"
            " AND k.confrelid = ANY(%s::regclass[])",
            [tables],
        )
        cursor.execute(
            "WITH grown AS (SELECT oid, coalesce((%s::jsonb ->> relname)::float8, %s) / reltuples"
            " AS times FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r')"
            " UPDATE pg_class c SET reltuples = c.reltuples * grown.times FROM grown"
            " WHERE c.oid = grown.oid"
            " OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = grown.oid)",
            [json.dumps(FEWER), CLAIMED, tables],
        )
    return Grown(pages_of(made.marks), narrow)


def analyse(cursor, tables):
    for table in tables:
        cursor.execute(f'ANALYZE "{table}"')


def put_a_row(cursor, table):
    """A row of zeros and empty words in a table that has none, past its constraints."""
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
    if cursor.fetchone() == (True,):
        return
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table]
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull"
        " AND attidentity = '' AND attgenerated = ''",
        [table],
    )
    columns = cursor.fetchall()
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    values = ", ".join(nothing(kind) for _name, kind in columns)
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
    cursor.execute("SET LOCAL session_replication_role = origin")


def nothing(kind):
    """The emptiest value of a type."""
    known = {"timestamp with time zone": "now()", "uuid": "gen_random_uuid()", "boolean": "false",
             "date": "now()", "interval": "'0'"}  # fmt: skip
    if kind in known:
        return known[kind]
    if kind in {"integer", "bigint", "smallint"}:
        return "0"
    return "'{}'" if kind.startswith("json") or kind.endswith(("[]", "range")) else "''"


grown = scene_of(fill)


def walked(statements, narrow):
    """Where these statements walk big tables."""
    plans = [(statement, explain(statement, run=False)) for statement in statements]
    return [
        f"{walk}: {one.sql}" for one, plan in plans if plan for walk in walks(plan, BIG, narrow)
    ]


def known(key):
    """The case of a page."""
    if key not in WAITING:
        return key
    return pytest.param(key, marks=pytest.mark.xfail(reason=WAITING[key], strict=True))


@pytest.mark.parametrize("key", [known(key) for key in KEYS])
def test_no_page_walks_a_big_table(key, db, grown, settings):
    settings.DATABASE_PLANS = False
    page = grown.pages[key]
    try:
        resolve(page.path.partition("?")[0] or page.forms[0][0])
    except Resolver404:
        pytest.skip("this page is to come")
    status, statements = statements_of(Visitor(), page)
    assert status == (302 if page.act else 200)
    assert len(statements) > 1
    assert walked(statements, grown.narrow) == []
