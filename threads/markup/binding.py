"""From marks to slots: who is named, which category or tag a word means, is known only outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from .marks import Mark, replace_marks
from .mentions import spellings
from .plain import excerpt
from .rendered import Rendered
from .slots import person_slot, slot


@dataclass(frozen=True, slots=True)
class Known:
    """Whom and what the marks of a text mean, by lower-case handle or slug."""

    people: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundText:
    """HTML and excerpt to store, with slots; the ids of the people named, in order, no repeats."""

    html: str
    excerpt: str
    mentioned: tuple[int, ...]


def handles_to_look_up(rendered: Rendered) -> set[str]:
    """Return the lower-case handles the mentions may mean, for one query."""
    return {name.lower() for written in rendered.mentions for name in spellings(written)}


def bind(rendered: Rendered, known: Known) -> BoundText:
    """Return the HTML to store: a slot for everything known, the text as written for the rest.

    `known.people` answers `handles_to_look_up`, `categories` and `tags` the lower-case
    `rendered.hashtags`. Nothing is capped here; who is notified is the caller's decision.
    """
    if not rendered.nonce or rendered.nonce not in rendered.html:
        return BoundText(rendered.html, rendered.excerpt, ())
    mentioned: dict[int, None] = {}

    def bound(mark: str, value: str, text: str) -> str:
        if mark == Mark.MENTION:
            for name in spellings(value):
                person = known.people.get(name.lower())
                if person is not None:
                    mentioned.setdefault(person)
                    return person_slot(person) + escape(value[len(name) :])
            return text
        if mark == Mark.HASHTAG:
            word = value.lower()
            for kind, places in (("c", known.categories), ("g", known.tags)):
                if word in places:
                    return slot(kind, str(places[word]), text)
            return text
        if mark == Mark.CITATION:
            # The words stay out of what is stored: they go when their author takes them back.
            return slot("n", value, f"[{value}]")
        return slot("t" if mark == Mark.TOPIC else "d", value, text)

    html = replace_marks(rendered.html, rendered.nonce, bound)
    return BoundText(html, excerpt(html), tuple(mentioned))
