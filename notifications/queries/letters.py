"""What a letter says: put together when it is sent, from what its person has not read and may read
then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.faces import face
from accounts.lines import clean_line
from accounts.models import User
from accounts.queries.community import community
from accounts.viewer import Viewer, viewer_of
from notifications.models import OF_POST, SORTS, ByMail, Kind, Mail, MailStop, Notice
from notifications.queries.stops import (
    ALL,
    Scope,
    Stop,
    category_scope,
    site,
    sort_scope,
    stop_for,
    topic_scope,
)
from notifications.registry import PostByMail, Subject, registry

# Posts that stand in a letter whole, and lines in all; the site has the rest.
MOST_WHOLE: Final = 10
MOST_ITEMS: Final = 50
SUBJECT_LENGTH: Final = 180
# How long a letter waits for what opens to its person later, before it asks again.
LATER: Final = timedelta(hours=1)

READ = gettext_noop("They have read it meanwhile.")
LOST = gettext_noop("They may not read it any more, or want to hear nothing of it.")
STOPPED = gettext_noop("They want no mail about this topic.")
ENDED = gettext_noop("They get this category by mail no more.")

COLUMNS = ("pk", "kind", "subject_id", "at", "actor__username", "actor__display_name")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened, as a letter says it; `html` and `text` are the post, or say the
    same of what is no post."""

    said: str
    when: str
    title: str
    url: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is written: every sentence in the language of its person.

    `topic_id` threads the mails of one topic together; `list_id` says which list it is of. The
    first of the `stops` is what one press in a mail program stops.
    """

    community: str
    subject: str
    heading: str
    items: tuple[Item, ...]
    rest: str
    why: str
    stops: tuple[Stop, ...]
    settings_label: str
    settings_url: str
    topic_id: int
    list_id: str
    site: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nothing is left to say; `reason` is a sentence to be translated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not yet."""

    until: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice with what it is about."""

    id: int
    kind: Kind
    actor: str
    at: datetime
    subject: Subject
    post: PostByMail | None

    @property
    def did(self) -> str:
        return self.subject.verb or str(self.kind.label)

    @property
    def said(self) -> str:
        return _("%(who)s %(did)s") % {"who": self.actor, "did": self.did}


def letter_of_notices(mail: Mail, person: User) -> Letter | Dropped | Postponed:
    """The letter of notices to this person (found `with_rights`), in the language and the time
    zone that are active. In a fixed number of queries for each kind of subject."""
    stops = MailStop.objects.filter(person=person, topic_id=mail.topic_id)
    if mail.topic_id and stops.exists():
        return Dropped(STOPPED)
    viewer = viewer_of(person)
    unread = Notice.objects.filter(mail=mail, read_at=None).exclude(by_mail=ByMail.NEVER)
    kinds = set(unread.order_by().values_list("kind", flat=True).distinct())
    told = _told(viewer, unread.filter(registry.readable(viewer, kinds)))
    if told and _category_ended(mail, told[0]):
        return Dropped(ENDED)
    if told:
        return _letter(mail, viewer, told)
    if not unread.exists():
        return Dropped(READ)
    if unread.filter(registry.later(viewer)).exists():
        return Postponed(timezone.now() + LATER)
    return Dropped(LOST)


def _category_ended(mail: Mail, one: _Told) -> bool:
    """Whether a post by mail is of a category that its person gets by mail no more."""
    if mail.purpose != Mail.Purpose.POST or one.post is None:
        return False
    gets = registry.conversations.gets_category
    return not gets(mail.recipient_id, one.post.category_id)


def _told(viewer: Viewer, notices: QuerySet[Notice]) -> list[_Told]:
    """The notices with what they are about, the oldest first."""
    rows = list(notices.order_by("at", "pk").values_list(*COLUMNS))
    subjects = _subjects(viewer, rows)
    whole = [row[2] for row in rows if row[1] in OF_POST][:MOST_WHOLE]
    posts = registry.conversations.posts(viewer, whole, site()) if whole else {}
    return [
        _Told(
            id=pk,
            kind=Kind(kind),
            actor=clean_line(face(handle, name).name if handle else _name()),
            at=at,
            subject=subjects[Kind(kind).gate, subject_id],
            post=posts.get(subject_id) if kind in OF_POST else None,
        )
        for pk, kind, subject_id, at, handle, name in rows
        if (Kind(kind).gate, subject_id) in subjects
    ]


def _subjects(viewer: Viewer, rows: list[tuple[Any, ...]]) -> dict[tuple[str, int], Subject]:
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(Kind(row[1]).gate, set()).add(row[2])
    return {
        (gate, subject_id): subject
        for gate, wanted in ids.items()
        for subject_id, subject in registry.gates[gate].describe(viewer, wanted).items()
    }


def _letter(mail: Mail, viewer: Viewer, told: list[_Told]) -> Letter:
    shown = told[:MOST_ITEMS]
    more = len(told) - len(shown)
    rest = ngettext("%(count)s more is on the site.", "%(count)s more are on the site.", more)
    return Letter(
        community=_name(),
        subject=Truncator(clean_line(_subject(mail, told))).chars(SUBJECT_LENGTH),
        heading=clean_line(told[0].subject.title) if mail.topic_id else _name(),
        items=tuple(_item(one, is_alone=bool(mail.topic_id)) for one in shown),
        rest=rest % {"count": more} if more else "",
        why=_why(mail, told),
        stops=_stops(mail, viewer, told),
        settings_label=_("What mail tells you of, and when"),
        settings_url=f"{site()}/settings/notices/",
        topic_id=mail.topic_id,
        list_id=_list_id(mail, told),
        site=site(),
    )


def _item(one: _Told, *, is_alone: bool) -> Item:
    local = timezone.localtime(one.at)
    when = f"{formats.date_format(local, 'DATETIME_FORMAT')} ({local.tzname()})"
    return Item(
        said=one.said,
        when=when,
        title="" if is_alone else clean_line(one.subject.title),
        url=f"{site()}{one.subject.url}",
        html=one.post.html if one.post else "",
        text=one.post.text if one.post else one.subject.excerpt,
    )


def _subject(mail: Mail, told: list[_Told]) -> str:
    """Who did what, and where."""
    first = told[0]
    if mail.purpose == Mail.Purpose.POST and first.post:
        return f"[{first.post.category}] {first.subject.title}"
    facts: dict[str, Any] = {"who": first.actor, "did": first.did, "where": first.subject.title}
    if len(told) == 1:
        return _("%(who)s %(did)s: %(where)s") % facts
    facts |= {"count": len(told), "where": first.subject.title if mail.topic_id else _name()}
    facts["who"] = _names([one.actor for one in told])
    if all(one.kind in OF_POST for one in told) and mail.topic_id:
        words = ngettext(
            "%(count)s new post in %(where)s (%(who)s)",
            "%(count)s new posts in %(where)s (%(who)s)",
            len(told),
        )
    else:
        words = ngettext(
            "%(count)s notice in %(where)s (%(who)s)",
            "%(count)s notices in %(where)s (%(who)s)",
            len(told),
        )
    return words % facts


def _names(names: Iterable[str]) -> str:
    """Up to two people by name, and how many others."""
    people = list(dict.fromkeys(names))
    if len(people) == 1:
        return people[0]
    rest = len(people) - 2
    if not rest:
        return _("%(first)s and %(second)s") % {"first": people[0], "second": people[1]}
    words = ngettext(
        "%(first)s, %(second)s and %(count)s other",
        "%(first)s, %(second)s and %(count)s others",
        rest,
    )
    return words % {"first": people[0], "second": people[1], "count": rest}


def _why(mail: Mail, told: list[_Told]) -> str:
    """Why it came, in the words of what its person chooses."""
    if mail.purpose == Mail.Purpose.POST and told[0].post:
        return _("You get this because each post in “%(category)s” comes to you by mail.") % {
            "category": told[0].post.category
        }
    reasons = dict.fromkeys(str(one.kind.sort.label) for one in told)
    return _("You get this because mail tells you of this: %(reasons)s.") % {
        "reasons": " · ".join(reasons)
    }


def _stops(mail: Mail, viewer: Viewer, told: list[_Told]) -> tuple[Stop, ...]:
    """What can be stopped, the nearest first."""
    scopes: list[tuple[Scope, str]] = []
    if mail.purpose == Mail.Purpose.POST and told[0].post:
        scopes.append((category_scope(told[0].post.category_id), _("No more from this category")))
    if mail.topic_id:
        scopes.append((topic_scope(mail.topic_id), _("No more mail about this topic")))
    if mail.purpose == Mail.Purpose.NOTICES:
        for sort in dict.fromkeys(SORTS[one.kind] for one in told):
            words = _("No more mail of this sort: %(sort)s") % {"sort": sort.label}
            scopes.append((sort_scope(sort), words))
    scopes.append((ALL, _("No more mail at all")))
    return tuple(stop_for(viewer.id or 0, scope, words) for scope, words in scopes)


def _list_id(mail: Mail, told: list[_Told]) -> str:
    """Which list it is of: a category, or the forum."""
    post = told[0].post
    return f"c{post.category_id}" if mail.purpose == Mail.Purpose.POST and post else "notices"


def _name() -> str:
    found = community()
    return clean_line(found.name) if found else "Leadership Forum"
