"""What stands on a page of a topic: its posts, and between them what was done, what left, and how
long it was quiet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from ledger.queries import withheld_from
from threads import markup
from threads.models import Answer, Category, Fishbowl, FormerPlace, Post, Prompt, Topic
from threads.models.posts import Lane
from threads.models.topics import POSTS_PER_PAGE, topic_path
from threads.queries.posts import PostRow, named_post_rows
from threads.queries.spans import Span

LINES_PER_PAGE = 50
# A pause of more days than these is said.
PAUSE_DAYS = 30
# The acts whose lines stand between the posts; the log holds all.
IN_TOPIC = (
    Act.HIDE, Act.RESTORE, Act.CLOSE, Act.REOPEN, Act.ARCHIVE, Act.UNARCHIVE, Act.PIN, Act.UNPIN,
    Act.TIMER, Act.UNTIMER, Act.UNLIST, Act.RELIST, Act.RENAME, Act.TAG, Act.MOVE, Act.SPLIT,
    Act.MOVE_POSTS, Act.MERGE,
    Act.PROMPT_ADD, Act.PROMPT_ADOPT, Act.PROMPT_EDIT, Act.PROMPT_ORDER, Act.PROMPT_CLOSE,
    Act.PROMPT_REOPEN, Act.PROMPT_WITHDRAW, Act.PROMPT_RESTORE, Act.PROMPT_DELETE, Act.PROMPT_SEAL,
    Act.PROMPT_OPEN, Act.CONVERT, Act.PANEL, Act.SOURCE, Act.RELATE, Act.UNRELATE, Act.PERSPECTIVE,
    Act.RESPOND, Act.ASK_SET_ASIDE, Act.HARVEST, Act.UNHARVEST, Act.DISPUTE, Act.SETTLE,
    Act.COHOST, Act.UNCOHOST, Act.HAND_OVER, Act.HOSTLESS, Act.GATHER, Act.PANEL_BEGIN,
    Act.FLOOR_OPEN, Act.CHAIRS, Act.GALLERY, Act.DATES, Act.SEAT_JOIN, Act.CHAIR_TAKE,
    Act.CHAIR_BACK, Act.CHAIR_GIFT, Act.CHAIR_FREE, Act.CHAIR_TIME, Act.SEAT_GONE, Act.REST,
    Act.UNREST, Act.ROUND_START, Act.ROUND_END, Act.ROUND_DONE, Act.TURN_SKIP,
)  # fmt: skip
# What those of them say where posts came to; elsewhere they say where posts left.
CAME = {
    Act.SPLIT: _("made a topic of these posts of another"),
    Act.MOVE_POSTS: _("moved posts here from another topic"),
    Act.MERGE: _("merged another topic into this one"),
    Act.RELATE: _("said that another topic comes from this one"),
    Act.UNRELATE: _("took back that another topic comes from this one"),
}
# At their other end they are told only to who may read where they were done.
TOLD_BOTH_ENDS = (Act.RELATE, Act.UNRELATE)
# Those of them that changed words.
SAYS_WHAT = (
    Act.RENAME, Act.TAG, Act.PROMPT_ADD, Act.PROMPT_ADOPT, Act.PROMPT_EDIT, Act.PROMPT_CLOSE,
    Act.PROMPT_REOPEN, Act.PROMPT_WITHDRAW, Act.PROMPT_RESTORE, Act.PROMPT_DELETE, Act.PROMPT_SEAL,
    Act.PROMPT_OPEN, Act.CONVERT, Act.PANEL, Act.SOURCE, Act.RELATE, Act.UNRELATE, Act.PERSPECTIVE,
    Act.ASK_SET_ASIDE, Act.HARVEST, Act.UNHARVEST, Act.COHOST, Act.UNCOHOST, Act.HAND_OVER,
    Act.CHAIRS, Act.GALLERY, Act.CHAIR_GIFT, Act.CHAIR_FREE, Act.REST, Act.UNREST, Act.ROUND_START,
    Act.ROUND_END, Act.TURN_SKIP,
)  # fmt: skip
# Of them those that say of whom: by the name of today.
NAMES_WHOM = (
    Act.COHOST, Act.UNCOHOST, Act.HAND_OVER, Act.CHAIR_GIFT, Act.CHAIR_FREE, Act.REST, Act.UNREST,
    Act.TURN_SKIP,
)  # fmt: skip
# Whose verb says already that these words are gone or over: nothing came in their place.
OVER = (
    Act.PROMPT_WITHDRAW, Act.PROMPT_DELETE, Act.PROMPT_OPEN, Act.ASK_SET_ASIDE, Act.UNHARVEST,
    Act.UNCOHOST,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What was done to the topic, standing between its posts; never counted as unread.

    `other_title` names the other topic of a split, move or merge where the viewer may know it; one
    that was merged into this topic has no `other_url`.
    """

    act: str
    verb: str
    actor: Face
    reason: str
    at: datetime
    url: str
    other_title: str = ""
    other_url: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers whose posts were moved to another topic; without a title where the viewer may not
    know that one."""

    first: int
    last: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """Where an answer stands that is sealed to the viewer: its number, and the ids of the sealed
    prompts that it answers. Nothing else of it is fetched."""

    number: int
    url: str
    prompt_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One step of the stream: a post, the place of a sealed one, a line between posts, where posts
    left, or how many days it was quiet. An `is_reply` post answers the one above it, and is
    indented once."""

    post: PostRow | None = None
    sealed: SealedPlace | None = None
    line: Line | None = None
    gap: Gap | None = None
    pause: int = 0
    is_reply: bool = False


def stream_of(
    viewer: Viewer, topic: Topic, span: Span, beside: Iterable[str] = ()
) -> tuple[tuple[Item, ...], markup.Names]:
    """Everything that stands on a page, and the names for the stored texts `beside` it, in four
    queries at most, five where the topic has sealed prompts."""
    numbers = span.numbers
    # One post more than the page holds: it says until when lines belong to this page.
    reach = Post.objects.filter(topic=topic, number__gte=span.first).order_by("number")
    if span.lane:
        in_gallery = Q(lane=Lane.GALLERY)
        reach = reach.filter(in_gallery if span.is_gallery else ~in_gallery)
    if topic.has_seals:  # type: ignore[attr-defined]
        reach = reach.open_to(viewer)
    reach = reach[: POSTS_PER_PAGE + 1]
    posts, names = named_post_rows(viewer, topic, reach, beside)
    shown = tuple(post for post in posts if post.number in numbers)
    beyond = posts[len(shown) :]
    lines: tuple[Line, ...] = ()
    if span.is_gallery:
        return _stream(shown, (), (), ()), names
    if shown:
        # What stands above the first post of all belongs to it, too.
        since = shown[0].came_at if span.page > 1 else topic.created_at
        lines = _lines(viewer, topic, since, beyond[0].came_at if beyond else None)
    gaps = _gaps(viewer, topic, numbers) if topic.has_left else ()  # type: ignore[attr-defined]
    sealed = _sealed(viewer, topic, numbers) if topic.has_seals else ()  # type: ignore[attr-defined]
    return _stream(shown, lines, gaps, sealed), names


def _sealed(viewer: Viewer, topic: Topic, numbers: range) -> tuple[SealedPlace, ...]:
    """The numbers of this page whose answers are sealed to the viewer, in one query."""
    posts = Post.objects.sealed_to(viewer).filter(
        topic=topic, number__range=(numbers[0], numbers[-1])
    )
    under = Prompt.objects.sealed_to(viewer).filter(
        answers__post=OuterRef("pk"), answers__state=Answer.State.FILED
    )
    rows = posts.annotate(under=ArraySubquery(under.order_by("position").values("pk")))
    return tuple(
        SealedPlace(number, topic_path(topic.slug, topic.pk, number), tuple(prompt_ids))
        for number, prompt_ids in rows.order_by("number").values_list("number", "under")
    )


def _lines(
    viewer: Viewer, topic: Topic, since: datetime, until: datetime | None
) -> tuple[Line, ...]:
    """What was done to the topic while the posts of this page came, in one query."""
    people = User.objects.filter(pk=OuterRef("actor_id"))
    others_named = User.objects.filter(pk=OuterRef("person_id"))
    posts = Post.objects.open_to(viewer).filter(pk=OuterRef("post_id"), topic=topic)
    others = Topic.objects.known_to(viewer).exclude(pk=topic.pk)
    others = others.filter(Q(pk=OuterRef("topic_id")) | Q(pk=OuterRef("other_topic_id")))
    here = Q(topic_id=topic.pk) | Q(other_topic_id=topic.pk)
    entries = Entry.objects.filter(here, at__gte=since, act__in=IN_TOPIC)
    if until:
        entries = entries.filter(at__lt=until)
    places = Category.objects.visible_to(viewer).filter(pk=OuterRef("other_category_id"))
    rows = entries.annotate(
        is_from_readable=Case(
            When(topic_id=topic.pk, other_category_id=None, then=True),
            When(topic_id=topic.pk, then=Exists(places)),
            default=Exists(others.filter(pk=OuterRef("topic_id"))),
        ),
        is_withheld=ExpressionWrapper(withheld_from(viewer), BooleanField()),
        handle=Subquery(people.values("username")[:1]),
        name=Subquery(people.values("display_name")[:1]),
        whom_handle=Subquery(others_named.values("username")[:1]),
        whom_name=Subquery(others_named.values("display_name")[:1]),
        number=Subquery(posts.values("number")[:1]),
        other=Subquery(
            others.values(
                row=JSONObject(id="pk", title="title", slug="slug", merged="merged_into_id")
            )[:1]
        ),
    ).order_by("id")[:LINES_PER_PAGE]
    return tuple(_line(topic, entry) for entry in rows if _is_told(topic, entry))


def _is_told(topic: Topic, entry: Entry) -> bool:
    is_far_end = entry.act in TOLD_BOTH_ENDS and entry.other_topic_id == topic.pk
    return not is_far_end or vars(entry)["other"] is not None


def _line(topic: Topic, entry: Entry) -> Line:
    """A line as it stands in this topic. Where something came here from a place that the viewer
    may not read, the reason was given there and stays there; of what was done to an answer that is
    sealed to them, it says no more than that."""
    facts = vars(entry)
    other = facts["other"] or {}
    leads = bool(other) and other["merged"] != topic.pk
    url = topic_path(topic.slug, topic.pk, facts["number"]) if facts["number"] else ""
    act = Act(entry.act)
    came = act in CAME and entry.other_topic_id == topic.pk
    is_told = not facts["is_withheld"]
    says_what = is_told and entry.act in SAYS_WHAT
    before, after = (entry.before, entry.after) if says_what else ("", "")
    if act == Act.CONVERT:
        before, after = _kind(before), _kind(after)
    if act == Act.GALLERY:
        before, after = _gallery(before), _gallery(after)
    if act == Act.ROUND_END and before:
        before, after = "", str(_("not heard: %(names)s")) % {"names": before}
    if act in NAMES_WHOM and says_what:
        before, after = "", face(facts["whom_handle"], facts["whom_name"]).name
    if act == Act.PERSPECTIVE and not before:
        # What is new stands beside the name already; here it is enough to say whose it is.
        after = after.partition(": ")[0]
    if act in OVER:
        after = after or before
    return Line(
        act=entry.act,
        verb=str(CAME[act] if came else act.label),
        actor=face(facts["handle"], facts["name"]),
        reason=entry.reason if is_told and facts["is_from_readable"] else "",
        at=entry.at,
        url=url,
        other_title=other.get("title", ""),
        other_url=topic_path(other["slug"], other["id"]) if leads else "",
        before=before,
        after=after,
    )


def _kind(kept: str) -> str:
    """What kind a topic was, in words."""
    return str(Topic.Kind(kept).label) if kept in Topic.Kind else kept


def _gallery(kept: str) -> str:
    """What a gallery wrote, in words."""
    return str(Fishbowl.Gallery(kept).label) if kept in Fishbowl.Gallery else kept


def _gaps(viewer: Viewer, topic: Topic, numbers: range) -> tuple[Gap, ...]:
    """The numbers of this page whose posts were moved away, joined where they went together."""
    now_in = Topic.objects.visible_to(viewer).filter(pk=OuterRef("post__topic_id"))
    left = (
        FormerPlace.objects.filter(topic=topic, number__range=(numbers[0], numbers[-1]))
        .annotate(place=Subquery(now_in.values(row=JSONObject(title="title", slug="slug"))[:1]))
        .order_by("number")
        .values_list("number", "post__topic_id", "place")
    )
    gaps: list[Gap] = []
    for number, topic_id, place in left:
        url = topic_path(place["slug"], topic_id) if place else ""
        title = place["title"] if place else ""
        if gaps and gaps[-1].last == number - 1 and gaps[-1].url == url:
            gaps[-1] = replace(gaps[-1], last=number)
        else:
            gaps.append(Gap(number, number, title, url))
    return tuple(gaps)


def _stream(
    posts: tuple[PostRow, ...],
    lines: tuple[Line, ...],
    gaps: tuple[Gap, ...],
    sealed: tuple[SealedPlace, ...],
) -> tuple[Item, ...]:
    """Posts by number, the gaps and sealed answers at their numbers, and each line after the last
    open post that was there when it happened. Between posts with a sealed one, no time is told."""
    items: list[Item] = []
    left, gone, shut = list(lines), list(gaps), list(sealed)
    before: PostRow | None = None
    under = 0
    for post in posts:
        while left and left[0].at < post.came_at:
            items.append(Item(line=left.pop(0)))
        while gone and gone[0].first < post.number:
            items.append(Item(gap=gone.pop(0)))
        while shut and shut[0].number < post.number:
            items.append(Item(sealed=shut.pop(0)))
            before, under = None, 0
        if before and (days := (post.came_at - before.came_at).days) > PAUSE_DAYS:
            items.append(Item(pause=days))
        is_reply = _answers_above(post, before, under)
        items.append(Item(post=post, is_reply=is_reply))
        under = under if is_reply else post.number
        before = post
    items += [Item(gap=gap) for gap in gone] + [Item(sealed=place) for place in shut]
    return tuple(items + [Item(line=line) for line in left])


def _answers_above(post: PostRow, before: PostRow | None, under: int) -> bool:
    """Whether a post continues what stands right above it: it answers the post before it, or the
    same one (`under`) as the replies between. The opening post is what everybody answers."""
    if before is None or post.parent is None or post.parent.number == 1:
        return False
    return post.parent.number in {before.number, under}
