"""The child that renders: killed when slow, replaced when dead, gone with its parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from threads import markup
from threads.markup import MarkupRefused, Reason
from threads.markup.process import Renderer

SLOW = "tests.threads.markup.slow_worker"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer(SLOW, time_limit=1.0, wait_limit=0.2)
    yield made
    made.close()


def refusal(renderer: Renderer, source: str) -> Reason:
    with pytest.raises(MarkupRefused) as refused:
        renderer.render(source)
    return refused.value.reason


def test_same_as_in_this_process() -> None:
    rendered = markup.render("*hi* @kai [x](/y) \ud800 \0 é 😀")
    assert markup.bind_mentions(rendered, {"kai": 5}).html == (
        '<p><em>hi</em> <!--m:5--> <a href="/y">x</a> � � é 😀</p>'
    )
    assert (rendered.candidates, rendered.links) == (("kai",), ("/y",))


def test_too_long_never_reaches_the_child() -> None:
    renderer = Renderer(SLOW)
    assert refusal(renderer, "x" * 64_001) is Reason.TOO_LONG
    assert renderer.pid is None


def test_slow_text_is_refused_and_service_goes_on(renderer: Renderer) -> None:
    renderer.render("warm")
    first = renderer.pid
    assert refusal(renderer, "sleep") is Reason.TOO_SLOW
    assert "<p>fine</p>" in renderer.render("fine").html
    assert renderer.pid != first
    assert first is not None
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_death_is_tried_once_more(renderer: Renderer, tmp_path: Path) -> None:
    assert renderer.render(f"die once {tmp_path / 'died'}").html.startswith("<p>die once")
    assert (tmp_path / "died").exists()


def test_death_twice_is_refused(renderer: Renderer) -> None:
    assert refusal(renderer, "die") is Reason.BROKEN
    assert renderer.render("fine").html == "<p>fine</p>"


def test_child_killed_from_outside_is_not_noticed(renderer: Renderer) -> None:
    renderer.render("warm")
    assert renderer.pid is not None
    os.kill(renderer.pid, signal.SIGKILL)
    assert renderer.render("fine").html == "<p>fine</p>"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_memory_is_limited(renderer: Renderer) -> None:
    assert refusal(renderer, "hoard") is Reason.MEMORY
    assert renderer.render("fine").html == "<p>fine</p>"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_the_parser_running_out_of_memory_is_refused() -> None:
    code = (
        "from threads.markup import worker\n"
        "answer = worker.renderer()\n"
        "worker.MEMORY = 0\n"
        "worker.limit_memory()\n"
        "assert answer({'source': 'a *b* c\\n\\n' * 4000}) == {'refused': 'memory'}"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )


def test_prints_do_not_break_the_frames(renderer: Renderer) -> None:
    assert renderer.render("noise").html == "<p>noise</p>"


def test_whoever_waits_too_long_is_told(renderer: Renderer) -> None:
    renderer.render("warm")
    reasons: list[Reason] = []
    thread = threading.Thread(target=lambda: reasons.append(refusal(renderer, "sleep")))
    thread.start()
    time.sleep(0.2)
    assert refusal(renderer, "fine") is Reason.BUSY
    thread.join()
    assert reasons == [Reason.TOO_SLOW]


def test_threads_take_turns() -> None:
    renderer = Renderer(wait_limit=30)
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(renderer.render(f"text {n}").html))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    renderer.close()
    assert sorted(found) == sorted(f"<p>text {n}</p>" for n in range(16))


def test_child_is_replaced_after_its_share(tmp_path: Path) -> None:
    renderer = Renderer(renders_per_child=2)
    renderer.render("a")
    first = renderer.pid
    renderer.render("b")
    assert renderer.pid == first
    renderer.render("c")
    assert renderer.pid != first
    renderer.close()


def test_a_forked_process_gets_its_own_child() -> None:
    code = """
import os
from threads import markup
from threads.markup import process
markup.render("warm")
parent = process._renderer.pid
if os.fork() == 0:
    assert process._renderer.pid is None
    assert markup.render("*child*").html == "<p><em>child</em></p>"
    assert process._renderer.pid not in (None, parent)
    process._renderer.close()
    os._exit(0)
assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
assert process._renderer.pid == parent
assert markup.render("*parent*").html == "<p><em>parent</em></p>"
assert process._renderer.pid == parent
"""
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )


def test_child_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal\nfrom threads import markup\nfrom threads.markup import process\n"
        "markup.render('x')\nprint(process._renderer.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    child = int(done.stdout)
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_child_knows_no_site() -> None:
    code = (
        "import sys, threads.markup.worker\n"
        "known = [m for m in sys.modules if m.startswith(('django.db', 'threads.models'))]\n"
        "assert not known, known"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )
