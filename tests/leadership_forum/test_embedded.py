"""The embedded server: shared while it is used, stopped by the last, mended after a crash."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from leadership_forum import embedded, postgres
from leadership_forum.env import SettingError
from tests.leadership_forum.conftest import cluster_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module", autouse=True)
def cluster(data_dir: Path) -> Path:
    """The files of a server that was started once."""
    with embedded.server(data_dir, durable=False):
        pass
    return cluster_of(data_dir)


def pid(data_dir: Path) -> int | None:
    return postgres.pid_of(cluster_of(data_dir))


def answer(url: str, query: str) -> str:
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone() or ("",)
    connection.close()
    return str(value)


def test_an_address_can_be_had_without_a_server(tmp_path: Path) -> None:
    assert embedded.url(tmp_path).startswith("postgres://")
    assert list(tmp_path.iterdir()) == []


def test_the_last_user_stops_the_server(data_dir: Path) -> None:
    with embedded.server(data_dir) as one:
        with embedded.server(data_dir) as two:
            assert one.url == two.url == embedded.url(data_dir)
        assert pid(data_dir)
        assert answer(one.url, "SHOW server_encoding") == "UTF8"
        assert answer(one.url, "SHOW unix_socket_directories") == ""
        assert answer(one.url, "SHOW listen_addresses") == "127.0.0.1"
    assert pid(data_dir) is None
    assert not list(data_dir.glob("**/.s.PGSQL*"))


def test_secrets_are_private(data_dir: Path, cluster: Path) -> None:
    assert (data_dir / "postgres.json").stat().st_mode & 0o777 == 0o600
    assert cluster.stat().st_mode & 0o777 == 0o700


def test_a_strange_environment_is_no_matter(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATA", "PGUSER", "PGOPTIONS"):
        monkeypatch.setenv(name, "nonsense")
    monkeypatch.setenv("LC_ALL", "xx_YY.UTF-8")
    with embedded.server(data_dir, durable=False) as lease:
        assert answer(lease.url, "SELECT upper('ä')") == "Ä"


def test_a_server_that_was_killed_starts_again_with_its_data(data_dir: Path) -> None:
    with embedded.server(data_dir) as lease:
        connection = psycopg2.connect(lease.url)
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 'still here' AS words")
        connection.close()
        server = pid(data_dir)
        assert server
        os.kill(server, signal.SIGKILL)
        while embedded.alive(lease):
            time.sleep(0.01)
        revived = embedded.revive(lease)
        assert answer(revived.url, "SELECT words FROM kept") == "still here"


def test_a_process_id_that_is_somebody_elses_now(data_dir: Path, cluster: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        try:
            (cluster / "postmaster.pid").write_text(f"{other.pid}\n")
            with embedded.server(data_dir, durable=False) as lease:
                assert answer(lease.url, "SELECT 1") == "1"
            assert other.poll() is None
        finally:
            other.terminate()


def test_a_port_that_is_taken_is_exchanged(data_dir: Path) -> None:
    state = embedded._read(data_dir)
    assert state
    with (
        socket.create_server(("127.0.0.1", state.port)),
        embedded.server(data_dir, durable=False) as lease,
    ):
        assert f":{state.port}/" not in lease.url
        assert answer(lease.url, "SELECT 1") == "1"


def test_a_user_that_is_killed_holds_nothing(data_dir: Path) -> None:
    program = (
        "import sys, pathlib, time\n"
        "from leadership_forum import embedded\n"
        "lease = embedded.acquire(pathlib.Path(sys.argv[1]), durable=False)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as user:
        assert user.stdout
        assert user.stdout.readline() == b"ready\n"
        user.kill()
    assert pid(data_dir)
    with embedded.server(data_dir):
        pass
    assert pid(data_dir) is None


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SettingError, match=r"DATA_DIR: .* is not writable"),
        embedded.server(tmp_path / "file"),
    ):
        pass


def test_a_cluster_that_does_not_start_says_why(data_dir: Path, cluster: Path) -> None:
    version = cluster / "PG_VERSION"
    version.write_text("9.6\n")
    try:
        with (
            pytest.raises(SettingError, match=r"does not start: .*FATAL.* \(more in .*log\)"),
            embedded.server(data_dir),
        ):
            pass
    finally:
        version.write_text("18\n")


def test_a_platform_without_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingError, match="set DATABASE_URL"):
        postgres.programs(None)


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["manage.py"], False),
        (["manage.py", "help"], False),
        (["manage.py", "check", "--deploy"], False),
        (["manage.py", "check", "--database", "default"], True),
        (["manage.py", "migrate", "--help"], False),
        (["manage.py", "migrate"], True),
    ],
)
def test_which_commands_need_it(arguments: list[str], needed: bool) -> None:
    assert embedded.needed(arguments) is needed
