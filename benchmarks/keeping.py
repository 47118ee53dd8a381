"""Takes back what a run wrote, so that the next one, and the next size, meets the same rows.

What must come back is kept in the schema `bench` first; a run that was killed is made up for by the
next one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.database import Server
from benchmarks.pages import BEN, Facts

# Rows with a higher id than before are the run's; what hangs on a post goes with it.
GROWING = (
    "public.threads_like",
    "public.threads_post",
    "public.notifications_notice",
    "floor.post",
)
# The rows of these that the run may change: all of ben's, and the topics that are replied to.
KEPT = {
    "public.threads_topicreader": f"person_id = {BEN} OR topic_id IN ({{topics}})",
    "public.threads_topic": "id IN ({topics})",
    "floor.topic": "id IN ({topics})",
}
# How many watch the topic that is watched, where there are so many people.
WATCHERS = 300


@contextmanager
def taken_back(server: Server, facts: Facts) -> Iterator[None]:
    """Whatever is written inside is gone afterwards."""
    _keep(server, f"{facts.reply_id}, {facts.watched_id}")
    _watch(server, facts.watched_id)
    try:
        yield
    finally:
        _take_back(server)


def catch_up(server: Server) -> None:
    """Take back what a run wrote that was killed."""
    if server.execute("SELECT to_regclass('bench.marks')") != [(None,)]:
        _take_back(server)


def _watch(server: Server, topic: int) -> None:
    server.execute(
        "INSERT INTO threads_topicreader (topic_id, person_id, read, visited_at, level, why)"
        " SELECT %s, id, '', now(), 'watch', 'chosen' FROM accounts_user"
        " WHERE is_active AND id > 4 ORDER BY id LIMIT %s"
        " ON CONFLICT (topic_id, person_id) DO UPDATE SET level = 'watch', why = 'chosen'",
        topic,
        WATCHERS,
    )


def _keep(server: Server, topics: str) -> None:
    for table, condition in KEPT.items():
        rows = condition.format(topics=topics)
        server.execute(f"DROP TABLE IF EXISTS {_copy(table)}")
        server.execute(f"CREATE TABLE {_copy(table)} AS SELECT * FROM {table} WHERE {rows}")
    ids = ", ".join(
        f"(SELECT coalesce(max(id), 0) FROM {table}) AS {_name(table)}" for table in GROWING
    )
    server.execute(f"CREATE TABLE bench.marks AS SELECT '{topics}' AS topics, {ids}")


def _take_back(server: Server) -> None:
    [(topics,)] = server.execute("SELECT topics FROM bench.marks")
    server.execute("DELETE FROM notifications_announcement")
    server.execute("DELETE FROM django_tasks_database_dbtaskresult")
    server.execute(
        "UPDATE threads_post p SET like_count = like_count - 1 FROM threads_like l, bench.marks m"
        " WHERE l.post_id = p.id AND l.id > m.public_threads_like"
    )
    for table in GROWING:
        server.execute(f"DELETE FROM {table} USING bench.marks WHERE id > {_name(table)}")
    for table, condition in KEPT.items():
        _put_back(server, table, condition.format(topics=topics))
    server.execute("DROP TABLE bench.marks")
    server.execute("VACUUM (ANALYZE) threads_post, threads_topic, floor.post, floor.topic")


def _put_back(server: Server, table: str, condition: str) -> None:
    """The rows as they were: changed ones are changed back, new ones are gone."""
    columns = [
        name
        for (name,) in server.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' AND attname <> 'id'",
            table,
        )
    ]
    sets = ", ".join(f'"{name}" = k."{name}"' for name in columns)
    server.execute(f"UPDATE {table} t SET {sets} FROM {_copy(table)} k WHERE k.id = t.id")
    server.execute(
        f"DELETE FROM {table} t WHERE ({condition.replace('person_id', 't.person_id')})"
        f" AND NOT EXISTS (SELECT FROM {_copy(table)} k WHERE k.id = t.id)"
    )
    server.execute(f"DROP TABLE {_copy(table)}")


def _name(table: str) -> str:
    return table.replace(".", "_")


def _copy(table: str) -> str:
    return f"bench.kept_{_name(table)}"
