"""Texts that wait for a moderator: whether one has to, and the pages of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from accounts.faces import Face, face_of
from accounts.queries.community import community
from accounts.viewer import Viewer
from threads import markup, policies
from threads.models import Category, HeldPost, Post, Topic
from threads.queries.names import names_for, names_in
from threads.queries.pages import Pager, cut, window
from threads.queries.watched import says_held_words

ROWS_PER_PAGE = 20
# In a topic only the newest stand, cut; each has a page of its own.
MOST_IN_TOPIC = 5
SHOWN_IN_TOPIC = 400
UNDECIDED = (HeldPost.State.WAITING, HeldPost.State.REFUSED)


@dataclass(frozen=True, slots=True)
class WaitingText:
    """One's own text under the topic in which it waits, or was refused; `source` as it was typed,
    perhaps cut, so that it costs no further query."""

    url: str
    source: str
    is_cut: bool
    is_refused: bool
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One's own text in the list of them. `title` is empty where its topic may not be read."""

    url: str
    title: str
    opens_topic: bool
    excerpt: str
    state: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldList:
    """The page `/held/`."""

    rows: tuple[HeldRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The page `/held/<id>/`. `topic` and `category` are None where the viewer may not read them
    any more; `why_not` says why the text cannot be sent again, where it cannot."""

    held: HeldPost
    author: Face
    html: SafeString
    is_mine: bool
    topic: Topic | None
    category: Category | None
    post_url: str
    may_resend: bool
    may_withdraw: bool
    may_decide: bool
    why_not: str


def has_to_wait(viewer: Viewer, category: Category, *said: str, opens_topic: bool = False) -> bool:
    """Whether what the viewer writes there (`said`) waits until a moderator has seen it."""
    wanted = says_held_words(*said) or is_new(viewer)
    return policies.must_wait(viewer, category, opens_topic=opens_topic, is_new=wanted)


def is_new(viewer: Viewer) -> bool:
    """Whether the viewer has fewer posts than the community wants to see first, or none yet where
    nothing speaks for it that a person made the account.

    Costs a query only where any are to be seen first.
    """
    found = community()
    wanted = found.held_first_posts if found and viewer.is_member else 0
    wanted = max(wanted, int(viewer.first_waits))
    if not wanted:
        return False
    return Post.objects.shown().filter(author_id=viewer.id)[:wanted].count() < wanted


def reads_place(viewer: Viewer, held: HeldPost) -> bool:
    """Whether the viewer reads the category of a waiting text, which its writer may have lost."""
    return Category.objects.visible_to(viewer).filter(pk=held.category_id).exists()


def waiting_in(viewer: Viewer, topic: Topic) -> tuple[WaitingText, ...]:
    """What the viewer wrote in this topic and is not decided or was refused, the oldest first, in
    one query; none for guests."""
    if viewer.id is None:
        return ()
    mine = HeldPost.objects.filter(author_id=viewer.id, topic=topic, state__in=UNDECIDED)
    found = mine.defer("html", "request").order_by("-id")[:MOST_IN_TOPIC]
    return tuple(
        WaitingText(
            url=held.get_absolute_url(),
            source=held.source[:SHOWN_IN_TOPIC],
            is_cut=len(held.source) > SHOWN_IN_TOPIC,
            is_refused=held.state == HeldPost.State.REFUSED,
            reason=held.reason,
            created_at=held.created_at,
        )
        for held in reversed(found)
    )


def held_list(viewer: Viewer, page: int) -> HeldList:
    """One's own texts that wait, were refused or taken back, the newest first; an approved one is
    a post, and stands where posts stand. Raises `Http404` past the end."""
    mine = HeldPost.objects.filter(author_id=viewer.id).exclude(state=HeldPost.State.APPROVED)
    topics = Topic.objects.visible_to(viewer).filter(pk=OuterRef("topic"))
    texts = mine.annotate(reads_topic=Exists(topics)).select_related("topic").order_by("-id")
    found = list(texts[window(page, ROWS_PER_PAGE)])
    names = names_for((held.category_id, held.excerpt) for held in found)
    rows = [
        HeldRow(
            url=held.get_absolute_url(),
            title=held.topic.title if held.topic and held.reads_topic else held.title,
            opens_topic=held.topic_id is None,
            excerpt=markup.fill_excerpt(held.excerpt, names[held.category_id]),
            state=held.state,
            reason=held.reason,
            created_at=held.created_at,
        )
        for held in found
    ]
    return HeldList(*cut("/held/", page, rows, ROWS_PER_PAGE))


def held_for(viewer: Viewer, held_id: int) -> HeldPost:
    """A text of the viewer, or one that they may decide about, with topic, category and author.
    Raises `Http404` for everybody else."""
    texts = HeldPost.objects.visible_to(viewer).select_related(
        "author", "category", "topic__category", "topic__author", "post__topic"
    )
    return get_object_or_404(texts, pk=held_id)


def held_page(viewer: Viewer, held: HeldPost) -> HeldPage:
    """The page of a text that came by `held_for`, in three queries."""
    is_mine = held.author_id == viewer.id
    reads = reads_place(viewer, held)
    post = Post.objects.visible_to(viewer).filter(pk=held.post_id) if held.post_id else None
    is_final = held.state == HeldPost.State.APPROVED
    why_not = policies.reason(policies.check_resend, viewer, held, reads)
    return HeldPage(
        held=held,
        author=face_of(held.author),
        html=markup.printed(held.html, names_in(held.category_id, held.html)),
        is_mine=is_mine,
        topic=held.topic if reads else None,
        category=held.category if reads else None,
        post_url=held.post.place() if held.post and post and post.exists() else "",
        may_resend=is_mine and not is_final and not why_not,
        may_withdraw=is_mine and held.state in UNDECIDED,
        may_decide=held.state == HeldPost.State.WAITING
        and policies.may(policies.check_decide_held, viewer, held),
        why_not=why_not if is_mine and not is_final else "",
    )
