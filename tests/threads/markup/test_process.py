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
from threads.markup.pipeline import Pipeline
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
    assert markup.bind(rendered, markup.Known({"kai": 5})).html == (
        '<p><em>hi</em> <!--m:5--> <a href="/y">x</a> � � é 😀</p>'
    )
    assert (rendered.mentions, rendered.links) == (("kai",), ("/y",))


def test_too_long_never_reaches_the_child() -> None:
    renderer = Renderer(SLOW)
    assert refusal(renderer, "x" * 32_001) is Reason.TOO_LONG
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


def test_processor_time_is_limited() -> None:
    patient = Renderer(SLOW, time_limit=30.0)
    patient.render("warm")
    first = patient.pid
    assert refusal(patient, "spin") is Reason.TOO_SLOW
    assert "<p>fine</p>" in patient.render("fine").html
    assert patient.pid != first
    patient.close()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this platform knows no niceness")
def test_the_child_stands_back(renderer: Renderer) -> None:
    renderer.render("warm")
    assert renderer.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, renderer.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 5


def test_facts_come_through(renderer: Renderer) -> None:
    source = "> [kai](/p/7/) wrote:\n> x\n\n[a](/t/x/3/4/) #garden [o](https://example.org)"
    assert renderer.render(source).facts == Pipeline().render(source).facts
    assert renderer.render(source).facts.topics == ((3, 4),)
    assert renderer.render(source).facts.quotes == (7,)
    assert renderer.render(source).hashtags == ("garden",)


def test_own_addresses_are_inside(renderer: Renderer) -> None:
    rendered = renderer.render("https://forum.example.org/t/x/3/", ["forum.example.org"])
    assert rendered.links == ("/t/x/3/",)


def test_warming_up_starts_a_child_for_the_first_text() -> None:
    renderer = Renderer()
    renderer.warm_up()
    first = renderer.pid
    assert first is not None
    renderer.warm_up()
    renderer.render("a")
    assert renderer.pid == first
    renderer.close()


@pytest.mark.parametrize("source", ["[" * 3_000, "|" * 3_000, "*_" * 15_001])
def test_what_nobody_writes_never_reaches_the_child(source: str) -> None:
    renderer = Renderer(SLOW)
    assert refusal(renderer, source) is Reason.TOO_COSTLY
    assert renderer.pid is None


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
    renderer.render("warm")
    first = renderer.pid
    assert refusal(renderer, "hoard") is Reason.MEMORY
    assert renderer.pid != first
    assert renderer.render("fine").html == "<p>fine</p>"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_the_parser_running_out_of_memory_is_refused() -> None:
    code = (
        "from threads.markup import worker\n"
        "answer = worker.renderer(worker.Pipeline())\n"
        "worker.MEMORY = 0\n"
        "worker.limit_memory()\n"
        "assert answer({'source': 'a *b* c\\n\\n' * 3000, 'hosts': []}) == {'refused': 'memory'}"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )


def test_prints_do_not_break_the_frames(renderer: Renderer) -> None:
    assert renderer.render("noise").html == "<p>noise</p>"


@pytest.mark.parametrize("source", ["raise secret words", "panic secret words"])
def test_no_words_of_a_text_reach_the_log(
    renderer: Renderer,
    source: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    renderer.render("warm")
    first = renderer.pid
    assert refusal(renderer, source) is Reason.BROKEN
    assert "at slow_worker.py:" in caplog.text
    assert "secret" not in caplog.text + "".join(capfd.readouterr())
    assert "<p>fine</p>" in renderer.render("fine").html
    assert renderer.pid == first


def test_whoever_waits_too_long_is_told(renderer: Renderer) -> None:
    renderer.render("warm")
    reasons: list[Reason] = []
    thread = threading.Thread(target=lambda: reasons.append(refusal(renderer, "sleep")))
    thread.start()
    time.sleep(0.2)
    assert refusal(renderer, "fine") is Reason.BUSY
    thread.join()
    assert reasons == [Reason.TOO_SLOW]


def test_two_at_a_time_and_the_third_is_told() -> None:
    patient = Renderer(SLOW, time_limit=1.5, wait_limit=30)
    patient.render("warm")
    reasons: list[Reason] = []
    threads = [
        threading.Thread(target=lambda: reasons.append(refusal(patient, "sleep"))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert refusal(patient, "fine") is Reason.BUSY
    for thread in threads:
        thread.join()
    patient.close()
    assert reasons == [Reason.TOO_SLOW, Reason.TOO_SLOW]


def test_threads_take_turns() -> None:
    renderer = Renderer(wait_limit=30)
    renderer.render("warm")
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
