"""Typed slots in stored HTML: what changes later or differs by reader, filled when it is printed.

A comment in stored HTML is always ours: the sanitisers leave none, not even in an attribute.

| slot | stands for |
|---|---|
| `<!--m:12-->` | the name of person 12, whatever it is by now |
| `<!--t:12:3-->as typed<!--/-->` | the title of topic 12, post 3 (0: the topic), inside its link |
| `<!--c:5-->#garden<!--/-->` | a link to category 5 |
| `<!--g:7-->#water<!--/-->` | a link to tag 7 |
| `<!--n:3-->[3]<!--/-->` | the third citation of a harvest, a link to the post |
| `<!--d:2026-11-24T18:00Z-->as typed<!--/-->` | a moment, or without `T…` a day |

An excerpt holds only names, as `\\x02m:12\\x03`, which nobody can type (see `sources.clean`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from typing import Final
from urllib.parse import quote, urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

_SLOT: Final = re.compile(
    r"<!--(?:m:(?P<person>[0-9]{1,18})"
    r"|(?P<kind>[tcgdn]):(?P<value>[0-9TZ:-]{1,40}))-->(?:(?P<typed>[^<]*+)<!--/-->)?+"
)
# What the stylesheet lets scroll sideways. In a text these letters are escaped.
_BOXES: Final = ("pre", "table")
# A start tag as our sanitisers write it, and in it the beginning of an address of this site.
_TAG: Final = re.compile(r'<[a-z](?:[^">]++|"[^"]*+")*+>')
_RELATIVE: Final = re.compile(r'( (?:href|src)=")(/(?!/)|#)')
_NAME: Final = re.compile("\x02m:([0-9]{1,18})\x03")


@dataclass(frozen=True, slots=True)
class Needs:
    """The ids whose names some texts print."""

    people: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.topics or self.categories or self.tags)

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.people | other.people,
            self.topics | other.topics,
            self.categories | other.categories,
            self.tags | other.tags,
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What the slots of a text stand for today, by id: handles of people, titles of topics,
    slugs of categories and tags.

    Titles and categories are only those that everybody who may read the text may read too. What
    is missing prints as it was typed; a missing person is an account that is gone.
    """

    people: Mapping[int, str] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)
    # Where the citations of a harvest lead, by their number in it.
    citations: Mapping[int, str] = field(default_factory=dict)


def person_slot(person: int) -> str:
    """Return the slot for the name of a person."""
    return f"<!--m:{person}-->"


def slot(kind: str, value: str, typed: str) -> str:
    """Return a slot of kind `t`, `c`, `g`, `d` or `n` around what was typed (escaped HTML)."""
    return f"<!--{kind}:{value}-->{typed}<!--/-->"


def needs(texts: Iterable[str]) -> Needs:
    """Return what filling these stored HTMLs or excerpts takes, for one query."""
    found: dict[str, set[int]] = {"m": set(), "t": set(), "c": set(), "g": set()}
    for text in texts:
        if "<!--" in text:
            for match in _SLOT.finditer(text):
                if match["person"]:
                    found["m"].add(int(match["person"]))
                elif match["kind"] not in "dn":
                    found[match["kind"]].add(int(match["value"].partition(":")[0]))
        if "\x02" in text:
            found["m"].update(int(person) for person in _NAME.findall(text))
    return Needs(*(frozenset(found[kind]) for kind in "mtcg"))


def people_in(html: str) -> tuple[int, ...]:
    """Return the ids of the people named in stored HTML, in order, without repeats."""
    found = (match["person"] for match in _SLOT.finditer(html))
    return tuple(dict.fromkeys(int(person) for person in found if person))


def fill(html: str, names: Names) -> SafeString:
    """Return stored HTML ready to print, with each slot filled and escaped.

    Moments print in the time zone and language active now. Only for HTML that `bind` made.
    """
    if "<!--" in html:
        html = _SLOT.sub(lambda match: _filled(match, names), html)
    return mark_safe(html)  # noqa: S308 (made by our own sanitiser, names escaped)


def printed(html: str, names: Names) -> SafeString:
    """Return stored HTML as it stands on a page: filled, and code and tables, which scroll in
    their own box where they are wide, can be reached and scrolled by keyboard (WCAG 2.1.1)."""
    html = fill(html, names)
    for box in _BOXES:
        html = html.replace(f"<{box}>", f'<{box} tabindex="0">')
    return mark_safe(html)  # noqa: S308 (as above)


def made_whole(html: str, place: str) -> SafeString:
    """Return filled HTML as it stands outside our pages: with whole addresses.

    `place` is the whole address of what it is a text of; there leads what leads to `#...`.
    """
    parts = urlsplit(place)
    ways = {"/": escape(f"{parts.scheme}://{parts.netloc}/"), "#": escape(f"{place}#")}

    def whole(tag: re.Match[str]) -> str:
        return _RELATIVE.sub(lambda found: found[1] + ways[found[2]], tag[0])

    return mark_safe(_TAG.sub(whole, html))  # noqa: S308 (as above)


def fill_excerpt(excerpt: str, names: Names) -> str:
    """Return a stored excerpt with the names of today; it is text and must be escaped."""
    if "\x02" not in excerpt:
        return excerpt
    return _NAME.sub(lambda match: name_in_text(names.people.get(int(match.group(1)))), excerpt)


def name_in_text(handle: str | None) -> str:
    """Return how a mention reads in plain text; None for an account that is gone."""
    return "@" + (gettext("former-member") if handle is None else handle)


def name_in_excerpt(person: int) -> str:
    """Return the mark that stands in a stored excerpt for the name of a person."""
    return f"\x02m:{person}\x03"


def _filled(match: re.Match[str], names: Names) -> str:
    typed = match["typed"] or ""
    if match["person"]:
        return _mention(names.people.get(int(match["person"]))) + typed
    kind, value = match["kind"], match["value"]
    if kind == "d":
        return _moment(value, typed)
    if kind == "n":
        return _citation(value, names.citations)
    if kind == "t":
        return _title(value, typed, names.titles)
    places, path = (names.categories, "c") if kind == "c" else (names.tags, "tag")
    slug = places.get(int(value.partition(":")[0]))
    if slug is None:
        return typed
    return f'<a class="hashtag" href="/{path}/{escape(quote(slug))}/">{typed}</a>'


def _title(value: str, typed: str, titles: Mapping[int, str]) -> str:
    """The title of a topic, with the number of the post where one is meant."""
    number, _, post = value.partition(":")
    title = titles.get(int(number))
    if title is None:
        return typed
    return escape(f"{title} #{post}" if post not in ("", "0") else title)


def _citation(number: str, places: Mapping[int, str]) -> str:
    """The number of a citation, as a link to its post where that is known."""
    address = places.get(int(number)) if number.isdigit() else None
    if address is None:
        return f'<sup class="cite">{escape(number)}</sup>'
    label = escape(gettext("Citation %(number)s") % {"number": number})
    return f'<sup class="cite"><a href="{escape(address)}" aria-label="{label}">{number}</a></sup>'


def _mention(handle: str | None) -> str:
    name = escape(name_in_text(handle))
    if handle is None:
        return f'<span class="mention">{name}</span>'
    return f'<a class="mention" href="/u/{escape(handle)}/">{name}</a>'


def _moment(value: str, typed: str) -> str:
    """A day as it is, a moment in the reader's time zone; as typed where it cannot be read."""
    try:
        if "T" not in value:
            day = date.fromisoformat(value)
            return f'<time datetime="{day.isoformat()}">{escape(date_format(day))}</time>'
        moment = timezone.localtime(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return typed
    shown = f"{date_format(moment, 'DATETIME_FORMAT')} ({date_format(moment, 'T')})"
    return f'<time datetime="{moment.isoformat()}">{escape(shown)}</time>'
