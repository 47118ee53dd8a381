"""What a search finds, each thing through the gate of its own: posts through that of posts, titles,
questions and harvests through that of topics.

Two narrow statements a page, the newest first; the counts are cut.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Case, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import Http404
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.compiled import made_once
from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import markup
from threads.models import Answer, Harvest, Post, Prompt, SearchText, Topic, TopicTag
from threads.models.prompts import prompt_path
from threads.models.topics import topic_path
from threads.queries.asked import Asked, topic_facts
from threads.queries.filters import TopicFilter
from threads.queries.lexemes import Query
from threads.queries.prepared import HOLE, LATELY, Prepared

HITS_PER_PAGE: Final = 20
MOST_COUNTED: Final = 1_000
_WALKED: Final = 20_000
_SELDOM: Final = 100_000
_LATELY_KEY: Final = "search-lately"
_REMEMBERED: Final = 60
Kind = SearchText.Kind
# Of stems, nothing, nothing, and words as they stand; then by what is found.
_WEIGHTS: Final = "{0.9, 0, 0, 1}"
_SHARES: Final = {Kind.TITLE: 1.0, Kind.PROMPT: 0.4, Kind.HARVEST: 0.4, Kind.POST: 0.1}
_KINDS: Final = {"title": Kind.TITLE, "prompts": Kind.PROMPT, "harvests": Kind.HARVEST}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Narrowed by nothing but the place.
_WORDS_ONLY: Final[dict[str, Any]] = {
    "author": "", "category": "", "tag": "", "prompt": 0, "before": None, "after": None,
    "states": (),
}  # fmt: skip
# No moment after the year 4000, no id that a database cannot have.
_MARK: Final = re.compile(r"([0-9a-f]{1,14})\.([0-9a-f]{1,15})")
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, with the place where it stands; `label` says what it is, of what
    is no post."""

    label: str
    title: str
    url: str
    piece: SafeString
    author: Face
    # The id of its category, which the page knows anyway: what is joined less is planned sooner.
    place: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of results ends: the moment and the id of its last."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND:x}.{self.id:x}"

    @classmethod
    def of(cls, typed: str) -> "Mark":
        """Read it out of an address. Raises `Http404` for what is none."""
        read = _MARK.fullmatch(typed)
        if read is None:
            raise Http404
        return cls(_EPOCH + int(read[1], 16) * _MICROSECOND, int(read[2], 16))


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of results; `past` leads to the next, empty at the end."""

    hits: tuple[Hit, ...]
    past: str


def newest_hits(viewer: Viewer, asked: Asked, query: Query, mark: Mark | None = None) -> Hits:
    """The newest things that are found, behind a mark, in three statements at most, and one more
    behind a mark or once a minute."""
    if mark is None and query.text and replace(asked, **_WORDS_ONLY) == asked:
        rows = _newest_by_words(viewer, asked, query)
    else:
        sources = _sources(viewer, asked, query)
        rows = [row for source in sources for row in _newest_of(source, query, mark)]
    rows.sort(key=lambda row: (row["at"], row["id"]), reverse=True)
    shown = rows[:HITS_PER_PAGE]
    past = str(Mark(shown[-1]["at"], shown[-1]["id"])) if len(rows) > HITS_PER_PAGE else ""
    return Hits(tuple(map(_hit, shown)), past)


def _newest_of(source: "_Source", query: Query, mark: Mark | None) -> list[dict[str, Any]]:
    """The newest of one source, enough for a page and one.

    Nobody can know beforehand whether a word is frequent, and each way is slow for the other kind
    of word. So the newest things are walked through first, some thousands: what is in one of a
    thousand fills a page there. What is not is seldom enough to be found by its words.
    """
    rows = source.rows if mark is None else source.rows.filter(source.behind(mark))
    found: list[dict[str, Any]] = []
    for way in source.ways(rows, query, _lately(mark) if query.text and source.is_long else None):
        found = source.named(source.told(way[: HITS_PER_PAGE + 1], query))
        if len(found) > HITS_PER_PAGE:
            break
    return found


def _newest_by_words(viewer: Viewer, asked: Asked, query: Query) -> list[dict[str, Any]]:
    """The same of all sources, for a search that is not narrowed: with statements that were put
    together before for a viewer of these rights."""
    lately = _lately()
    rows: list[dict[str, Any]] = []
    for source, ways in _prepared(viewer.rights(viewer.id), asked.place, lately is not None):
        found: list[dict[str, Any]] = []
        for way in ways:
            found = source.named(way.told(query, lately))
            if len(found) > HITS_PER_PAGE:
                break
        rows += found
    return rows


@made_once(500)
def _prepared(rights: Viewer, place: str, is_large: bool) -> list[tuple["_Source", list[Prepared]]]:
    return [
        (
            source,
            [
                Prepared(source.told(way[: HITS_PER_PAGE + 1], HOLE))
                for way in source.ways(source.rows, HOLE, LATELY if is_large else None)
            ],
        )
        for source in _sources(rights, Asked(place=place), HOLE)
    ]


def _lately(mark: Mark | None = None) -> datetime | None:
    """The moment since when there are some thousands of posts, up to a mark; None where there are
    not so many. From the beginning it is remembered for a minute."""
    known = cache.get(_LATELY_KEY) if mark is None else None
    if known is not None:
        return known or None
    posts = SearchText.objects.filter(kind=Kind.POST).order_by("-at", "-id")
    if mark is not None:
        posts = posts.filter(at__lte=mark.at)
    at: datetime | None = posts.values_list("at", flat=True)[_WALKED : _WALKED + 1].first()
    if mark is None:
        cache.set(_LATELY_KEY, at or False, _REMEMBERED)
    return at


def best_hits(viewer: Viewer, asked: Asked, query: Query, start: int = 0) -> tuple[Hits, int]:
    """The newest 1,000 things that are found, those first that say it most, from that position on;
    and how many there are, 1,001 where there are more. In three statements at most."""
    sources = _sources(viewer, asked, query)
    newest = list(_newest_ids(sources, query))
    best = sorted(newest[:MOST_COUNTED], key=lambda row: (row[2], row[1], row[0]), reverse=True)
    shown = [key for key, _when, _rank in best[start : start + HITS_PER_PAGE]]
    rows = {
        row["id"]: row
        for source in sources
        for row in source.named(source.told(source.among(shown), query))
    }
    past = str(start + HITS_PER_PAGE) if len(best) > start + HITS_PER_PAGE else ""
    return Hits(tuple(_hit(rows[key]) for key in shown if key in rows), past), len(newest)


def counted_hits(viewer: Viewer, asked: Asked, query: Query) -> int:
    """How many things are found; 1,001 where there are more than 1,000. One statement."""
    return _newest_ids(_sources(viewer, asked, query)).count()


def _newest_ids(sources: list["_Source"], query: Query | None = None) -> QuerySet[Any, Any]:
    """Ids, moments, and with a query ranks of the newest 1,001 things that are found."""
    most = MOST_COUNTED + 1
    parts: list[QuerySet[Any, Any]] = [
        source.by_walking(source.rows)
        .annotate(
            key=F(f"{source.prefix}id"), when=F(f"{source.prefix}at"), rank=source.rank(query)
        )
        .values_list("key", "when", "rank")[:most]
        for source in sources
    ]
    if len(parts) == 1:
        return parts[0]
    return parts[0].union(*parts[1:], all=True).order_by("-when", "-key")[:most]


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows that a search goes through; `prefix` leads from them to their rows in the index,
    `words` to the vectors, and `columns` to what a result shows of them."""

    rows: QuerySet[Any]
    prefix: str
    words: str
    columns: Mapping[str, str]
    is_long: bool = False

    def by_walking(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The newest first, in the order of the index of moments."""
        return rows.order_by(f"-{self.prefix}at", f"-{self.prefix}id")

    def behind(self, mark: Mark) -> Q:
        at, key = f"{self.prefix}at", f"{self.prefix}id"
        return Q(**{f"{at}__lte": mark.at}) & (
            Q(**{f"{at}__lt": mark.at}) | Q(**{f"{key}__lt": mark.id})
        )

    def rank(self, query: Query | None) -> Combinable:
        """How much each of these rows says it."""
        if query is None or not query.text:
            return Value(0.0)
        said = (Value(_WEIGHTS), F(self.words), query.as_value())
        shares = (
            When(**{f"{self.prefix}kind": kind}, then=Value(n)) for kind, n in _SHARES.items()
        )
        return Func(*said, function="ts_rank", output_field=FloatField()) * Case(*shares)

    def among(self, ids: Sequence[int]) -> QuerySet[Any]:
        """Those of these rows in the index."""
        return self.rows.filter(**{f"{self.prefix}id__in": ids})

    def ways(
        self, rows: QuerySet[Any], query: Query, lately: datetime | None
    ) -> list[QuerySet[Any]]:
        """How to come by the newest of these rows: the next is for where there are too few."""
        if not self.is_long or lately is None:
            return [self.by_walking(rows)]
        near = rows.filter(**{f"{self.prefix}at__gte": lately})
        return [self.by_walking(near), self.by_walking(rows.filter(found__in=_by_words(query)))]

    def told(self, rows: QuerySet[Any], query: Query) -> QuerySet[Any, Any]:
        """What results show of these rows, and the numbers of the words to be marked."""
        index = [f"{self.prefix}{name}" for name in ("id", "kind", "at", "text")]
        return rows.values_list(*index, *self.columns.values(), query.numbers_in(self.words))

    def named(self, found: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """The rows of `told` by the names of what they say."""
        names = ("id", "kind", "at", "own", *self.columns, "numbers")
        return [dict(zip(names, row, strict=True)) for row in found]


def _sources(viewer: Viewer, asked: Asked, query: Query) -> list[_Source]:
    """Where is looked: among posts, and among what stands above them."""
    topics = _topics(viewer, asked)
    sources = []
    if asked.place in {"", "posts"}:
        sources.append(_posts(viewer, asked, query, topics))
    if asked.place != "posts":
        sources.append(_others(asked, query, topics))
    return sources


def _by_words(query: Query) -> QuerySet[Any, Any]:
    """What holds the words, found by them: its own order keeps whoever plans the whole from walking
    or reading everything, and so does the limit, which is higher than what is seldom."""
    moment = F("at") + Value(timedelta())
    posts = SearchText.objects.filter(query.matches("words"), kind=Kind.POST)
    return posts.order_by(moment.desc(), "-id").values("pk")[:_SELDOM]


def _topics(viewer: Viewer, asked: Asked) -> QuerySet[Topic]:
    """The topics of which something may be found: those in lists."""
    topics = TopicFilter(**topic_facts(asked.states)).keep(viewer, Topic.objects.listed_for(viewer))
    if asked.category:
        topics = topics.filter(category__slug=asked.category)
    if asked.tag:
        tagged = TopicTag.objects.filter(topic=OuterRef("pk"), tag__slug=asked.tag)
        topics = topics.filter(Exists(tagged))
    return topics


def _posts(viewer: Viewer, asked: Asked, query: Query, topics: QuerySet[Topic]) -> _Source:
    # The topics are those that the viewer reads; withdrawn and hidden posts are found by nobody.
    posts = Post.objects.open_to(viewer).shown().filter(found__kind=Kind.POST, topic__in=topics)
    posts = posts.filter(_said(asked, query, "found__", "words"))
    if asked.author:
        posts = posts.filter(author__username__iexact=asked.author)
    if asked.prompt:
        filed = Answer.objects.filed().filter(post=OuterRef("pk"), prompt=asked.prompt)
        posts = posts.filter(Exists(filed))
    columns = _columns("topic__", "author__") | {"number": "number", "said": "text"}
    return _Source(posts, "found__", "found__words", columns, is_long=True)


def _others(asked: Asked, query: Query, topics: QuerySet[Topic]) -> _Source:
    rows = SearchText.objects.exclude(kind=Kind.POST).filter(topic__in=topics)
    rows = rows.exclude(prompt__state=Prompt.State.WITHDRAWN)
    rows = rows.filter(Q(harvest=None) | Q(harvest__state=Harvest.State.PUBLISHED))
    rows = rows.filter(_said(asked, query, "", "above"))
    if asked.place:
        rows = rows.filter(kind=_KINDS[asked.place])
    if asked.author:
        rows = rows.filter(_by(asked.author))
    if asked.prompt:
        rows = rows.filter(prompt=asked.prompt)
    columns = _columns("topic__", "topic__author__") | {
        "prompt": "prompt",
        "harvest": "harvest",
        "harvester": "harvest__author__username",
        "harvester_name": "harvest__author__display_name",
    }
    return _Source(rows, "", "above", columns)


def _by(handle: str) -> Q:
    """Who wrote the title, asked the question or began the harvest."""
    asked = Q(prompt__suggested_by=None, topic__author__username__iexact=handle)
    asked |= Q(prompt__suggested_by__username__iexact=handle)
    kept = Q(kind=Kind.HARVEST, harvest__author__username__iexact=handle)
    return kept | (~Q(kind=Kind.HARVEST) & asked)


def _said(asked: Asked, query: Query, prefix: str, words: str) -> Q:
    """What the index itself says: words and days, those of the reader."""
    said = Q(query.matches(f"{prefix}{words}")) if query.text else Q()
    if asked.after:
        said &= Q(**{f"{prefix}at__gte": _midnight(asked.after)})
    if asked.before:
        said &= Q(**{f"{prefix}at__lt": _midnight(asked.before)})
    return said


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _columns(topic: str, author: str) -> dict[str, str]:
    """What every result shows, by the way to its topic and author."""
    return {
        "topic": f"{topic}id",
        "title": f"{topic}title",
        "slug": f"{topic}slug",
        "place": f"{topic}category_id",
        "handle": f"{author}username",
        "name": f"{author}display_name",
    }


def _hit(row: Mapping[str, Any]) -> Hit:
    kind, topic, slug = row["kind"], row["topic"], row["slug"]
    text, title, author = row["own"], row["title"], face(row["handle"], row["name"])
    if kind == Kind.POST:
        text, url = text or row["said"], topic_path(slug, topic, row["number"])
    elif kind == Kind.PROMPT:
        url = prompt_path(slug, topic, row["prompt"])
    elif kind == Kind.HARVEST:
        url, author = f"/harvests/{row['harvest']}/", face(row["harvester"], row["harvester_name"])
    else:
        text, url = title, topic_path(slug, topic)
    numbers = map(int, (row["numbers"] or "").split())
    return Hit(
        label="" if kind == Kind.POST else str(Kind(kind).label),
        title=title,
        url=url,
        piece=markup.marked_piece(text, numbers),
        author=author,
        place=row["place"],
        at=row["at"],
    )
