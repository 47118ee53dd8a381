"""A worker for the tests of the process: some words in a text make it misbehave."""

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from threads.markup.frames import Reply, Request
from threads.markup.pipeline import Pipeline
from threads.markup.rendered import Rendered
from threads.markup.worker import renderer, serve


class Panic(BaseException):
    """What a panic in Rust looks like in Python."""


class Trips(Pipeline):
    """Trips over a text that says so."""

    def render(self, source: str, hosts: Iterable[str] = (), *, cites: bool = False) -> Rendered:
        """Raise, or render."""
        if source.startswith("raise"):
            raise ValueError(source)
        if source.startswith("panic"):
            print(source, file=sys.stderr)  # noqa: T201
            raise Panic(source)
        return super().render(source, hosts, cites=cites)


_render = renderer(Trips())


def answer(request: Request) -> Reply:
    """Sleep, spin, die, or use memory when the text says so; else render."""
    source = request["source"]
    if source == "sleep":
        time.sleep(30)
    elif source == "spin":
        while True:
            pass
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
