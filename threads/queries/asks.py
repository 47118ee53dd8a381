"""Questions to people: in the header of their topic, on a page of their own, among what waits.

What was put from, or answered in, a post that the viewer may not know says nothing of that post.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404

from accounts.faces import Face, face, face_of
from accounts.viewer import Viewer
from threads import policies
from threads.models import Ask, Post, Topic
from threads.models.asks import asks_path
from threads.models.topics import topic_path
from threads.queries.pages import Pager, cut, window
from threads.queries.panels import Link

ASKS_PER_PAGE = 20
# So many people are named in the header; the page of the asks names all.
MOST_NAMED = 6
# Asks of others beside the prompts that wait.
MOST_WAITING_SHOWN = 30
PEOPLE = ("author", "to_person", "settled_by")
UNPRINTED = tuple(
    f"{person}__{column}"
    for person in PEOPLE
    for column in ("password", "about", "about_html", "email")
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many asks wait for somebody; for the panel where `who` is None."""

    who: Face | None
    count: int


@dataclass(frozen=True, slots=True)
class AskHead:
    """The asks of a topic in its header; `for_you` of them wait for the viewer."""

    url: str
    for_you: int
    others: tuple[Waiting, ...]
    # Whether the topic is closed, so that they stay as they are.
    is_over: bool


@dataclass(frozen=True, slots=True)
class PostPlace:
    """A post that an ask came from or was answered in, as far as the viewer may know it."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class AskRow:
    """An ask as its pages print it; `to` is None for one to the panel. What the viewer may do with
    it is a button each."""

    id: int
    url: str
    text: str
    link: Link | None
    asker: Face
    to: Face | None
    state: str
    words: str
    settled_by: Face | None
    asked_at: datetime
    source: PostPlace | None
    answer: PostPlace | None
    # The post by which who hosts put it into the bowl, and who that was.
    batch: PostPlace | None
    topic: Topic
    is_for_you: bool
    # Where the viewer writes the answer, where it is theirs to give.
    answer_url: str
    may_link: bool
    # Whether the viewer may say that it is answered without naming a post.
    may_say: bool
    may_set_aside: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """A page of `/t/<id>/asks/`: those that wait first, then the newest."""

    topic: Topic
    rows: tuple[AskRow, ...]
    pager: Pager
    # Whom the form offers beside the panel: the people on it.
    people: tuple[Face, ...]
    has_panel: bool
    # The post that is asked about, where the form stands for one.
    about: PostPlace | None
    may_ask: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An ask that a post answers."""

    url: str
    asker: Face


@dataclass(frozen=True, slots=True)
class Batched:
    """A question of the gallery that a post puts into the bowl."""

    url: str
    asker: Face
    text: str


# --- Columns of other queries ---------------------------------------------------------------------


def waiting_rows(viewer: Viewer) -> ArraySubquery:
    """Who is asked in the topic of an outer query, and how much: `ask_rows`; `head_of` reads it."""
    asks = Ask.objects.visible_to(viewer).filter(topic=OuterRef("pk"), state=Ask.State.WAITING)
    people = ("to_panel", "to_person_id", "to_person__username", "to_person__display_name")
    return ArraySubquery(
        asks.order_by()
        .values(*people)
        .annotate(count=Count("pk"))
        .order_by("-to_panel", "-count", "to_person_id")
        .values(
            row=JSONObject(
                panel="to_panel",
                id="to_person_id",
                handle="to_person__username",
                name="to_person__display_name",
                count="count",
            )
        )
    )


def has_asks(viewer: Viewer) -> Exists:
    """Whether anything was ever asked of somebody in the topic of an outer query: `has_asks`."""
    return Exists(Ask.objects.visible_to(viewer).filter(topic=OuterRef("pk")))


def head_of(viewer: Viewer, topic: Topic) -> AskHead | None:
    """What the header says of the asks of a topic; None where there never were any."""
    if not topic.has_asks:  # type: ignore[attr-defined]
        return None
    rows: list[dict[str, Any]] = topic.ask_rows  # type: ignore[attr-defined]
    mine = [row for row in rows if viewer.is_member and _is_asked(viewer, row, topic)]
    others = [row for row in rows if row not in mine]
    return AskHead(
        url=asks_path(topic.pk),
        for_you=sum(row["count"] for row in mine),
        others=tuple(
            Waiting(None if row["panel"] else face(row["handle"], row["name"]), row["count"])
            for row in others[:MOST_NAMED]
        ),
        is_over=topic.state != Topic.State.OPEN,
    )


def _is_asked(viewer: Viewer, row: dict[str, Any], topic: Topic) -> bool:
    return viewer.id in panel_ids(topic) if row["panel"] else row["id"] == viewer.id


def panel_ids(topic: Topic) -> set[int]:
    """The people with an account on the panel that came with a topic."""
    rows: list[dict[str, Any]] = topic.panel_rows  # type: ignore[attr-defined]
    return {row["id"] for row in rows if row["id"]}


def answered_rows(viewer: Viewer) -> ArraySubquery:
    """The asks that the post of an outer query answers: `ask_rows`; `answered_of` reads it."""
    asks = Ask.objects.visible_to(viewer).filter(answer=OuterRef("pk"))
    who = JSONObject(
        id="pk", topic="topic_id", handle="author__username", name="author__display_name"
    )
    return ArraySubquery(asks.order_by("id").values(row=who)[:MOST_NAMED])


def answered_of(rows: list[dict[str, Any]]) -> tuple[Answered, ...]:
    """The asks of such a column."""
    return tuple(
        Answered(f"{asks_path(row['topic'])}#ask-{row['id']}", face(row["handle"], row["name"]))
        for row in rows
    )


def batched_rows(viewer: Viewer) -> ArraySubquery:
    """The questions that the post of an outer query puts into the bowl: `batch_rows`; `batched_of`
    reads it."""
    asks = Ask.objects.visible_to(viewer).filter(batch=OuterRef("pk"))
    row = JSONObject(
        id="pk",
        topic="topic_id",
        text="text",
        handle="author__username",
        name="author__display_name",
    )
    return ArraySubquery(asks.order_by("id").values(row=row)[:ASKS_PER_PAGE])


def batched_of(rows: list[dict[str, Any]]) -> tuple[Batched, ...]:
    """The questions of such a column."""
    return tuple(
        Batched(
            f"{asks_path(row['topic'])}#ask-{row['id']}",
            face(row["handle"], row["name"]),
            row["text"],
        )
        for row in rows
    )


def asks_for(viewer: Viewer) -> Subquery:
    """How many asks wait for the viewer anywhere, as a column of another query."""
    asks = asks_of(viewer).order_by().annotate(number=Func(F("pk"), function="COUNT"))
    return Subquery(asks.values("number"))


def asks_of(viewer: Viewer) -> QuerySet[Ask]:
    """The asks that wait for the viewer anywhere. Nobody is asked by themselves, though they sit on
    the panel that they ask."""
    return Ask.objects.visible_to(viewer).waiting().put_to(viewer.id).exclude(author_id=viewer.id)


# --- Pages ----------------------------------------------------------------------------------------


def ask_for(viewer: Viewer, ask_id: int) -> Ask:
    """The ask, with its topic. Raises `Http404` when it is not visible."""
    return get_object_or_404(Ask.objects.visible_to(viewer).select_related("topic"), pk=ask_id)


def ask_page(viewer: Viewer, topic: Topic, page: int, about: str = "") -> AskPage:
    """All that was asked of people in a topic that came by `topic_for`, and what the form needs.
    `about` is the number of a post that is asked about. Raises `Http404` past the end."""
    asks = Ask.objects.visible_to(viewer).filter(topic=topic)
    first = Case(When(state=Ask.State.WAITING, then=0), default=1)
    found = _rows(viewer, topic, asks.order_by(first, "-id")[window(page, ASKS_PER_PAGE)])
    rows, pager = cut(asks_path(topic.pk), page, found, ASKS_PER_PAGE)
    post = post_numbered(viewer, topic, int(about)) if about else None
    why_not = policies.reason(policies.check_ask, viewer, topic)
    people = [row for row in topic.panel_rows if row["id"]]  # type: ignore[attr-defined]
    return AskPage(
        topic=topic,
        rows=rows,
        pager=pager,
        people=tuple(face(row["handle"], row["display_name"]) for row in people),
        has_panel=bool(people),
        about=PostPlace(post.number, topic_path(topic.slug, topic.pk, post.number))
        if post
        else None,
        may_ask=not why_not,
        why_not=why_not,
    )


def gallery_asks(viewer: Viewer, topic: Topic) -> tuple[AskRow, ...]:
    """The newest questions to the panel of a topic that came by `topic_for`, those that wait first;
    none, without a query, where nothing was ever asked."""
    if not topic.has_asks:  # type: ignore[attr-defined]
        return ()
    asks = Ask.objects.visible_to(viewer).filter(topic=topic, to_panel=True)
    first = Case(When(state=Ask.State.WAITING, then=0), default=1)
    return _rows(viewer, topic, asks.order_by(first, "-id")[:ASKS_PER_PAGE])


def post_numbered(viewer: Viewer, topic: Topic, number: int) -> Post | None:
    """The post of that number with its author, while the viewer may read it."""
    posts = Post.objects.visible_to(viewer).shown().filter(topic=topic, number=number)
    return posts.select_related("author").first()


def ask_answered_here(viewer: Viewer, topic: Topic, ask_id: int) -> AskRow | None:
    """The ask that a reply to the topic would answer, while it is the viewer's to answer."""
    asks = Ask.objects.visible_to(viewer).filter(topic=topic, pk=ask_id)
    row = next(iter(_rows(viewer, topic, asks)), None)
    return row if row and row.answer_url else None


def waiting_asks(viewer: Viewer) -> tuple[AskRow, ...]:
    """Asks that wait in topics which the viewer may read and that stand in lists: those for the
    viewer first, then the newest; in one query."""
    asks = Ask.objects.visible_to(viewer).waiting()
    yours = asks_of(viewer).filter(pk=OuterRef("pk"))
    listed = Q(topic__in=Topic.objects.listed_for(viewer))
    if viewer.is_member:
        asks = asks.annotate(yours=Exists(yours)).filter(listed | Q(yours=True))
        asks = asks.order_by("-yours", "-id")
    else:
        asks = asks.filter(listed).order_by("-id")
    found = _with_what_prints(viewer, asks)[:MOST_WAITING_SHOWN]
    return tuple(
        _row(viewer, ask.topic, ask, is_yours=getattr(ask, "yours", False)) for ask in found
    )


def _with_what_prints(viewer: Viewer, asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """With the people, the topic, and the posts as far as the viewer may know them."""
    posts = Post.objects.visible_to(viewer).shown()
    place = JSONObject(id="pk", number="number", topic="topic_id")
    source, answer, batch = (
        Subquery(posts.filter(pk=OuterRef(name)).values(row=place)[:1])
        for name in ("post", "answer", "batch")
    )
    return (
        asks.select_related("topic__category", *PEOPLE)
        .defer(*UNPRINTED)
        .annotate(source_row=source, answer_row=answer, batch_row=batch)
    )


def _rows(viewer: Viewer, topic: Topic, asks: QuerySet[Ask]) -> tuple[AskRow, ...]:
    """Asks of one topic that came by `topic_for`, in one query."""
    panel = panel_ids(topic)
    return tuple(
        _row(
            viewer,
            topic,
            ask,
            is_yours=viewer.is_member
            and (viewer.id in panel if ask.to_panel else ask.to_person_id == viewer.id),
        )
        for ask in _with_what_prints(viewer, asks)
    )


def _row(viewer: Viewer, topic: Topic, ask: Ask, *, is_yours: bool) -> AskRow:
    state = Ask.State
    panel = {viewer.id} if ask.to_panel and is_yours else set()

    def may(after: str) -> bool:
        return policies.may(policies.check_settle, viewer, topic, ask, after, panel)

    may_answer = may(state.ANSWERED)
    is_asker = viewer.is_member and ask.author_id == viewer.id
    url = topic_path(topic.slug, topic.pk)
    answer = _place(topic, ask.answer_row)  # type: ignore[attr-defined]
    # Who answered in a post that the viewer may not know is not named.
    named = ask.settled_by_id and (ask.state != state.ANSWERED or answer)
    return AskRow(
        id=ask.pk,
        url=ask.get_absolute_url(),
        text=ask.text,
        link=Link(ask.link, urlsplit(ask.link).hostname or ask.link) if ask.link else None,
        asker=face_of(ask.author),
        to=None if ask.to_panel else face_of(ask.to_person),
        state=ask.state,
        words=ask.words,
        settled_by=face_of(ask.settled_by) if named else None,
        asked_at=ask.created_at,
        source=_place(topic, ask.source_row),  # type: ignore[attr-defined]
        answer=answer,
        batch=_place(topic, ask.batch_row),  # type: ignore[attr-defined]
        topic=topic,
        is_for_you=is_yours,
        answer_url=f"{url}?ask={ask.pk}#reply" if may_answer and not is_asker else "",
        may_link=may_answer,
        may_say=may_answer and is_asker,
        may_set_aside=may(state.SET_ASIDE),
        may_reopen=may(state.WAITING),
    )


def _place(topic: Topic, row: dict[str, Any] | None) -> PostPlace | None:
    """The place of a post; one that was moved to another topic has its own address."""
    if not row:
        return None
    if row["topic"] != topic.pk:
        return PostPlace(row["number"], f"/p/{row['id']}/")
    return PostPlace(row["number"], topic_path(topic.slug, topic.pk, row["number"]))
