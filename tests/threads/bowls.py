"""A running fishbowl for tests: who is there, what they do in it, and a clock that stands until it
is moved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from ledger.models import Entry
from notifications.models import Announcement
from tests.make import as_viewer, make_category, make_person, make_topic, numbers
from threads.actions import seats
from threads.actions.panels import SeatWish, Wish, change_panel
from threads.actions.phases import move_phase
from threads.actions.posts import Manner, Published, publish_post
from threads.actions.running.bowl import Bowl
from threads.actions.running.tending import tend_fishbowls
from threads.actions.setups import Setup
from threads.models import Category, Fishbowl, Hand, Panelist, Post, Round, Seat, Topic, Turn
from threads.queries.bowl_rows import bowl_rows
from threads.queries.hosts import COHOST_IDS
from threads.queries.setups import standing_of

LONG_AGO = timedelta(days=400)
# The panel of most plays, as `sitting` answers it.
PANEL = {"mira.oday": "panel", "ola": "panel"}


class Play:
    """A fishbowl, by its topic. `now` is the moment of every act until `ahead` moves it on; give
    `patch` (a `pytest.MonkeyPatch`) for that, or none where real time runs."""

    def __init__(
        self,
        host: User,
        patch: Any = None,
        *,
        panel: tuple[User, ...] = (),
        phase: str = "panel",
        category: Category | None = None,
        **bowl: Any,
    ) -> None:
        self.now = timezone.now()
        if patch:
            patch.setattr(timezone, "now", lambda: self.now)
        setup = Setup("fishbowl", tuple(one.username for one in panel))
        facts = {"setup": setup, "prompts": ["What helps?", "What hinders?"]}
        self.host = host
        self.id = make_topic(host, category or make_category(), **facts).pk
        for person in panel:
            self.do(seats.answer_invitation, person, accept=True)
        if phase != "gathering":
            self.do(move_phase, host, phase)
        if bowl:
            Fishbowl.objects.filter(topic=self.id).update(**bowl)
        Announcement.objects.all().delete()

    # --- What is done -----------------------------------------------------------------------------

    def ahead(self, **span: float) -> datetime:
        """So much later nobody has done anything, the clock neither."""
        self.now += timedelta(**span)
        return self.now

    def tick(self, **span: float) -> None:
        """So much later the clock comes by."""
        self.ahead(**span)
        tend_fishbowls()

    def do(self, act: Callable[..., Any], person: User, *facts: Any, **more: Any) -> Any:
        """Somebody does something in the fishbowl as it stands now."""
        return act(as_viewer(person), self.topic, *facts, **more)

    def take(self, person: User) -> seats.Taken:
        return self.do(seats.take_chair, person)

    def raises(self, *people: User) -> None:
        """Each of them raises a hand, a minute after the one before."""
        for person in people:
            self.do(seats.raise_hand, person)
            self.ahead(minutes=1)

    def say(self, person: User, text: str = "", **manner: Any) -> Post:
        """Somebody says something, and it stands."""
        said = self.sends(person, text, **manner)
        assert said.post is not None
        return said.post

    def sends(self, person: User, text: str = "", token: Any = None, **manner: Any) -> Published:
        words = text or f"Words {next(numbers)}."
        return self.do(publish_post, person, words, manner=Manner(**manner), token=token)

    def name_panel(self, *names: str, reason: str = "", kind: str = "fishbowl") -> None:
        """Whoever holds it names these on the panel, and nobody else."""
        standing = standing_of(self.topic)
        kept = {seat.typed.removeprefix("@"): seat.id for seat in standing.seats}
        wish = Wish(kind, tuple(SeatWish(name, kept.get(name)) for name in names), None)
        self.do(change_panel, self.host, wish, stamp=standing.stamp, reason=reason)

    def invite(self, name: str) -> None:
        """Whoever holds it names somebody beside the others."""
        self.name_panel(*self.labels, name)

    # --- What stands ------------------------------------------------------------------------------

    @property
    def topic(self) -> Topic:
        topics = Topic.objects.select_related("category").annotate(cohost_ids=COHOST_IDS)
        return topics.get(pk=self.id)

    @property
    def row(self) -> Fishbowl:
        return Fishbowl.objects.get(topic=self.id)

    @property
    def phase(self) -> str:
        return self.row.phase

    @property
    def line(self) -> list[str]:
        """Who is in line, first those with an offer; for the page and for the acts the same."""
        rows = bowl_rows(self.id, None)
        assert rows is not None
        bowl = Bowl(self.topic, self.row, self.now)
        handles = dict(User.objects.values_list("pk", "username"))
        in_line = [handles[hand.person_id] for hand in seats.line_of(bowl)]
        assert [hand["handle"] for hand in rows.hands] == in_line
        return in_line

    @property
    def offered(self) -> list[str]:
        """Who is offered a chair."""
        hands = Hand.objects.filter(fishbowl__topic=self.id, state="offered")
        return sorted(hands.values_list("person__username", flat=True))

    @property
    def sitting(self) -> dict[str, str]:
        """Who sits, and on what."""
        seated = Seat.objects.filter(fishbowl__topic=self.id, state="seated")
        return dict(seated.values_list("person__username", "kind"))

    @property
    def labels(self) -> list[str]:
        """Who stands on the panel of the topic."""
        rows = Panelist.objects.filter(topic=self.id).order_by("position")
        return [*rows.values_list("person__username", flat=True)]

    def hand(self, person: User) -> Hand:
        """The hand that somebody raised last."""
        return Hand.objects.filter(fishbowl__topic=self.id, person=person).latest("pk")

    def seat(self, person: User) -> Seat:
        """The seat that somebody was given last."""
        return Seat.objects.filter(fishbowl__topic=self.id, person=person).latest("pk")

    @property
    def turns(self) -> dict[str, str]:
        """What became of each turn in the last round, in their order."""
        turns = Turn.objects.filter(round=self.round).order_by("position")
        return dict(turns.values_list("person__username", "state"))

    @property
    def round(self) -> Round:
        return Round.objects.filter(fishbowl__topic=self.id).latest("pk")

    def lines(self, *acts: str) -> list[str]:
        """What was done, of these acts or all, in its order."""
        done = Entry.objects.filter(topic_id=self.id).order_by("pk").values_list("act", flat=True)
        return [act for act in done if not acts or act in acts]

    def told(self, occasion: str) -> list[int]:
        """Of which rows people are told on that occasion."""
        rows = Announcement.objects.filter(occasion=occasion).order_by("pk")
        return [*rows.values_list("subject_id", flat=True)]


def member(handle: str = "", **extra: Any) -> User:
    """Somebody who has been here for long."""
    return make_person(handle, date_joined=timezone.now() - LONG_AGO, **extra)


def members(*handles: str) -> list[User]:
    """Some of them."""
    return [member(handle) for handle in handles]
