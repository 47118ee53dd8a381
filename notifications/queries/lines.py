"""The page `/notifications/`: what happened for somebody, by day, in lines.

What is the same for its reader is one line: the likes of one post, and the posts in one watched
topic; never read and unread ones together, and read ones only of one day. A page takes notices in
the order of their ids until it has its lines, so that none stands on two pages; what is left of a
line begins one on the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import Face, face
from accounts.queries.community import community
from accounts.viewer import Viewer
from notifications.models import FOLLOWED, PASSING, Kind, Notice
from notifications.queries.notices import BELL_LIMIT, newest_readable
from notifications.registry import Subject, registry

PER_PAGE: Final = 30
WINDOW: Final = 500
# What is told of a topic that one follows, and in one line however much it is.
GATHERED: Final = (Kind.WATCHED, Kind.WATCHED_PROMPT)
# What is not said to its reader: all else is important.
CASUAL: Final = (Kind.LIKE, *FOLLOWED, Kind.EACH_POST, Kind.PANEL)
# What the list can be narrowed to, by what the address says.
FILTERS: Final = {
    "mentions": (Kind.MENTION, Kind.QUOTE, Kind.ASK, Kind.REMINDER, Kind.QUESTIONS),
    "replies": (Kind.REPLY, Kind.ANSWERED),
    "likes": (Kind.LIKE,),
    "fishbowls": (*PASSING, Kind.QUESTIONS),
    "watched": FOLLOWED,
    "moderation": (Kind.MODERATION, Kind.HOST, Kind.SYSTEM),
}
COLUMNS: Final = (
    "id", "kind", "actor_id", "actor__username", "actor__display_name", "subject_id", "topic_id",
    "at", "read_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One notice, as it is stored."""

    id: int
    kind: str
    actor_id: int | None
    handle: str | None
    name: str | None
    subject_id: int
    topic_id: int
    at: datetime
    read_at: datetime | None

    @property
    def day(self) -> date:
        """The day of it in the zone of who reads."""
        return timezone.localtime(self.at).date()

    @property
    def line(self) -> tuple[Any, ...]:
        """What it shares with those that stand in one line with it."""
        read = self.day if self.read_at else None
        if self.kind == Kind.LIKE:
            return (self.kind, self.subject_id, read)
        if self.kind in GATHERED and self.topic_id:
            return (self.kind, self.topic_id, read)
        return (self.id,)

    @property
    def gate(self) -> str:
        """The sort of its subject."""
        return Kind(self.kind).gate


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the list, by its newest notice; `count` notices are in it. `sentence` says it of
    several; of one, `actor` and `verb` do. The subject is that of the first unread one."""

    id: int
    kind: str
    verb: str
    sentence: str
    why: str
    actor: Face
    subject: Subject
    at: datetime
    is_read: bool
    count: int = 1

    @property
    def is_followed(self) -> bool:
        """Whether it was told because its reader follows something."""
        return self.kind in FOLLOWED

    @property
    def day(self) -> date:
        """The day of it in the zone of who reads."""
        return timezone.localtime(self.at).date()


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The lines of one day, and what the reader calls it."""

    title: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A link that narrows the list."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """The page `/notifications/`, the newest day first. `important` of the unread ones are said to
    its reader: how many, in words, where there are any."""

    days: tuple[NoticeDay, ...]
    filters: tuple[Narrowing, ...]
    url: str
    older_url: str
    is_first: bool
    is_narrowed: bool
    important: str


@dataclass(slots=True)
class _Lines:
    """Notices in the order of their ids, put together."""

    rows: dict[tuple[Any, ...], list[Told]] = field(default_factory=dict)
    last: int = 0

    def take(self, found: Iterable[Told]) -> bool:
        """Take what fits on a page; False when something is left."""
        for one in found:
            if one.line not in self.rows and len(self.rows) == PER_PAGE:
                return False
            self.rows.setdefault(one.line, []).append(one)
            self.last = one.id
        return True


def notice_page(viewer: Viewer, before: int | None = None, show: str = "") -> NoticePage:
    """Lines newest first, 30 a page; `before` is the id of the last notice seen, `show` one of
    `FILTERS`, or anything else for all.

    A page looks at 500 notices at most; where few of these may still be read, it is short
    and leads on. Its number of queries is fixed.
    """
    show = show if show in FILTERS else ""
    notices = Notice.objects.filter(recipient_id=viewer.id, on_site=True)
    if show:
        notices = notices.filter(kind__in=FILTERS[show])
    if before:
        notices = notices.filter(pk__lt=before)
    readable = ExpressionWrapper(registry.readable(viewer), BooleanField())
    rows = notices.annotate(is_readable=readable).order_by("-id")
    looked_at = list(rows.values_list(*COLUMNS, "is_readable")[:WINDOW])
    lines = _Lines()
    is_whole = lines.take(Told(*row) for *row, is_readable in looked_at if is_readable)
    last = 0 if is_whole else lines.last
    if is_whole and len(looked_at) == WINDOW:
        last = looked_at[-1][0]
    url = f"/notifications/?show={show}" if show else "/notifications/"
    return NoticePage(
        days=_days(_rows(viewer, list(lines.rows.values()))),
        filters=_filters(show),
        url=url,
        older_url=f"?{f'show={show}&' if show else ''}before={last}" if last else "",
        is_first=not before,
        is_narrowed=bool(show),
        important=_important(viewer),
    )


def _filters(show: str) -> tuple[Narrowing, ...]:
    labels = {
        "": _("All"),
        "mentions": _("Mentions"),
        "replies": _("Replies"),
        "likes": _("Likes"),
        "fishbowls": _("Fishbowls"),
        "watched": _("Watched"),
        "moderation": _("Moderation"),
    }
    urls = {name: f"/notifications/?show={name}" if name else "/notifications/" for name in labels}
    return tuple(Narrowing(labels[name], url, name == show) for name, url in urls.items())


def _important(viewer: Viewer) -> str:
    """How many of the unread ones are said to the viewer."""
    waiting = ~Q(kind__in=CASUAL)
    count = newest_readable(viewer, viewer.waiting_kinds, waiting).count()
    if not count:
        return ""
    if count >= BELL_LIMIT:
        return _("more than 99 important ones among them")
    words = ngettext(
        "%(count)d important one among them", "%(count)d important ones among them", count
    )
    return words % {"count": count}


def _rows(viewer: Viewer, lines: list[list[Told]]) -> tuple[NoticeRow, ...]:
    """The lines with what their subjects are called, in a fixed number of queries."""
    shown = [_shown(line) for line in lines]
    subjects = {
        (name, subject_id): subject
        for name, gate in registry.gates.items()
        for subject_id, subject in gate.describe(
            viewer, {one.subject_id for one in shown if one.gate == name}
        ).items()
    }
    return tuple(
        _row(line, subjects[one.gate, one.subject_id])
        for line, one in zip(lines, shown, strict=True)
        if (one.gate, one.subject_id) in subjects
    )


def _shown(line: list[Told]) -> Told:
    """The notice of a line to whose subject it leads: the first that is unread, and of read ones
    the newest."""
    return line[0] if line[0].read_at else line[-1]


def _row(line: list[Told], subject: Subject) -> NoticeRow:
    newest, kind = line[0], Kind(line[0].kind)
    return NoticeRow(
        id=newest.id,
        kind=newest.kind,
        verb=subject.verb or str(kind.label),
        sentence=_sentence(kind, line) if len(line) > 1 else "",
        why=kind.why,
        actor=_face(newest),
        subject=subject,
        at=newest.at,
        is_read=bool(newest.read_at),
        count=len(line),
    )


def _face(one: Told) -> Face:
    """Who did it; of what the site says itself, the community."""
    if one.actor_id is None:
        found = community()
        return Face("", found.name if found else "", is_named=True)
    return face(one.handle, one.name)


def _sentence(kind: Kind, line: list[Told]) -> str:
    """What several did, or one several times."""
    people = _people([face(one.handle, one.name).name for one in _by_person(line)])
    said = {"people": people, "count": len(line)}
    if kind == Kind.LIKE:
        return _("%(people)s liked your post") % said
    if kind == Kind.WATCHED_PROMPT:
        return _("%(count)d answers to questions that you watch: %(people)s") % said
    return _("%(count)d posts in a topic that you watch: %(people)s") % said


def _by_person(line: list[Told]) -> list[Told]:
    """The newest notice of each who did something."""
    found: dict[int | None, Told] = {}
    for one in line:
        found.setdefault(one.actor_id, one)
    return list(found.values())


def _people(names: list[str]) -> str:
    """Ana; Ana and Bo; Ana, Bo and 4 others."""
    if len(names) == 1:
        return names[0]
    if len(names) == 2:
        return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    left = len(names) - 2
    words = ngettext(
        "%(first)s, %(second)s and %(count)d other",
        "%(first)s, %(second)s and %(count)d others",
        left,
    )
    return words % {"first": names[0], "second": names[1], "count": left}


def _days(rows: tuple[NoticeRow, ...]) -> tuple[NoticeDay, ...]:
    """Each day once: what was told late stands among what happened on its day."""
    in_days = sorted(rows, key=lambda row: row.day, reverse=True)
    today = timezone.localdate()
    return tuple(
        NoticeDay(_day_title(day, today), tuple(those))
        for day, those in groupby(in_days, key=lambda row: row.day)
    )


def _day_title(day: date, today: date) -> str:
    """In words: today, yesterday, then the date."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return formats.date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")
