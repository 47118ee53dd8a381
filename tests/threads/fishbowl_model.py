"""The rules of a running fishbowl in plain Python, with people by name and nothing stored: what the
real acts are compared with (docs/fishbowl.md, part 11 and following; domain §3.4 to §3.8)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HOST, MODERATOR = "ada", "mo"
HOUR = timedelta(hours=1)
STEPS = {
    ("gathering", "panel"),
    ("gathering", "open_floor"),
    ("panel", "open_floor"),
    ("open_floor", "panel"),
    ("panel", "gathering"),
    ("gathering", "closed"),
    ("panel", "closed"),
    ("open_floor", "closed"),
    ("closed", "open_floor"),
}


class Refused(Exception):
    """The rules refuse it, and nothing has happened."""


@dataclass
class Place:
    """Where somebody sits, since when they sat or spoke, and when they were told."""

    kind: str
    slot: int
    held: datetime
    told: datetime | None = None


@dataclass
class Hand:
    """Somebody in line; `until` with an offer, `gift` is whose own chair that is."""

    raised: datetime
    order: int
    until: datetime | None = None
    passed: bool = False
    gift: str | None = None


@dataclass
class Round:
    """The last round."""

    text: str
    in_order: bool
    began: datetime
    ends: datetime
    turns: dict[str, str]
    state: str = "running"


@dataclass
class Model:
    """A fishbowl at a moment."""

    now: datetime
    joined: dict[str, datetime]
    phase: str = "gathering"
    chairs: int = 1
    gallery: str = "full"
    hold: int = 48
    offer: int = 24
    panel_at: datetime | None = None
    floor_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    labels: dict[int, str] = field(default_factory=dict)
    sits: dict[str, Place] = field(default_factory=dict)
    invited: dict[str, datetime] = field(default_factory=dict)
    hands: dict[str, Hand] = field(default_factory=dict)
    sat: Counter = field(default_factory=Counter)
    left: set = field(default_factory=set)
    rested: set = field(default_factory=set)
    gone: set = field(default_factory=set)
    last: Round | None = None
    has_spoken: bool = False
    raised: int = 0
    posts: Counter = field(default_factory=Counter)

    # --- What follows from it ---------------------------------------------------------------------

    @property
    def round(self) -> Round | None:
        return self.last if self.last and self.last.state == "running" else None

    @property
    def line(self) -> list[str]:
        """Those without an offer: who sat less often first, then who raised earlier."""
        waiting = [
            (self.sat[p], h.raised, h.order, p) for p, h in self.hands.items() if not h.until
        ]
        return [place[-1] for place in sorted(waiting)]

    @property
    def speakers(self) -> dict[str, Place]:
        return {p: one for p, one in self.sits.items() if one.kind == "open"}

    @property
    def in_use(self) -> int:
        offered = [one for one in self.hands.values() if one.until and one.gift is None]
        return len(self.speakers) + len(offered)

    @property
    def free(self) -> int:
        return max(self.chairs - self.in_use, 0) if self.phase == "panel" else 0

    @property
    def is_pressed(self) -> bool:
        """Somebody waits for a chair that only a speaker can free."""
        return bool(self.line) and not self.free and self.in_use <= self.chairs

    def held_until(self, place: Place) -> datetime:
        told = place.told or self.now
        return max(place.held + self.hold * HOUR, told + 12 * HOUR)

    @property
    def due(self) -> datetime | None:
        """When something happens by itself next."""
        if self.phase == "closed":
            return None
        moments = [self.panel_at, self.floor_at, *(one.until for one in self.hands.values())]
        moments += [asked + timedelta(days=14) for asked in self.invited.values()]
        if self.line:
            moments += [self.held_until(one) for one in self.speakers.values() if one.told]
        if self.round:
            moments.append(self.round.ends)
        return min((at for at in moments if at), default=None)

    # --- What happens by itself -------------------------------------------------------------------

    def begin(self) -> None:
        """Each act does what is overdue first."""
        if self.due and self.due <= self.now:
            self.tend()

    def tick(self) -> None:
        here = {*self.sits, *self.invited, *self.hands}
        if self.round:
            here |= {p for p, state in self.round.turns.items() if state == "waiting"}
        if self.phase != "closed" and (here & self.gone or (self.due and self.due <= self.now)):
            self.tend()

    def tend(self) -> None:
        for person in [p for p in self.by_slot() if p in self.gone]:
            self.leave(person, "gone")
        for person in self.gone:
            self.invited.pop(person, None)
            self.hands.pop(person, None)
            self.skip(person)
        for person, asked in list(self.invited.items()):
            if asked + timedelta(days=14) <= self.now:
                del self.invited[person]
        self.keep_dates()
        if self.round and self.round.ends <= self.now:
            self.end_round()
        self.offer_free(self.lapse())
        self.pass_on()
        self.settle()

    def keep_dates(self) -> None:
        if self.panel_at and self.panel_at <= self.now:
            if self.phase == "gathering" and self.can_begin:
                self.enter("panel")
            self.panel_at = None
        if self.floor_at and self.floor_at <= self.now:
            if self.phase == "panel":
                self.enter("open_floor")
            self.floor_at = None

    @property
    def can_begin(self) -> bool:
        return self.chairs > 0 or any(one.kind == "panel" for one in self.sits.values())

    def lapse(self) -> set[str]:
        """Offers whose time is over: once one keeps the place, then the hand is lowered."""
        over = [p for p, one in self.hands.items() if one.until and one.until <= self.now]
        for person in over:
            hand = self.hands[person]
            if hand.passed:
                del self.hands[person]
            else:
                self.hands[person] = Hand(hand.raised, hand.order, passed=True)
        return set(over)

    def offer_free(self, lapsed: set[str] = frozenset()) -> None:
        for person in sorted(self.line, key=lambda p: p in lapsed)[: self.free]:
            self.offer_to(person)

    def offer_to(self, person: str, gift: str | None = None) -> None:
        self.hands[person].until = self.now + self.offer * HOUR
        self.hands[person].gift = gift

    def pass_on(self) -> None:
        told = [p for p, one in self.speakers.items() if one.told]
        told.sort(key=lambda p: (self.held_until(self.sits[p]), self.sits[p].held))
        for person in told:
            if self.held_until(self.sits[person]) > self.now or not self.is_pressed:
                return
            self.leave(person, "time")
            self.offer_free()

    def settle(self) -> None:
        """What is free is offered; speakers know while somebody waits, and only then."""
        self.offer_free()
        for one in self.speakers.values():
            one.told = (one.told or self.now) if self.is_pressed else None

    # --- Sitting, leaving, phases, turns ----------------------------------------------------------

    def by_slot(self) -> list[str]:
        return sorted(self.sits, key=lambda p: self.sits[p].slot)

    def sit(self, person: str, kind: str) -> None:
        taken = {one.slot for one in self.sits.values()}
        slots = range(1, 13) if kind == "panel" else range(13, 16)
        slot = next(one for one in slots if one not in taken)
        self.sits[person] = Place(kind, slot, self.now)
        self.sat[person] += 1
        if self.round:
            self.round.turns.setdefault(person, "waiting")

    def leave(self, person: str, why: str) -> None:
        place = self.sits.pop(person)
        self.left.add(person)
        if why != "gave_to":
            for hand in self.hands.values():
                if hand.gift == person:
                    hand.until = hand.gift = None
        self.skip(person)
        if place.kind == "panel":
            self.unname(person)

    def unname(self, person: str) -> None:
        self.labels = {n: p for n, p in self.labels.items() if p != person}

    def name(self, person: str) -> None:
        if person not in self.labels.values():
            self.labels[next(n for n in range(1, 13) if n not in self.labels)] = person

    def invite_labels(self) -> None:
        for _, person in sorted(self.labels.items()):
            if person in self.gone or person in self.sits or person in self.invited:
                continue
            if person == HOST:
                self.sit(person, "panel")
            else:
                self.invited[person] = self.now

    def enter(self, phase: str) -> None:
        if self.phase == "panel" or phase == "closed":
            self.end_round()
            self.hands.clear()
            for person, place in list(self.sits.items()):
                if phase == "closed" or place.kind == "open":
                    del self.sits[person]
                    self.left.add(person)
        if phase != "gathering":
            self.panel_at = None
        if phase in {"open_floor", "closed"}:
            self.floor_at = None
            self.invited.clear()
        self.closed_at = self.now if phase == "closed" else None
        self.phase = phase
        if phase == "panel":
            self.invite_labels()

    def end_round(self) -> None:
        if running := self.round:
            running.state = "ended"
            running.turns = {
                p: "skipped" if state == "waiting" else state for p, state in running.turns.items()
            }

    def skip(self, person: str) -> None:
        if self.round and self.round.turns.get(person) == "waiting":
            self.turn(person, "skipped")

    def turn(self, person: str, state: str) -> None:
        running = self.round
        running.turns[person] = state
        if "waiting" not in running.turns.values():
            running.state = "complete"

    def is_next(self, person: str) -> bool:
        """Nobody before them is waited for, where one speaks after the other."""
        running = self.round
        if not running.in_order or running.turns[person] == "skipped":
            return True
        before = list(running.turns)[: list(running.turns).index(person)]
        return not any(running.turns[one] == "waiting" for one in before)
