"""The child process that renders: frames in on stdin, frames out on stdout, until stdin ends.

Run as `python -m threads.markup.worker`. It knows no settings, no database and no Django app.
"""

import signal
import sys
from collections.abc import Callable
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

GIVE_UP: Final = 10
"""Seconds after which a child ends itself, should nobody be left to kill it."""

type Render = Callable[[Request], Reply]


def main() -> None:
    """Limit this process, then serve standard input."""
    serve(renderer())


def serve(render: Render) -> None:
    """Answer each request on stdin, after one empty frame that says the child is ready."""
    limit_memory()
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    # Whatever prints must not break the frames.
    sys.stdout = sys.stderr
    write_frame(replies, {})
    _answer_all(requests, replies, render)


def renderer() -> Render:
    """Return the function that answers a request, with a warm pipeline behind it."""
    pipeline = Pipeline()
    pipeline.render("# Warm\n\n- *up* https://example.org @nobody\n")

    def answer(request: Request) -> Reply:
        try:
            rendered = pipeline.render(request["source"])
        except MarkupRefused as refusal:
            return {"refused": refusal.reason.value}
        except MemoryError:
            return {"refused": Reason.MEMORY.value}
        except Exception as error:  # noqa: BLE001
            # Whatever the parser trips over is a refusal; the next text must not suffer from it.
            return {"refused": Reason.BROKEN.value, "error": f"{type(error).__name__}: {error}"}
        return {
            "html": rendered.html,
            "candidates": list(rendered.candidates),
            "links": list(rendered.links),
            "nonce": rendered.nonce,
        }

    return answer


def limit_memory() -> None:
    """Let a text that needs too much memory fail alone, where the platform can do that."""
    if resource is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _answer_all(requests: BinaryIO, replies: BinaryIO, render: Render) -> None:
    while (request := read_frame(requests)) is not None:
        _end_after(GIVE_UP)
        write_frame(replies, render(request))
        _end_after(0)


def _end_after(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        # Nobody handles it, so it ends the process even inside a regular expression.
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
