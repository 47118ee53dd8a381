"""A database that cannot be used is one sentence, before anything else runs."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from leadership_forum import database
from leadership_forum.env import SettingError

SSL_REQUEST = 80877103


@contextmanager
def a_server_that_says(version: str) -> Iterator[str]:
    """Something that greets like a PostgreSQL server of that version; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        thread = threading.Thread(target=greet, args=[door, version])
        thread.start()
        yield f"postgres://anybody:secret@127.0.0.1:{port}/forum"
        thread.join(5)


def greet(door: socket.socket, version: str) -> None:
    visitor, _ = door.accept()
    with visitor:
        while struct.unpack("!ii", visitor.recv(4096)[:8])[1] >= SSL_REQUEST:
            visitor.sendall(b"N")
        facts = {"server_version": version, "client_encoding": "UTF8", "DateStyle": "ISO, MDY"}
        said = [message(b"S", f"{name}\0{fact}\0".encode()) for name, fact in facts.items()]
        welcome = message(b"R", struct.pack("!i", 0))
        visitor.sendall(welcome + b"".join(said) + message(b"Z", b"I"))
        visitor.recv(4096)


def message(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!i", len(content) + 4) + content


def test_a_server_that_is_too_old() -> None:
    with (
        a_server_that_says("14.9") as url,
        pytest.raises(SettingError, match="the server is PostgreSQL 14; 15 or newer is needed"),
    ):
        database.check(url)


def test_a_server_that_is_new_enough() -> None:
    with a_server_that_says("15.0") as url:
        database.check(url)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SettingError, match="no database there") as caught:
        database.check(f"postgres://u:secret@127.0.0.1:{port}/forum")
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_option_that_libpq_does_not_know() -> None:
    with pytest.raises(SettingError, match="no database there"):
        database.check("postgres://u:p@127.0.0.1:1/forum?colour=blue")


def test_system_variables_of_libpq_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOSTADDR", "nonsense")
    with a_server_that_says("18.1") as url:
        database.check(url)
