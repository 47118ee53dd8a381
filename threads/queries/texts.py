"""What a text is once it is rendered: who is named in it, and what it would look like."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from accounts.texts import TextRefused
from threads import markup
from threads.models import Category, Tag
from threads.queries.names import PUBLIC, names_in
from threads.queries.people import people_called


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is stored: the person's own words, what the renderer made of them, who is
    named in it."""

    source: str
    html: str
    text: str
    excerpt: str
    facts: markup.Facts
    mentioned: tuple[int, ...]
    html_version: int
    # Of a harvest: what it cites, in the order of the numbers.
    citations: tuple[markup.Cited, ...] = ()

    def of_post(self) -> dict[str, Any]:
        """The columns of a post that hold a text."""
        derived = {"text": self.text, "facts": asdict(self.facts)}
        return self.of_held() | derived

    def of_held(self) -> dict[str, Any]:
        """The columns of a waiting text that hold it."""
        return {
            "source": self.source,
            "html": self.html,
            "excerpt": self.excerpt,
            "html_version": self.html_version,
        }


def prepare(source: str, *, cites: bool = False) -> Text:
    """Render a text and find who it names; one that `cites` is read for citations. Raises
    `markup.MarkupRefused` with a sentence, also for a text of which nothing would be seen.

    Called before the transaction of an act, because rendering takes its time.
    """
    rendered = markup.render(source, settings.OWN_HOSTS, cites=cites)
    if not markup.shows_something(rendered.html):
        raise markup.MarkupRefused(markup.Reason.EMPTY)
    return bound(source, rendered, people_called(markup.handles_to_look_up(rendered)))


def bound(source: str, rendered: markup.Rendered, people: dict[str, int]) -> Text:
    """A rendered text with the people it names and what else in it the database knows."""
    slugs = {word.lower() for word in rendered.hashtags}
    known = markup.Known(people, _by_slug(Category, slugs), _by_slug(Tag, slugs))
    text = markup.bind(rendered, known)
    return Text(
        source,
        text.html,
        rendered.text,
        text.excerpt,
        rendered.facts,
        text.mentioned,
        rendered.version,
        tuple(found[0] for typed in rendered.citations if (found := markup.read_citation(typed))),
    )


def preview_html(source: str, place: int = PUBLIC, *, cites: bool = False) -> SafeString:
    """The HTML that would stand inside the body of a post in the category of that id. Raises
    `markup.MarkupRefused`."""
    html = prepare(source, cites=cites).html
    return markup.printed(html, names_in(place, html))


def profile_html(about: str) -> str:
    """What is stored of what somebody says about themselves. Raises `TextRefused`."""
    try:
        return prepare(about).html
    except markup.MarkupRefused as refused:
        raise TextRefused(str(refused)) from refused


def _by_slug(model: type[Category] | type[Tag], slugs: Iterable[str]) -> dict[str, int]:
    wanted = list(slugs)
    if not wanted:
        return {}
    return dict(model.objects.filter(slug__in=wanted).values_list("slug", "pk"))
