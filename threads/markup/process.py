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
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from . import costs
from .child import Child, ChildDied, TooSlow
from .frames import Reply, Request
from .limits import MAX_LENGTH
from .refusals import MarkupRefused, Reason
from .rendered import Rendered
from .sources import normalise_newlines

TIME_LIMIT: Final = 4.0
"""Seconds a text may take by the clock, where the machine is so busy that the child does not get
the processor time that it may take (see `worker.CPU_LIMIT`)."""

START_LIMIT: Final = 20.0
"""Seconds a new child may take until it is ready; only a broken installation needs them all."""

WAIT_LIMIT: Final = 1.0
"""Seconds a text waits for the one before it."""

IN_FLIGHT: Final = 2
"""Texts of one web process that are rendered or wait for it."""

PLACE_LIMIT: Final = 0.25
"""Seconds a further text waits for one of these places before its writer is told to try again:
ordinary texts take milliseconds."""

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
        self._in_flight = threading.BoundedSemaphore(IN_FLIGHT)
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._renders = 0

    def render(self, source: str, hosts: Iterable[str] = (), *, cites: bool = False) -> Rendered:
        """Return the rendered text. Raises MarkupRefused."""
        source = normalise_newlines(source)
        if len(source) > MAX_LENGTH:
            raise MarkupRefused(Reason.TOO_LONG)
        costs.check(source)
        reply = self._take_turn({"source": source, "hosts": sorted(hosts), "cites": cites})
        if refused := reply.get("refused"):
            if error := reply.get("error"):
                _logger.warning("markup refused a text: %s", error)
            raise MarkupRefused(Reason(refused))
        return Rendered.of(reply)

    def warm_up(self) -> None:
        """Start a child where there is none, without waiting for it: the next text will not."""
        with self._lock:
            if self._child is None:
                self._start_ahead()

    def close(self) -> None:
        """End the child. The next text starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def forget(self) -> None:
        """After a fork, in the new process: let go of the parent's child without hurting it."""
        self._in_flight = threading.BoundedSemaphore(IN_FLIGHT)
        self._lock = threading.Lock()
        child, self._child = self._child, None
        if child is not None:
            child.abandon()

    @property
    def pid(self) -> int | None:
        """Process id of the child, or None when there is none."""
        return None if self._child is None else self._child.pid

    def _take_turn(self, request: Request) -> Reply:
        """Ask when the text before is done; whoever would have to wait long is told at once."""
        if not self._in_flight.acquire(timeout=PLACE_LIMIT):
            raise MarkupRefused(Reason.BUSY)
        try:
            if not self._lock.acquire(timeout=self._wait_limit):
                raise MarkupRefused(Reason.BUSY)
            try:
                return self._ask(request)
            finally:
                self._lock.release()
        finally:
            self._in_flight.release()

    def _ask(self, request: Request) -> Reply:
        """Return the child's answer; a child found dead is replaced and asked once more."""
        for last in (False, True):
            try:
                child = self._ready_child()
                self._renders += 1
                reply = child.ask(request, time.monotonic() + self._time_limit)
            except TooSlow:
                self.close()
                self._start_ahead()
                raise MarkupRefused(Reason.TOO_SLOW) from None
            except (ChildDied, OSError):
                self.close()
                if last:
                    _logger.exception("the markup process died twice on one text")
            else:
                if reply.get("refused") == Reason.MEMORY:
                    # What it took in vain it may hold for ever.
                    self.close()
                    self._start_ahead()
                return reply
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

    def _start_ahead(self) -> None:
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
                # A Ctrl-C in the terminal is for the parent, which closes this one. No session of
                # its own: Linux may share the processors out by session before it looks at
                # niceness.
                process_group=0,
            )
        )


_renderer = Renderer()
atexit.register(_renderer.close)
os.register_at_fork(after_in_child=_renderer.forget)


def render(source: str, hosts: Iterable[str] = (), *, cites: bool = False) -> Rendered:
    """Return the text as safe HTML with marked mention candidates, and facts about it.

    Accepts at most `MAX_LENGTH` characters; `hosts` are the network locations of this site, so
    that full addresses of it count as its own; `cites` reads citations of posts. Raises
    MarkupRefused, with a sentence for the person, when the text is too long, takes too much time
    or memory, becomes too big, or when the renderer is busy. Blocks up to TIME_LIMIT + WAIT_LIMIT
    seconds, usually milliseconds.
    """
    return _renderer.render(source, hosts, cites=cites)


def warm_up() -> None:
    """Start the renderer of this process ahead of the first text. Called once it serves."""
    _renderer.warm_up()
