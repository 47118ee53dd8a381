"""What the database says reaches the pages that are open, once, and again after a loss."""

import asyncio
import select
from contextlib import contextmanager
from time import monotonic

import pytest
from django.db import connection

from leadership_forum import streams
from leadership_forum.events import Full, Hub, Listener
from leadership_forum.streams import Streams
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from threads.actions.likes import like_post
from threads.queries.live import LISTS, Watched, token_for

PATIENCE = 10


@contextmanager
def another():
    """A connection beside that of the test."""
    made = connection.copy()
    try:
        made.connect()
        yield made
    finally:
        made.close()


def do(sql: str, *values) -> list:
    with another() as made, made.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


LISTENING = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN forum'"


def test_what_is_said_is_handed_on_also_after_a_loss(db):
    async def hear() -> None:
        loop = asyncio.get_running_loop()
        hub, run = Hub(), loop.run_in_executor
        hub.begin(loop)
        listener = Listener(hub)
        with pytest.raises(Full), hub.watching(Watched(0, 3)):
            pass
        hub.is_listening = True
        pages = {
            "third": Watched(0, 3), "fourth": Watched(5, 4), "lists": Watched(5, LISTS),
            "other": Watched(6, 9),
        }  # fmt: skip
        with (
            hub.watching(pages["third"]) as third,
            hub.watching(pages["fourth"]) as fourth,
            hub.watching(pages["lists"]) as lists,
            hub.watching(pages["other"]) as other,
        ):
            events = {"third": third, "fourth": fourth, "lists": lists, "other": other}

            async def woken(count: int) -> set[str]:
                """Who is, once so many are."""
                end = monotonic() + PATIENCE
                while sum(one.is_set() for one in events.values()) < count and monotonic() < end:
                    await asyncio.sleep(0.01)
                found = {name for name, one in events.items() if one.is_set()}
                for one in events.values():
                    one.clear()
                return found

            listener.start()
            # Something may have been missed before it listened.
            assert await woken(4) == set(events)
            for _round in ("before", "after"):
                await run(None, do, "SELECT pg_notify('forum', 'topic 3 8')")
                assert await woken(1) == {"third"}
                await run(None, do, "SELECT pg_notify('forum', 'person 5 77')")
                assert await woken(2) == {"fourth", "lists"}
                await run(None, do, "SELECT pg_notify('forum', 'topic -1')")
                assert await woken(1) == {"lists"}
                ended = await run(None, do, f"SELECT pg_terminate_backend(pid) {LISTENING}")
                assert ended == [(True,)]
                assert await woken(4) == set(events)
            # One connection, however many look.
            assert await run(None, do, f"SELECT count(*) {LISTENING}") == [(1,)]
        assert (hub._topics, hub._people, hub._streams) == ({}, {}, 0)
        listener.stop()
        await run(None, listener.join)

    asyncio.run(hear())


@pytest.mark.django_db(transaction=True)
def test_acts_say_where_they_were_done(tell):
    ada, ben = make_person("ada"), make_person("ben")
    topic = make_topic(ada, make_category("hall"))
    tell()
    with another() as made, made.cursor() as cursor:
        cursor.execute("LISTEN forum")

        def said() -> set[str]:
            select.select([made.connection], [], [], PATIENCE)
            made.connection.poll()
            found = [made.connection.notifies.pop(0) for _ in list(made.connection.notifies)]
            assert len(found) == len({one.payload for one in found})
            return {one.payload for one in found}

        reply = make_reply(ada, topic, "Hello @ben")
        assert said() == {f"topic {topic.pk}", "topic -1"}
        like_post(as_viewer(ben), reply)
        assert said() == {f"topic {topic.pk}"}
        tell()
        assert f"person {ben.pk}" in said()


class Talk:
    """A browser that asks for events."""

    def __init__(self, site: Streams, path: str) -> None:
        self.sent: list[dict] = []
        self.left = asyncio.Event()
        scope = {"type": "http", "method": "GET", "path": path}
        self.task = asyncio.ensure_future(site(scope, self.receive, self.send))

    async def receive(self) -> dict:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.sent.append(message)

    async def has(self, words: str) -> None:
        """Wait until it was told that."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.words:
                await asyncio.sleep(0.01)

    @property
    def words(self) -> str:
        return b"".join(one.get("body", b"") for one in self.sent).decode()

    @property
    def status(self) -> int:
        return self.sent[0]["status"]


def test_streams(db, monkeypatch):
    monkeypatch.setattr(streams, "version_now", lambda watched: f"v{watched.topic_id}")
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    token = token_for(as_viewer(make_person("ben")), 3)

    async def talk() -> None:
        hub = Hub(most=1)
        hub.begin(asyncio.get_running_loop())
        hub.is_listening = True
        site = Streams(None, hub)
        first = Talk(site, f"/live/{token}/events/")
        await first.has("data: v3\n\n:\n\n")
        assert dict(first.sent[0]["headers"])[b"cache-control"] == b"no-store"
        hub.hear("topic 3")
        hub.hear("topic 3")
        await first.has("data: +1\n\n")
        # No more than so many; what is no token is not there.
        for path, status in ((f"/live/{token}/events/", 503), ("/live/x/events/", 404)):
            other = Talk(site, path)
            await other.task
            assert (other.status, other.words) == (status, "")
        first.left.set()
        await first.task
        assert "+2" not in first.words
        # It ends with its token.
        monkeypatch.setattr(streams, "seconds_left", lambda token: 0.2)
        last = Talk(site, f"/live/{token}/events/")
        await last.task
        assert last.words.endswith("event: end\ndata:\n\n")
        assert not last.sent[-1].get("more_body")
        # Neither is anybody kept waiting where nothing is heard.
        monkeypatch.setattr(streams, "seconds_left", lambda token: 60)
        deaf = Talk(site, f"/live/{token}/events/")
        await deaf.has("data: v3")
        hub.is_listening = False
        await deaf.task
        assert deaf.words.endswith("event: end\ndata:\n\n")
        # Nor does the server wait for streams when it ends.
        hub.is_listening = True
        monkeypatch.setattr(streams, "HEARTBEAT", 60)
        monkeypatch.setattr(streams, "LOOK", 0.01)
        still = Talk(site, f"/live/{token}/events/")
        await still.has("data: v3")
        site.serves = lambda: False
        await site._end_in_time()
        await still.task
        assert still.words.endswith("data: v3\n\nevent: end\ndata:\n\n")

    asyncio.run(talk())
