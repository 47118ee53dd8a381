"""The database on a machine that has none: one PostgreSQL server per DATA_DIR.

Whoever needs it holds a shared lock on `postgres.users` while it works; the last one to let go
stops the server. A process that was killed lets go by itself, because the kernel frees its lock.
Starting and stopping is serialised by a second lock. Port and password stand in `postgres.json`.
"""

import fcntl
import hashlib
import json
import os
import random
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg2
from psycopg2 import extensions

from leadership_forum import postgres
from leadership_forum.database import forget_system_variables
from leadership_forum.env import SettingError

DATABASE = "forum"
# Who the web comes in as: it fills tables, and owns none (`leadership_forum.roles`).
WEB_ROLE = "forum_web"
# Below the range from which systems take the ports of outgoing connections.
PORTS = range(15_000, 32_000)
# Manage.py commands that work without a database.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a cluster. `cluster` is relative to DATA_DIR unless it lies elsewhere."""

    cluster: str
    port: int
    password: str

    @property
    def url(self) -> str:
        """The DATABASE_URL of this server."""
        return f"postgres://{postgres.SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def web_password(self) -> str:
        """Follows from the owner's, and nobody comes from it to that."""
        return hashlib.sha256(f"web {self.password}".encode()).hexdigest()

    @property
    def web_url(self) -> str:
        """The DATABASE_URL of the web."""
        return f"postgres://{WEB_ROLE}:{self.web_password}@127.0.0.1:{self.port}/{DATABASE}"


@dataclass(frozen=True, slots=True)
class Lease:
    """A use of the server; it runs at least until this is released."""

    data_dir: Path
    url: str
    users: int  # the open file that carries our shared lock


def needed(arguments: list[str]) -> bool:
    """Whether a manage.py command (as in sys.argv) works with the database."""
    if len(arguments) < 2 or {"-h", "--help", "--version"} & set(arguments[1:]):
        return False
    return arguments[1] not in WITHOUT_DATABASE or "--database" in arguments


def url(data_dir: Path, *, web: bool = False) -> str:
    """The DATABASE_URL of the server in that folder, of the owner or of the `web`, without starting
    or writing anything.

    Before the first start it is an address where nobody answers.
    """
    state = _read(data_dir) or State("postgres", 1, "not-started-yet")
    return state.web_url if web else state.url


@contextmanager
def server(data_dir: Path, *, durable: bool = True) -> Iterator[Lease]:
    """Use the server of that folder: made, started and stopped as needed.

    Raises SettingError, in one sentence, when the folder or the server does not allow it.
    """
    lease = acquire(data_dir, durable=durable)
    try:
        yield lease
    finally:
        release(lease)


def acquire(data_dir: Path, *, durable: bool = True) -> Lease:
    """Start using the server; `release` ends it. Only tests may do without durability."""
    forget_system_variables()
    data_dir = _writable(data_dir)
    with _alone(data_dir):
        users = _open(data_dir / "postgres.users")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            return Lease(data_dir, _running(data_dir, durable).url, users)
        except BaseException:
            os.close(users)
            raise


def release(lease: Lease) -> None:
    """End a use of the server; the last one stops it."""
    try:
        with _alone(lease.data_dir):
            fcntl.flock(lease.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if state := _read(lease.data_dir):
                postgres.stop(_cluster(lease.data_dir, state))
    except OSError:
        pass  # others still use it, or the folder is gone
    finally:
        os.close(lease.users)


def alive(lease: Lease) -> bool:
    """Whether the server process is there (it may be starting or recovering)."""
    state = _read(lease.data_dir)
    return bool(state and postgres.pid_of(_cluster(lease.data_dir, state)))


def revive(lease: Lease) -> Lease:
    """Start a server that died; the answer may have another port."""
    with _alone(lease.data_dir):
        return Lease(lease.data_dir, _running(lease.data_dir, durable=True).url, lease.users)


def _writable(data_dir: Path) -> Path:
    """The real path of the folder, made when missing."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        os.close(_open(data_dir / "postgres.lock"))
        os.close(_open(data_dir / "postgres.users"))
        return data_dir.resolve()
    except OSError as error:
        raise SettingError(f"DATA_DIR: {data_dir} is not writable ({error.strerror}).") from error


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of a folder."""
    handle = _open(data_dir / "postgres.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _read(data_dir: Path) -> State | None:
    try:
        return State(**json.loads((data_dir / "postgres.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(data_dir: Path, state: State) -> State:
    new = data_dir / "postgres.json.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(data_dir / "postgres.json")
    return state


def _cluster(data_dir: Path, state: State) -> Path:
    return data_dir / state.cluster


def _running(data_dir: Path, durable: bool) -> State:
    """The state of a server that takes connections; call it with the lock held."""
    state = _read(data_dir)
    if state is None or not (_cluster(data_dir, state) / "PG_VERSION").exists():
        state = _made(data_dir)
    pid = postgres.pid_of(_cluster(data_dir, state))
    if pid and _ready(data_dir, state, pid):
        return state
    try:
        return _started(data_dir, state, durable)
    except OSError as error:
        raise SettingError(
            f"the database does not start: {error.strerror} ({error.filename})."
        ) from error


def _made(data_dir: Path) -> State:
    """A new cluster in DATA_DIR, or under /var/lib where root's system user cannot reach it."""
    user = postgres.account(data_dir / "postgres")
    binaries = postgres.programs(user)
    place = data_dir
    if user and not postgres.reaches(user, data_dir, binaries):
        name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
        place = postgres.SYSTEM_DIR / name
        postgres.open_folder(postgres.SYSTEM_DIR)
        postgres.open_folder(place)
    cluster = place / "postgres"
    _put_aside(cluster)
    password = secrets.token_urlsafe(24)
    postgres.initialise(binaries, cluster, password, user)
    inside = place == data_dir
    return _write(data_dir, State("postgres" if inside else str(cluster), _free_port(), password))


def _put_aside(cluster: Path) -> None:
    """A cluster whose password is lost (DATA_DIR was emptied) is kept once, never opened."""
    if cluster.exists():
        postgres.stop(cluster)
        aside = cluster.with_name("postgres.old")
        shutil.rmtree(aside, ignore_errors=True)
        cluster.rename(aside)


def _started(data_dir: Path, state: State, durable: bool) -> State:
    """Start the server, on another port when somebody has taken the one it had."""
    cluster = _cluster(data_dir, state)
    user = postgres.account(cluster)
    binaries = postgres.programs(user)
    log = data_dir / "postgres.log"
    for _ in range(3):
        if not _is_free(state.port):
            state = _write(data_dir, State(state.cluster, _free_port(), state.password))
        try:
            pid = postgres.start(binaries, cluster, state.port, log, user, durable)
            ready = _ready(data_dir, state, pid)
        except BaseException:  # Ctrl-C too: nobody else would stop it
            postgres.stop(cluster)
            raise
        if ready:
            return state
        if _is_free(state.port):
            break
    postgres.stop(cluster)
    said = postgres.last_line(log.read_text(errors="replace"))
    raise SettingError(f"the database does not start: {said} (more in {log})")


def _ready(data_dir: Path, state: State, pid: int) -> bool:
    """Wait until the server takes connections (True) or has ended (False)."""
    deadline = time.monotonic() + postgres.START_SECONDS
    while time.monotonic() < deadline and not postgres.gone(pid, _cluster(data_dir, state)):
        try:
            _ensure_database(state)
        except psycopg2.OperationalError as error:
            if "password" in str(error):
                raise SettingError(
                    f"the database in {data_dir} has another password than postgres.json says."
                ) from error
            time.sleep(0.05)
        else:
            return True
    return False


def _ensure_database(state: State) -> None:
    """Make our database and the role of the web in the new cluster; a start that was cut off is
    caught up with."""
    connection = _connect(state)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE}")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {WEB_ROLE} LOGIN PASSWORD %s", [state.web_password])
    connection.close()


def _connect(state: State) -> extensions.connection:
    return psycopg2.connect(
        host="127.0.0.1",
        port=state.port,
        user=postgres.SUPERUSER,
        password=state.password,
        dbname="postgres",
        connect_timeout=5,
        sslmode="disable",
        gssencmode="disable",
    )


def _free_port() -> int:
    for port in random.sample(PORTS, 200):
        if _is_free(port):
            return port
    raise SettingError("no free port for the database on 127.0.0.1.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
