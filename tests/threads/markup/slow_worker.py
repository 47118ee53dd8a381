"""A worker for the tests of the process: some words in a text make it misbehave."""

import os
import time
from pathlib import Path

from threads.markup.frames import Reply, Request
from threads.markup.worker import renderer, serve

_render = renderer()


def answer(request: Request) -> Reply:
    """Sleep, die, or use memory when the text says so; else render."""
    source = request["source"]
    if source == "sleep":
        time.sleep(30)
    elif source == "die":
        os._exit(3)
    elif source.startswith("die once "):
        marker = Path(source.removeprefix("die once "))
        if not marker.exists():
            marker.touch()
            os._exit(3)
    elif source == "hoard":
        try:
            bytearray(1024 * 1024 * 1024)
        except MemoryError:
            return {"refused": "memory"}
    elif source == "noise":
        print("this must not break the frames")  # noqa: T201
    return _render(request)


if __name__ == "__main__":
    serve(answer)
