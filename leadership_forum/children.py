"""Child processes of the supervisor: started, watched, restarted with patience, ended for good."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

QUICK_SECONDS = 15  # a child that lived less than this died quickly
QUICK_DEATHS = 5  # so many in a row end everything
STOP_SECONDS = 8
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class GaveUpError(Exception):
    """A child cannot be kept alive; the message is for the operator."""


def die_with_parent() -> None:
    """End this process (SIGTERM) when its parent dies, even by kill -9. Linux only."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A process with a name for the operator; `spawn` starts it, `watch` keeps it alive."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    folder: Path
    descriptors: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    quick_deaths: int = 0
    started_at: float = field(default=0.0)
    restart_at: float | None = None
    captured: bool = False  # keep what it prints (a few lines) for `words`

    def spawn(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only us."""
        self.restart_at = None
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if self.captured else None,
            env=self.environment,
            cwd=self.folder,
            pass_fds=self.descriptors,
            start_new_session=True,
            preexec_fn=_bound_to(os.getpid()),  # noqa: PLW1509 - this process has one thread
        )

    def watch(self, say: Callable[[str], None]) -> None:
        """Start the process again when it has ended, later each time.

        Raises GaveUpError after five quick deaths in a row.
        """
        now = time.monotonic()
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.spawn()
            return
        if self.process is None or self.process.poll() is None:
            return
        self._end_group()
        quick = now - self.started_at < QUICK_SECONDS
        self.quick_deaths = self.quick_deaths + 1 if quick else 1
        how = _ending(self.process.returncode)
        if self.quick_deaths >= QUICK_DEATHS:
            raise GaveUpError(f"the {self.name} process {how}, {self.quick_deaths} times in a row.")
        say(f"The {self.name} process {how}; it is started again.")
        self.restart_at = now + 2.0 ** (self.quick_deaths - 1) - 1

    def status(self) -> int | None:
        """The exit status, None while it runs."""
        return self.process.poll() if self.process else None

    def wait(self) -> int:
        """Wait for its end; answers the exit status."""
        return self.process.wait() if self.process else 0

    def words(self) -> str:
        """What a captured child that has ended had to say."""
        output = self.process.stdout if self.process else None
        return output.read().decode(errors="replace").strip() if output else ""

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process, which ends its own children."""
        self.restart_at = None
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_until(self, deadline: float) -> None:
        """Wait until it has ended; at the deadline (monotonic seconds) end it by force."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._end_group()
        self.process.wait()
        self.process = None

    def _end_group(self) -> None:
        """Whatever the process left behind in its session."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def stop(children: Sequence[Child]) -> None:
    """End all of them together, within seconds."""
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait_until(deadline)


def _bound_to(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent()
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return prepare


def _ending(code: int) -> str:
    return f"was killed (signal {-code})" if code < 0 else f"ended (status {code})"
