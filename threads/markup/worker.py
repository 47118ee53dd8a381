"""The child process that renders: frames in on stdin, frames out on stdout, until stdin ends.

Run as `python -m threads.markup.worker`. It knows no settings, no database and no Django app.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final

from .frames import Reply, Request, read_frame, write_frame
from .pipeline import Pipeline
from .refusals import MarkupRefused, Reason

try:
    import resource
except ImportError:  # not on this platform
    resource = None  # type: ignore[assignment]

MEMORY: Final = 512 * 1024 * 1024
"""Address space of the child, in bytes."""

CPU_LIMIT: Final = 2.0
"""Seconds of processor time for one text. Beyond it the kernel ends the child (`SIGPROF`)."""

GIVE_UP: Final = 10
"""Seconds after which a child ends itself, should nobody be left to kill it."""

NICENESS: Final = 5
"""How much the child stands back behind the processes that answer people."""

type Render = Callable[[Request], Reply]


def main() -> None:
    """Limit this process, then serve standard input."""
    serve(renderer(Pipeline()))


def serve(render: Render) -> None:
    """Answer each request on stdin, after one empty frame that says the child is ready."""
    limit_memory()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    write_frame(replies, {})
    _be_silent()
    _answer_all(requests, replies, render)


def _be_silent() -> None:
    """From now on nothing printed breaks the frames, or brings somebody's words into a log."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    sys.stdout = sys.stderr


def renderer(pipeline: Pipeline) -> Render:
    """Return the function that answers a request with this pipeline, which is warm then."""
    pipeline.render("# Warm\n\n- *up* https://example.org @nobody\n")

    def answer(request: Request) -> Reply:
        try:
            rendered = pipeline.render(
                request["source"], request["hosts"], cites=request.get("cites", False)
            )
        except MarkupRefused as refusal:
            return {"refused": refusal.reason.value}
        except MemoryError:
            return {"refused": Reason.MEMORY.value}
        except BaseException as error:  # noqa: BLE001
            # Whatever the parser trips over is a refusal, also a panic in Rust, which is no
            # `Exception`; the next text must not suffer from it.
            return {"refused": Reason.BROKEN.value, "error": _where(error)}
        return asdict(rendered)

    return answer


def _where(error: BaseException) -> str:
    """Say what went wrong and where, without the words of the message: they may be somebody's."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames))
    return f"{type(error).__name__} at {places}"


def limit_memory() -> None:
    """Let a text that needs too much memory fail alone, where the platform can do that."""
    if resource is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _answer_all(requests: BinaryIO, replies: BinaryIO, render: Render) -> None:
    while (request := read_frame(requests)) is not None:
        _end_after(GIVE_UP, CPU_LIMIT)
        reply = render(request)
        _end_after(0, 0)
        write_frame(replies, reply)


def _end_after(seconds: int, cpu_seconds: float) -> None:
    # Nobody handles these signals, so they end the process even inside a regular expression.
    if hasattr(signal, "setitimer"):
        signal.alarm(seconds)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


if __name__ == "__main__":
    main()
