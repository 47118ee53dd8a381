"""What somebody looks for: words and filters, read out of anything that can be typed.

Words: `self-organizing`, `"just these words"`, `-without`. Filters stand among them (`from:ada`)
or in the fields of the form, and say the same: what is typed wins. What looks like a filter and is
none is looked for as words, and the page says so.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from threads import markup
from threads.models import Topic

LONGEST: Final = 300
MOST_TERMS: Final = 20
SHORTEST: Final = 2
PLACES: Final = ("title", "prompts", "posts", "harvests")
STATES: Final = ("open", "closed", "fishbowl", "recap", "waiting")
_QUOTES: Final = '"\u201c\u201d\u201e\u00ab\u00bb'
_PIECE: Final = re.compile(
    rf"(?P<minus>[-\u2212\u2013](?=[^\s\-]))?(?:(?P<name>[a-zA-Z]{{1,20}}):(?=[^\s/]))?"
    rf"(?:[{_QUOTES}](?P<exact>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<plain>[^\s{_QUOTES}]+))"
)
# Other words for the same filters and places.
_NAMES: Final = {"by": "from", "author": "from", "question": "prompt", "since": "after"}
_PLACE_NAMES: Final = {
    "titles": "title",
    "prompt": "prompts",
    "question": "prompts",
    "questions": "prompts",
    "post": "posts",
    "harvest": "harvests",
}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID: Final = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that are looked for together: just these (`exact`), or what must not be there."""

    words: str
    is_exact: bool = False
    is_without: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A search. Empty filters want all; `author`, `category` and `tag` are as typed.

    `is_cut` says that more was typed than is looked for, `no_filters` names what looked like
    filters, `no_days` the filters whose day is none, with what was typed.
    """

    terms: tuple[Term, ...] = ()
    author: str = ""
    place: str = ""
    category: str = ""
    tag: str = ""
    prompt: int = 0
    before: date | None = None
    after: date | None = None
    states: tuple[str, ...] = ()
    is_cut: bool = False
    no_filters: tuple[str, ...] = ()
    no_days: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What must be there."""
        return tuple(term for term in self.terms if not term.is_without)

    @property
    def has_filters(self) -> bool:
        """Whether it is narrowed, whatever the words."""
        return bool(
            self.author or self.category or self.tag or self.prompt or self.before or self.after
            or self.states or self.place
        )  # fmt: skip

    @property
    def plain_words(self) -> str:
        """What is looked for as plain words, folded: what names and titles are compared with."""
        return markup.fold(" ".join(term.words for term in self.wanted if not term.is_exact))

    @property
    def is_too_short(self) -> bool:
        """Whether it is so short that everything would be found."""
        said = "".join(markup.fold(term.words) for term in self.wanted)
        if self.has_filters or not self.terms:
            return False
        return bool(self.wanted) and len(said) < SHORTEST and not markup.is_unspaced(said)

    @property
    def is_only_without(self) -> bool:
        """Whether it only says what must not be there."""
        return bool(self.terms) and not self.wanted and not self.has_filters

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be looked for."""
        return not self.terms and not self.has_filters


def clean(typed: str) -> str:
    """What was typed on one line, without characters that cannot be stored."""
    return " ".join(typed.replace("\0", "").encode("utf-8", "ignore").decode().split())


def read_asked(typed: str, fields: Mapping[str, str] | None = None) -> Asked:
    """Read words and filters out of what was typed, and what the fields of the form say.

    Never fails, whatever the text.
    """
    line = clean(typed)
    asked = Asked(is_cut=len(line) > LONGEST)
    for name, value in (fields or {}).items():
        asked = _with_filter(asked, name, clean(value)[:LONGEST]) or asked
    terms: list[Term] = []
    strange: dict[str, None] = {}
    typed_states: list[str] = []
    for piece in _PIECE.finditer(line[:LONGEST]):
        name = (piece["name"] or "").lower()
        value = piece["exact"] if piece["exact"] is not None else piece["plain"]
        narrowed = None if piece["minus"] else _with_filter(asked, name, value, typed_states)
        if narrowed is not None:
            asked = narrowed
            continue
        if name:
            strange[f"{piece['name']}:"] = None
            value = f"{piece['name']} {value}"
        if markup.fold(value):
            exact = piece["exact"] is not None and not name
            terms.append(Term(value, exact, piece["minus"] is not None))
    kept = tuple(dict.fromkeys(terms))
    return replace(
        asked,
        terms=kept[:MOST_TERMS],
        is_cut=asked.is_cut or len(kept) > MOST_TERMS,
        no_filters=tuple(strange),
    )


def _with_filter(
    asked: Asked, name: str, value: str, typed_states: list[str] | None = None
) -> Asked | None:
    """The search narrowed by one filter, or None where this is no filter."""
    name = _NAMES.get(name, name)
    if not value or name not in _FILTERS:
        return None
    if name in {"before", "after"}:
        return _with_day(asked, name, value)
    if name == "is":
        return _with_state(asked, value.lower(), typed_states)
    column, read = _FILTERS[name]
    said = read(value)
    return replace(asked, **{column: said}) if said else None


def _place(value: str) -> str:
    place = _PLACE_NAMES.get(value.lower(), value.lower())
    return place if place in PLACES else ""


def _id(value: str) -> int:
    return int(value) if _ID.fullmatch(value) else 0


# The column of a search that a filter says, and how it is read.
_FILTERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "from": ("author", lambda value: value.removeprefix("@")),
    "category": ("category", str.lower),
    "tag": ("tag", lambda value: value.removeprefix("#").lower()),
    "in": ("place", _place),
    "prompt": ("prompt", _id),
    "is": ("states", str.lower),
    "before": ("before", str),
    "after": ("after", str),
}


def _with_state(asked: Asked, state: str, typed_states: list[str] | None) -> Asked | None:
    """The first that is typed takes the place of what the form says, others are added."""
    if state not in STATES:
        return None
    before = asked.states if typed_states or typed_states is None else ()
    if typed_states is not None:
        typed_states.append(state)
    return replace(asked, states=tuple(dict.fromkeys((*before, state))))


def _with_day(asked: Asked, name: str, value: str) -> Asked:
    others = {key: typed for key, typed in asked.no_days.items() if key != name}
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        others[name] = value
    if name == "before":
        return replace(asked, before=day, no_days=others)
    return replace(asked, after=day, no_days=others)


# What `is:` means of a topic.
TOPIC_STATES: Final = {"open": Topic.State.OPEN, "closed": Topic.State.CLOSED}
TOPIC_KINDS: Final = {"fishbowl": Topic.Kind.FISHBOWL, "recap": Topic.Kind.RECAP}


def topic_facts(states: Iterable[str]) -> dict[str, str]:
    """The words of `is:` as what lists of topics are narrowed to (`threads.queries.filters`)."""
    found = {"state": "", "kind": "", "waiting": ""}
    for state in states:
        if state in TOPIC_STATES:
            found["state"] = TOPIC_STATES[state]
        elif state in TOPIC_KINDS:
            found["kind"] = TOPIC_KINDS[state]
        else:
            found["waiting"] = "1"
    return found
