"""Render in a child process that can be killed: one per web process, started when needed.

A text that takes too long costs its own writer an answer, never the process that serves others.
"""

import atexit
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from .child import Child, ChildDied, TooSlow
from .frames import Reply
from .limits import MAX_LENGTH
from .refusals import MarkupRefused, Reason
from .rendered import Rendered
from .sources import normalise_newlines

TIME_LIMIT: Final = 2.0
"""Seconds a text may take."""

START_LIMIT: Final = 20.0
"""Seconds a new child may take until it is ready; only a broken installation needs them all."""

WAIT_LIMIT: Final = 3.0
"""Seconds a text waits for the one before it."""

RENDERS_PER_CHILD: Final = 5_000
_ROOT: Final = Path(__file__).resolve().parents[2]
_logger = logging.getLogger(__name__)


class Renderer:
    """The door to one child; safe for any number of threads, which take turns.

    `module` is the worker to run, `time_limit` and `wait_limit` are seconds.
    """

    def __init__(
        self,
        module: str = "threads.markup.worker",
        *,
        time_limit: float = TIME_LIMIT,
        wait_limit: float = WAIT_LIMIT,
        renders_per_child: int = RENDERS_PER_CHILD,
    ) -> None:
        self._module = module
        self._time_limit = time_limit
        self._wait_limit = wait_limit
        self._renders_per_child = renders_per_child
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._renders = 0

    def render(self, source: str) -> Rendered:
        """Return the rendered text. Raises MarkupRefused."""
        source = normalise_newlines(source)
        if len(source) > MAX_LENGTH:
            raise MarkupRefused(Reason.TOO_LONG)
        if not self._lock.acquire(timeout=self._wait_limit):
            raise MarkupRefused(Reason.BUSY)
        try:
            reply = self._ask(source)
        finally:
            self._lock.release()
        if refused := reply.get("refused"):
            if error := reply.get("error"):
                _logger.warning("markup refused a text: %s", error)
            raise MarkupRefused(Reason(refused))
        return Rendered(
            html=reply["html"],
            candidates=tuple(reply["candidates"]),
            links=tuple(reply["links"]),
            nonce=reply["nonce"],
        )

    def close(self) -> None:
        """End the child. The next text starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def forget(self) -> None:
        """After a fork, in the new process: let go of the parent's child without hurting it."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        if child is not None:
            child.abandon()

    @property
    def pid(self) -> int | None:
        """Process id of the child, or None when there is none."""
        return None if self._child is None else self._child.pid

    def _ask(self, source: str) -> Reply:
        """Return the child's answer; a child found dead is replaced and asked once more."""
        for last in (False, True):
            try:
                child = self._ready_child()
                self._renders += 1
                return child.ask({"source": source}, time.monotonic() + self._time_limit)
            except TooSlow:
                self.close()
                self._warm_up()
                raise MarkupRefused(Reason.TOO_SLOW) from None
            except (ChildDied, OSError):
                self.close()
                if last:
                    _logger.exception("the markup process died twice on one text")
        raise MarkupRefused(Reason.BROKEN)

    def _ready_child(self) -> Child:
        if self._renders >= self._renders_per_child:
            self.close()
        if self._child is None:
            self._child = self._start()
        try:
            self._child.wait_ready(time.monotonic() + START_LIMIT)
        except TooSlow:
            raise ChildDied from None
        return self._child

    def _warm_up(self) -> None:
        """Start a child for the next text; nobody waits for it here."""
        try:
            self._child = self._start()
        except OSError:
            _logger.exception("the markup process does not start")

    def _start(self) -> Child:
        self._renders = 0
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        return Child(
            subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=_ROOT,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                # A Ctrl-C in the terminal is for the parent, which closes this one.
                start_new_session=True,
            )
        )


_renderer = Renderer()
atexit.register(_renderer.close)
os.register_at_fork(after_in_child=_renderer.forget)


def render(source: str) -> Rendered:
    """Return the text as safe HTML with marked mention candidates, and facts about it.

    Accepts at most `MAX_LENGTH` characters. Raises MarkupRefused, with a sentence for the
    person, when the text is too long, takes too much time or memory, becomes too big, or when
    the renderer is busy. Blocks up to TIME_LIMIT + WAIT_LIMIT seconds, usually milliseconds.
    """
    return _renderer.render(source)
