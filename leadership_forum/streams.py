"""What a server of events answers: events for pages that stay open, and the site beside."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

from django.db import Error as DatabaseFailure

from leadership_forum.bridge import Bridge, Message, Receive, Send
from leadership_forum.events import Full, Hub, Listener
from threads.queries.live import seconds_left, version_now, watched_by

# As many threads as a worker of `make serve` has.
THREADS: Final = 4
# A line that says nothing, so that nobody between thinks the page has gone.
HEARTBEAT: Final = 20.0
# Several things that happen together are one event.
TOGETHER: Final = 0.2
# So often it is looked whether the server ends.
LOOK: Final = 0.5
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


class Streams:
    """The ASGI application around the site, a WSGI one; it tells pages that there are events."""

    def __init__(self, site: Any, hub: Hub) -> None:
        self.hub = hub
        self.bridge = Bridge(site, THREADS, **{"forum.events": True})
        # Whether the server goes on; it waits for streams that do not know (`web.py`).
        self.serves: Callable[[], bool] = lambda: True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Events, or whatever else is asked."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            if path.startswith("/live/") and path.endswith("/events/") and scope["method"] == "GET":
                token = path.removeprefix("/live/").removesuffix("/events/")
                await self._events(token, receive, send)
            else:
                await self.bridge(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Listen as long as the process serves."""
        listener = Listener(self.hub)
        await receive()
        self.hub.begin(asyncio.get_running_loop())
        listener.start()
        await send({"type": "lifespan.startup.complete"})
        watch = asyncio.create_task(self._end_in_time())
        await receive()
        watch.cancel()
        listener.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _end_in_time(self) -> None:
        """End all streams when the server is about to."""
        while self.serves():
            await asyncio.sleep(LOOK)
        self.hub.close()

    async def _events(self, token: str, receive: Receive, send: Send) -> None:
        """Tell the bearer of a token when something happens, until it is too old or they go."""
        watched = watched_by(token)
        if watched is None:
            await _refuse(send, 404)
            return
        try:
            with self.hub.watching(watched) as wake:
                # Looked up while it is heard already, so that nothing is missed in between.
                loop = asyncio.get_running_loop()
                version = await loop.run_in_executor(self.bridge.pool, version_now, watched)
                await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
                await _say(send, f"data: {version}")
                gone = asyncio.create_task(_left(receive))
                try:
                    await self._tell(seconds_left(token), wake, gone, send)
                finally:
                    gone.cancel()
        except (Full, DatabaseFailure):
            await _refuse(send, 503)

    async def _tell(
        self, seconds: float, wake: asyncio.Event, gone: asyncio.Task[None], send: Send
    ) -> None:
        """Say that something happened, each time that it did."""
        end, number = time.monotonic() + seconds, 0
        while self.hub.is_listening and not gone.done() and (left := end - time.monotonic()) > 0:
            waiting = asyncio.create_task(wake.wait())
            both: set[asyncio.Task[Any]] = {waiting, gone}
            await asyncio.wait(
                both, timeout=min(left, HEARTBEAT), return_when=asyncio.FIRST_COMPLETED
            )
            waiting.cancel()
            if not wake.is_set():
                await _say(send, ":")
                continue
            if not self.hub.is_listening:
                break
            await asyncio.sleep(TOGETHER)
            wake.clear()
            number += 1
            await _say(send, f"data: +{number}")
        await send({"type": "http.response.body", "body": b"event: end\ndata:\n\n"})


async def _say(send: Send, line: str) -> None:
    await send({"type": "http.response.body", "body": f"{line}\n\n".encode(), "more_body": True})


async def _left(receive: Receive) -> None:
    """Comes to an end when the page goes."""
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass


async def _refuse(send: Send, status: int) -> None:
    headers: list[Any] = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
