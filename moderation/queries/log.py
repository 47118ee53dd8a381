"""The open ledger: who reads which of its lines, the page of it, and its export."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Upper
from django.http import Http404

from accounts.models import User
from accounts.viewer import Viewer
from ledger.models import Audience, Entry
from ledger.queries import withheld_from
from moderation.queries.concerned import concerning
from moderation.queries.lines import LogLine, Told, log_line, named, post_address, told
from threads.models import Category, Topic

ADDRESS = "/moderation/log/"
LINES_PER_PAGE = 50
LINES_PER_BATCH = 1_000
MOST_EXPORTED = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines somebody asks for, from the moment `since` to the moment `until`."""

    act: str = ""
    actor_id: int | None = None
    person_id: int | None = None
    category_id: int | None = None
    topic_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogPage:
    """The page `/moderation/log/`; empty addresses lead nowhere. `ids` are those of its lines."""

    lines: tuple[LogLine, ...]
    newest_url: str = ""
    older_url: str = ""

    @property
    def ids(self) -> frozenset[int]:
        """Which lines stand on this page."""
        return frozenset(line.id for line in self.lines)


def entries_for(viewer: Viewer) -> QuerySet[Entry]:
    """The lines that the viewer may know of, each with `place` (the id of the category where what
    it speaks of is today) and `is_full`: whether they may read all of it.

    A line is as visible as its place. What concerns the viewer they read wherever it was. Of a
    sanction, others read what kind it was; of what came out of a place that they may not read,
    that it came. What is between moderators is for those of that place. `told` leaves out of a
    line what is not for the viewer; admins read everything. Of what was done to a sealed answer
    nobody reads more than that it was done, until it opens to them.
    """
    if viewer.id is None:
        return Entry.objects.none()
    entries = Entry.objects.alias(
        # Of what is gone the ledger still knows where it was.
        place=Coalesce(_category_of("topic_id"), "category_id", output_field=BigIntegerField()),
        merged=_category_of("topic_id", "merged_into__category_id"),
        other_place=_category_of("other_topic_id"),
        other_merged=_category_of("other_topic_id", "merged_into__category_id"),
    )
    open_now = ExpressionWrapper(~withheld_from(viewer), BooleanField())
    if viewer.is_admin:
        return entries.annotate(is_full=open_now)
    places = Category.objects.visible_to(viewer).values("pk")
    readable = Q(topic_id=None, category_id=None) | _within("place", "merged", places)
    came = _within("other_place", "other_merged", places) & Q(audience=Audience.MEMBERS)
    told = _of_moderators(viewer, Audience.MEMBERS)
    known = _of_moderators(viewer, Audience.MEMBERS, Audience.PARTIES)
    return entries.annotate(
        is_full=Coalesce(
            ((readable & told) | concerning(viewer)) & ~withheld_from(viewer), Value(False)
        )
    ).filter((readable & known) | concerning(viewer) | came)


def _category_of(column: str, path: str = "category_id") -> Subquery:
    """Where a topic is today. A value, not a condition: the database then looks topics up for the
    lines that it comes by, instead of gathering all that the viewer may read."""
    return Subquery(Topic.objects.filter(pk=OuterRef(column)).values(path)[:1])


def _within(place: str, merged: str, places: QuerySet[Category, Any]) -> Q:
    """In a readable place; what was merged is read where it went, too."""
    stands = Q(**{f"{merged}__isnull": True}) | Q(**{f"{merged}__in": places})
    return Q(**{f"{place}__in": places}) & stands


def _of_moderators(viewer: Viewer, *audiences: Audience) -> Q:
    """Lines for these audiences, and every line for the moderators of its place."""
    if viewer.moderates_site:
        return Q()
    theirs = Q(place__in=viewer.moderated_ids) if viewer.moderated_ids else Q()
    return Q(audience__in=audiences) | theirs


def people_of(handles: set[str]) -> dict[str, User]:
    """The people of these handles, by handle in capitals (which is how handles are compared)."""
    typed = {handle.upper() for handle in handles if handle}
    if not typed:
        return {}
    people = User.objects.annotate(shout=Upper("username")).filter(shout__in=typed)
    return {person.username.upper(): person for person in people}


def log_page(viewer: Viewer, wanted: Wanted, kept: str = "", before: int | None = None) -> LogPage:
    """Lines newest first; those that happened before the line `before`, if given. `kept` is the
    query of the address that asks for these lines."""
    entries = _chosen(viewer, wanted)
    if before is not None:
        # Only of a line that they may know of: else one could ask when others were written.
        at = entries_for(viewer).filter(pk=before).values("at")[:1]
        entries = _older(entries, Subquery(at), before)
    rows = list(named(viewer, _newest_first(entries))[: LINES_PER_PAGE + 1])
    lines = tuple(log_line(told(entry)) for entry in rows[:LINES_PER_PAGE])
    first = f"{ADDRESS}?{kept}" if kept else ADDRESS
    older = f"{ADDRESS}?{f'{kept}&' if kept else ''}before={lines[-1].id}" if lines else ""
    return LogPage(
        lines=lines,
        newest_url=first if before is not None else "",
        older_url=older if len(rows) > LINES_PER_PAGE else "",
    )


def one_line(viewer: Viewer, entry_id: int) -> LogPage:
    """The page with this line alone. Raises `Http404` unless the viewer may know of it."""
    lines = [log_line(line) for line in _told(viewer, entries_for(viewer).filter(pk=entry_id))]
    if not lines:
        raise Http404
    return LogPage(tuple(lines))


def _told(viewer: Viewer, entries: QuerySet[Entry]) -> list[Told]:
    return [told(entry) for entry in named(viewer, entries)]


def _chosen(viewer: Viewer, wanted: Wanted) -> QuerySet[Entry]:
    """Lines that were asked for. What a line does not tell the viewer does not find it either:
    only by its kind, its actor and its date is one found that they do not read in full."""
    entries, full = entries_for(viewer), Q(is_full=True)
    if wanted.act:
        entries = entries.filter(act=wanted.act)
    if wanted.actor_id:
        entries = entries.filter(actor_id=wanted.actor_id)
    if wanted.person_id:
        entries = entries.filter(full, person_id=wanted.person_id)
    if wanted.topic_id:
        here = full & Q(topic_id=wanted.topic_id)
        entries = entries.filter(here | Q(other_topic_id=wanted.topic_id))
    if wanted.category_id:
        here = Q(category_id=wanted.category_id) | Q(other_category_id=wanted.category_id)
        here |= Q(category_id=None, place=wanted.category_id)
        entries = entries.filter(full & here)
    if wanted.since:
        entries = entries.filter(at__gte=wanted.since)
    if wanted.until:
        entries = entries.filter(at__lte=wanted.until)
    return entries


def _newest_first(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.order_by("-at", "-pk")


def _older(entries: QuerySet[Entry], at: datetime | Subquery, entry_id: int) -> QuerySet[Entry]:
    """Those after this one in the order of the log; the first bound is the one of the index."""
    return entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=entry_id), at__lte=at)


EXPORTED = (
    "line",
    "when",
    "act",
    "actor",
    "person",
    "category",
    "category_before",
    "topic",
    "topic_title",
    "other_topic",
    "post",
    "before",
    "after",
    "why",
    "until",
    "takes_back",
)  # fmt: skip


def exported(viewer: Viewer, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    """The newest `MOST_EXPORTED` of the lines as rows of `EXPORTED`, fetched in batches."""
    entries, count = _newest_first(_chosen(viewer, wanted)), 0
    batch = _told(viewer, entries[:LINES_PER_BATCH])
    while batch:
        yield from (_exported_row(line) for line in batch)
        count += len(batch)
        if len(batch) < LINES_PER_BATCH or count >= MOST_EXPORTED:
            return
        last = batch[-1].entry
        batch = _told(viewer, _older(entries, last.at, last.pk)[:LINES_PER_BATCH])


def _exported_row(line: Told) -> tuple[str, ...]:
    """The record itself: handles, slugs, numbers, and what was kept as it was kept."""
    entry, topic = line.entry, line.topic or {}
    return (
        str(entry.pk),
        entry.at.isoformat(timespec="seconds"),
        entry.act,
        (line.actor or {}).get("handle", ""),
        (line.person or {}).get("handle", ""),
        (line.category or {}).get("slug", ""),
        (line.other_category or {}).get("slug", ""),
        str(topic.get("id", "")),
        topic.get("title", ""),
        str((line.other_topic or {}).get("id", "")),
        post_address(line),
        line.before,
        line.after,
        line.reason,
        entry.until.isoformat(timespec="seconds") if entry.until else "",
        str(line.reverts or ""),
    )
