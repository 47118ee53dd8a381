"""What the apps above tell this one at start (`AppConfig.ready`): who may read a subject, what
it is called, and whom an occasion concerns."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from notifications.models import HEARD_FROM_ALL, Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about, as its reader may see it."""

    title: str
    url: str
    excerpt: str
    # What was done, where the kind alone does not say it.
    verb: str = ""
    # Where its reader changes how closely they follow what it is part of.
    follow_url: str = ""


class Section(IntEnum):
    """The parts of a digest, in their order: what needs a voice comes before what has many."""

    VOICES = 1
    QUESTIONS = 2
    WAITING = 3
    REVIEWS = 4
    NOTICES = 5
    TOPICS = 6
    FOLLOWED = 7
    GALLERY = 8


@dataclass(frozen=True, slots=True)
class Period:
    """What a digest tells of: what happened after `since`, up to and with `until`. What another
    letter than `mail_id` took along is told already."""

    since: datetime
    until: datetime
    mail_id: int = 0

    def holds(self, at: datetime) -> bool:
        """Whether this moment is in it."""
        return self.since < at <= self.until


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a digest: a title that leads somewhere, who did what (`said`), and words of it.
    `topic_id` and `post_id` are what it is about, 0 where it is about none: told once."""

    title: str
    url: str
    said: str = ""
    text: str = ""
    topic_id: int = 0
    post_id: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has for a section: the first lines of `count`, and how many wait there from
    before the period. A part that is no news comes along in a mail, and makes none."""

    section: Section
    lines: tuple[Line, ...]
    count: int
    earlier: int = 0
    is_news: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the lines above are about."""

    topic_ids: frozenset[int] = field(default_factory=frozenset)
    post_ids: frozenset[int] = field(default_factory=frozenset)


DigestSource = Callable[[Viewer, Period, Told], Iterable[Part]]


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody to be told: of which kind, about which subject, done by whom (None: by the site).
    Where it is quiet, no mail tells of it at once: what would come so is in the digest."""

    recipient_id: int
    kind: str
    subject_id: int
    actor_id: int | None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """The read permission of subjects.

    `readable(viewer)` is a query of the ids that the viewer may read; `describe(viewer, ids)`
    gives the readable ones their words, in a fixed number of queries. `later(viewer)` are those
    that the viewer may not read yet: a notice of one is made, and waits unread until it opens.
    `withheld(viewer)` are those whose notices to others, which the admin lists, would tell the
    viewer who wrote what they may not read yet. `muted(viewer)` are those that the viewer wants to
    hear nothing of, whatever happens. `topics(ids)` are the topics that they are part of, by their
    ids, in one query; what is part of none is left out.
    """

    readable: Callable[[Viewer], QuerySet[Any, Any]]
    describe: Callable[[Viewer, Iterable[int]], dict[int, Subject]]
    later: Callable[[Viewer], QuerySet[Any, Any]] | None = None
    withheld: Callable[[Viewer], QuerySet[Any, Any]] | None = None
    muted: Callable[[Viewer], QuerySet[Any, Any]] | None = None
    topics: Callable[[Iterable[int]], dict[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who follows what an act was done in: too many to be looked at one by one.

    `followers` are queries of rows with a `person_id`, each with the kind of notice that it makes:
    of a post one of `OF_POST`, of anything else another of `OF_CROWD`; of somebody in several the
    strongest counts that they want to hear for, and who is in one of `Kind.EACH_POST` gets the mail
    of it in any case. `people` are those who may hear of the subject: it is the gate of the kinds,
    asked of everybody at once.
    """

    subject_id: int
    actor_id: int
    topic_id: int
    followers: tuple[tuple[Kind, QuerySet[Any, Any]], ...]
    people: QuerySet[User]


@dataclass(frozen=True, slots=True)
class PostByMail:
    """A post as a mail holds it, for one reader: whole, with whole addresses, and nothing in it
    that is fetched from elsewhere. `html` and `text` say the same."""

    number: int
    title: str
    author: str
    category_id: int
    category: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Conversations:
    """What mail asks of what is above this app.

    `posts(viewer, ids, site)` are the posts that the viewer may read, in a fixed number of queries;
    `titles(viewer, topic_ids)` and `categories(viewer, ids)` what those are called that they may
    read. `visits()` are rows with `person_id`, `topic_id` and `visited_at`, for who has been in a
    topic. `gets_category(person_id, category_id)` tells whether somebody gets a category by mail;
    `stop_category(person_id, category_id)` ends that, `resume_category` begins it
    anew; both are answered with whether something changed.
    """

    posts: Callable[[Viewer, Iterable[int], str], dict[int, PostByMail]]
    titles: Callable[[Viewer, Iterable[int]], dict[int, str]]
    categories: Callable[[Viewer, Iterable[int]], dict[int, str]]
    visits: Callable[[], QuerySet[Any, Any]]
    gets_category: Callable[[int, int], bool]
    stop_category: Callable[[int, int], bool]
    resume_category: Callable[[int, int], bool]


class Registry:
    """One gate for each sort of subject; for each occasion an audience, a crowd, or both."""

    def __init__(self) -> None:
        self.digest_sources: list[tuple[Section, DigestSource]] = []
        self.gates: dict[str, Gate] = {}
        self._audiences: dict[str, Callable[[int], list[Hearer]]] = {}
        self._crowds: dict[str, Callable[[int], Crowd | None]] = {}
        self._conversations: Conversations | None = None

    @property
    def conversations(self) -> Conversations:
        """What mail asks of the app above."""
        assert self._conversations is not None  # noqa: S101 - said at start
        return self._conversations

    def register_conversations(self, conversations: Conversations) -> None:
        """Say what mail asks of topics and posts."""
        self._conversations = conversations

    def register_gate(self, name: str, gate: Gate) -> None:
        """Set the gate of the subjects of that name (`Kind.gate`)."""
        self.gates[name] = gate

    def register_audience(self, occasion: str, audience: Callable[[int], list[Hearer]]) -> None:
        """Say whom an occasion concerns; `audience(subject_id)` is asked when it is told."""
        self._audiences[occasion] = audience

    def register_crowd(self, occasion: str, crowd: Callable[[int], Crowd | None]) -> None:
        """Say who follows what an occasion happens in; `crowd(subject_id)` is asked before each
        part of them is told, and answers None where there is nothing to tell."""
        self._crowds[occasion] = crowd

    def readable(self, viewer: Viewer, kinds: Collection[str] | None = None) -> Q:
        """The condition under which a notice is about something that the viewer may read, and wants
        to: not muted, and not done by somebody whom they ignore, where that is no moderation. Of
        these kinds alone, where it is known that there are no others."""
        wanted = self.gates if kinds is None else {Kind(kind).gate for kind in kinds}
        gates = [(name, gate) for name, gate in self.gates.items() if name in wanted]
        told = _about((name, gate.readable(viewer)) for name, gate in gates)
        muted = [(name, gate.muted(viewer)) for name, gate in gates if gate.muted]
        return told & ~_about(muted) & unheard(viewer) if muted else told & unheard(viewer)

    def muted(self, viewer: Viewer) -> Q:
        """The condition under which a notice is about something that the viewer muted."""
        return _about((name, gate.muted(viewer)) for name, gate in self.gates.items() if gate.muted)

    def later(self, viewer: Viewer) -> Q:
        """The condition under which a notice is about something that opens to the viewer later."""
        return _about((name, gate.later(viewer)) for name, gate in self.gates.items() if gate.later)

    def withheld(self, viewer: Viewer) -> Q:
        """The condition under which a notice to somebody is kept from the viewer."""
        return _about(
            (name, gate.withheld(viewer)) for name, gate in self.gates.items() if gate.withheld
        )

    def topics_of(self, hearers: Collection[Hearer]) -> dict[Hearer, int]:
        """The topic that what each is told of is part of; one query for each sort of subject."""
        found = {
            (name, subject_id): topic_id
            for name, gate in self.gates.items()
            if gate.topics
            and (ids := {one.subject_id for one in hearers if Kind(one.kind).gate == name})
            for subject_id, topic_id in gate.topics(ids).items()
        }
        return {one: found.get((Kind(one.kind).gate, one.subject_id), 0) for one in hearers}

    def audience(self, occasion: str, subject_id: int) -> list[Hearer]:
        """Whom it concerns, the doer included. Raises `KeyError` for an unknown occasion."""
        if occasion in self._crowds and occasion not in self._audiences:
            return []
        return self._audiences[occasion](subject_id)

    def crowd(self, occasion: str, subject_id: int) -> Crowd | None:
        """Who follows what it happened in; None where nobody is told for that."""
        ask = self._crowds.get(occasion)
        return ask(subject_id) if ask else None

    def register_digest(self, first: Section, source: DigestSource) -> None:
        """Add to each digest what a source has for the sections from this one on. It takes a fixed
        number of queries, and tells of nothing that the viewer may not read now."""
        self.digest_sources.append((first, source))


def unheard(viewer: Viewer) -> Q:
    """The condition under which a notice is not of somebody whom the viewer ignores."""
    if not viewer.ignored_ids:
        return Q()
    return Q(kind__in=HEARD_FROM_ALL) | Q(actor=None) | ~Q(actor__in=viewer.ignored_ids)


def _about(subjects: Iterable[tuple[str, QuerySet[Any, Any]]]) -> Q:
    """The condition under which a notice is about one of these subjects, by the names of their
    gates."""
    condition = Q(pk__in=[])
    for name, rows in subjects:
        kinds = [kind for kind in Kind if kind.gate == name]
        # Looked up notice by notice: all that the viewer may read would be gathered else.
        # The kind is looked at first, which costs nothing.
        condition |= Q(kind__in=kinds) & Q(Exists(rows.filter(pk=OuterRef("subject_id"))))
    return condition


registry = Registry()
