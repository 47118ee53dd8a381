"""One child process spoken to in frames, with deadlines for both directions."""

import os
import selectors
import signal
import subprocess
import time
from typing import IO, Final

from .frames import HEADER, MAX_FRAME, Reply, Request, decode, encode

_CHUNK: Final = 1 << 16
# Seconds between a closed pipe and the exit status.
_LAST_BREATH: Final = 1.0


class ChildDied(Exception):
    """The child ended, or spoke nonsense, before it had answered."""


class TooSlow(Exception):
    """The child did not answer in time, or used up its share of the processor. It must be killed:
    its answer could still come."""


class Child:
    """A started process with pipes. Not safe for two threads at once."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the child needs pipes")
        self._process = process
        self._stdin: IO[bytes] = process.stdin
        self._stdout: IO[bytes] = process.stdout
        self._ready = False
        os.set_blocking(self._stdin.fileno(), False)
        os.set_blocking(self._stdout.fileno(), False)

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._process.pid

    def wait_ready(self, deadline: float) -> None:
        """Wait for the child's first frame, until deadline (monotonic seconds)."""
        if not self._ready:
            self._receive(deadline)
            self._ready = True

    def ask(self, request: Request, deadline: float) -> Reply:
        """Return the answer. Raises TooSlow after deadline (monotonic seconds), or ChildDied."""
        self._send(encode(request), deadline)
        return self._receive(deadline)

    def kill(self) -> None:
        """End the child at once and take its exit status."""
        self._process.kill()
        self._close_pipes()
        self._process.wait()

    def abandon(self) -> None:
        """Let go of a child that belongs to the process we were forked from."""
        self._close_pipes()
        # It is not ours to wait for; without a status Popen would warn about it.
        self._process.returncode = 0

    def _used_up_its_time(self) -> bool:
        """Tell whether the kernel ended the child for the processor time that it took."""
        try:
            return self._process.wait(_LAST_BREATH) == -signal.SIGPROF
        except subprocess.TimeoutExpired:
            return False

    def _close_pipes(self) -> None:
        for pipe in (self._stdin, self._stdout):
            try:
                pipe.close()
            except OSError:
                # A broken pipe is what we are closing.
                continue

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        descriptor = self._stdin.fileno()
        while view:
            _wait(descriptor, selectors.EVENT_WRITE, deadline)
            try:
                view = view[os.write(descriptor, view[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChildDied from error

    def _receive(self, deadline: float) -> Reply:
        length = int.from_bytes(self._read(HEADER, deadline), "big")
        if length > MAX_FRAME:
            raise ChildDied
        try:
            return decode(self._read(length, deadline))
        except ValueError as error:
            raise ChildDied from error

    def _read(self, count: int, deadline: float) -> bytes:
        data = bytearray()
        descriptor = self._stdout.fileno()
        while len(data) < count:
            _wait(descriptor, selectors.EVENT_READ, deadline)
            try:
                chunk = os.read(descriptor, min(_CHUNK, count - len(data)))
            except BlockingIOError:
                continue
            if not chunk:
                raise TooSlow if self._used_up_its_time() else ChildDied
            data += chunk
        return bytes(data)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise TooSlow
