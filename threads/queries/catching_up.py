"""What is new in a topic for who was away: the harvest first, then the posts that are unread to
them (`threads.queries.unread`), by the questions that these answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Length

from accounts.viewer import Viewer
from threads import markup
from threads.models import Answer, Post, Prompt, Topic, ranges
from threads.models.topics import POSTS_PER_PAGE, topic_path
from threads.queries.harvests import Kept, kept_of, newest_open, texts_of
from threads.queries.posts import PostRow, named_post_rows
from threads.queries.prompts import PromptRow, prompt_rows
from threads.queries.unread import has_opened, unread_in

# How fast people read, and how long a word is with the space after it: of European languages.
WORDS_PER_MINUTE = 220
CHARACTERS_PER_WORD = 6
# From so many posts on, or so many unread ones, a topic is long to come back to.
LONG = 40
MUCH = 15


@dataclass(frozen=True, slots=True)
class Island:
    """How many new posts answer a question, as their first; `prompt` is None for those that answer
    none. `is_here` where some of them stand on this page."""

    prompt: PromptRow | None
    count: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """New posts of this page under one question, or under none."""

    prompt: PromptRow | None
    posts: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """A page of `/t/<slug>/<id>/catch-up/`: the harvest on the first, and the new posts that come
    after a number. What the template of a post asks of its page is named as there."""

    topic: Topic
    url: str
    kept: Kept
    harvest_minutes: int
    # Whether the viewer has opened the topic before, and whether this is where one begins.
    has_been_here: bool
    is_first: bool
    # Of all new posts.
    count: int
    minutes: int
    islands: tuple[Island, ...]
    prompts: tuple[PromptRow, ...]
    groups: tuple[Group, ...]
    # As ranges: what stands on this page.
    numbers: str
    next_url: str


def minutes_to_read(characters: int) -> int:
    """About how many minutes one reads at a text of so many characters; 0 for none.

    A guess that costs no look into the texts: writing that uses a sign for a word takes longer.
    """
    return -(-characters // (CHARACTERS_PER_WORD * WORDS_PER_MINUTE))


def is_behind(viewer: Viewer, topic: Topic) -> bool:
    """Whether the viewer, who goes on reading a topic from `topic_for`, has much to come back to in
    it; without a query, so by numbers, whoever's and however old."""
    if not viewer.is_member:
        return False
    missing: int | None = topic.first_missing  # type: ignore[attr-defined]
    return is_much(missing, _read(topic), topic.last_number, topic.post_count)


def is_much(missing: int | None, read: str, last_number: int, post_count: int) -> bool:
    """Whether what is not among these ranges is worth a page of its own in such a topic, where one
    goes on reading at the number `missing`: not where there is none."""
    unread = last_number - ranges.count(ranges.parse(read))
    return bool(missing) and (post_count >= LONG or unread >= MUCH)


def catch_up(viewer: Viewer, topic: Topic, after: int = 0) -> CatchUp:
    """What is new to a member in a topic from `topic_for`, twenty posts after a number at once, in
    five queries at most."""
    prompts = prompt_rows(viewer, topic)
    unread = unread_in(viewer, topic)
    counted = _counted(viewer, topic, unread, has_prompts=bool(prompts))
    found, names = named_post_rows(
        viewer,
        topic,
        unread.filter(number__gt=after).order_by("number")[: POSTS_PER_PAGE + 1],
        texts_of(topic),
    )
    posts = found[:POSTS_PER_PAGE]
    groups = _grouped(posts, prompts)
    url = topic_path(topic.slug, topic.pk)
    shown = ranges.with_numbers((), (post.number for post in posts))
    return CatchUp(
        topic=topic,
        url=url,
        kept=kept_of(viewer, topic, prompts, names),
        harvest_minutes=sum(minutes_to_read(len(markup.plain_text(t))) for t in texts_of(topic)),
        has_been_here=has_opened(viewer, topic),
        is_first=not after,
        count=sum(row["count"] for row in counted.values()),
        minutes=minutes_to_read(sum(row["characters"] or 0 for row in counted.values())),
        islands=_islands(counted, prompts, groups),
        prompts=prompts,
        groups=groups,
        numbers=ranges.write(shown),
        next_url=f"{url}catch-up/?after={posts[-1].number}" if len(found) > len(posts) else "",
    )


def _read(topic: Topic) -> str:
    """What the viewer has read of it, which came with it; empty also where they only follow it."""
    return topic.read or ""  # type: ignore[attr-defined]


def _grouped(posts: Iterable[PostRow], prompts: Iterable[PromptRow]) -> tuple[Group, ...]:
    """Posts by the first question that they answer, in the order in which the questions come; in
    each by number."""
    standing = {prompt.id: prompt for prompt in prompts}
    groups: dict[int, list[PostRow]] = {}
    for post in posts:
        filed = (one.prompt_id for one in post.filings if not one.is_suggested)
        under = next((pk for pk in filed if pk in standing), 0)
        groups.setdefault(under, []).append(post)
    return tuple(Group(standing.get(pk), tuple(rows)) for pk, rows in groups.items())


def _counted(
    viewer: Viewer, topic: Topic, unread: QuerySet[Post], *, has_prompts: bool
) -> dict[int | None, dict[str, Any]]:
    """How many posts are unread, and of how many characters, by the first question that they
    answer, in one query; it brings an interim harvest, too, where the topic has no other."""
    first = Answer.objects.filed().filter(post=OuterRef("pk"), prompt__topic=topic)
    first = first.exclude(prompt__state=Prompt.State.WITHDRAWN).order_by("prompt__position")
    under = Subquery(first.values("prompt")[:1]) if has_prompts else Value(None, IntegerField())
    rows = unread.annotate(under=under).order_by().values("under")
    rows = rows.annotate(count=Count("pk"), characters=Sum(Length("text")))
    facts = vars(topic)
    if facts["harvest_open"] is None and facts["harvest_rows"]:
        rows = rows.annotate(harvest_open=newest_open(viewer, topic))
    counted: dict[int | None, dict[str, Any]] = {row["under"]: dict(row) for row in rows}
    for row in counted.values():
        topic.harvest_open = row.get("harvest_open") or topic.harvest_open  # type: ignore[attr-defined]
    return counted


def _islands(
    counted: dict[int | None, dict[str, Any]],
    prompts: Iterable[PromptRow],
    groups: Iterable[Group],
) -> tuple[Island, ...]:
    """Where new posts stand, in the order of the questions."""
    here = {group.prompt.id if group.prompt else None for group in groups}
    places = [*((prompt.id, prompt) for prompt in prompts), (None, None)]
    return tuple(
        Island(prompt, counted[pk]["count"], pk in here) for pk, prompt in places if pk in counted
    )
