"""A renderer that hangs, eats memory or is killed, behind a real gunicorn: its writer is told and
keeps the text, everybody else is served, and nothing stays behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import pytest

from leadership_forum import embedded
from tests.leadership_forum.test_serve import environment

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back, and when."""

    status: int
    text: str
    wait: str | None
    at: float


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    address: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        keeper = urllib.request.HTTPCookieProcessor(self.cookies)
        self._opener = urllib.request.build_opener(keeper)

    def get(self, path: str) -> Answer:
        return self._send(urllib.request.Request(self.address + path))

    def post(self, path: str, **fields: str) -> Answer:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrf")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token or "", **fields}).encode()
        return self._send(urllib.request.Request(self.address + path, data))

    def sign_in(self, handle: str) -> None:
        self.get("/account/login/")
        self.post("/account/login/", login=handle, password="fishbowl-demo")

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                text = answer.read().decode()
                return Answer(answer.status, text, None, time.monotonic())
        except urllib.error.HTTPError as refused:
            wait = refused.headers["Retry-After"]
            return Answer(refused.code, refused.read().decode(), wait, time.monotonic())


@dataclass(frozen=True)
class Site:
    """A running gunicorn with one worker."""

    process: psutil.Process
    address: str

    def worker(self) -> psutil.Process:
        [worker] = self.process.children()
        return worker

    def renderers(self) -> list[psutil.Process]:
        return [
            each
            for each in self.process.children(recursive=True)
            if any("slow_worker" in word for word in each.cmdline())
        ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("site")
    lease = embedded.acquire(data_dir)
    settings = environment(
        TRIAL="1", RATE_LIMITS="off", DATA_DIR=str(data_dir), DATABASE_URL=lease.url
    )
    for command in (
        ["migrate", "--verbosity", "0"],
        ["seed_demo"],
        ["collectstatic", "--no-input"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=settings,
            check=True,
            capture_output=True,
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    options = ["--bind", bind, "--workers", "1", "--worker-class", "gthread", "--threads", "8"]
    options += ["--config", "python:leadership_forum.web"]
    command = [sys.executable, "-m", "gunicorn", *options]
    target = "tests.leadership_forum.slow_site:application"
    process = subprocess.Popen([*command, target], cwd=ROOT, env=settings, start_new_session=True)
    try:
        site = Site(psutil.Process(process.pid), f"http://{bind}")
        wait_until(lambda: answers(site))
        yield site
    finally:
        process.terminate()
        process.wait(SECONDS)
        embedded.release(lease)


def wait_until(holds) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(site: Site) -> bool:
    try:
        return Visitor(site.address).get("/healthz").status == 200
    except OSError:
        return False


@pytest.fixture
def ben(site: Site) -> Visitor:
    visitor = Visitor(site.address)
    visitor.sign_in("ben")
    assert visitor.post("/preview/", body="*fine*").text == "<p><em>fine</em></p>"
    return visitor


def test_it_is_killed_and_the_next_text_is_fine(site: Site, ben: Visitor) -> None:
    [first] = site.renderers()
    for body in ("spin", "sleep"):
        answer = ben.post("/preview/", body=body)
        assert (answer.status, answer.text.startswith("This text takes too long")) == (422, True)
        assert ben.post("/preview/", body="next").text == "<p>next</p>"
    assert not first.is_running()
    assert len(site.renderers()) == 1


def test_memory_has_an_end(ben: Visitor) -> None:
    answer = ben.post("/preview/", body="hoard")
    assert (answer.status, "too much memory" in answer.text) == (422, True)
    assert ben.post("/preview/", body="next").text == "<p>next</p>"


def test_the_third_is_told_to_try_again_and_keeps_the_text(site: Site, ben: Visitor) -> None:
    found = re.search(r'href="/t/[^/"]+/(\d+)/', ben.get("/c/commons/").text)
    assert found
    answers: dict[str, Answer] = {}

    def send(name: str, body: str) -> None:
        answers[name] = ben.post(f"/t/{found[1]}/reply/", body=body)

    threads = [threading.Thread(target=send, args=(name, "spin")) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    send("three", "words that took *long* to find")
    home = Visitor(site.address).get("/")
    for thread in threads:
        thread.join()
    three = answers["three"]
    assert (three.status, three.wait) == (429, "2")
    assert "words that took *long* to find</textarea>" in three.text
    assert "try again in a few seconds" in three.text
    assert home.status == 200
    assert home.at < max(answers["one"].at, answers["two"].at)
    assert sorted(answer.status for answer in answers.values()) == [422, 429, 429]


def test_a_renderer_killed_from_outside_is_not_noticed(site: Site, ben: Visitor) -> None:
    [renderer] = site.renderers()
    renderer.kill()
    assert ben.post("/preview/", body="next").text == "<p>next</p>"


def test_it_ends_with_its_web_process(site: Site, ben: Visitor) -> None:
    for sign in (signal.SIGKILL, signal.SIGTERM):
        worker, renderers = site.worker(), site.renderers()
        assert renderers
        os.kill(worker.pid, sign)
        psutil.wait_procs([worker, *renderers], timeout=SECONDS)
        assert not any(each.is_running() for each in [worker, *renderers])
        wait_until(lambda: answers(site) and site.renderers())
    assert ben.post("/preview/", body="next").text == "<p>next</p>"
