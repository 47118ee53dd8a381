"""The prompts of a topic, who has answered them, and the page of one."""

from dataclasses import dataclass
from itertools import count

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import policies
from threads.models import Answer, Category, Post, Prompt, Topic
from threads.models.prompts import prompt_path
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.drafts import DraftRow, draft_of
from threads.queries.held import has_to_wait
from threads.queries.pages import Pager, cut, window
from threads.queries.panels import Panel, panel_of
from threads.queries.posts import PostRow, post_rows

# Whose voice an answer is; each answer of a former member counts as a voice of its own.
VOICE = Coalesce("answers__post__author", -F("answers__post"))
STANDING_ANSWER = Q(post__hidden_at=None, post__withdrawn_at=None)
# Faces beside a prompt, and among how many answers they are looked for.
MOST_FACES = 5
LOOKED_AT = 24
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
    # Up to five of those who answered.
    faces: tuple[Face, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptPage:
    """The page of one prompt: itself among its neighbours, and its answers, oldest first."""

    topic: Topic
    prompt: PromptRow
    prompts: tuple[PromptRow, ...]
    # Its neighbours in the header; None at the ends.
    before: PromptRow | None
    after: PromptRow | None
    panel: Panel | None
    # Those of the panel who have not answered it.
    not_yet: tuple[Face, ...]
    posts: tuple[PostRow, ...]
    pager: Pager
    draft: DraftRow | None
    may_reply: bool
    why_not: str
    # Whether a reply would wait for a moderator.
    waits: bool
    # Whether the viewer may write as the host.
    is_host: bool


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
    answers = Answer.objects.filter(STANDING_ANSWER, prompt=OuterRef("pk")).order_by("post__number")
    who = JSONObject(handle="post__author__username", name="post__author__display_name")
    prompts = (
        Prompt.objects.filter(topic=topic)
        .annotate(
            voices=Count(VOICE, distinct=True, filter=STANDING),
            mine=Exists(mine),
            who=ArraySubquery(answers.values(row=who)[:LOOKED_AT]),
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
            faces=_faces(prompt.who),
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
    at = standing.index(row) if row in standing else -1
    why_not = policies.reason(policies.check_reply, viewer, topic)
    panel = panel_of(topic, len(standing), topic.voices)  # type: ignore[attr-defined]
    return PromptPage(
        topic=topic,
        prompt=row,
        prompts=standing,
        before=standing[at - 1] if at > 0 else None,
        after=standing[at + 1] if 0 <= at < len(standing) - 1 else None,
        panel=panel,
        not_yet=_not_yet(panel, prompt_id),
        posts=posts,
        pager=pager,
        draft=draft_of(topic.draft_row) if viewer.is_member else None,  # type: ignore[attr-defined]
        may_reply=not why_not,
        why_not=why_not,
        waits=not why_not and has_to_wait(viewer, topic.category),
        is_host=policies.is_host(viewer, topic),
    )


def _not_yet(panel: Panel | None, prompt_id: int) -> tuple[Face, ...]:
    """Those of the panel with an account who have not answered the prompt; a query only where
    there is a panel."""
    if not panel or not panel.person_ids:
        return ()
    heard = Answer.objects.filter(
        STANDING_ANSWER, prompt=prompt_id, post__author__in=panel.person_ids
    )
    ids = set(heard.values_list("post__author_id", flat=True))
    return tuple(one.face for one in panel.people if one.person_id and one.person_id not in ids)


def _faces(rows: list[dict[str, str | None]]) -> tuple[Face, ...]:
    """Up to five people, each once, in the order in which they answered."""
    found = dict.fromkeys(face(row["handle"], row["name"]) for row in rows)
    return tuple(found)[:MOST_FACES]


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
