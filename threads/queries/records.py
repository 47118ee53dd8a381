"""A topic as a record: everything that was said, in its order, to be read elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads import markup
from threads.models import Answer, Post, Topic
from threads.models.posts import Lane
from threads.models.topics import topic_path
from threads.queries.fishbowls import running_of
from threads.queries.harvests import (
    HarvestText,
    harvest_for,
    harvest_markdown,
    kept_of,
    texts_of,
)
from threads.queries.names import names_in
from threads.queries.pages import Pager
from threads.queries.panels import Panel, SourceBlock, panel_of, source_of
from threads.queries.perspectives import view_texts, views_of
from threads.queries.prompts import PromptRow, prompt_rows

# So many numbers stand on one page for the printer.
PRINTED_POSTS = 1_000
# Posts that are in memory at once while a file is written.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A post as a record keeps it. Where `gone` says why it is not open to the reader, nothing
    else of it is here but its number."""

    number: int
    gone: str = ""
    author: Face | None = None
    is_panel: bool = False
    as_host: bool = False
    speaking_from: str = ""
    # From where in a fishbowl it was said, in words; empty on the floor.
    lane: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    # The number of the post that it answers; 0 for none.
    parent: int = 0
    # The numbers of the questions that it answers.
    answers: tuple[int, ...] = ()
    source: str = ""
    html: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What stands above the posts of a record. `voices` counts people."""

    topic: Topic
    author: Face
    url: str
    tags: tuple[str, ...]
    source: SourceBlock | None
    panel: Panel | None
    prompts: tuple[PromptRow, ...]
    voices: int
    # The newest published harvest as Markdown, in a record that is written; empty without one.
    kept: str = ""


@dataclass(frozen=True, slots=True)
class PrintPage:
    """A page for the printer: the record, on the first the newest harvest, and up to a thousand
    posts."""

    record: Record
    harvest: HarvestText | None
    posts: tuple[Told, ...]
    pager: Pager
    first: int
    last: int


def record_of(viewer: Viewer, topic: Topic) -> Record:
    """The head of a record of a topic from `topic_for`, in two queries, five with a harvest."""
    record = _record(viewer, topic, names_in(topic.category_id, *view_texts(topic)))
    newest: dict[str, Any] | None = topic.harvest_open  # type: ignore[attr-defined]
    if newest is None:
        return record
    return replace(record, kept=harvest_markdown(viewer, harvest_for(viewer, newest["id"])))


def _record(viewer: Viewer, topic: Topic, names: markup.Names) -> Record:
    prompts = prompt_rows(viewer, topic)
    voices: int = topic.voices  # type: ignore[attr-defined]
    return Record(
        topic,
        face_of(topic.author),
        topic_path(topic.slug, topic.pk),
        tuple(row["name"] for row in topic.tag_rows),  # type: ignore[attr-defined]
        source_of(topic),
        panel_of(
            topic,
            len(prompts),
            voices,
            views=views_of(viewer, topic, names),
            now=running_of(viewer, topic),
        ),
        prompts,
        voices,
    )


def posts_of(viewer: Viewer, record: Record) -> Iterator[Told]:
    """Every post of a record with its author's own words, in one query, a few at a time."""
    posts = _standing(viewer, record.topic).only(*_COLUMNS, "source")
    for post in posts.iterator(chunk_size=CHUNK):
        yield _told(record, post)


def print_page(viewer: Viewer, topic: Topic, page: int) -> PrintPage:
    """Page `page` for the printer, in three queries. Raises `Http404` past the end."""
    last_page = (max(topic.last_number, 1) - 1) // PRINTED_POSTS + 1
    if page > last_page:
        raise Http404
    first = (page - 1) * PRINTED_POSTS + 1
    last = min(page * PRINTED_POSTS, topic.last_number)
    posts = list(
        _standing(viewer, topic).filter(number__range=(first, last)).only(*_COLUMNS, "html")
    )
    open_texts = (post.html for post in posts if post.is_open)  # type: ignore[attr-defined]
    beside = (*view_texts(topic), *texts_of(topic))
    names = names_in(topic.category_id, *open_texts, *beside)
    record = _record(viewer, topic, names)
    harvest = kept_of(viewer, topic, record.prompts, names).newest if page == 1 else None
    told = tuple(_told(record, post, names) for post in posts)
    url = f"{record.url}print/"
    pager = Pager.of(url, page, has_next=page < last_page, last=last_page)
    return PrintPage(record, harvest, told, pager, first, last)


_COLUMNS = (
    "topic", "number", "created_at", "edited_at", "hidden_at", "hidden_reason", "withdrawn_at",
    "speaking_from", "as_host", "lane", "author__username", "author__display_name",
    "reply_to__number", "reply_to__topic",
)  # fmt: skip


def _standing(viewer: Viewer, topic: Topic) -> QuerySet[Post]:
    """The posts of a topic by number, each with whether its text is open to the viewer."""
    open_to_viewer = Post.objects.visible_to(viewer).shown()
    answers = Answer.objects.filed().filter(post=OuterRef("pk")).order_by("prompt")
    return (
        Post.objects.filter(topic=topic)
        .select_related("author", "reply_to")
        .annotate(
            is_open=Exists(open_to_viewer.filter(pk=OuterRef("pk"))),
            is_sealed=Exists(Post.objects.sealed_to(viewer).filter(pk=OuterRef("pk"))),
            prompt_ids=ArraySubquery(answers.values("prompt_id")),
        )
        .order_by("number")
    )


def _told(record: Record, post: Post, names: markup.Names | None = None) -> Told:
    if not post.is_open:  # type: ignore[attr-defined]
        return Told(post.number, gone=_why_gone(post))
    parent = post.reply_to
    answered = set(post.prompt_ids)  # type: ignore[attr-defined]
    person_ids = record.panel.person_ids if record.panel else ()
    return Told(
        number=post.number,
        author=face_of(post.author),
        is_panel=post.author_id in person_ids,
        as_host=post.as_host,
        speaking_from=post.speaking_from,
        lane="" if post.lane == Lane.FLOOR else post.get_lane_display(),
        created_at=post.created_at,
        edited_at=post.edited_at,
        parent=parent.number if parent and parent.topic_id == record.topic.pk else 0,
        answers=tuple(row.number for row in record.prompts if row.id in answered),
        source=post.source if names is None else "",
        html=None if names is None else markup.fill(post.html, names),
    )


def _why_gone(post: Post) -> str:
    """Of a sealed answer only that it is one, whatever was done to it."""
    if post.is_sealed:  # type: ignore[attr-defined]
        return _("This answer opens to who has answered the question.")
    if post.withdrawn_at:
        return _("This post was withdrawn by its author.")
    if post.hidden_at:
        return _("Hidden by moderators: %(reason)s") % {"reason": post.hidden_reason}
    return ""
