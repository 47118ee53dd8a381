"""The whole site in one terminal: database, web process, worker.

`python -m leadership_forum.supervisor run` is development, `… serve` the production way, and
`… serve-asgi` the same with events for pages that stay open. Ctrl-C ends everything; the
supervisor's own death ends web and worker, and the last of them the database.
"""

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from django.conf import settings

from leadership_forum import children, database, embedded, env
from leadership_forum.children import Child, GaveUpError
from leadership_forum.door import address_of, listening, only_site
from leadership_forum.env import SettingError

TICK_SECONDS = 0.5
THREADS = 4
# How long an unready site is waited for before its own words are shown.
READY_SECONDS = 60


class StopRequest(BaseException):
    """Somebody asked the site to stop (Ctrl-C or a signal)."""


class StepError(Exception):
    """A step of the start failed and has said why itself."""


def main(arguments: list[str]) -> int:
    """Run the site until it is stopped; answers the exit status."""
    if arguments not in (["run"], ["serve"], ["serve-asgi"]):
        say("usage: python -m leadership_forum.supervisor run|serve|serve-asgi")
        return 2
    _choose_mode(development=arguments == ["run"])
    _listen_to_signals()
    try:
        _run_site(development=arguments == ["run"], events=arguments == ["serve-asgi"])
    except StopRequest:
        return 0
    except (SettingError, GaveUpError) as error:
        sys.stderr.write(f"error: {error}\n")
    except StepError:
        pass
    return 1


def say(line: str) -> None:
    """One line for the operator."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _choose_mode(development: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership_forum.settings")
    if development:
        os.environ.setdefault("DEBUG", "on")
    else:
        os.environ["DEBUG"] = "off"


def _listen_to_signals() -> None:
    """The first signal raises StopRequest; while everything ends, further ones are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        raise StopRequest

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    if "MAKELEVEL" in os.environ:
        children.die_with_parent()  # make cannot pass on a kill -9 of its own


def _run_site(development: bool, events: bool = False) -> None:
    """Everything in order: what can be wrong is looked at before anything is started."""
    workers = env.number("WEB_CONCURRENCY", 1 if development else 2, 1, 64)
    data_dir: Path = settings.DATA_DIR
    with (
        only_site(data_dir) as note,
        contextlib.closing(listening(settings.HOST, env.number("PORT", 0, 0, 65535))) as door,
        _database(data_dir) as lease,
    ):
        address = address_of(door)
        # Also where it was chosen here: links to it in what people write are links inside.
        os.environ["PORT"] = str(door.getsockname()[1])
        note(address)
        note_mode(data_dir)
        site = Site(data_dir, door, lease, address)
        try:
            site.prepare(development)
            site.open(development, workers, events)
            site.keep()
        finally:
            site.stop()


def note_mode(data_dir: Path) -> None:
    """Write down how this site runs, for `env.adopt_mode`."""
    mode = "DEBUG" if settings.DEBUG else "TRIAL" if settings.TRIAL else "production"
    (data_dir / "mode").write_text(mode, encoding="ascii")


@contextlib.contextmanager
def _database(data_dir: Path) -> Iterator[embedded.Lease | None]:
    """The embedded server's lease, or None for the one of DATABASE_URL."""
    if url := env.text("DATABASE_URL"):
        database.check(url)
        yield None
        return
    lease = embedded.acquire(data_dir)
    try:
        yield lease
    finally:
        embedded.release(lease)


class Site:
    """The running parts of one site, from the first migration to the last process."""

    def __init__(
        self, data_dir: Path, door: socket.socket, lease: embedded.Lease | None, address: str
    ) -> None:
        self.data_dir = data_dir
        self.door = door
        self.lease = lease
        self.address = address
        self.children: list[Child] = []
        self.demo: Child | None = None
        self.demo_words = ""
        self.announced = False
        self.patience = 0.0
        self.revivals: list[float] = []

    # --- Starting -----------------------------------------------------------------------------

    def prepare(self, development: bool) -> None:
        """Bring the tables, and in production the static files, up to date."""
        (self.data_dir / "tmp").mkdir(mode=0o700, exist_ok=True)
        owner = env.text("DATABASE_OWNER_URL") or env.text("DATABASE_URL")
        with database.migration_lock(self.lease.url if self.lease else owner):
            self._step("migrate", "--verbosity", "0")
        if not development:
            self._collect_static()

    def open(self, development: bool, workers: int, events: bool = False) -> None:
        """Start web and worker, and the filling of an empty demo while the web serves."""
        self._keep_running(self._web(development, workers, events))
        worker = self._manage("worker", "worker")
        worker.environment["DATABASE_AS_WEB"] = "on"
        self._keep_running(worker)
        if settings.DEMO:
            self.demo = self._manage("demo", "seed_demo")
            self.demo.captured = True
            self.demo.spawn()
        self.patience = time.monotonic() + READY_SECONDS

    def _web(self, development: bool, workers: int, events: bool) -> Child:
        """Gunicorn on our socket, writing nothing outside DATA_DIR."""
        kind, threads = ("asgi", 1) if events else ("gthread", THREADS)
        command = [
            sys.executable, "-m", "gunicorn",
            f"leadership_forum.{'asgi' if events else 'wsgi'}:application",
            "--bind", f"fd://{self.door.fileno()}",
            "--worker-class", kind,
            "--workers", str(workers),
            "--threads", str(threads),
            "--worker-tmp-dir", str(self.data_dir / "tmp"),
            "--no-control-socket",
            "--log-level", "error" if development else "warning",
            "--timeout", "60",
            "--graceful-timeout", "5",
            "--config", "python:leadership_forum.web",
            # Loaded once for all workers; while developing, by each, so that it can be loaded anew.
            "--reload" if development else "--preload",
        ]  # fmt: skip
        surroundings = self._environment() | {"DATABASE_AS_WEB": "on"}
        return Child("web", command, surroundings, settings.BASE_DIR, (self.door.fileno(),))

    def _manage(self, name: str, *arguments: str) -> Child:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        return Child(name, command, self._environment(), settings.BASE_DIR)

    def _environment(self) -> dict[str, str]:
        ours = {
            "DATA_DIR": str(self.data_dir),
            "TMPDIR": str(self.data_dir / "tmp"),
            "PYTHONUNBUFFERED": "1",
            # Threads that take turns need no heap each (glibc): 2 MB of a web worker.
            "MALLOC_ARENA_MAX": "1",
        }
        # Gunicorn would take options from this one, past what is documented.
        kept = {name: value for name, value in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
        return kept | ours

    def _keep_running(self, child: Child) -> None:
        self.children.append(child)
        child.spawn()

    def _step(self, *arguments: str) -> None:
        """Run a command of manage.py to its end; it says itself what is wrong."""
        child = self._manage(arguments[0], *arguments)
        try:
            child.spawn()
            status = child.wait()
        finally:
            children.stop([child])
        if status != 0:
            raise StepError

    def _collect_static(self) -> None:
        """Hash and compress the static files when any of them, or a package, has changed."""
        stamp = self.data_dir / "static.stamp"
        wanted = static_stamp(settings.BASE_DIR)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        stamp.unlink(missing_ok=True)
        self._step("collectstatic", "--noinput", "--clear", "--verbosity", "0")
        stamp.write_text(wanted)

    # --- Keeping ------------------------------------------------------------------------------

    def keep(self) -> None:
        """Watch everything until somebody asks to stop; what dies is started again."""
        while True:
            self._watch_database()
            for child in self.children:
                child.watch(say)
            self._watch_demo()
            if not self.announced and self.demo is None:
                self._announce_when_ready()
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End web, worker and what else runs."""
        children.stop([*self.children, *([self.demo] if self.demo else [])])

    def _watch_database(self) -> None:
        lease = self.lease
        if lease is None:
            return
        if not embedded.alive(lease):
            now = time.monotonic()
            self.revivals = [at for at in self.revivals if now - at < 60] + [now]
            if len(self.revivals) > children.QUICK_DEATHS:
                raise GaveUpError("the database ended again and again; see postgres.log.")
            say("The database ended; it is started again.")
            self.lease = embedded.revive(lease)
        if embedded.url(self.data_dir) != lease.url:  # it had to move to another port
            self.lease = embedded.revive(lease)
            children.stop(self.children)
            for child in self.children:
                child.spawn()

    def _watch_demo(self) -> None:
        if self.demo is None or (status := self.demo.status()) is None:
            return
        self.demo_words = self.demo.words()
        if status != 0:
            say(self.demo_words)
            raise GaveUpError("the demo could not be filled.")
        self.demo = None

    def _announce_when_ready(self) -> None:
        status, words = self._readiness()
        if status == 200:
            self.announced = True
            say(f"Leadership Forum: {self.address}")
            if self.demo_words:
                say(self.demo_words)
        elif time.monotonic() > self.patience:
            self.patience += READY_SECONDS
            say(f"Not ready yet: {words}")

    def _readiness(self) -> tuple[int, str]:
        host, port = self.address.removeprefix("http://").rstrip("/").rsplit(":", 1)
        connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            return answer.status, answer.read(500).decode(errors="replace").strip()
        except (OSError, http.client.HTTPException) as error:
            return 0, f"the web process does not answer ({error})"
        finally:
            connection.close()


def static_stamp(base: Path) -> str:
    """What the collected static files depend on: our files and the pinned packages."""
    seen = hashlib.sha256((base / "requirements.txt").read_bytes())
    folders = [base / "static", *sorted(base.glob("*/static"))]
    for path in sorted(file for folder in folders for file in folder.rglob("*") if file.is_file()):
        facts = path.stat()
        seen.update(f"{path.relative_to(base)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return f"{sys.version_info[:2]} {seen.hexdigest()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
