"""What gunicorn does with its workers, beside the options that the supervisor gives it."""

import gc
from importlib import import_module
from typing import Any

from threads import markup


def when_ready(_server: Any) -> None:
    """What is loaded already stays as it is: workers that come of this process share its memory
    as long as nobody writes there, and a collector of garbage would."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Each worker has a renderer of its own, ready before the first text, and hears when the
    community changes; with events, its streams know when it ends."""
    markup.warm_up()
    # Only now that the site is set up.
    import_module("leadership_forum.memory").listen()
    site = getattr(worker, "asgi", None)
    if site is not None:
        site.serves = lambda: worker.alive
