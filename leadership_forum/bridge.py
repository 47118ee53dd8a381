"""The site as gunicorn serves it, inside a server of events: the same application, in as many
threads of its own, whose connections to the database stay as theirs do."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from asgiref.wsgi import WsgiToAsgiInstance

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# More is no form of ours (`DATA_UPLOAD_MAX_MEMORY_SIZE`), and would be kept before it is looked at.
MOST_BYTES: Final = 4_000_000
IN_MEMORY: Final = 256_000


class Bridge:
    """An ASGI application that answers by a WSGI one. `facts` are told to it with each request."""

    def __init__(self, site: Callable[..., Iterable[bytes]], threads: int, **facts: Any) -> None:
        self.site = site
        self.facts = facts
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="site")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if not await _take(receive, body):
                await send({"type": "http.response.start", "status": 413, "headers": []})
                await send({"type": "http.response.body"})
                return
            loop = asyncio.get_running_loop()
            answer = _Answer(self, scope, lambda *messages: _hand_on(loop, send, messages))
            await loop.run_in_executor(self.pool, answer.run, body)


async def _take(receive: Receive, body: Any) -> bool:
    """Read the body of a request; False where it is too long, or nobody is there any more."""
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return False
        size += len(part := message.get("body", b""))
        if size > MOST_BYTES:
            return False
        body.write(part)
        if not message.get("more_body"):
            body.seek(0)
            return True


def _hand_on(loop: asyncio.AbstractEventLoop, send: Send, messages: Iterable[Message]) -> None:
    """Send from a thread, and wait until it went."""

    async def go() -> None:
        for message in messages:
            await send(message)

    asyncio.run_coroutine_threadsafe(go(), loop).result()


class _Answer(WsgiToAsgiInstance):
    """One request, in one thread."""

    def __init__(self, bridge: Bridge, scope: Message, hand_on: Callable[..., None]) -> None:
        super().__init__(bridge.site)
        self.bridge = bridge
        self.scope = scope
        self.hand_on = hand_on

    def run(self, body: Any) -> None:
        """Have it answered; a page of one piece crosses to the loop once."""
        environ = self.build_environ(self.scope, body) | self.bridge.facts
        found = self.bridge.site(environ, self.start_response)
        try:
            waiting: list[Message] = []
            piece = b""
            for part in found:
                waiting = waiting or self._begun()
                if piece:
                    self.hand_on(*waiting, _body(piece, more=True))
                    waiting = []
                piece = part
            self.hand_on(*(waiting or self._begun()), _body(piece, more=False))
        finally:
            if hasattr(found, "close"):
                found.close()

    def _begun(self) -> list[Message]:
        """How the answer begins, once."""
        if self.response_started:
            return []
        self.response_started = True
        return [self.response_start]


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}
