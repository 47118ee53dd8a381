"""Finding topics by the words of their titles and questions, and by what else these are called.

Full text of posts, ranking and filters come with the search of its own (an index); this one holds
the promise that a topic is found by any name of the glossary.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Lower
from django.utils.http import urlencode

from accounts.viewer import Viewer
from threads.models import Prompt, Topic
from threads.queries.glossary import Word, glossary_words
from threads.queries.lists import TopicRow, topic_list_rows
from threads.queries.pages import Pager, cut, window

RESULTS_PER_PAGE = 30
SHORTEST = 2
LONGEST = 120
MOST_VARIANTS = 12
SINGLE_QUOTES = "\u2018\u2019\u201a\u2039\u203a`"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u00ab\u00bb"
HYPHENS = "\u2010\u2011\u2012\u2013\u2014-_"
# Quotes of a kind are one, hyphens of every kind are spaces.
TYPED = SINGLE_QUOTES + DOUBLE_QUOTES + HYPHENS
FOLDED = "'" * len(SINGLE_QUOTES) + '"' * len(DOUBLE_QUOTES) + " " * len(HYPHENS)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page `/search/`. `also` are the other names under which it was looked for."""

    wanted: str
    is_too_short: bool
    also: tuple[str, ...]
    rows: tuple[TopicRow, ...]
    pager: Pager


def fold(text: str) -> str:
    """What makes two texts the same to a search: case, hyphens and the kind of quotes do not."""
    return " ".join(text.lower().translate(str.maketrans(TYPED, FOLDED)).split())


def search_page(viewer: Viewer, wanted: str, page: int) -> SearchPage:
    """Topics in lists that the viewer may read, the newest post first."""
    wanted = " ".join(wanted.replace("\0", "").split())[:LONGEST]
    url = f"/search/?{urlencode({'q': wanted})}" if wanted else "/search/"
    folded = fold(wanted)
    if len(folded) < SHORTEST:
        nothing, pager = cut(url, 1, list[TopicRow](), RESULTS_PER_PAGE)
        return SearchPage(wanted, bool(wanted), (), tuple(nothing), pager)
    also = called_also(folded, glossary_words())
    found = Topic.objects.listed_for(viewer).annotate(folded=_folded("title"))
    found = found.filter(_holds((folded, *also))).order_by("-last_post_at", "-id")
    shown = topic_list_rows(viewer, found[window(page, RESULTS_PER_PAGE)])
    rows, pager = cut(url, page, shown, RESULTS_PER_PAGE)
    return SearchPage(wanted, False, also, rows, pager)


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


def _holds(variants: tuple[str, ...]) -> Q:
    """A topic whose title, or one of whose questions, holds every word of one of the variants."""
    asked = Prompt.objects.filter(topic=OuterRef("pk")).exclude(state=Prompt.State.WITHDRAWN)
    asked = asked.annotate(folded=_folded("text"))
    held = Q()
    for variant in variants:
        words = Q()
        for word in variant.split():
            words &= Q(folded__contains=word)
        held |= words | Q(Exists(asked.filter(words)))
    return held


def _folded(column: str) -> Func:
    """The column as `fold` would have it, but for repeated spaces."""
    lower = Lower(F(column))
    return Func(lower, Value(TYPED), Value(FOLDED), function="translate", output_field=TextField())
