"""A member as moderators see them: what stands against them, what was decided, what waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.faces import Face, face_of
from accounts.models import User
from accounts.policies import check_sanction
from accounts.queries.invitations import invited_by
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation.models import Case
from moderation.queries.lines import LogLine, log_line, named, told
from moderation.queries.log import entries_for
from threads import policies
from threads.models import HeldPost, Post

MOST_CASES = 20
MOST_HELD = 20
MOST_LINES = 30
# What somebody who is about to sanction a member reads of what was before.
EARLIER = (
    Act.WARN, Act.UNWARN, Act.SILENCE, Act.UNSILENCE, Act.SUSPEND, Act.UNSUSPEND, Act.HIDE,
    Act.REFUSE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A sanction that is in force: of which kind, until when and why, imposed by whom."""

    act: str
    until: datetime
    reason: str
    by: Face


@dataclass(frozen=True, slots=True)
class CaseLink:
    """A case about something that the person wrote."""

    url: str
    title: str
    is_held: bool
    decision: str
    opened_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A text of the person that waits or was refused."""

    url: str
    title: str
    is_refused: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is, with the sanctions in force, which are for moderators of the whole site."""

    person: User
    face: Face
    posts: int
    # By whose invitation they came.
    invited_by: Face | None
    standing: tuple[Standing, ...]
    lines: tuple[LogLine, ...]

    @property
    def ids(self) -> frozenset[int]:
        """Which lines of the log stand on this page."""
        return frozenset(line.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """The page `/moderation/people/<handle>/`. `why_not` says why the viewer may not sanction this
    person, where they may not."""

    about: Person
    cases: tuple[CaseLink, ...]
    held: tuple[HeldLink, ...]
    why_not: str


def person_about(viewer: Viewer, person: User) -> Person:
    """Who is about to be sanctioned, in four queries."""
    entries = _lines_about(viewer, person).filter(act__in=EARLIER)
    return _person(viewer, person, entries)


def person_record(viewer: Viewer, person: User) -> PersonRecord:
    """Everything that the viewer may know as a moderator, in six queries."""
    cases = Case.objects.visible_to(viewer).filter(Q(post__author=person) | Q(held__author=person))
    held = HeldPost.objects.visible_to(viewer).filter(
        author=person, state__in=[HeldPost.State.WAITING, HeldPost.State.REFUSED]
    )
    return PersonRecord(
        about=_person(viewer, person, _lines_about(viewer, person)),
        cases=tuple(
            _case(case)
            for case in cases.select_related("post__topic", "held__topic").order_by("-id")[
                :MOST_CASES
            ]
        ),
        held=tuple(
            HeldLink(
                url=text.get_absolute_url(),
                title=text.topic_title,
                is_refused=text.state == HeldPost.State.REFUSED,
                created_at=text.created_at,
            )
            for text in held.select_related("topic")
            .defer("html", "source")
            .order_by("-id")[:MOST_HELD]
        ),
        why_not=policies.reason(check_sanction, viewer, person),
    )


def _lines_about(viewer: Viewer, person: User) -> QuerySet[Entry]:
    """What was done to the person, as far as it is the viewer's to know as a moderator: of one
    category, what was done there."""
    theirs = Q(is_full=True)
    if not viewer.moderates_site:
        theirs &= Q(place__in=viewer.moderated_ids)
    return entries_for(viewer).filter(theirs, person_id=person.pk)


def _person(viewer: Viewer, person: User, entries: QuerySet[Entry]) -> Person:
    newest = named(viewer, entries).order_by("-at", "-pk")[:MOST_LINES]
    posts = Post.objects.visible_to(viewer).shown().filter(author=person)
    return Person(
        person=person,
        face=face_of(person),
        posts=posts.count(),
        invited_by=invited_by(person.pk),
        standing=_standing(person) if viewer.moderates_site else (),
        lines=tuple(log_line(told(entry)) for entry in newest),
    )


def _standing(person: User) -> tuple[Standing, ...]:
    """The sanctions in force. Who imposed one says its newest line."""
    found: list[tuple[str, datetime, str]] = []
    if person.is_silenced and person.silenced_until:
        found.append((Act.SILENCE, person.silenced_until, person.silenced_reason))
    if person.is_suspended and person.suspended_until:
        found.append((Act.SUSPEND, person.suspended_until, person.suspended_reason))
    by = _imposed_by(person, [act for act, _until, _reason in found])
    return tuple(Standing(act, until, reason, face_of(by.get(act))) for act, until, reason in found)


def _imposed_by(person: User, acts: Iterable[str]) -> dict[str, User]:
    """Who imposed the newest sanction of each of these kinds; no query where there is none."""
    acts = list(acts)
    if not acts:
        return {}
    entries = Entry.objects.filter(person_id=person.pk, act__in=acts).order_by("act", "-id")
    doers = dict(entries.distinct("act").values_list("act", "actor_id"))
    people = User.objects.in_bulk(doers.values())
    return {act: people[doer] for act, doer in doers.items() if doer in people}


def _case(case: Case) -> CaseLink:
    about = case.about
    title = about.topic.title if isinstance(about, Post) else about.topic_title
    return CaseLink(
        url=case.get_absolute_url(),
        title=title,
        is_held=case.held_id is not None,
        decision=str(case.get_decision_display()),
        opened_at=case.opened_at,
        decided_at=case.decided_at,
    )
