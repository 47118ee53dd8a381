"""What is unread and what is new to a member: the one definition.

A post is *unread* to a member who may read it (`Post.objects.open_to`, in a topic that they may
read) and whose text stands (`shown`), unless it is their own, its number is among those that they
read of its topic (`TopicReader.read`), or it is not newer than their cut-off: the latest of so many
days ago (`Community.unread_days`), the day on which they joined, their last fresh start
(`User.read_until`) and that of the category (`CategoryReader.read_until`). From the number on from
which they marked a topic as unread (`TopicReader.unread_from`) posts are unread however old.

A member has *opened* a topic which they have read something of, marked as unread, or began. It is
*unread* when one of its posts is unread to them and they opened it, or watch or track it, its
category or one of its tags (a level of the topic itself, be it normal, goes before those). It is
*new* when it is not unread, began after their cut-off, and they never opened it. What is muted
(`Topic.objects.not_muted_by`) is neither.

All of a list is answered in one statement. Of a topic only the numbers are looked at that its
reader has not read and that can be newer than the cut-off, so it costs what is unread, not what was
said; and no more than `MOST` posts: beyond, one counts no further.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, BooleanField, F, Func, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.compiled import rows_of, rows_planned_once
from accounts.queries.community import unread_days
from accounts.viewer import Viewer
from threads.models import Post, Topic, ranges
from threads.queries.pages import Cursor

MOST = 500
# So many topics are looked at for a page of those that are unread.
LOOKED_AT = 2_000
# Questions that are named in a row.
MOST_NAMED = 2
UNREAD = "unread.posts > 0"
NEW = "own.is_new AND unread.posts = 0"
ANY = "TRUE"

# The cut-off, in a category that was swept at `swept`, or never.
SINCE = "GREATEST(%s, {swept})"
# Whether a post is unread to its reader, who may read it and has not.
IS_UNREAD = """
{post}.hidden_at IS NULL AND {post}.withdrawn_at IS NULL
AND {post}.author_id IS DISTINCT FROM %s
AND ({post}.created_at > {since} OR {post}.number >= {marked})
"""
# The same of the posts of one topic, whose reader has read these numbers.
SWEPT = "(SELECT read_until FROM threads_categoryreader WHERE category_id = %s AND person_id = %s)"
IS_UNREAD_HERE = "NOT threads_post.number <@ threads_ranges(%s) AND " + IS_UNREAD.format(
    post="threads_post", since=SINCE.format(swept=SWEPT), marked="%s"
)

# `{topics}`: the topics in question, in their order. Nothing is said of them beyond what their
# reader may know: `{open}` is the gate of sealed answers. A topic that was read to its end costs no
# look at its posts, and where posts are old, the look begins at the first that is not (`+ 0`, so
# that an index by time is taken for it, and not all numbers from the first on).
STATEMENT = """
SELECT topic.id, topic.key, unread.posts, unread.first, own.is_new, {filed_columns}, {which},
    topic.place = {looked_at}
FROM (
    SELECT given.*, row_number() OVER (ORDER BY given.key DESC, given.id DESC) AS place
    FROM ({topics}) AS given
) AS topic
LEFT JOIN threads_topicreader AS reader ON reader.topic_id = topic.id AND reader.person_id = %s
LEFT JOIN threads_categoryreader AS swept
    ON swept.category_id = topic.category_id AND swept.person_id = %s
CROSS JOIN LATERAL (
    SELECT bool_or(follow.level IN ('watch', 'track')) AS is_near,
        bool_or(follow.level = 'mute') AS is_mute
    FROM threads_follow AS follow
    WHERE follow.person_id = %s AND (
        follow.category_id = topic.category_id
        OR follow.tag_id IN (
            SELECT tag_id FROM threads_topictag AS tagged WHERE tagged.topic_id = topic.id
        )
    )
) AS around
CROSS JOIN LATERAL (
    SELECT {since} AS since,
        COALESCE(topic.author_id = %s, FALSE)
            OR COALESCE(reader.read <> '' OR reader.unread_from IS NOT NULL, FALSE) AS is_opened,
        COALESCE(reader.level, '') AS level,
        COALESCE(reader.level = 'mute', FALSE) OR COALESCE(around.is_mute, FALSE)
            AND COALESCE(reader.level = '' OR reader.why NOT IN ('chosen', 'opened'), TRUE)
            AS is_muted
) AS facts
CROSS JOIN LATERAL (
    SELECT NOT facts.is_muted AND (
            facts.is_opened OR facts.level IN ('watch', 'track')
            OR facts.level = '' AND COALESCE(around.is_near, FALSE)
        ) AS is_near,
        NOT (facts.is_muted OR facts.is_opened) AND topic.created_at > facts.since AS is_new
) AS own
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN NOT own.is_near OR reader.read = '1-' || topic.last_number THEN '{{}}'
        ELSE int4multirange(int4range(
            CASE WHEN topic.created_at > facts.since THEN 1 ELSE COALESCE(LEAST((
                SELECT min(newer.number + 0) FROM threads_post AS newer
                WHERE newer.topic_id = topic.id AND newer.created_at > facts.since
            ), reader.unread_from), topic.last_number + 1) END,
            topic.last_number + 1
        )) - threads_ranges(COALESCE(reader.read, ''))
    END AS missing
) AS gaps
CROSS JOIN LATERAL (
    SELECT count(*) AS posts, min(found.number) AS first, array_agg(found.id) AS ids
    FROM (
        SELECT one.number, one.id
        FROM unnest(gaps.missing) AS gap(span) CROSS JOIN LATERAL (
            SELECT post.number, post.id
            FROM threads_post AS post
            WHERE post.topic_id = topic.id
                AND post.number >= lower(gap.span) AND post.number < upper(gap.span)
                AND {is_unread} {open}
            ORDER BY post.number LIMIT {most} + 1
        ) AS one
        LIMIT {most} + 1
    ) AS found
) AS unread
{filed}
WHERE {which} OR topic.place = {looked_at}
ORDER BY topic.key DESC, topic.id DESC
{limit}
"""
GIVEN = """
SELECT id, category_id, author_id, created_at, last_number, prompt_count, created_at AS key
FROM threads_topic WHERE id = ANY(%s)
"""
OPEN = """
AND (
    NOT EXISTS (
        SELECT FROM threads_prompt AS prompt WHERE prompt.topic_id = topic.id AND prompt.sealed
    )
    OR EXISTS ({gate})
)
"""
# The questions that the unread posts answer, numbered as their topic numbers them.
FILED = """
LEFT JOIN LATERAL (
    SELECT count(DISTINCT answer.post_id) AS posts, array_agg(DISTINCT (
        SELECT count(*) FROM threads_prompt AS other
        WHERE other.topic_id = topic.id AND other.state <> 'withdrawn'
            AND other.position <= prompt.position
    )) AS prompts
    FROM threads_answer AS answer JOIN threads_prompt AS prompt ON prompt.id = answer.prompt_id
    WHERE answer.post_id = ANY(unread.ids) AND answer.state = 'filed'
        AND prompt.topic_id = topic.id AND NOT prompt.sealed AND prompt.state <> 'withdrawn'
) AS filed ON topic.prompt_count > 0 AND unread.posts > 0
"""
# The number of the first post of a topic (of the query around it) that a person (its expression)
# has not read, though old ones count as read: where they go on reading, once they have been there
# at all. Sealed answers, which open elsewhere, are passed over.
FIRST_MISSING = """
(
    SELECT one.number
    FROM threads_topicreader AS mine
    CROSS JOIN LATERAL unnest(
        CASE WHEN mine.read = '1-' || threads_topic.last_number THEN '{}' ELSE
            int4multirange(int4range(1, threads_topic.last_number + 1)) - threads_ranges(mine.read)
        END
    ) AS gap(span)
    CROSS JOIN LATERAL (
        SELECT post.number FROM threads_post AS post
        WHERE post.topic_id = mine.topic_id
            AND post.number >= lower(gap.span) AND post.number < upper(gap.span)
            AND post.hidden_at IS NULL AND post.withdrawn_at IS NULL
            AND post.author_id IS DISTINCT FROM mine.person_id
            AND NOT EXISTS (
                SELECT FROM threads_prompt AS prompt
                JOIN threads_answer AS answer ON answer.prompt_id = prompt.id
                WHERE prompt.topic_id = mine.topic_id AND prompt.sealed
                    AND answer.post_id = post.id AND answer.state = 'filed'
            )
        ORDER BY post.number LIMIT 1
    ) AS one
    WHERE mine.topic_id = threads_topic.id AND mine.person_id = %(expressions)s AND mine.read <> ''
    LIMIT 1
)
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a topic is to a member. `unread` counts its unread posts, up to `MOST`; `first` is the
    number of the first of them; `under` are the questions that they answer, as they are numbered,
    and `is_partly` says that some answer none of these. Sealed questions are not told."""

    unread: int = 0
    first: int = 0
    is_more: bool = False
    is_new: bool = False
    under: tuple[int, ...] = ()
    is_partly: bool = False

    @property
    def where(self) -> str:
        """Under which questions the unread posts stand, in words; two are named at most."""
        if not self.under:
            return ""
        if len(self.under) > MOST_NAMED:
            return _("partly under questions") if self.is_partly else _("under several questions")
        numbers = dict(zip(("one", "two"), self.under, strict=False))
        if len(numbers) == 1:
            words = _("partly under question %(one)s"), _("under question %(one)s")
        else:
            words = (
                _("partly under questions %(one)s and %(two)s"),
                _("under questions %(one)s and %(two)s"),
            )
        return words[not self.is_partly] % numbers


NOTHING = Mark()


@dataclass(frozen=True, slots=True)
class Looked:
    """A topic that was found by what it is to a member; or (not `is_found`) one that was not. At
    the one that `is_end` the look was over: one goes on from there."""

    cursor: Cursor
    mark: Mark
    is_found: bool
    is_end: bool


def unread_since(viewer: Viewer) -> datetime:
    """What is older is read to the viewer, whatever they did in a topic or its category."""
    days = timezone.now() - timedelta(days=unread_days())
    return max(days, viewer.read_until) if viewer.read_until else days


def first_missing(viewer: Viewer) -> Func:
    """Where a member goes on reading, as a column of a query on topics (`FIRST_MISSING`)."""
    return Func(Value(viewer.id), template=FIRST_MISSING, output_field=IntegerField())


def has_opened(viewer: Viewer, topic: Topic) -> bool:
    """Whether the viewer has opened a topic from `topic_for`."""
    has_row = bool(topic.read) or topic.unread_from is not None  # type: ignore[attr-defined]
    return viewer.is_member and (has_row or topic.author_id == viewer.id)


def unread_in(viewer: Viewer, topic: Topic) -> QuerySet[Post]:
    """The posts of a topic from `topic_for` that are unread to a member. Who never opened it has
    all of it to read, however old: nothing counts as read to them because they knew it once."""
    read: str = topic.read or ""  # type: ignore[attr-defined]
    marked = topic.unread_from if has_opened(viewer, topic) else 1  # type: ignore[attr-defined]
    me = viewer.id
    values = (read, me, unread_since(viewer), topic.category_id, me, marked)
    posts = Post.objects.filter(topic=topic)
    if getattr(topic, "has_seals", True):
        posts = posts.open_to(viewer)
    for first, last in ranges.parse(read)[:1]:
        # What was read in one go from the beginning is not even looked at.
        posts = posts.filter(number__gt=last) if first == 1 else posts
    condition = RawSQL(IS_UNREAD_HERE, values, BooleanField())  # noqa: S611 - no word of anybody's
    return posts.filter(condition)


def marks_of(
    viewer: Viewer, topic_ids: Collection[int], *, has_prompts: bool = True, has_seals: bool = True
) -> dict[int, Mark]:
    """What these topics, which the viewer may read, are to them, in one query; nothing is asked for
    a guest. Where none of them has prompts, or sealed ones, the question is simpler."""
    if not viewer.id:
        return {}
    look = _Look(viewer, has_prompts=has_prompts, has_seals=has_seals)
    return {one.cursor.id: one.mark for one in look.at(GIVEN, [list(topic_ids)], ANY)}


def look_through(
    viewer: Viewer, topics: QuerySet[Topic], column: str, which: str, most: int
) -> list[Looked]:
    """Those of these topics that are `UNREAD` or `NEW` to the viewer, who is a member; the greatest
    of the column first, and so many at most, in one query. It looks at `LOOKED_AT` at most; where
    that was not all of them, the last one is told, too."""
    given: QuerySet[Any] = topics.order_by(f"-{column}", "-pk").values(
        "id", "category_id", "author_id", "created_at", "last_number", "prompt_count", key=F(column)
    )
    sql, values = given[:LOOKED_AT].query.sql_with_params()
    return list(_Look(viewer).at(sql, values, which, most))


@dataclass(frozen=True, slots=True)
class _Look:
    """The statement, for somebody."""

    viewer: Viewer
    has_prompts: bool = True
    has_seals: bool = True

    def at(
        self, topics: str, values: Sequence[Any], which: str, most: int | None = None
    ) -> Iterator[Looked]:
        """What they see of the topics that a query gives."""
        gate, gate_values = self._gate()
        statement = STATEMENT.format(
            topics=topics,
            open=gate,
            filed=FILED if self.has_prompts else "",
            filed_columns="filed.posts, filed.prompts" if self.has_prompts else "NULL, NULL",
            since=SINCE.format(swept="swept.read_until"),
            is_unread=IS_UNREAD.format(
                post="post", since="facts.since", marked="reader.unread_from"
            ),
            which=which,
            most=MOST,
            looked_at=LOOKED_AT,
            limit=f"LIMIT {most}" if most else "",
        )
        me = self.viewer.id
        own = (me, me, me, unread_since(self.viewer), me, me)
        given = (*values, *own, *gate_values)
        # Of topics that are given by their ids; what looks through a list depends on the list.
        ask = rows_planned_once if topics == GIVEN else rows_of
        yield from map(_looked, ask(statement, given))

    def _gate(self) -> tuple[str, Sequence[Any]]:
        """The condition under which a post is not sealed to them."""
        if not self.has_seals:
            return "", ()
        here = Func(template="post.id", output_field=BigIntegerField())
        posts: QuerySet[Any] = Post.objects.open_to(self.viewer).filter(pk=here)
        sql, values = posts.values("pk").query.sql_with_params()
        return OPEN.format(gate=sql), values


def _looked(row: tuple[Any, ...]) -> Looked:
    pk, key, posts, first, is_new, filed, prompts, is_found, is_end = row
    mark = Mark(
        unread=min(posts, MOST),
        first=first or 0,
        is_more=posts > MOST,
        is_new=is_new and not posts,
        under=tuple(prompts or ()),
        is_partly=(filed or 0) < posts,
    )
    return Looked(Cursor(key, pk), mark, is_found, is_end)
