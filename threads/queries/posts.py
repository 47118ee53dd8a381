"""One post, and the posts of a page with everything that is printed about them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from accounts.compiled import FIRST, SECOND, Door, made_once
from accounts.faces import Face, face, face_of
from accounts.viewer import Viewer
from ledger.models import Entry
from threads import markup, policies
from threads.models import (
    Answer,
    Bookmark,
    Citation,
    FormerPlace,
    Like,
    Post,
    PromptVersion,
    Topic,
    seals,
)
from threads.models.topics import topic_path
from threads.queries.asks import (
    Answered,
    Batched,
    answered_of,
    answered_rows,
    batched_of,
    batched_rows,
)
from threads.queries.links import Mentions, mentions_in, mentions_of_post
from threads.queries.names import names_in

# Columns that no list of posts prints.
UNPRINTED_IN_LISTS = ("source", "html", "text", "facts")
# What the renderer made of a text beside its HTML.
RENDERED = ("text", "excerpt", "facts")
# Columns of a post and its author that no page of posts prints.
UNPRINTED = (
    *RENDERED,
    "source",
    *(f"author__{column}" for column in ("password", "about", "about_html", "email")),
)

# What a post answers and what was suggested, but not what was refused; with the wording that it
# answered, where another stands now.
_FILINGS = ArraySubquery(
    Answer.objects.filter(post=OuterRef("pk"))
    .exclude(state=Answer.State.REFUSED)
    .order_by("prompt__position")
    .values(
        row=JSONObject(
            prompt_id="prompt_id",
            version="prompt_version",
            state="state",
            wording=Coalesce(
                Subquery(
                    PromptVersion.objects.filter(
                        prompt=OuterRef("prompt"), version=OuterRef("prompt_version")
                    ).values("text")
                ),
                Value(""),
            ),
        )
    )
)


# A published harvest of its topic that cites the post of the outer query: its id.
CITED_IN = Subquery(
    Citation.objects.standing()
    .filter(post=OuterRef("pk"), harvest__topic=OuterRef("topic"))
    .order_by("-version__published_at")
    .values("harvest_id")[:1]
)


@dataclass(frozen=True, slots=True)
class Parent:
    """The post that a post replies to; without an author where it is sealed to the viewer."""

    number: int
    author: Face | None
    url: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What a post answers, or may answer: `wording` is the one it answered, where that was replaced
    since."""

    prompt_id: int
    version: int
    state: str
    wording: str

    @property
    def is_suggested(self) -> bool:
        """Whether it waits for the author of the post, and does not count."""
        return self.state == Answer.State.SUGGESTED


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do with a post: each is a button."""

    like: bool
    edit: bool
    withdraw: bool
    hide: bool
    restore: bool
    read_text: bool
    report: bool
    move: bool
    # What it answers: the author says so, the host suggests it.
    file: bool
    suggest: bool
    # Put a question about it to its author.
    ask: bool = False
    # Keep it among one's bookmarks.
    keep: bool = False


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as pages print it. `html` is empty where the viewer may not read the text."""

    id: int
    number: int
    url: str
    author: Face
    author_id: int | None
    is_mine: bool
    html: SafeString
    is_withdrawn: bool
    is_hidden: bool
    hidden_reason: str
    created_at: datetime
    # When it got its number: later than it was written, where it was moved here.
    came_at: datetime
    edited_at: datetime | None
    version: int
    like_count: int
    # Open reports, for moderators alone.
    report_count: int
    is_liked: bool
    parent: Parent | None
    filings: tuple[Filing, ...]
    rights: Rights
    # Whether its author sits on the panel of the topic.
    is_panel: bool = False
    # The context that its author declared; and whether it is the voice of the process.
    speaking_from: str = ""
    as_host: bool = False
    # From where it was said in a fishbowl, and whether a moderator without a seat said it.
    lane: str = ""
    as_moderator: bool = False
    # The questions of the gallery that it puts into the bowl.
    batch: tuple[Batched, ...] = ()
    # The asks that it answers.
    asks: tuple[Answered, ...] = ()
    # What leads here from other topics.
    mentions: Mentions | None = None
    # The newest harvest of its topic that cites it.
    cited_in: int | None = None
    # Whether it is under a seal that others have not opened; the viewer has, or wrote it.
    is_under_seal: bool = False
    is_kept: bool = False
    # Whether the viewer ignores its author.
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class LikesPage:
    """The page `/p/<id>/likes/`."""

    post: Post
    place: str
    author: Face
    people: tuple[Face, ...]


def post_for(viewer: Viewer, post_id: int) -> Post:
    """The post, with its topic, category and author. Raises `Http404` when not visible, also while
    it is sealed to the viewer."""
    return _door_for(viewer.rights(SECOND)).to(post_id, viewer.id)


@made_once(100)
def _door_for(viewer: Viewer) -> Door[Post]:
    posts = Post.objects.visible_to(viewer).select_related("topic__category", "author")
    return Door(posts.filter(pk=FIRST))


def place_for(viewer: Viewer, post_id: int) -> str:
    """Where the post stands in its topic; of a sealed answer, where it says that it is one. Raises
    `Http404` when the viewer may not know of its place."""
    posts = Post.objects.known_to(viewer).select_related("topic").only("number", "topic__slug")
    return get_object_or_404(posts, pk=post_id).place()


def post_rows(viewer: Viewer, topic: Topic, posts: QuerySet[Post]) -> tuple[PostRow, ...]:
    """These posts of the topic, which are open to the viewer, as their page prints them, in their
    order, in two queries."""
    return named_post_rows(viewer, topic, posts)[0]


def named_post_rows(
    viewer: Viewer, topic: Topic, posts: QuerySet[Post], beside: Iterable[str] = ()
) -> tuple[tuple[PostRow, ...], markup.Names]:
    """The same, with the names for the stored texts that the page prints `beside` them: all of a
    page is named in one query."""
    parents = Post.objects.open_to(viewer) if _has(topic, "has_seals") else Post.objects.all()
    parent = parents.filter(pk=OuterRef("reply_to"))
    found = list(
        posts.defer(*UNPRINTED)
        .select_related("author")
        .annotate(
            parent_number=F("reply_to__number"),
            parent_topic=F("reply_to__topic"),
            parent_author=Subquery(
                parent.values(
                    row=JSONObject(handle="author__username", name="author__display_name")
                )
            ),
            liked=Exists(Like.objects.filter(post=OuterRef("pk"), person_id=viewer.id)),
            **_parts_of(viewer, topic),
        )
    )
    names = names_in(topic.category_id, *(post.html for post in found), *beside)
    return tuple(_post_row(viewer, topic, post, names) for post in found), names


def _has(topic: Topic, part: str) -> bool:
    """Whether a topic has the part (`queries.parts`); assumed where it was not asked."""
    return bool(getattr(topic, part, True))


def _parts_of(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """What a post brings along where its topic has such parts; elsewhere it costs nothing."""
    moves = FormerPlace.objects.filter(post=OuterRef(OuterRef("pk"))).values("entry_id")
    came = Entry.objects.filter(pk__in=moves).order_by("-id").values("at")[:1]
    columns: dict[str, Any] = {}
    if viewer.is_member:
        mine = Bookmark.objects.filter(post=OuterRef("pk"), person_id=viewer.id)
        columns["is_kept"] = Exists(mine)
    if _has(topic, "any_came"):
        columns["moved_at"] = Subquery(came)
    if _has(topic, "has_seals"):
        columns["is_under_seal"] = ExpressionWrapper(~seals.unsealed(), BooleanField())
    if topic.prompt_count:
        columns["filings"] = _FILINGS
    if _has(topic, "any_asks"):
        columns["ask_rows"] = answered_rows(viewer)
        if topic.kind == Topic.Kind.FISHBOWL:
            columns["batch_rows"] = batched_rows(viewer)
    if _has(topic, "any_links"):
        columns["mention_rows"] = mentions_of_post(viewer)
    if _has(topic, "any_harvests"):
        columns["cited_in"] = CITED_IN
    return columns


def post_row(viewer: Viewer, post: Post) -> PostRow:
    """One post as its page prints it now."""
    (row,) = post_rows(viewer, post.topic, Post.objects.filter(pk=post.pk))
    return row


def _post_row(viewer: Viewer, topic: Topic, post: Post, names: markup.Names) -> PostRow:
    rights, facts = _rights(viewer, topic, post), vars(post)
    return PostRow(
        id=post.pk,
        number=post.number,
        url=topic_path(topic.slug, topic.pk, post.number),
        author=face_of(post.author),
        author_id=post.author_id,
        is_mine=viewer.is_member and post.author_id == viewer.id,
        html=markup.printed(post.html, names) if rights.read_text else SafeString(""),
        is_withdrawn=post.withdrawn_at is not None,
        is_hidden=post.hidden_at is not None,
        hidden_reason=post.hidden_reason,
        created_at=post.created_at,
        came_at=_came_at(post),
        edited_at=post.edited_at,
        version=post.version,
        like_count=post.like_count if post.is_shown else 0,
        report_count=post.report_count if viewer.moderates(topic.category_id) else 0,
        is_liked=post.liked,  # type: ignore[attr-defined]
        parent=_parent(topic, facts),
        filings=tuple(Filing(**row) for row in facts.get("filings", ())),
        rights=rights,
        cited_in=facts.get("cited_in") if post.is_shown else None,
        is_panel=post.author_id is not None and post.author_id in _panel_ids(topic),
        speaking_from=post.speaking_from if rights.read_text else "",
        as_host=post.as_host and rights.read_text,
        lane=post.lane,
        as_moderator=post.as_moderator and rights.read_text,
        batch=batched_of(facts.get("batch_rows", [])) if post.is_shown else (),
        asks=answered_of(facts.get("ask_rows", [])) if post.is_shown else (),
        mentions=mentions_in(facts.get("mention_rows", [])),
        is_under_seal=facts.get("is_under_seal", False),
        is_kept=facts.get("is_kept", False),
        is_folded=post.author_id in viewer.ignored_ids,
    )


def _panel_ids(topic: Topic) -> set[int]:
    """Those of the panel, which comes with a topic that is shown with its header."""
    return {row["id"] for row in getattr(topic, "panel_rows", ()) if row["id"]}


def _came_at(post: Post) -> datetime:
    """Those who came together came in the order of their numbers, right after the act."""
    moved_at: datetime | None = vars(post).get("moved_at")
    return moved_at + timedelta(microseconds=post.number) if moved_at else post.created_at


def _rights(viewer: Viewer, topic: Topic, post: Post) -> Rights:
    may = policies.may
    may_hide = may(policies.check_hide, viewer, post, topic)
    return Rights(
        like=may(policies.check_like, viewer, post, topic),
        edit=may(policies.check_edit, viewer, post, topic),
        withdraw=not post.withdrawn_at and may(policies.check_withdraw, viewer, post),
        hide=may_hide and not post.hidden_at,
        restore=may_hide and post.hidden_at is not None,
        read_text=may(policies.check_read_text, viewer, post, topic),
        report=may(policies.check_report, viewer, post),
        ask=post.is_shown
        and post.author_id not in {None, viewer.id}
        and may(policies.check_ask, viewer, topic),
        keep=viewer.is_member and post.is_shown,
        file=topic.prompt_count > 0 and may(policies.check_file, viewer, post, topic),
        suggest=topic.prompt_count > 0 and may(policies.check_suggest_filing, viewer, post, topic),
        move=post.number > 1
        and not vars(post).get("is_under_seal")
        and may(policies.check_take_apart, viewer, topic),
    )


def rights_as_author(viewer: Viewer, topic: Topic, row: PostRow) -> Rights:
    """What the author of a post may do with it, who may do no more elsewhere than the viewer."""
    at = row.created_at
    post = Post(
        pk=row.id,
        number=row.number,
        author_id=row.author_id,
        withdrawn_at=at if row.is_withdrawn else None,
        hidden_at=at if row.is_hidden else None,
    )
    return _rights(replace(viewer, id=row.author_id), topic, post)


def _parent(topic: Topic, facts: dict[str, Any]) -> Parent | None:
    """The post that is answered, unless it was moved to another topic, which not all may read."""
    number, author = facts["parent_number"], facts["parent_author"]
    if number is None or facts["parent_topic"] != topic.pk:
        return None
    who = face(author["handle"], author["name"]) if author else None
    return Parent(number, who, topic_path(topic.slug, topic.pk, number))


def likes_page(viewer: Viewer, post_id: int) -> LikesPage:
    """Who likes a post, first likes first. Raises `Http404` where the text does not stand."""
    post = post_for(viewer, post_id)
    if not post.is_shown:
        raise Http404
    likers = Like.objects.filter(post=post).order_by("id")
    names = likers.values_list("person__username", "person__display_name")[:500]
    return LikesPage(post, post.place(), face_of(post.author), tuple(face(*name) for name in names))


def prompts_of(post: Post) -> list[int]:
    """The ids of the prompts that a post answers."""
    return list(Answer.objects.filed().filter(post=post).values_list("prompt_id", flat=True))


def post_with_text(post: Post) -> dict[str, object]:
    """A post with its text as it stands, for a page that asks about doing something to it."""
    html = markup.printed(post.html, names_in(post.topic.category_id, post.html))
    return {"post": post, "place": post.place(), "html": html}
