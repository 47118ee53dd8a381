"""How closely people follow topics, categories, tags and questions: chosen, or come of itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from accounts.compiled import FIRST, Compiled, made_once, rows_planned_once
from accounts.models import User
from accounts.viewer import Viewer
from threads import policies
from threads.models import (
    Category,
    CategoryByMail,
    Follow,
    Post,
    Prompt,
    Tag,
    Topic,
    TopicReader,
    reach,
)
from threads.models.follows import Level, Why

# What somebody chose stays; what came of itself grows closer, and never looser.
FOLLOW = """
INSERT INTO threads_topicreader AS reader (topic_id, person_id, read, visited_at, level, why)
SELECT %s, person.id, '', %s, person.wanted, person.reason
FROM ({people}) AS person (id, wanted, reason)
ON CONFLICT (topic_id, person_id) DO UPDATE SET level = EXCLUDED.level, why = EXCLUDED.why
WHERE reader.why <> 'chosen' AND array_position(%s::text[], reader.level::text)
    < array_position(%s::text[], EXCLUDED.level::text)
RETURNING reader.person_id
"""
# Stand in the statement of a reply for it, its author, topic and category, and who is mentioned.
_PLACES = range(FIRST, FIRST + 1_000)
CLOSER = ["", Level.NORMAL.value, Level.TRACK.value, Level.WATCH.value]


def follow_topic(viewer: Viewer, topic: Topic, level: Level) -> None:
    """Follow a topic this closely, by choice: nothing that happens changes it after that. The
    caller fetched the topic as one that the viewer may read. Raises `Refusal`."""
    TopicReader.objects.bulk_create(
        [
            TopicReader(
                topic=topic, person_id=policies.check_follow(viewer), level=level, why=Why.CHOSEN
            )
        ],
        update_conflicts=True,
        unique_fields=["topic", "person"],
        update_fields=["level", "why"],
    )


def follow_category(viewer: Viewer, category: Category, level: Level) -> None:
    """Follow a category that the viewer may read. Raises `Refusal`."""
    _follow(viewer, level, category_id=category.pk)


def send_each_post(viewer: Viewer, category: Category, *, on: bool) -> None:
    """Have each post of a category that the viewer may read mailed to them from now on, or no
    longer; twice is once. Raises `Refusal`."""
    person = policies.check_follow(viewer)
    if on:
        row = CategoryByMail(person_id=person, category=category)
        CategoryByMail.objects.bulk_create([row], ignore_conflicts=True)
    else:
        CategoryByMail.objects.filter(person_id=person, category=category).delete()


def follow_tag(viewer: Viewer, tag: Tag, level: Level) -> None:
    """Follow a tag that a topic carries which the viewer may read. Raises `Refusal`."""
    _follow(viewer, level, tag_id=tag.pk)


def follow_prompt(viewer: Viewer, prompt: Prompt, level: Level) -> None:
    """Follow a question of a topic that the viewer may read; whoever does so closely tracks the
    topic at least, unless they chose otherwise there. Raises `Refusal`."""
    person = _follow(viewer, level, prompt_id=prompt.pk)
    if level in {Level.TRACK, Level.WATCH}:
        me = User.objects.filter(pk=person)
        _follow_by_itself(prompt.topic_id, me, Value(Level.TRACK), Value(Why.QUESTION))


def _follow(viewer: Viewer, level: Level, **thing: int) -> int:
    """One row of the viewer for a thing, or none: what two requests say at one instant, one of
    them says last. Answers who it is."""
    person = policies.check_follow(viewer)
    if level == Level.NORMAL:
        Follow.objects.filter(person_id=person, **thing).delete()
        return person
    (name,) = thing
    facts = {"person": person, "thing": thing[name], "level": level, "now": timezone.now()}
    with connection.cursor() as cursor:
        # The index of one kind of thing alone, which the ORM cannot name.
        cursor.execute(
            f"""
            INSERT INTO threads_follow (person_id, {name}, level, at)
            VALUES (%(person)s, %(thing)s, %(level)s, %(now)s)
            ON CONFLICT (person_id, {name}) WHERE {name} IS NOT NULL
            DO UPDATE SET level = EXCLUDED.level, at = EXCLUDED.at
            WHERE threads_follow.level <> EXCLUDED.level
            """,  # noqa: S608 - a name of ours
            facts,
        )
    return person


def follow_by_post(post: Post, mentioned: Collection[int], *, is_new: bool = True) -> None:
    """Have the author of a new post follow its topic, and those mentioned in it who may read it,
    as each of them set it up: in one statement, however many they are. Its topic was fetched with
    it; it is filed under what it answers already, so that a seal holds.

    Who opened a topic watches it.
    """
    if not is_new and not mentioned:
        return
    if is_new and post.number > 1:
        _follow_by_reply(post, sorted(mentioned))
        return
    _follow_by_itself(post.topic_id, *_followed_by(post, mentioned, is_new=is_new))


def _followed_by(
    post: Post, mentioned: Collection[int], *, is_new: bool
) -> tuple[QuerySet[User], Any, Any]:
    """Who follows the topic of a post for it, how closely, and why."""
    those = Q(pk=post.author_id) if is_new else Q(pk__in=[])
    if mentioned:
        those |= Q(pk__in=mentioned) & ~Q(pk=post.author_id) & reach.who_may_read(post)
    level: Any = Value(Level.WATCH) if post.number == 1 else F("follow_on_reply")
    why = Why.OPENED if post.number == 1 else Why.REPLIED
    return (
        User.objects.filter(those, is_active=True),
        _for_author(post, level, F("follow_on_mention")),
        _for_author(post, Value(why), Value(Why.MENTIONED)),
    )


def _follow_by_reply(post: Post, mentioned: list[int]) -> None:
    """The same for a new reply, which nobody hid or reported yet. Replies are many and alike: their
    statement is put together once for so many mentioned."""
    found = _reply_query(len(mentioned))
    topic = post.topic
    numbers = (post.pk, post.author_id, topic.pk, topic.category_id, *mentioned)
    places, now = dict(zip(_PLACES, numbers, strict=False)), timezone.now()

    def fill(value: Any) -> Any:
        if isinstance(value, datetime):
            return now
        return places.get(value, value) if isinstance(value, int) else value

    given = [fill(value) for value in found.parameters]
    rows_planned_once(FOLLOW.format(people=found.sql), [topic.pk, now, *given, CLOSER, CLOSER])


@made_once(50)
def _reply_query(mentioned: int) -> Compiled:
    pk, author, topic, category, *others = _PLACES[: 4 + mentioned]
    post = Post(pk=pk, number=2, author_id=author, topic=Topic(pk=topic, category_id=category))
    return Compiled(_to_follow(*_followed_by(post, others, is_new=True)))


def _for_author(post: Post, theirs: Any, of_others: Any) -> Case:
    return Case(When(pk=post.author_id, then=theirs), default=of_others, output_field=CharField())


def _follow_by_itself(topic_id: int, people: QuerySet[User], level: Any, why: Any) -> None:
    """Have these people follow a topic as closely as the columns say, where they did not choose
    and do not follow it as closely already."""
    sql, params = _to_follow(people, level, why).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            FOLLOW.format(people=sql), [topic_id, timezone.now(), *params, CLOSER, CLOSER]
        )


def _to_follow(people: QuerySet[User], level: Any, why: Any) -> QuerySet[Any, Any]:
    rows = people.annotate(wanted=level, reason=why).exclude(wanted="").order_by("pk")
    return rows.values_list("pk", "wanted", "reason")


def carry_follows(source: Topic, into: Topic) -> None:
    """Who watched or tracked a topic follows what it became part of, unless they follow or mute
    that already; inside the transaction of the merge. A mute is not carried: it was for less."""
    here = TopicReader.objects.filter(person=OuterRef("pk"))
    there = here.filter(topic=into).exclude(level="")
    theirs = here.filter(topic=source, level__in=(Level.WATCH, Level.TRACK))
    people = User.objects.filter(Exists(theirs), ~Exists(there))
    _follow_by_itself(into.pk, people, *_as_in(theirs))


def share_follows(source: Topic, target: Topic, author_ids: Collection[int]) -> None:
    """Who wrote what was split off follows the new topic as they followed the old one; inside the
    transaction of the split. Others follow the old one alone."""
    theirs = TopicReader.objects.filter(topic=source, person=OuterRef("pk")).exclude(level="")
    people = User.objects.filter(Exists(theirs), pk__in=author_ids)
    _follow_by_itself(target.pk, people, *_as_in(theirs))


def _as_in(theirs: QuerySet[TopicReader]) -> tuple[Subquery, Subquery]:
    """How closely, and why, as they follow another topic."""
    return Subquery(theirs.values("level")), Subquery(theirs.values("why"))
