"""The prompts of a topic, who has answered them, and the page of one."""

from dataclasses import dataclass
from itertools import count

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from accounts.viewer import Viewer
from threads import policies
from threads.models import Answer, Category, Post, Prompt, Topic
from threads.models.prompts import prompt_path
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.held import has_to_wait
from threads.queries.pages import Pager, cut, window
from threads.queries.posts import PostRow, post_rows

# Whose voice an answer is; each answer of a former member counts as a voice of its own.
VOICE = Coalesce("answers__post__author", -F("answers__post"))
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
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class PromptPage:
    """The page of one prompt: itself among its neighbours, and its answers, oldest first."""

    topic: Topic
    prompt: PromptRow
    prompts: tuple[PromptRow, ...]
    posts: tuple[PostRow, ...]
    pager: Pager
    may_reply: bool
    why_not: str
    # Whether a reply would wait for a moderator.
    waits: bool


def prompt_rows(viewer: Viewer, topic: Topic) -> tuple[PromptRow, ...]:
    """The prompts that stand in the header; none, without a query, where there are none."""
    if not topic.prompt_count:
        return ()
    return tuple(row for row in _all_rows(viewer, topic) if not row.is_withdrawn)


def _all_rows(viewer: Viewer, topic: Topic) -> list[PromptRow]:
    """Every prompt of a topic; those that stand are numbered without gaps, others have 0."""
    mine = Answer.objects.filter(
        prompt=OuterRef("pk"), post__author_id=viewer.id, post__withdrawn_at=None
    )
    prompts = (
        Prompt.objects.filter(topic=topic)
        .annotate(
            voices=Count(VOICE, distinct=True, filter=STANDING),
            mine=Exists(mine),
        )
        .order_by("position")
    )
    numbers = count(1)
    return [
        PromptRow(
            id=prompt.pk,
            number=0 if prompt.state == Prompt.State.WITHDRAWN else next(numbers),
            text=prompt.text,
            note=prompt.note,
            url=prompt_path(topic.slug, topic.pk, prompt.pk),
            voices=prompt.voices,
            is_mine=prompt.mine and viewer.is_member,
            is_open=prompt.state == Prompt.State.OPEN,
            is_withdrawn=prompt.state == Prompt.State.WITHDRAWN,
        )
        for prompt in prompts
    ]


def prompt_page(viewer: Viewer, topic: Topic, prompt_id: int, page: int) -> PromptPage:
    """One prompt and its answers. Raises `Http404` for a prompt that is not this topic's."""
    rows = _all_rows(viewer, topic)
    row = next((row for row in rows if row.id == prompt_id), None)
    if row is None:
        raise Http404
    answers = Post.objects.shown().filter(topic=topic, answers__prompt=prompt_id)
    found = post_rows(viewer, topic, answers.order_by("number")[window(page, POSTS_PER_PAGE)])
    posts, pager = cut(row.url, page, found, POSTS_PER_PAGE)
    standing = tuple(row for row in rows if not row.is_withdrawn)
    why_not = policies.reason(policies.check_reply, viewer, topic)
    waits = not why_not and has_to_wait(viewer, topic.category)
    return PromptPage(topic, row, standing, posts, pager, not why_not, why_not, waits)


def waiting_prompts(viewer: Viewer) -> QuerySet[Prompt]:
    """Open prompts that nobody has answered, in open topics that the viewer may read."""
    answered = Answer.objects.filter(
        prompt=OuterRef("pk"), post__hidden_at=None, post__withdrawn_at=None
    )
    return Prompt.objects.filter(
        ~Exists(answered),
        topic__category__in=Category.objects.visible_to(viewer),
        topic__is_listed=True,
        topic__state=Topic.State.OPEN,
        state=Prompt.State.OPEN,
    )
