"""Appeals: against what somebody may appeal, what became of it, and what waits for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.faces import Face, face_of
from accounts.models import User
from accounts.policies import reason
from accounts.queries.signed_links import person_of_link
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.models import Appeal
from moderation.queries.lines import LogLine, log_line, named, told
from moderation.queries.log import entries_for
from moderation.queries.undo import OVERRULED
from threads.models import Topic

ROWS_PER_PAGE = 50
# By what a closed topic is open again, beside what can be undone (`queries.undo`).
LAST_WORD = {**OVERRULED, Act.CLOSE: ("topic_id", (Act.CLOSE, Act.REOPEN))}
ENDING = (Act.SILENCE, Act.SUSPEND)


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An act, and the appeal against it if there is one. `why_not` says why the viewer does not
    answer it; empty where they do."""

    line: LogLine
    appeal: Appeal | None
    person: Face | None = None
    decided_by: Face | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class OwnAppeals:
    """The page `/appeals/`."""

    rows: tuple[AppealRow, ...]


@dataclass(frozen=True, slots=True)
class AppealQueue:
    """The page `/moderation/appeals/`: those that wait, oldest first, then the last answered."""

    waiting: tuple[AppealRow, ...]
    answered: tuple[AppealRow, ...]

    @property
    def ids(self) -> frozenset[int]:
        """Which appeals wait on this page."""
        return frozenset(row.appeal.pk for row in self.waiting if row.appeal)


def still_standing(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Those of these lines that nothing was done about since, whenever that was."""
    later = Entry.objects.filter(pk__gt=OuterRef("pk")).order_by()
    entries = entries.filter(~Exists(later.filter(reverts_id=OuterRef("pk"))))
    for act, (target, acts) in LAST_WORD.items():
        same: dict[str, Any] = {target: OuterRef(target)}
        if act != Act.CLOSE:
            same["person_id"] = OuterRef("person_id")
        entries = entries.exclude(Q(Exists(later.filter(act__in=acts, **same))), act=act)
    return entries.exclude(act__in=ENDING, until__lte=timezone.now())


def appealable(viewer: Viewer) -> QuerySet[Entry]:
    """The acts against the viewer that stand: about what they wrote, about themselves, and the
    closing of topics that they began."""
    own = Topic.objects.filter(pk=OuterRef("topic_id"), author=viewer.id)
    theirs = Q(person_id=viewer.id) | Q(Exists(own), act=Act.CLOSE)
    entries = Entry.objects.filter(theirs, act__in=policies.APPEALABLE)
    return still_standing(entries.exclude(actor_id=viewer.id or 0))


def own_appeals(viewer: Viewer) -> OwnAppeals:
    """What the viewer may appeal against and their appeals, the newest first, in two queries."""
    mine = Appeal.objects.filter(person_id=viewer.id).select_related("decided_by")
    appeals = {appeal.entry_id: appeal for appeal in mine.order_by("-id")[:ROWS_PER_PAGE]}
    wanted = Q(pk__in=list(appeals)) | Q(pk__in=appealable(viewer).order_by().values("pk"))
    lines = _lines(viewer, wanted)
    rows = (_row(viewer, entry, line, appeals.get(entry.pk)) for entry, line in lines)
    return OwnAppeals(tuple(rows))


def entry_to_appeal(viewer: Viewer, entry_id: int) -> tuple[Entry, Appeal | None]:
    """An act that the viewer may appeal against, or their appeal against it. Raises `Http404` for
    what does not concern them, and for what is over."""
    appeal = Appeal.objects.filter(entry_id=entry_id, person_id=viewer.id).first()
    entries = Entry.objects.all() if appeal else appealable(viewer)
    return get_object_or_404(entries, pk=entry_id), appeal


def appeal_page(viewer: Viewer, entry: Entry) -> AppealRow:
    """The act as the viewer may read it, and their appeal."""
    mine = Appeal.objects.filter(entry_id=entry.pk, person_id=viewer.id)
    lines = _lines(viewer, Q(pk=entry.pk))
    if not lines:
        raise Http404
    return _row(viewer, *lines[0], mine.select_related("decided_by").first())


def suspension_of(token: str) -> tuple[User, Entry]:
    """Who is suspended, by the link that they were shown, and the line that says so. Raises
    `Http404` for a link that is not ours or too old, and when the suspension is over."""
    try:
        person_id = person_of_link(token)
    except signing.BadSignature as bad:
        raise Http404 from bad
    person = get_object_or_404(User.objects.with_rights(), pk=person_id, is_active=True)
    entries = Entry.objects.filter(person_id=person_id, act=Act.SUSPEND).order_by("-id")
    entry = still_standing(entries).first()
    if entry is None or not person.is_suspended:
        raise Http404
    return person, entry


def appeal_queue(viewer: Viewer) -> AppealQueue:
    """The appeals of the places that the viewer moderates."""
    found = Appeal.objects.visible_to(viewer).select_related("person", "decided_by")
    waiting = list(found.filter(decision="").order_by("id")[:ROWS_PER_PAGE])
    answered = list(found.exclude(decision="").order_by("-decided_at")[:ROWS_PER_PAGE])
    wanted = Q(pk__in=[appeal.entry_id for appeal in (*waiting, *answered)])
    lines = {entry.pk: (entry, line) for entry, line in _lines(viewer, wanted, most=None)}
    return AppealQueue(_rows(viewer, waiting, lines), _rows(viewer, answered, lines))


def appeal_for(viewer: Viewer, appeal_id: int) -> tuple[Appeal, Entry]:
    """An appeal and the act that it is against. Raises `Http404` when it is not visible."""
    appeal = get_object_or_404(Appeal.objects.visible_to(viewer), pk=appeal_id)
    return appeal, get_object_or_404(Entry, pk=appeal.entry_id)


def open_appeals(viewer: Viewer) -> QuerySet[Appeal]:
    """Those that the viewer could answer: not about them, nor about what they did."""
    own = Entry.objects.filter(pk=OuterRef("entry_id"), actor_id=viewer.id or 0)
    waiting = Appeal.objects.visible_to(viewer).filter(decision="").exclude(person=viewer.id)
    return waiting.exclude(Exists(own))


def _lines(
    viewer: Viewer, wanted: Q, most: int | None = ROWS_PER_PAGE
) -> list[tuple[Entry, LogLine]]:
    entries = named(viewer, entries_for(viewer).filter(wanted)).order_by("-id")[:most]
    return [(entry, log_line(told(entry))) for entry in entries]


def _rows(
    viewer: Viewer, appeals: Iterable[Appeal], lines: dict[int, tuple[Entry, LogLine]]
) -> tuple[AppealRow, ...]:
    return tuple(
        _row(viewer, *lines[appeal.entry_id], appeal, person=face_of(appeal.person))
        for appeal in appeals
        if appeal.entry_id in lines
    )


def _row(
    viewer: Viewer, entry: Entry, line: LogLine, appeal: Appeal | None, person: Face | None = None
) -> AppealRow:
    by = appeal and appeal.decided_by
    check = policies.check_answer_appeal
    why_not = reason(check, viewer, appeal, entry) if appeal else ""
    return AppealRow(line, appeal, person, face_of(by) if by else None, why_not)
