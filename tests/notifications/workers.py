"""The worker as a process of its own, started again whenever it is killed.

As a program (`python -m tests.notifications.workers [people in a part]`) it loads the site once and
forks a worker, the next as soon as that one is dead, and prints the id of each.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60


class Workers:
    """One worker at a time, for the database of the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.pid = self._next()

    def _next(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def kill(self) -> None:
        """Kill it without a warning, and wait until the next one stands."""
        os.kill(self.pid, SIGKILL)
        self.pid = self._next()

    @property
    def peak(self) -> int:
        """The most memory that it ever held, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024


@contextmanager
def workers(part: int | None = None) -> Iterator[Workers]:
    """Let a worker run beside the test, with its database, that tells so many in a part."""
    from django.db import connection

    facts = connection.settings_dict
    user, password, name = (quote(facts[key], safe="") for key in ("USER", "PASSWORD", "NAME"))
    url = f"postgres://{user}:{password}@{facts['HOST']}:{facts['PORT']}/{name}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.workers", *([str(part)] if part else [])],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Workers(process)
    try:
        yield running
    finally:
        process.kill()
        process.wait()
        with suppress(ProcessLookupError):
            os.kill(running.pid, SIGKILL)
        assert process.stdout
        process.stdout.close()


def wait_until(holds: Callable[[], bool], seconds: float = SECONDS) -> float:
    """Look again and again; answers how many seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it does not come"
        time.sleep(0.002)
    return time.monotonic() - began


def main() -> None:
    """Fork workers for ever."""
    import django
    from django.core.management import call_command

    from leadership_forum.children import die_with_parent

    django.setup()
    from leadership_forum.management.commands import worker
    from notifications.tasks import writing

    die_with_parent()
    if len(sys.argv) > 1:
        writing.PART = int(sys.argv[1])
    while True:
        pid = os.fork()
        if pid == 0:
            die_with_parent()
            call_command(worker.Command())
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
