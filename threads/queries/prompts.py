"""The prompts of a topic, who has answered them, and the page of one."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.viewer import Viewer
from threads.models import Answer, Post, Prompt, Topic
from threads.models.prompts import prompt_path
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.pages import Pager
from threads.queries.posts import PostRow, post_rows

STANDING = Q(answers__post__hidden_at=None, answers__post__withdrawn_at=None)


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt in the header of its topic; `voices` counts people, not posts."""

    id: int
    number: int
    text: str
    note: str
    url: str
    voices: int
    is_mine: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class PromptPage:
    """The page of one prompt: itself among its neighbours, and its answers, oldest first."""

    topic: Topic
    prompt: PromptRow
    prompts: tuple[PromptRow, ...]
    posts: tuple[PostRow, ...]
    pager: Pager


def prompt_rows(viewer: Viewer, topic: Topic) -> tuple[PromptRow, ...]:
    """The prompts that stand in the header; none, without a query, where there are none."""
    if not topic.prompt_count:
        return ()
    mine = Answer.objects.filter(
        prompt=OuterRef("pk"), post__author_id=viewer.id, post__withdrawn_at=None
    )
    prompts = (
        Prompt.objects.filter(topic=topic)
        .exclude(state=Prompt.State.WITHDRAWN)
        .annotate(
            voices=Count("answers__post__author", distinct=True, filter=STANDING),
            mine=Exists(mine),
        )
        .order_by("position")
    )
    return tuple(
        PromptRow(
            id=prompt.pk,
            number=number,
            text=prompt.text,
            note=prompt.note,
            url=prompt_path(topic.slug, topic.pk, prompt.pk),
            voices=prompt.voices,
            is_mine=prompt.mine and viewer.is_member,
            is_open=prompt.state == Prompt.State.OPEN,
        )
        for number, prompt in enumerate(prompts, start=1)
    )


def prompt_page(viewer: Viewer, topic: Topic, prompt_id: int, page: int) -> PromptPage:
    """One prompt and its answers. Raises `Http404` for a prompt that is not this topic's."""
    prompt = get_object_or_404(Prompt, topic=topic, pk=prompt_id)
    rows = prompt_rows(viewer, topic)
    row = next((row for row in rows if row.id == prompt.pk), None) or PromptRow(
        prompt.pk,
        0,
        prompt.text,
        prompt.note,
        prompt_path(topic.slug, topic.pk, prompt.pk),
        0,
        False,
        False,
    )
    answers = Post.objects.shown().filter(topic=topic, answers__prompt=prompt)
    start = (page - 1) * POSTS_PER_PAGE
    posts = post_rows(viewer, topic, answers.order_by("number")[start : start + POSTS_PER_PAGE + 1])
    pager = Pager.of(row.url, page, has_more=len(posts) > POSTS_PER_PAGE)
    return PromptPage(topic, row, rows, posts[:POSTS_PER_PAGE], pager)


def waiting_prompts(viewer: Viewer) -> QuerySet[Prompt]:
    """Open prompts that nobody has answered, in open topics that the viewer may read."""
    answered = Answer.objects.filter(
        prompt=OuterRef("pk"), post__hidden_at=None, post__withdrawn_at=None
    )
    return Prompt.objects.filter(
        ~Exists(answered),
        topic__in=Topic.objects.visible_to(viewer),
        topic__state=Topic.State.OPEN,
        state=Prompt.State.OPEN,
    )
