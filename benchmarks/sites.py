"""The servers of a bench: our site the production way, and the bare project beside it."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from leadership_forum import children

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
START_SECONDS = 120
# What the person who measures has set for a site of their own.
OTHERS = (
    "DEBUG", "TRIAL", "DEMO", "DATABASE_URL", "SECRET_KEY", "SITE_URL", "MAIL_URL", "HOST", "PORT",
    "WEB_CONCURRENCY", "ALLOWED_HOSTS", "LOG_LEVEL", "TIME_ZONE", "DJANGO_SETTINGS_MODULE",
    "GUNICORN_CMD_ARGS", "MAKELEVEL", "SECRET_KEY_FILE", "MAIL_URL_FILE",
)  # fmt: skip


class BenchError(Exception):
    """The bench cannot go on; the message is for who started it."""


@dataclass(frozen=True)
class Site:
    """A running server."""

    port: int
    pid: int
    log: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


def environment(data_dir: Path) -> dict[str, str]:
    """What our site and its commands run with: the production way, on this machine, unlimited."""
    ours = {"DATA_DIR": str(data_dir), "TRIAL": "1", "RATE_LIMITS": "off"}
    return {name: value for name, value in os.environ.items() if name not in OTHERS} | ours


def run(arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> None:
    """Run a program of Python to its end. Raises BenchError when it fails."""
    done = _spawn([sys.executable, *arguments], settings or os.environ).wait()
    if done != 0:
        raise BenchError(f"{' '.join(arguments[:3])} ended with status {done}.")


def manage(data_dir: Path, *arguments: str) -> None:
    """Run a command of manage.py to its end. Raises BenchError when it fails."""
    run(["manage.py", *arguments], environment(data_dir))


@contextmanager
def our_site(data_dir: Path) -> Iterator[Site]:
    """`make serve` with TRIAL=1 and RATE_LIMITS=off, on a port of its own."""
    port = free_port()
    settings = {"PORT": str(port), "WEB_CONCURRENCY": str(WORKERS), "MAKELEVEL": "1"}
    command = [sys.executable, "-m", "leadership_forum.supervisor", "serve"]
    with _running(
        command, environment(data_dir) | settings, data_dir / "serve.log", port, "/readyz"
    ) as site:
        yield site


@contextmanager
def bare_site(data_dir: Path, database_url: str) -> Iterator[Site]:
    """The floor under the same server program, with as many workers and threads."""
    port = free_port()
    temporary = data_dir / "tmp"
    temporary.mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", "gunicorn", "benchmarks.floor.wsgi:application",
        "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread",
        "--workers", str(WORKERS),
        "--threads", str(THREADS),
        "--worker-tmp-dir", str(temporary),
        "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip
    with _running(
        command, floor_environment(database_url), data_dir / "floor.log", port, "/login/"
    ) as site:
        yield site


def floor_environment(database_url: str) -> dict[str, str]:
    """What the bare project runs with."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings",
        "FLOOR_DATABASE_URL": database_url,
        "FLOOR_SECRET_KEY": secrets.token_urlsafe(40),
    }


def floor_manage(database_url: str, *arguments: str) -> None:
    """Run a command of Django for the bare project. Raises BenchError when it fails."""
    run(["-m", "django", *arguments], floor_environment(database_url))


@contextmanager
def client() -> Iterator["Client"]:
    """The process that asks for pages."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.client"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=children.die_with_parent,  # noqa: PLW1509 - this process has one thread
    )
    try:
        yield Client(process)
    finally:
        _end(process)


@dataclass(frozen=True)
class Client:
    """The process of `benchmarks.client`, given jobs one after another."""

    process: subprocess.Popen[str]

    def run(self, port: int, requests: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
        """Have a job done. Raises BenchError when a server did not answer."""
        assert self.process.stdin
        assert self.process.stdout
        job = {"port": port, "requests": requests, "clients": 1} | how
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline() or '{"error": "ended"}')
        if "error" in answer:
            raise BenchError(f"{requests[0]['path']}: {answer['error']}")
        return answer


@contextmanager
def _running(
    command: list[str], settings: Mapping[str, str], log: Path, port: int, path: str
) -> Iterator[Site]:
    """A server from its first answer of 200 until the block is left."""
    with log.open("w") as output:
        process = _spawn(command, settings, output)
    try:
        _wait_for(process, port, path, log)
        yield Site(port, process.pid, log)
    finally:
        _end(process)


def _spawn(
    command: list[str], settings: Mapping[str, str], output: IO[str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program that ends when this one does, however that ends."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=children.die_with_parent,  # noqa: PLW1509 - this process has one thread
    )


def _end(process: subprocess.Popen[Any]) -> None:
    """Ask it to stop, then insist."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if status_of(port, path) == 200:
            return
        time.sleep(0.1)
    said = log.read_text(errors="replace").strip().splitlines()[-5:]
    raise BenchError(f"{process.args}: does not serve.\n" + "\n".join(said))


def status_of(port: int, path: str) -> int:
    """The status of a page; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
