"""The page of a topic: everything that its template prints."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.faces import Face, face_of
from accounts.viewer import Viewer
from threads import policies
from threads.models import Topic, ranges
from threads.models.topics import topic_path
from threads.queries.asks import AskHead, AskRow, gallery_asks, head_of
from threads.queries.boards import Coverage, coverage_of
from threads.queries.catching_up import is_behind
from threads.queries.closings import Closing, closing_of
from threads.queries.drafts import DraftRow, draft_of
from threads.queries.fishbowls import Running, running_of, why_not_reply
from threads.queries.harvests import Kept, kept_of, texts_of
from threads.queries.held import WaitingText, has_to_wait, waiting_in
from threads.queries.hosts import Hosts, hosts_of
from threads.queries.links import Mentions, mentions_in
from threads.queries.pages import Pager
from threads.queries.panels import Panel, SourceBlock, panel_of, source_of
from threads.queries.perspectives import view_texts, views_of
from threads.queries.prompts import PromptRow, prompt_rows
from threads.queries.relations import Related, related
from threads.queries.spans import GALLERY, Span, span_of
from threads.queries.streams import Item, stream_of


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag as a topic prints it."""

    name: str
    slug: str

    @property
    def url(self) -> str:
        """The topics that carry it."""
        return f"/tag/{self.slug}/"


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic. `target` is the number of the post that the address points at."""

    topic: Topic
    author: Face
    hosts: Hosts
    closing: Closing | None
    url: str
    tags: tuple[TagLink, ...]
    # How many different people were heard.
    voices: int
    source: SourceBlock | None
    panel: Panel | None
    origins: tuple[Related, ...]
    offshoots: tuple[Related, ...]
    # What leads to the topic as a whole.
    mentions: Mentions | None
    prompts: tuple[PromptRow, ...]
    waiting: int
    coverage: Coverage
    # Whether the viewer looks after the questions, or may suggest one to who does.
    may_manage: bool
    may_suggest: bool
    # The fishbowl that it is, and which of its two streams this is a page of.
    running: Running | None
    span: Span
    # What the gallery asks, on the first page of the gallery.
    gallery: tuple[AskRow, ...]
    stream: tuple[Item, ...]
    pager: Pager
    # The numbers of the first and the last post on this page.
    first: int
    last: int
    # The numbers of the posts that it shows, as ranges: a sealed place is not read.
    here: str
    # The first post that the viewer has not read; 0 for guests, and where there is none.
    unread: int
    # Whether the viewer is offered what is new on a page of its own.
    may_catch_up: bool
    target: int
    draft: DraftRow | None
    may_reply: bool
    why_not: str
    # Whether the viewer reads in a category in which others were chosen to reply.
    is_mute: bool
    # Whether a reply would wait for a moderator.
    waits: bool
    may_moderate: bool
    may_take_apart: bool
    may_set_up: bool
    may_see_origins: bool
    # Texts of the viewer that wait to stand here.
    held: tuple[WaitingText, ...]
    # Questions to people; None where there never were any.
    asks: AskHead | None
    may_ask: bool
    # Whether the viewer may write as the host.
    is_host: bool
    # What was kept of it.
    kept: Kept

    @property
    def gallery_url(self) -> str:
        """What the gallery says."""
        return f"{self.url}?lane=gallery#posts"

    @property
    def follow_url(self) -> str:
        """Where the viewer follows it, or mutes it."""
        return f"/t/{self.topic.pk}/follow/"


def topic_page(
    viewer: Viewer, topic: Topic, page: int, target: int = 0, lane: str = ""
) -> TopicPage:
    """Page `page` of the topic, or of what its gallery says. Raises `Http404` past the end."""
    running = running_of(viewer, topic)
    span = span_of(topic.last_number, page, target, *((lane, running.numbers) if running else ()))
    page = span.page
    if page > span.last or target > topic.last_number:
        raise Http404
    prompts = prompt_rows(viewer, topic)
    url = topic_path(topic.slug, topic.pk)
    # What was heard elsewhere is read once, above the opening post.
    texts = view_texts(topic) if page == 1 else []
    stream, names = stream_of(viewer, topic, span, [*texts, *texts_of(topic)])
    views = views_of(viewer, topic, names) if page == 1 else {}
    speaker = _speaker(stream, is_last=page == span.last)
    voices = topic.voices  # type: ignore[attr-defined]
    return TopicPage(
        topic=topic,
        author=face_of(topic.author),
        hosts=hosts_of(viewer, topic),
        closing=closing_of(topic),
        url=url,
        tags=tuple(TagLink(**row) for row in topic.tag_rows),  # type: ignore[attr-defined]
        voices=voices,
        panel=panel_of(
            topic, len(prompts), voices, speaker, views, _askable(viewer, topic), running
        ),
        **_around(topic),
        **_asked(viewer, topic, prompts),
        running=running,
        span=span,
        gallery=gallery_asks(viewer, topic) if span.is_gallery and page == 1 else (),
        stream=stream,
        **_numbers(topic, span, stream),
        **_news(viewer, topic),
        target=target,
        **_writing(viewer, topic, running),
        **_menu(viewer, topic),
        asks=head_of(viewer, topic),
        kept=kept_of(viewer, topic, prompts, names),
    )


def _asked(viewer: Viewer, topic: Topic, prompts: tuple[PromptRow, ...]) -> dict[str, Any]:
    """Its questions, and who looks after them."""
    may_manage = policies.may(policies.check_care_of_prompts, viewer, topic)
    may_suggest = policies.may(policies.check_suggest_prompt, viewer, topic)
    return {
        "prompts": prompts,
        "waiting": sum(prompt.waits for prompt in prompts),
        "coverage": coverage_of(prompts),
        "may_manage": may_manage,
        "may_suggest": may_suggest and not may_manage,
    }


def _numbers(topic: Topic, span: Span, stream: tuple[Item, ...]) -> dict[str, Any]:
    """Which numbers a page stands for, and those of the posts on it."""
    here = (item.post.number for item in stream if item.post)
    url = topic_path(topic.slug, topic.pk)
    base = f"{url}?lane={GALLERY}" if span.is_gallery else url
    return {
        "pager": Pager.of(base, span.page, has_next=span.page < span.last, last=span.last),
        "first": span.first,
        "last": min(topic.last_number, span.end - 1),
        "here": ranges.write(ranges.with_numbers((), here)),
    }


def _around(topic: Topic) -> dict[str, Any]:
    """Where the topic comes from, and what leads here."""
    return {
        "source": source_of(topic),
        "origins": related(topic.origin_rows),  # type: ignore[attr-defined]
        "offshoots": related(topic.offshoot_rows),  # type: ignore[attr-defined]
        "mentions": mentions_in(topic.mention_rows),  # type: ignore[attr-defined]
    }


def _askable(viewer: Viewer, topic: Topic) -> set[int]:
    """Whom on the panel the viewer may put a question to."""
    if not policies.may(policies.check_ask, viewer, topic):
        return set()
    return {pk for pk in topic.reached_ids if pk != viewer.id}  # type: ignore[attr-defined]


def _writing(viewer: Viewer, topic: Topic, running: Running | None) -> dict[str, Any]:
    """Whether and as what the viewer writes here, and what of theirs waits."""
    why_not = why_not_reply(viewer, topic, running)
    return {
        "draft": draft_of(topic.draft_row) if viewer.is_member else None,  # type: ignore[attr-defined]
        "may_reply": not why_not,
        "why_not": why_not,
        "is_mute": viewer.is_member
        and not policies.may(policies.check_voice, viewer, topic.category),
        "waits": not why_not and has_to_wait(viewer, topic.category),
        "held": waiting_in(viewer, topic) if topic.has_held else (),  # type: ignore[attr-defined]
        "may_ask": running.lanes.may_ask
        if running
        else policies.may(policies.check_ask, viewer, topic),
        "is_host": policies.is_host(viewer, topic),
    }


def _menu(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """What the menu of the topic offers."""
    may = policies.may
    return {
        "may_moderate": may(policies.check_curate, viewer, topic),
        "may_take_apart": may(policies.check_take_apart, viewer, topic),
        "may_set_up": may(policies.check_set_up, viewer, topic),
        "may_see_origins": may(policies.check_origins, viewer, topic),
    }


def _news(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    """Where what is new to the viewer begins, and whether it has a page of its own."""
    return {"unread": _first_unread(viewer, topic), "may_catch_up": is_behind(viewer, topic)}


def _first_unread(viewer: Viewer, topic: Topic) -> int:
    """The first number that the viewer has not read, once they have been here at all."""
    return (viewer.is_member and topic.first_missing) or 0  # type: ignore[attr-defined]


def _speaker(stream: tuple[Item, ...], *, is_last: bool) -> str:
    """The handle of who wrote last, where the last page is shown."""
    posts = [item.post for item in stream if item.post]
    return posts[-1].author.handle if posts and is_last else ""
