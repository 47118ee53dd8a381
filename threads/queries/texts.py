"""What a text is once it is rendered: who is named in it, and what it would look like."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from threads import markup
from threads.queries.people import people_called


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is stored: the person's own words, their rendering, who is named in it."""

    source: str
    html: str
    mentioned: tuple[int, ...]


def prepare(source: str) -> Text:
    """Render a text and find who it names. Raises `markup.MarkupRefused` with a sentence, also
    for a text of which nothing would be seen.

    Called before the transaction of an act, because rendering takes its time.
    """
    rendered = markup.render(source)
    if not markup.shows_something(rendered.html):
        raise markup.MarkupRefused(markup.Reason.EMPTY)
    bound = markup.bind_mentions(rendered, people_called(markup.handles_to_look_up(rendered)))
    return Text(source, bound.html, bound.mentioned)


def preview_html(source: str) -> SafeString:
    """The HTML that would stand inside the post's body. Raises `markup.MarkupRefused`."""
    text = prepare(source)
    handles = User.objects.filter(pk__in=text.mentioned).values_list("pk", "username")
    return markup.fill(text.html, dict(handles))
