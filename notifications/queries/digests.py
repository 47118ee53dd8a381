"""The digest of somebody for a period: what its sources have, put together when it is read or sent,
from what its person may read then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, groupby
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import face
from accounts.models import Community, User
from accounts.policies import check_member
from accounts.queries.community import community
from accounts.viewer import Viewer
from notifications.models import OF_POST, ByMail, Kind, MailChoice, MailStop, Notice
from notifications.queries.stops import Stop
from notifications.registry import Line, Part, Period, Section, Told, registry, unheard

# Lines of a part, names in a line, and how many notices one digest takes along.
MOST_LINES: Final = 5
MOST_NAMES: Final = 2
MOST_NOTICES: Final = 2_000
PERIODS: Final = {
    MailChoice.Digest.DAILY: timedelta(days=1),
    MailChoice.Digest.WEEKLY: timedelta(days=7),
}
COLUMNS: Final = ("pk", "kind", "subject_id", "topic_id", "actor__username", "actor__display_name")


@dataclass(frozen=True, slots=True)
class DigestPart:
    """A section with everything that sources have for it, in words."""

    name: str
    title: str
    lines: tuple[Line, ...]
    more: str
    earlier: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened in a period. Without news there is no mail; `notice_ids` are the notices that
    it tells of, also where they stand behind "and 7 more"."""

    period: Period
    parts: tuple[DigestPart, ...]
    is_news: bool
    notice_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """A digest whose words are written, and what its headers say: the first of the `stops` is what
    one press in a mail program stops."""

    community: str
    subject: str
    text: str
    html: str
    stops: tuple[Stop, ...]
    site: str
    list_id: str = "digest"
    topic_id: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice, before it has words."""

    id: int
    kind: Kind
    subject_id: int
    topic_id: int
    name: str


def digest_of(viewer: Viewer, period: Period) -> Digest:
    """What a member missed in a period, in the active language; in a fixed number of queries for
    each kind of notice that waits."""
    parts: list[Part] = []
    sources = registry.digest_sources
    for section, source in sources:
        if section < Section.NOTICES:
            parts += source(viewer, period, Told())
    notices = _waiting(viewer, period)
    parts += _of_notices(viewer, notices, _told(parts))
    for section, source in sources:
        if section > Section.NOTICES:
            parts += source(viewer, period, _told(parts))
    # What is no news comes after what is.
    parts.sort(key=lambda part: (part.section, not part.is_news))
    return Digest(
        period=period,
        parts=tuple(
            _in_words(section, list(those))
            for section, those in groupby(parts, key=lambda part: part.section)
        ),
        is_news=any(part.is_news for part in parts),
        notice_ids=tuple(notice.id for notice in notices),
    )


def how_often(chosen: str) -> str:
    """How often somebody gets a digest who chose this: as the community has it, where they chose
    nothing."""
    return chosen or (community() or Community()).digest


def coming_period(viewer: Viewer) -> Period:
    """What a digest that came now would tell a member of: what happened since the last one; where
    there was none, since the later of the day they joined and one period ago."""
    now = timezone.now()
    columns = ("date_joined", "mail_choice__digest", "mail_choice__digest_at")
    joined, chosen, last = User.objects.values_list(*columns).get(pk=check_member(viewer))
    often = MailChoice.Digest(how_often(chosen or ""))
    ago = now - PERIODS.get(often, PERIODS[MailChoice.Digest.WEEKLY])
    return Period(last or max(ago, joined), now)


def _told(parts: Iterable[Part]) -> Told:
    lines = list(chain.from_iterable(part.lines for part in parts))
    return Told(
        frozenset(line.topic_id for line in lines if line.topic_id),
        frozenset(line.post_id for line in lines if line.post_id),
    )


# --- Notices --------------------------------------------------------------------------------------


def _waiting(viewer: Viewer, period: Period) -> list[_Told]:
    """The notices that wait for a digest, the oldest first: unread, of what the viewer may read now
    and wants to hear of. When they were made does not matter: what opens late is told late."""
    notices = Notice.objects.filter(
        Q(mail=None) | Q(mail_id=period.mail_id),
        recipient_id=viewer.id,
        by_mail=ByMail.DIGEST,
        read_at=None,
        at__lte=period.until,
    )
    kinds = set(notices.order_by().values_list("kind", flat=True).distinct())
    if not kinds:
        return []
    stops = MailStop.objects.filter(person=viewer.id).values("topic_id")
    told = notices.filter(registry.readable(viewer, kinds)).exclude(registry.muted(viewer))
    told = told.filter(unheard(viewer)).exclude(topic_id__in=stops)
    rows = told.order_by("pk").values_list(*COLUMNS)[:MOST_NOTICES]
    return [
        _Told(pk, Kind(kind), subject, topic, face(handle, name).name)
        for pk, kind, subject, topic, handle, name in rows
    ]


def _of_notices(viewer: Viewer, notices: Sequence[_Told], told: Told) -> Iterable[Part]:
    """A line for each topic, in the order of its first notice; without posts that stand above."""
    heaps: dict[tuple[str, int], list[_Told]] = {}
    for one in notices:
        if one.kind in OF_POST and one.subject_id in told.post_ids:
            continue
        place = ("", one.topic_id) if one.topic_id else (one.kind.gate, one.subject_id)
        heaps.setdefault(place, []).append(one)
    shown = list(heaps.values())[:MOST_LINES]
    subjects = {
        (name, pk): subject
        for name, gate in registry.gates.items()
        for pk, subject in gate.describe(
            viewer, {heap[0].subject_id for heap in shown if heap[0].kind.gate == name}
        ).items()
    }
    lines = []
    for heap in shown:
        first = heap[0]
        if subject := subjects.get((first.kind.gate, first.subject_id)):
            text = subject.excerpt if len(heap) == 1 else ""
            said = subject.verb if len(heap) == 1 and subject.verb else ""
            lines.append(Line(subject.title, subject.url, _said(heap, said), text, first.topic_id))
    if heaps:
        yield Part(Section.NOTICES, tuple(lines), len(heaps), url="/notifications/")


def _said(heap: Sequence[_Told], verb: str) -> str:
    """Who did what, each deed once: "Ana, Bo and 2 others replied to you; Cy liked your post"."""
    people: dict[str, dict[str, None]] = {}
    for one in heap:
        people.setdefault(verb or str(one.kind.label), {})[one.name] = None
    said = (
        _("%(who)s %(did)s") % {"who": _named(list(names)), "did": did}
        for did, names in people.items()
    )
    return "; ".join(said)


def _named(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMES
    if rest > 0:
        words = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", rest)
        return words % {"names": ", ".join(names[:MOST_NAMES]), "count": rest}
    return _(" and ").join(names)


# --- Words ----------------------------------------------------------------------------------------


def _in_words(section: Section, parts: Sequence[Part]) -> DigestPart:
    """Everything of one section. A part whose lines are not all there says how many there are."""
    lines = tuple(chain.from_iterable(part.lines for part in parts))
    more = sum(part.count for part in parts) - len(lines)
    earlier = sum(part.earlier for part in parts)
    since = ngettext(
        "%(count)s has been waiting since before.",
        "%(count)s have been waiting since before.",
        earlier,
    )
    return DigestPart(
        name=section.name.lower(),
        title=_title(section),
        lines=lines,
        more=_("and %(count)s more") % {"count": more} if more > 0 else "",
        earlier=since % {"count": earlier} if earlier else "",
        url=next((part.url for part in parts if part.url), ""),
    )


def _title(section: Section) -> str:
    return {
        Section.VOICES: _("Not heard yet"),
        Section.QUESTIONS: _("Questions without an answer"),
        Section.WAITING: _("Waiting for you"),
        Section.REVIEWS: _("To be looked at again"),
        Section.NOTICES: _("What happened for you"),
        Section.TOPICS: _("New topics"),
        Section.FOLLOWED: _("Unread in what you follow"),
        Section.GALLERY: _("From the gallery of what you follow"),
    }[section]
