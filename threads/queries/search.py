"""The page of search: what was asked, what was found, and what else could have been meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.http import Http404
from django.utils.http import urlencode

from accounts.faces import Face
from accounts.viewer import Viewer
from threads import markup
from threads.models import Category
from threads.queries.alike import Alike, alike, people_called
from threads.queries.asked import Asked
from threads.queries.glossary import Word, glossary_words
from threads.queries.hits import (
    MOST_COUNTED,
    Hit,
    Hits,
    Mark,
    best_hits,
    counted_hits,
    newest_hits,
)
from threads.queries.lexemes import Query, query_of

MOST_VARIANTS: Final = 12
# So many results and fewer: something else may have been meant.
_FEW: Final = 5
_REMEMBERED: Final = 60
_GLOSSARY_KEY: Final = "search-glossary"
# A row of more words is no name.
_NAME: Final = 3
RELEVANCE: Final = "relevance"
fold = markup.fold


@dataclass(frozen=True, slots=True)
class Found:
    """A result with the category in which it stands."""

    hit: Hit
    category: Category


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page `/search/`. `also` are the other names under which it was looked for. `number` says
    on the first page how many results there are, with `is_more` at least. `people` and `titles`
    are what else could have been meant; `next_url` leads on, empty at the end."""

    asked: Asked
    also: tuple[str, ...] = ()
    hits: tuple[Found, ...] = ()
    number: int = 0
    is_more: bool = False
    people: tuple[Face, ...] = ()
    titles: tuple[Alike, ...] = ()
    is_first: bool = True
    next_url: str = ""


def search_page(
    viewer: Viewer,
    asked: Asked,
    categories: Sequence[Category],
    url: str,
    *,
    by_relevance: bool = False,
    past: str = "",
) -> SearchPage:
    """What is found of what the viewer may read, the newest first, or those that say it most among
    the newest 1,000. `categories` are those that the viewer reads; `past` says where the page
    before ended. Raises `Http404` for what cannot.

    In six statements at most.
    """
    if asked.is_empty or asked.is_only_without or asked.is_too_short or asked.no_days:
        return SearchPage(asked)
    also = called_also(asked.plain_words, _glossary()) if asked.plain_words else ()
    query = query_of(asked, also)
    page = SearchPage(asked, also, is_first=not past)
    look = _best if by_relevance else _newest
    found, number = look(viewer, page, query, past)
    page = _told(page, found, number, {place.pk: place for place in categories}, url)
    return page if by_relevance else _with_alike(viewer, page)


def _newest(viewer: Viewer, page: SearchPage, query: Query, past: str) -> tuple[Hits, int]:
    found = newest_hits(viewer, page.asked, query, Mark.of(past) if past else None)
    if past and not found.hits:
        raise Http404
    # What fits on the first page was counted by showing it.
    number = len(found.hits)
    if found.past and not past:
        number = _counted(viewer, page.asked, query, found)
    return found, number


def _counted(viewer: Viewer, asked: Asked, query: Query, found: Hits) -> int:
    """How many things are found, remembered for a minute for this viewer, until something newer is
    found: counting costs more than all the rest of the page."""
    said = (viewer.id, viewer.moderates_site, asked, query.text, found.hits[0])
    key = f"search-{sha256(repr(said).encode()).hexdigest()}"
    number: int | None = cache.get(key)
    if number is None:
        number = counted_hits(viewer, asked, query)
        cache.set(key, number, _REMEMBERED)
    return number


def _best(viewer: Viewer, page: SearchPage, query: Query, past: str) -> tuple[Hits, int]:
    if past and not (past.isascii() and past.isdecimal() and int(past[:6]) < MOST_COUNTED):
        raise Http404
    found, number = best_hits(viewer, page.asked, query, int(past or 0))
    if past and not found.hits:
        raise Http404
    return found, number


def _told(
    page: SearchPage, found: Hits, number: int, places: Mapping[int, Category], url: str
) -> SearchPage:
    return replace(
        page,
        # A category that came up between two statements is shown the next time.
        hits=tuple(Found(hit, places[hit.place]) for hit in found.hits if hit.place in places),
        number=min(number, MOST_COUNTED),
        is_more=number > MOST_COUNTED,
        next_url=f"{url}&{urlencode({'past': found.past})}" if found.past else "",
    )


def _with_alike(viewer: Viewer, page: SearchPage) -> SearchPage:
    """With people of that name, and with what else could have been meant where little was found."""
    wanted = page.asked.plain_words
    if not page.is_first or page.asked.has_filters or not wanted:
        return page
    if page.number > _FEW:
        people = people_called(wanted) if len(wanted.split()) <= _NAME else ()
        return replace(page, people=people)
    people, titles = alike(viewer, wanted)
    return replace(page, people=people, titles=titles)


def _glossary() -> tuple[Word, ...]:
    """The words of the glossary, remembered for a minute."""
    words: tuple[Word, ...] | None = cache.get(_GLOSSARY_KEY)
    if words is None:
        words = glossary_words()
        cache.set(_GLOSSARY_KEY, words, _REMEMBERED)
    return words


def called_also(folded: str, words: tuple[Word, ...]) -> tuple[str, ...]:
    """What a folded text says with other names for the words of the glossary in it; 12 at most."""
    said = f" {folded} "
    found: dict[str, None] = {}
    for word in words:
        names = [fold(word.word), *(fold(one.name) for one in word.names)]
        for name in (name for name in names if name and f" {name} " in said):
            for other in (other for other in names if other and other != name):
                found[said.replace(f" {name} ", f" {other} ").strip()] = None
    found.pop(folded, None)
    return tuple(found)[:MOST_VARIANTS]
