"""Writes notices into their table: of one post one for each person, for the strongest reason.

Who hears of a post for several reasons, at once or one after the other, in whatever order they
come, has one row; the unique index on it settles races. A stronger reason takes the place of a
weaker one. Where it is something said to the person (a mention, a reply, a quotation: of an edit),
the row is new again: unread, the first of the list, and mail may tell of it once more. The same
goes for what happens to somebody several times with one subject (`ANEW`). Who gets each post of a
category by mail and has a row of the post already is told of it by mail that way, unless a letter
has it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from notifications.models import ANEW, FOLLOWED, OF_POST, ByMail, Kind, Notice
from notifications.queries.choices import FROM_OWN_WAYS, OWN_WAYS, WAYS, Way
from notifications.registry import Crowd, Hearer

# Followers who are told in one statement: some ten milliseconds.
PART = 1_000
# Any constant: it names the locks under which posts are told.
LOCK: Final = 41_887

_KINDS: Final = ", ".join(f"'{kind.value}'" for kind in OF_POST)
_FOLLOWED: Final = ", ".join(f"'{kind.value}'" for kind in (*FOLLOWED, Kind.EACH_POST))
_EACH: Final = f"'{ByMail.EACH.value}'"


def _rank(kind: str) -> str:
    return f"array_position(ARRAY[{_KINDS}], {kind}::text)"


COLUMNS: Final = (
    "recipient_id", "kind", "subject_id", "actor_id", "topic_id", "at", "on_site", "by_mail",
)  # fmt: skip
# All names are ours, and no value: these are parameters.
STRONGER: Final = f"{_rank('excluded.kind')} < {_rank('earlier.kind')}"
SAID: Final = f"{STRONGER} AND excluded.kind NOT IN ({_FOLLOWED})"
ONE_OF_POST: Final = f"""
    ON CONFLICT (recipient_id, subject_id) WHERE kind IN ({_KINDS}) DO UPDATE SET
        id = CASE WHEN {SAID} THEN excluded.id ELSE earlier.id END,
        kind = CASE WHEN {STRONGER} THEN excluded.kind ELSE earlier.kind END,
        actor_id = excluded.actor_id,
        topic_id = excluded.topic_id,
        at = CASE WHEN {SAID} THEN excluded.at ELSE earlier.at END,
        read_at = CASE WHEN {SAID} THEN NULL ELSE earlier.read_at END,
        on_site = CASE WHEN {STRONGER} THEN excluded.on_site ELSE earlier.on_site END,
        by_mail = CASE
            WHEN earlier.mail_id IS NULL AND {_EACH} IN (excluded.by_mail, earlier.by_mail)
            THEN {_EACH}
            WHEN {STRONGER} THEN excluded.by_mail
            ELSE earlier.by_mail
        END,
        mail_id = CASE WHEN {SAID} THEN NULL ELSE earlier.mail_id END
    WHERE ({STRONGER}) OR (
        excluded.by_mail = {_EACH} AND earlier.by_mail <> {_EACH} AND earlier.mail_id IS NULL
    )
"""
# What is told anew; the same time told twice changes nothing.
AGAIN: Final = f"""
    ON CONFLICT (recipient_id, kind, subject_id, actor_id) WHERE NOT kind IN ({_KINDS})
    DO UPDATE SET
        id = excluded.id,
        topic_id = excluded.topic_id,
        at = excluded.at,
        read_at = NULL,
        on_site = excluded.on_site,
        by_mail = excluded.by_mail,
        mail_id = NULL
    WHERE excluded.at > earlier.at
"""
INSERT: Final = f"INSERT INTO notifications_notice AS earlier ({', '.join(COLUMNS)})"
# A part of a crowd, in the order of its ids, and the notices of those of it who may hear of the
# subject: for the strongest of the reasons that they want to hear for.
TELL_PART: Final = f"""
WITH ways (kind, rank, sort, on_site, by_mail) AS {WAYS}, follower (person_id, kind) AS (
    {{followers}}
), part AS (
    SELECT DISTINCT person_id FROM follower ORDER BY person_id LIMIT {{limit}}
), chosen AS (
    SELECT part.person_id, ways.kind, ways.rank, {OWN_WAYS}
    FROM part JOIN follower ON follower.person_id = part.person_id
    JOIN ways ON ways.kind = follower.kind
    {FROM_OWN_WAYS}
), wanted AS (
    SELECT DISTINCT ON (person_id) person_id, kind, on_site,
        CASE WHEN bool_or(by_mail = {_EACH}) OVER (PARTITION BY person_id)
        THEN {_EACH} ELSE by_mail END AS by_mail
    FROM chosen WHERE on_site OR by_mail <> ''
    ORDER BY person_id, rank
), told AS (
    {INSERT}
    SELECT person_id, kind, %s, %s, %s, %s, on_site, by_mail
    FROM wanted
    WHERE person_id <> %s
    AND NOT EXISTS (
        SELECT FROM accounts_ignore AS deaf
        WHERE deaf.person_id = wanted.person_id AND deaf.ignored_id = %s
    )
    AND person_id IN ({{people}})
    {{on_conflict}}
)
SELECT max(person_id), count(*) FROM part
"""  # noqa: S608 - constants


def one_at_a_time(subject_id: int) -> None:
    """Wait until nobody else tells of the subject, and keep others waiting until the end of the
    transaction: two parts of one crowd would wait for each other's rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, subject_id % 2**31])


def write_part(crowd: Crowd, at: datetime, told_to: int) -> tuple[int | None, int]:
    """Write the notices of those of a crowd who come next after the id `told_to`, a thousand at
    most, in one statement whatever it holds; answers the last person of the part and how many they
    were."""
    texts: list[str] = []
    facts: list[Any] = []
    for kind, rows in crowd.followers:
        rest = rows.filter(person_id__gt=told_to).order_by("person_id")
        text, params = rest.values("person_id")[:PART].query.sql_with_params()
        texts.append(f"SELECT person_id, %s FROM ({text}) AS follower_{len(texts)}")  # noqa: S608 - made by the ORM
        facts += [str(kind), *params]
    people, params = crowd.people.values("pk").query.sql_with_params()
    parts = {"followers": " UNION ALL ".join(texts), "limit": PART, "people": people}
    parts["on_conflict"] = ONE_OF_POST if crowd.followers[0][0] in OF_POST else AGAIN
    facts += [crowd.subject_id, crowd.actor_id, crowd.topic_id, at]
    facts += [crowd.actor_id, crowd.actor_id, *params]
    with connection.cursor() as cursor:
        cursor.execute(TELL_PART.format(**parts), facts)
        last, size = cursor.fetchone()
    return last, size


def write_rows(rows: Sequence[tuple[Hearer, Way]], topics: dict[Hearer, int], at: datetime) -> None:
    """Write the notices of people who are told one by one, each in their way; in three statements
    at most."""
    of_post = {hearer: way for hearer, way in rows if hearer.kind in OF_POST}
    _write(_strongest(of_post), of_post, topics, at, ONE_OF_POST)
    anew = {hearer: way for hearer, way in rows if hearer.kind in ANEW}
    _write(list(anew), anew, topics, at, AGAIN)
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=hearer.recipient_id,
                kind=hearer.kind,
                subject_id=hearer.subject_id,
                actor_id=hearer.actor_id,
                topic_id=topics.get(hearer, 0),
                at=at,
                on_site=way.on_site,
                by_mail=way.by_mail,
            )
            for hearer, way in rows
            if hearer.kind not in OF_POST and hearer.kind not in ANEW
        ],
        ignore_conflicts=True,
    )


def _strongest(hearers: Iterable[Hearer]) -> list[Hearer]:
    """One for each person and post, in the order of the people."""
    found: dict[tuple[int, int], Hearer] = {}
    for hearer in sorted(hearers, key=lambda one: OF_POST.index(Kind(one.kind))):
        found.setdefault((hearer.recipient_id, hearer.subject_id), hearer)
    return [found[key] for key in sorted(found)]


def _write(
    hearers: list[Hearer],
    ways: dict[Hearer, Way],
    topics: dict[Hearer, int],
    at: datetime,
    on_conflict: str,
) -> None:
    if not hearers:
        return
    places = ", ".join(["(%s, %s, %s, %s::bigint, %s, %s, %s, %s)"] * len(hearers))
    facts = [
        value
        for one in hearers
        for value in (
            *(one.recipient_id, str(one.kind), one.subject_id, one.actor_id, topics.get(one, 0)),
            *(at, ways[one].on_site, ways[one].by_mail),
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"{INSERT} VALUES {places} {on_conflict}", facts)
