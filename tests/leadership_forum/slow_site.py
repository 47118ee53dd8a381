"""The site with a renderer that misbehaves where a text says so; for gunicorn, in tests alone."""

from tests.threads.markup.slow_worker import __name__ as slow_worker
from threads.markup import process

process._renderer = process.Renderer(slow_worker)

from leadership_forum.wsgi import application  # noqa: E402

__all__ = ["application"]
