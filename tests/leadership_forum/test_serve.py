"""The site as its operator meets it: real processes, started and stopped from outside."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadership_forum import postgres
from tests.leadership_forum.conftest import cluster_of

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60


def environment(**settings: str) -> dict[str, str]:
    """What a plain terminal has, and these settings."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return plain | settings


def supervisor(mode: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "leadership_forum.supervisor", mode],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def site(mode: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running site and its address, printed when it is ready."""
    process = supervisor(mode, **settings)
    try:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if found := re.match(r"Leadership Forum: (http://127\.0\.0\.1:\d+)/$", line):
                yield process, found[1]
                return
        pytest.fail(f"the site did not start:\n{said}")
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def processes_of(data_dir: Path) -> list[str]:
    """Command lines of the processes that name this folder, or have it in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(data_dir) in words:
            found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_site_serves_heals_and_leaves_nothing_behind(data_dir: Path) -> None:
    with site("serve", TRIAL="1", DEMO="off", DATA_DIR=str(data_dir), PGHOST="none") as (
        process,
        address,
    ):
        assert fetch(f"{address}/healthz").strip() == "ok"
        assert fetch(f"{address}/readyz").startswith("ready\nannouncements_due 0\n")
        second = supervisor("serve", TRIAL="1", DATA_DIR=str(data_dir))
        assert f"in use by a running site ({address}/)" in second.communicate(timeout=SECONDS)[0]
        assert second.returncode == 1
        server = postgres.pid_of(cluster_of(data_dir))
        assert server
        os.kill(server, signal.SIGKILL)
        wait_for_ready(address)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(SECONDS) == 0
    assert processes_of(data_dir) == []


def wait_for_ready(address: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.5)
        try:
            if fetch(f"{address}/readyz").startswith("ready\n"):
                return
        except OSError:
            continue
    pytest.fail("the site did not become ready again")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"WEB_CONCURRENCY": "many", "TRIAL": "1"}, "WEB_CONCURRENCY is 'many'"),
        ({"PORT": "http", "TRIAL": "1"}, "PORT is 'http'"),
        ({"HOST": "0.0.0.0", "TRIAL": "1"}, "HOST is '0.0.0.0', but DEBUG and TRIAL serve"),
        ({}, "SECRET_KEY is missing"),
        ({"TRIAL": "1", "DATABASE_URL": "somewhere"}, "DATABASE_URL cannot be read"),
        (
            {"TRIAL": "1", "DATABASE_URL": "postgres://u:p@127.0.0.1:1/forum"},
            "DATABASE_URL: no database there",
        ),
    ],
)
def test_what_cannot_be_ends_the_start_in_one_sentence(
    settings: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    process = supervisor("serve", **{"DATA_DIR": str(tmp_path / "data"), **settings})
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    (line,) = said.splitlines()
    assert line.startswith(f"error: {sentence}")
    assert not (tmp_path / "data" / "postgres").exists()


def test_the_same_holds_for_a_command(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env=environment(DATA_DIR=str(tmp_path / "data")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("error: SECRET_KEY is missing")
    assert not (tmp_path / "data").exists()
