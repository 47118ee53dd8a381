"""The prompts of a topic, who has answered them, and the page of one."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from accounts.faces import Face, face, face_of
from accounts.viewer import Viewer
from threads import markup, policies
from threads.models import (
    Answer,
    Category,
    Follow,
    Panelist,
    Post,
    Prompt,
    PromptPass,
    PromptVersion,
    Topic,
)
from threads.models.follows import Level
from threads.models.prompts import prompt_path
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.drafts import DraftRow, draft_of
from threads.queries.fishbowls import Running, running_of, why_not_reply
from threads.queries.held import has_to_wait
from threads.queries.history import Change, difference
from threads.queries.levels import level_at
from threads.queries.names import names_in
from threads.queries.pages import Pager, cut, window
from threads.queries.panels import Panel, panel_of
from threads.queries.posts import PostRow, post_rows

# Whose voice an answer is; each answer of a former member counts as a voice of its own.
VOICE = Coalesce("post__author", -F("post"))
# Faces beside a prompt, and among how many answers they are looked for.
MOST_FACES = 5
LOOKED_AT = 24
# Earlier wordings on the page of a prompt, the newest of them.
MOST_WORDINGS = 20
# Columns of an answer that no feed prints.
UNPRINTED_IN_FEEDS = ("source", "text", "excerpt", "facts", "author__password", "author__about")


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt in the header of its topic; `voices` counts people, not posts. Of one that is sealed
    to the viewer (`is_shut`) there is no number and no face."""

    id: int
    topic_id: int
    number: int
    text: str
    note: str
    url: str
    voices: int
    # Whether the viewer has answered it, and whether they have passed.
    is_mine: bool
    is_passed: bool
    state: str
    version: int
    meaning_version: int
    # How many had answered when it was last worded anew.
    changed_after: int
    # Who suggested it, if somebody did.
    suggested_by: Face | None
    # Its answers are for those who have answered or passed; `is_shut` where the viewer has not.
    is_sealed: bool
    is_shut: bool
    may_pass: bool
    # Some of those who answered, in their order.
    faces: tuple[Face, ...] = ()
    sealed_until: datetime | None = None
    # How closely the viewer follows it; empty where they do not.
    level: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is open and nobody has answered it; of a sealed one nobody is told."""
        return self.is_open and not self.voices and not self.is_sealed

    @property
    def acts_url(self) -> str:
        """Below it are the acts on the question."""
        return f"/t/{self.topic_id}/prompts/{self.id}/"

    @property
    def is_open(self) -> bool:
        """Whether it takes answers."""
        return self.state == Prompt.State.OPEN

    @property
    def is_withdrawn(self) -> bool:
        """Whether it left the header."""
        return self.state == Prompt.State.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that was replaced, and how the one after it differs."""

    version: int
    text: str
    note: str
    voices: int
    changed_meaning: bool
    replaced_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PromptPage:
    """The page of one prompt: itself among its neighbours, and its answers, oldest first."""

    topic: Topic
    prompt: PromptRow
    prompts: tuple[PromptRow, ...]
    withdrawn: tuple[PromptRow, ...]
    # Its neighbours in the header; None at the ends.
    before: PromptRow | None
    after: PromptRow | None
    panel: Panel | None
    running: Running | None
    # Those of the panel who have not answered it, and those who passed.
    not_yet: tuple[Face, ...]
    passed: tuple[Face, ...]
    # Newest first.
    wordings: tuple[Wording, ...]
    posts: tuple[PostRow, ...]
    pager: Pager
    draft: DraftRow | None
    may_reply: bool
    why_not: str
    # Whether a reply would wait for a moderator.
    waits: bool
    # Whether the viewer may write as the host.
    is_host: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """An answer as a feed prints it; `html` is filled and safe."""

    id: int
    number: int
    title: str
    url: str
    author: Face
    html: SafeString
    published_at: datetime
    changed_at: datetime


def prompt_in(topic: Topic, prompt_id: int) -> Prompt:
    """A prompt of this topic. Raises `Http404` for one that is not."""
    prompt = get_object_or_404(Prompt.objects.filter(topic=topic), pk=prompt_id)
    prompt.topic = topic
    return prompt


def prompt_rows(viewer: Viewer, topic: Topic) -> tuple[PromptRow, ...]:
    """The prompts that stand in the header; none, without a query, where there are none."""
    return standing(all_rows(viewer, topic))


def standing(rows: tuple[PromptRow, ...]) -> tuple[PromptRow, ...]:
    """Those that were not withdrawn."""
    return tuple(row for row in rows if not row.is_withdrawn)


def withdrawn(rows: tuple[PromptRow, ...]) -> tuple[PromptRow, ...]:
    """Those that were."""
    return tuple(row for row in rows if row.is_withdrawn)


def all_rows(viewer: Viewer, topic: Topic, faces: int = MOST_FACES) -> tuple[PromptRow, ...]:
    """Every prompt of a topic, in one query; those that stand are numbered without gaps, others
    have 0. No query where there are none."""
    if not topic.prompt_count:
        return ()
    here = Answer.objects.standing_for(viewer).filter(prompt=OuterRef("pk"))
    mine = Answer.objects.filed().filter(
        prompt=OuterRef("pk"), post__author_id=viewer.id, post__withdrawn_at=None
    )
    passed = PromptPass.objects.filter(prompt=OuterRef("pk"), person_id=viewer.id)
    voices = here.order_by().values("prompt").annotate(number=Count(VOICE, distinct=True))
    who = JSONObject(handle="post__author__username", name="post__author__display_name")
    credit = JSONObject(handle="suggested_by__username", display_name="suggested_by__display_name")
    earlier = PromptVersion.objects.filter(prompt=OuterRef("pk")).order_by("-version")
    prompts = Prompt.objects.filter(topic=topic).annotate(
        voices=Coalesce(Subquery(voices.values("number")), 0),
        mine=Exists(mine),
        passed=Exists(passed),
        who=ArraySubquery(here.order_by("post__number").values(row=who)[:LOOKED_AT]),
        credit=credit,
        changed_after=Coalesce(Subquery(earlier.values("voices")[:1]), 0),
        level=level_at(viewer, "prompt"),
    )
    numbers = count(1)
    panel = panel_ids(topic)
    return tuple(
        _row(viewer, topic, prompt, numbers, on_panel=viewer.id in panel, most=faces)
        for prompt in prompts.order_by("position")
    )


def _row(
    viewer: Viewer, topic: Topic, prompt: Any, numbers: "count[int]", *, on_panel: bool, most: int
) -> PromptRow:
    is_mine, is_passed = (viewer.is_member and held for held in (prompt.mine, prompt.passed))
    is_shut = prompt.is_sealed and not is_mine and not is_passed
    unheard = viewer.is_member and not is_mine and not is_passed
    return PromptRow(
        id=prompt.pk,
        topic_id=topic.pk,
        number=0 if prompt.state == Prompt.State.WITHDRAWN else next(numbers),
        text=prompt.text,
        note=prompt.note,
        url=prompt_path(topic.slug, topic.pk, prompt.pk),
        voices=0 if is_shut else prompt.voices,
        is_mine=is_mine,
        is_passed=is_passed,
        state=prompt.state,
        version=prompt.version,
        meaning_version=prompt.meaning_version,
        changed_after=0 if is_shut else prompt.changed_after,
        suggested_by=face(**prompt.credit) if prompt.suggested_by_id else None,
        is_sealed=prompt.is_sealed,
        is_shut=is_shut,
        may_pass=unheard and policies.may(policies.check_pass, viewer, topic, prompt, on_panel),
        faces=() if is_shut else _faces(prompt.who, most),
        sealed_until=prompt.sealed_until if prompt.is_sealed else None,
        level=prompt.level,
    )


def panel_ids(topic: Topic) -> set[int]:
    """Those of the panel with an account; it comes with a topic that is shown with its header."""
    return {row["id"] for row in getattr(topic, "panel_rows", ()) if row["id"]}


def prompt_page(viewer: Viewer, topic: Topic, prompt_id: int, page: int) -> PromptPage:
    """One prompt and its answers. Raises `Http404` for a prompt that is not this topic's."""
    rows = all_rows(viewer, topic)
    row = next((row for row in rows if row.id == prompt_id), None)
    if row is None:
        raise Http404
    answers = answering(viewer, prompt_id).filter(topic=topic).order_by("number")
    found = post_rows(viewer, topic, answers[window(page, POSTS_PER_PAGE)])
    posts, pager = cut(row.url, page, found, POSTS_PER_PAGE)
    shown = standing(rows)
    at = shown.index(row) if row in shown else -1
    running = running_of(viewer, topic)
    why_not = why_not_reply(viewer, topic, running)
    panel = panel_of(topic, len(shown), topic.voices, now=running)  # type: ignore[attr-defined]
    not_yet, passed = _unheard(viewer, topic, row)
    return PromptPage(
        topic=topic,
        prompt=row,
        prompts=shown,
        withdrawn=withdrawn(rows),
        before=shown[at - 1] if at > 0 else None,
        after=shown[at + 1] if 0 <= at < len(shown) - 1 else None,
        panel=panel,
        running=running,
        not_yet=not_yet,
        passed=passed,
        wordings=_wordings(row),
        posts=posts,
        pager=pager,
        draft=draft_of(topic.draft_row) if viewer.is_member else None,  # type: ignore[attr-defined]
        may_reply=not why_not,
        why_not=why_not,
        waits=not why_not and has_to_wait(viewer, topic.category),
        is_host=policies.is_host(viewer, topic),
        may_edit=policies.may(policies.check_care_of_prompts, viewer, topic),
    )


def answering(viewer: Viewer, prompt_id: int) -> QuerySet[Post]:
    """The posts that answer a prompt and that the viewer may read."""
    filed = Answer.objects.filed().filter(prompt=prompt_id)
    return Post.objects.visible_to(viewer).shown().filter(pk__in=filed.values("post"))


def prompt_answers(viewer: Viewer, prompt: Prompt, limit: int) -> tuple[PromptAnswer, ...]:
    """The newest answers to a prompt that the viewer may read, as a feed needs them, in two
    queries; the prompt's topic must have been fetched with it."""
    topic = prompt.topic
    posts = list(
        answering(viewer, prompt.pk)
        .filter(topic=topic)
        .select_related("author")
        .defer(*UNPRINTED_IN_FEEDS)
        .order_by("-number")[:limit]
    )
    names = names_in(topic.category_id, *(post.html for post in posts))
    return tuple(
        PromptAnswer(
            id=post.pk,
            number=post.number,
            title=prompt.text,
            url=f"{topic.get_absolute_url()}{post.number}/",
            author=face_of(post.author),
            html=markup.fill(post.html, names),
            published_at=post.created_at,
            changed_at=post.edited_at or post.created_at,
        )
        for post in posts
    )


def _unheard(
    viewer: Viewer, topic: Topic, row: PromptRow
) -> tuple[tuple[Face, ...], tuple[Face, ...]]:
    """Those of the panel with an account who have not answered a prompt: who has not yet, and who
    passed. A query only where there is a panel and the viewer may know."""
    if row.is_shut or not panel_ids(topic):
        return (), ()
    heard = Answer.objects.standing_for(viewer).filter(
        prompt=row.id, post__author=OuterRef("person")
    )
    passes = PromptPass.objects.filter(prompt=row.id, person=OuterRef("person"))
    people = (
        Panelist.objects.filter(~Exists(heard), topic=topic, person__isnull=False)
        .annotate(has_passed=Exists(passes))
        .order_by("position")
        .values_list("person__username", "person__display_name", "has_passed")
    )
    found = [(face(handle, name), has_passed) for handle, name, has_passed in people]
    return (
        tuple(who for who, has_passed in found if not has_passed),
        tuple(who for who, has_passed in found if has_passed),
    )


def _wordings(row: PromptRow) -> tuple[Wording, ...]:
    """The earlier wordings of a prompt, newest first; no query where there are none."""
    if row.version == 1:
        return ()
    earlier = PromptVersion.objects.filter(prompt=row.id).order_by("-version")[:MOST_WORDINGS]
    found: list[Wording] = []
    text, note = row.text, row.note
    for one in earlier:
        before, after = _in_full(one.text, one.note), _in_full(text, note)
        found.append(
            Wording(
                version=one.version,
                text=one.text,
                note=one.note,
                voices=0 if row.is_shut else one.voices,
                changed_meaning=one.changed_meaning,
                replaced_at=one.replaced_at,
                changes=difference(before, after),
            )
        )
        text, note = one.text, one.note
    return tuple(found)


def _in_full(text: str, note: str) -> str:
    """Both, so that a note that came later does not change the last word of the question."""
    return f"{text}\n{note}"


def _faces(rows: list[dict[str, str | None]], most: int) -> tuple[Face, ...]:
    """Some people, each once, in the order in which they answered."""
    found = dict.fromkeys(face(row["handle"], row["name"]) for row in rows)
    return tuple(found)[:most]


def unanswered() -> QuerySet[Prompt]:
    """Open prompts without an answer that the viewer may read; without sealed ones, of which
    nobody is told whether somebody has answered."""
    answered = Answer.objects.counted().filter(prompt=OuterRef("pk"))
    return Prompt.objects.filter(~Exists(answered), state=Prompt.State.OPEN, sealed=False)


def waiting_prompts(viewer: Viewer) -> QuerySet[Prompt]:
    """Open prompts that nobody has answered, in open topics that the viewer may read and did not
    mute, without prompts that they muted."""
    waiting = unanswered().filter(
        topic__category__in=Category.objects.visible_to(viewer),
        topic__is_listed=True,
        topic__state=Topic.State.OPEN,
    )
    if not viewer.is_member:
        return waiting
    mine = Follow.objects.filter(person_id=viewer.id, prompt=OuterRef("pk"))
    topics = Topic.objects.not_muted_by(viewer)
    return waiting.filter(~Exists(mine.filter(level=Level.MUTE)), topic__in=topics)
