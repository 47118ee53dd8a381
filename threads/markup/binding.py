"""From mention candidates to stored slots, and from slots to what a reader sees."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .mentions import closing, opening, spellings
from .rendered import Rendered

# A comment in stored HTML is always ours: `sanitize` leaves none, not even in attributes.
_SLOT: Final = re.compile(r"<!--m:([0-9]{1,18})-->")


@dataclass(frozen=True, slots=True)
class BoundText:
    """HTML to store, and the ids of the mentioned people, in order, without repeats."""

    html: str
    mentioned: tuple[int, ...]


def handles_to_look_up(rendered: Rendered) -> set[str]:
    """Return the lower-case handles the candidates may mean, for one query."""
    return {name.lower() for written in rendered.candidates for name in spellings(written)}


def bind_mentions(rendered: Rendered, people: Mapping[str, int]) -> BoundText:
    """Return the HTML to store: a slot for each known handle, the text as written for the rest.

    `people` maps lower-case handles to ids, at least for those of `handles_to_look_up`.
    Nothing is capped here; who may be notified is the caller's decision.
    """
    if not rendered.candidates:
        return BoundText(rendered.html, ())
    mentioned: dict[int, None] = {}

    def bind(match: re.Match[str]) -> str:
        written = match.group(1)
        for name in spellings(written):
            person = people.get(name.lower())
            if person is not None:
                mentioned.setdefault(person)
                return slot(person) + written[len(name) :]
        return f"@{written}"

    marked = re.compile(f"{opening(rendered.nonce)}@([^<>&]*?){closing(rendered.nonce)}")
    return BoundText(marked.sub(bind, rendered.html), tuple(mentioned))


def slot(person: int) -> str:
    """Return the mark that stands in stored HTML for the name of a person."""
    return f"<!--m:{person}-->"


def slots(html: str) -> set[int]:
    """Return the ids of the people whose names a stored HTML needs."""
    return {int(person) for person in _SLOT.findall(html)} if "<!--" in html else set()


def fill(html: str, handles: Mapping[int, str]) -> SafeString:
    """Return stored HTML ready to print, with each slot as a link to the person.

    `handles` maps ids to handles as they are stored now; an id that is missing belongs to an
    account that is gone and prints as neutral text in the reader's language. Only for HTML
    that `bind_mentions` made.
    """
    if "<!--" in html:
        html = _SLOT.sub(lambda match: _mention(handles.get(int(match.group(1)))), html)
    return mark_safe(html)  # noqa: S308 (made by our own sanitiser, names escaped)


def name_in_text(handle: str | None) -> str:
    """Return how a mention reads in plain text; None for an account that is gone."""
    return f"@{handle}" if handle is not None else f"@{gettext('former-member')}"


def _mention(handle: str | None) -> str:
    name = escape(name_in_text(handle))
    if handle is None:
        return f'<span class="mention">{name}</span>'
    return f'<a class="mention" href="/u/{escape(handle)}/">{name}</a>'
