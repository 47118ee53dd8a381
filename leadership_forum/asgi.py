"""The ASGI application that gunicorn serves for `make serve-asgi`."""

from importlib import import_module

from leadership_forum.wsgi import application as site

# Only now that the site is set up.
_events, _streams = (import_module(f"leadership_forum.{name}") for name in ("events", "streams"))

application = _streams.Streams(site, _events.Hub())
