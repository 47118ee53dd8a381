"""What people write about themselves, rendered by the app above that knows how."""

from collections.abc import Callable

type Render = Callable[[str], str]


class TextRefused(Exception):
    """The text was not rendered; its words are a sentence for the person."""


_renderers: list[Render] = []


def register_renderer(render: Render) -> None:
    """Set the function that makes HTML to store of a text, or raises `TextRefused`; called at start
    (`AppConfig.ready`)."""
    _renderers[:] = [render]


def rendered(text: str) -> str:
    """Return the HTML to store for a text, nothing for an empty one. Raises `TextRefused`."""
    return _renderers[0](text) if text.strip() else ""
