"""The address a site answers at, and the promise that there is one site per DATA_DIR."""

import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from leadership_forum.env import SettingError

PORTS = range(8000, 8100)


@contextlib.contextmanager
def only_site(data_dir: Path) -> Iterator[Callable[[str], None]]:
    """One site per DATA_DIR; gives a function to note its address, which a second one is told."""
    path = data_dir / "site.lock"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingError(f"DATA_DIR: {data_dir} is not writable ({error.strerror}).") from error
    with os.fdopen(handle, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            where = file.read().strip() or "it is just starting"
            raise SettingError(
                f"DATA_DIR: {data_dir} is in use by a running site ({where})."
            ) from error
        file.truncate()

        def note(address: str) -> None:
            file.write(address)
            file.flush()

        yield note


def listening(host: str, port: int) -> socket.socket:
    """A listening socket on that port, or for 0 on the next free one from 8000.

    It is ours from now on, so that two starts at once cannot choose the same; a visitor who
    comes before the web process serves waits instead of being refused. Raises SettingError.
    """
    for candidate in [port] if port else PORTS:
        if door := _opened(host, candidate):
            return door
    if port:
        raise SettingError(f"PORT {port} is in use on {host}; choose another or leave it unset.")
    raise SettingError(f"every port from {PORTS.start} to {PORTS.stop - 1} is in use on {host}.")


def _opened(host: str, port: int) -> socket.socket | None:
    """The socket, or None when the port is taken."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # `localhost` may come as ::1 first; the address that is printed is the IPv4 one.
        family, kind, _, _, place = min(found, key=lambda one: one[0] != socket.AF_INET)
        door = socket.socket(family, kind)
    except OSError as error:
        raise SettingError(f"HOST is {host!r}, which is no address of this machine.") from error
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(place)
        door.listen(128)
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            return None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise SettingError(f"PORT {port} needs rights that this user lacks.") from error
        raise SettingError(f"HOST is {host!r}, which is no address of this machine.") from error
    return door


def address_of(door: socket.socket) -> str:
    """Where a browser on this machine finds the site."""
    host, port = door.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{shown}:{port}/"
