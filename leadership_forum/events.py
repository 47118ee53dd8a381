"""Who keeps a page open hears at once that something happened: one connection of the process
listens to the database, and what it hears is handed on in memory to the pages open here."""

import asyncio
import contextlib
import logging
import select
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection

from leadership_forum import env
from threads.queries.live import Watched

logger = logging.getLogger("leadership_forum.events")

CHANNEL: Final = "forum"
# More pages than these ask by themselves.
MOST_STREAMS: Final = 1_000
# A connection that says nothing is asked whether it is there.
SILENCE: Final = 15.0
LONGEST_WAIT: Final = 30.0


class Full(Exception):
    """No more pages can be told of events here."""


class Hub:
    """The pages that are open at this process, by what they watch. Everything but `hear` and
    `everybody` belongs to the thread of the event loop."""

    def __init__(self, most: int = MOST_STREAMS) -> None:
        self.most = most
        # While it is not, pages ask by themselves.
        self.is_listening = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._topics: dict[int, set[asyncio.Event]] = {}
        self._people: dict[int, set[asyncio.Event]] = {}
        self._streams = 0

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand on to pages of this loop."""
        self._loop = loop

    @contextlib.contextmanager
    def watching(self, watched: Watched) -> Iterator[asyncio.Event]:
        """An event that is set when something happens there. Raises `Full`, also while nothing is
        heard."""
        if self._streams >= self.most or not self.is_listening:
            raise Full
        wake = asyncio.Event()
        places = [(self._topics, watched.topic_id)]
        if watched.person_id:
            places.append((self._people, watched.person_id))
        self._streams += 1
        for pages, name in places:
            pages.setdefault(name, set()).add(wake)
        try:
            yield wake
        finally:
            self._streams -= 1
            for pages, name in places:
                pages[name].discard(wake)
                if not pages[name]:
                    del pages[name]

    def close(self) -> None:
        """Have all streams end."""
        self.is_listening = False
        self._wake("all")

    def hear(self, words: str) -> None:
        """What the database said: `topic 3 4`, `person 5`, or `all`. From any thread."""
        self._call(self._wake, words)

    def everybody(self) -> None:
        """Have everybody look, because something may have been missed. From any thread."""
        self._call(self._wake, "all")

    def _call(self, act: Any, *facts: Any) -> None:
        if self._loop is not None:
            # The loop may have ended while the process goes.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(act, *facts)

    def _wake(self, words: str) -> None:
        what, *names = words.split()
        if what == "all":
            found = list(self._topics.values())
        else:
            pages = self._people if what == "person" else self._topics
            found = [pages[int(name)] for name in names if int(name) in pages]
        for events in found:
            for wake in events:
                wake.set()


class Hearer(Protocol):
    """Who is told what the database says. From any thread."""

    is_listening: bool

    def hear(self, words: str) -> None:
        """It said these words."""

    def everybody(self) -> None:
        """Something may have been missed."""


class Listener:
    """The connection that listens, in a thread of its own. Lost, it is made again, later each time,
    and then everybody looks once."""

    def __init__(self, hub: Hearer, channel: str = CHANNEL) -> None:
        self.hub = hub
        self.channel = channel
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Come to an end soon."""
        self._over.set()

    def join(self) -> None:
        """Wait until it did."""
        self._thread.join(SILENCE)

    def _run(self) -> None:
        waits = count()
        while not self._over.is_set():
            listening = _direct()
            try:
                with listening.cursor() as cursor:
                    cursor.execute(f"LISTEN {self.channel}")
                waits = count()
                self.hub.is_listening = True
                self.hub.everybody()
                self._listen(listening)
            except Exception as error:  # noqa: BLE001 - whatever it is, it has to listen again
                self.hub.is_listening = False
                wait = min(LONGEST_WAIT, 0.5 * 2 ** min(next(waits), 10))
                logger.info("events are not heard: %s; again in %s s", _first_line(error), wait)
                self._over.wait(wait)
            finally:
                with contextlib.suppress(DatabaseFailure):
                    listening.close()

    def _listen(self, listening: Any) -> None:
        waited = 0.0
        while not self._over.is_set():
            if select.select([listening.connection], [], [], 0.5)[0]:
                with listening.wrap_database_errors:
                    listening.connection.poll()
                waited = 0.0
            elif (waited := waited + 0.5) >= SILENCE:
                waited = 0.0
                with listening.cursor() as cursor:
                    cursor.execute("SELECT 1")
            while listening.connection.notifies:
                self.hub.hear(listening.connection.notifies.pop(0).payload)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _direct() -> Any:
    """A connection of its own: that of `DATABASE_DIRECT_URL`, since a pooler listens to nothing."""
    made = connection.copy()
    if settings.DATABASE_DIRECT_URL:
        made.settings_dict |= env.database(settings.DATABASE_DIRECT_URL, connect_timeout="10")
    return made
