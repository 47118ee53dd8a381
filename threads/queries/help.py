"""What the help pages show."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings

from threads import markup
from threads.markup.examples import EXAMPLES, Example


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """An example and what comes of it; nothing while the renderer is busy."""

    example: Example
    html: str


def writing_examples() -> tuple[ExampleRow, ...]:
    """What can be written, each rendered by the function that renders posts, without a query."""
    return tuple(ExampleRow(example, _shown(example.typed)) for example in EXAMPLES)


def _shown(typed: str) -> str:
    try:
        return markup.printed(_stored(typed), markup.Names())
    except markup.MarkupRefused:
        return ""


@cache
def _stored(typed: str) -> str:
    """Rendered once in each process; a refusal is not kept."""
    return markup.bind(markup.render(typed, settings.OWN_HOSTS), markup.Known()).html
