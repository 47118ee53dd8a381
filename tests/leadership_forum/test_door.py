"""The port of a site, and one site per DATA_DIR."""

import socket
from pathlib import Path

import pytest

from leadership_forum import door
from leadership_forum.env import SettingError


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"PORT {port} is in use"):
            door.listening("127.0.0.1", port)


def test_without_a_port_two_starts_get_two_from_8000_up() -> None:
    with door.listening("127.0.0.1", 0) as one, door.listening("127.0.0.1", 0) as two:
        ports = [site.getsockname()[1] for site in (one, two)]
    assert ports == sorted(set(ports))
    assert set(ports) <= set(door.PORTS)


def test_when_every_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(door, "PORTS", range(port, port + 1))
        with pytest.raises(SettingError, match="every port"):
            door.listening("127.0.0.1", 0)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_a_host_that_is_not_ours(host: str) -> None:
    with pytest.raises(SettingError, match="no address of this machine"):
        door.listening(host, 0)


def test_the_address_is_one_that_a_browser_can_open() -> None:
    with door.listening("0.0.0.0", 0) as site:
        assert door.address_of(site) == f"http://127.0.0.1:{site.getsockname()[1]}/"


def test_a_second_site_is_told_where_the_first_is(tmp_path: Path) -> None:
    with door.only_site(tmp_path) as note:
        note("http://127.0.0.1:8007/")
        with (
            pytest.raises(SettingError, match=r"in use by a running site \(http://127.0.0.1:8007/"),
            door.only_site(tmp_path),
        ):
            pass
    with door.only_site(tmp_path):
        pass  # the first has gone


def test_a_data_dir_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="is not writable"), door.only_site(tmp_path / "file"):
        pass
