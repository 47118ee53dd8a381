"""A running fishbowl as the page of its topic shows it: who sits where, who waits, whose turn it
is, and what the viewer can do there now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import policies
from threads.models import Fishbowl, Round, Topic, Turn
from threads.models.fishbowls import FIRST_CHAIR, HandState, SeatKind, SeatState, kept_until
from threads.queries.bowl_rows import BowlRows, bowl_rows, rows_of
from threads.queries.lanes import Lanes, lanes_of, standing_of


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A place in the bowl; without a face it is an open chair that is free, or `held` for somebody
    who was offered it. `until` is until when its holder keeps it, where time runs."""

    slot: int
    face: Face | None
    is_open: bool
    is_host: bool = False
    is_mine: bool = False
    # Whether they have spoken since they sat down.
    is_heard: bool = True
    since: datetime | None = None
    until: datetime | None = None
    held_for: Face | None = None


@dataclass(frozen=True, slots=True)
class LineRow:
    """Somebody who waits for a chair; `until` is until when one is held for them."""

    person_id: int
    face: Face
    until: datetime | None
    is_mine: bool
    # When they joined the community: for who hosts.
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """Somebody in a round, and whether they were heard."""

    person_id: int
    face: Face
    state: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """The round that runs, or the last one that ran."""

    is_running: bool
    question: str
    prompt_number: int
    in_order: bool
    ends_at: datetime
    turns: tuple[TurnRow, ...]
    heard: int
    # The viewer's own: whether it is theirs now, and whether they may still pass.
    is_mine: bool
    may_pass: bool
    # Who hosts ends it, and goes on without somebody after half of the time.
    may_end: bool
    may_skip: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """What the viewer is here: what their one button does (`button`: `take`, `raise`, `accept`, or
    empty), how many are before them, and until when a chair is held for them."""

    button: str = ""
    seat: str = ""
    is_invited: bool = False
    is_in_line: bool = False
    before: int = 0
    held_until: datetime | None = None
    gift_of: Face | None = None
    # Until when they keep their own chair, where somebody waits.
    keeps_until: datetime | None = None
    may_gift: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A fishbowl on the page of its topic."""

    phase: str
    label: str
    until: datetime | None
    rule: str
    gallery: str
    open_chairs: int
    free_chairs: int
    seats: tuple[SeatRow, ...]
    invited: tuple[Face, ...]
    # Those of the panel who have no account.
    named: tuple[str, ...]
    line: tuple[LineRow, ...]
    round: RoundRow | None
    mine: Mine
    lanes: Lanes
    # How many notes the gallery has, and the numbers of all that it had.
    notes: int
    numbers: tuple[int, ...]
    is_host: bool
    # Whether the viewer sees the page from which it is run.
    may_run: bool

    @property
    def is_quiet(self) -> bool:
        """Whether nobody sits there while the panel should talk."""
        return self.phase == Fishbowl.Phase.PANEL and not any(one.face for one in self.seats)

    @property
    def is_live(self) -> bool:
        """Whether chairs are taken and given."""
        return self.phase == Fishbowl.Phase.PANEL


def running_of(viewer: Viewer, topic: Topic) -> Running | None:
    """The fishbowl that a topic is; None for any other. It comes with a topic that is shown with
    its header; for one without it costs a query."""
    rows = _rows(viewer, topic)
    if rows is None:
        return None
    standing = standing_of(rows, viewer.id)
    hosts = policies.is_host(viewer, topic)
    may = policies.may
    return Running(
        phase=rows.phase,
        label=str(Fishbowl.Phase(rows.phase).label),
        until=_until(rows, topic),
        rule=_rule(rows),
        gallery=rows.gallery,
        open_chairs=rows.open_chairs,
        free_chairs=rows.free_chairs,
        seats=_seats(viewer, topic, rows),
        invited=tuple(_face(row) for row in rows.seats if row["state"] == SeatState.INVITED),
        named=_named(topic),
        line=_line(viewer, rows, tells=hosts or viewer.moderates(topic.category_id)),
        round=_round(viewer, topic, rows, standing),
        mine=_mine(viewer, topic, rows, standing),
        lanes=lanes_of(viewer, topic, standing),
        notes=rows.notes,
        numbers=rows.numbers,
        is_host=hosts,
        may_run=may(policies.check_gallery, viewer, topic),
    )


def _named(topic: Topic) -> tuple[str, ...]:
    rows: list[dict[str, Any]] = getattr(topic, "panel_rows", [])
    return tuple(row["name"] for row in rows if row["id"] is None)


def _rows(viewer: Viewer, topic: Topic) -> BowlRows | None:
    if topic.kind != Topic.Kind.FISHBOWL:
        return None
    if "bowl_row" not in vars(topic):
        return bowl_rows(topic.pk, viewer.id)
    row: dict[str, Any] | None = topic.bowl_row  # type: ignore[attr-defined]
    return rows_of(row) if row else None


def why_not_reply(viewer: Viewer, topic: Topic, running: Running | None) -> str:
    """Why the viewer writes nothing in the topic now, or an empty text where they do: in a fishbowl
    they need a lane."""
    why_not = policies.reason(policies.check_reply, viewer, topic)
    if why_not or running is None or running.lanes.lane or running.lanes.as_moderator:
        return why_not
    return running.lanes.why


def _face(row: dict[str, Any]) -> Face:
    return face(row["handle"], row["name"])


def _until(rows: BowlRows, topic: Topic) -> datetime | None:
    """On which day the next phase begins by itself, where somebody hosts."""
    if topic.host_id is None:
        return None
    return {"gathering": rows.panel_at, "panel": rows.floor_at}.get(rows.phase)


def _rule(rows: BowlRows) -> str:
    """One sentence: who can post where right now."""
    if rows.phase == Fishbowl.Phase.GATHERING:
        if rows.gallery == Fishbowl.Gallery.OFF:
            return _("Who holds this fishbowl prepares it; the others read along.")
        return _("Who holds this fishbowl prepares it. You can already ask a question.")
    if rows.phase == Fishbowl.Phase.PANEL:
        return {
            "full": _(
                "Whoever sits in the bowl talks; the others listen, and write notes and questions"
                " in the gallery."
            ),
            "questions": _(
                "Whoever sits in the bowl talks; the others listen, and ask questions from the"
                " gallery."
            ),
            "off": _("Whoever sits in the bowl talks; the others listen."),
        }[rows.gallery]
    if rows.phase == Fishbowl.Phase.OPEN_FLOOR:
        return _("The floor is open: everybody talks.")
    return _("This fishbowl is closed; what was said stays to be read.")


def _seats(viewer: Viewer, topic: Topic, rows: BowlRows) -> tuple[SeatRow, ...]:
    """Who sits, by their places; behind them the open chairs that nobody has."""
    waits = any(hand["state"] == HandState.RAISED for hand in rows.hands)
    taken = [row for row in rows.seats if row["state"] == SeatState.SEATED]
    seats = [
        SeatRow(
            slot=row["slot"],
            face=_face(row),
            is_open=row["kind"] == SeatKind.OPEN,
            is_host=row["id"] == topic.host_id,
            is_mine=row["id"] == viewer.id,
            is_heard=row["held_from"] != row["sat_at"],
            since=row["sat_at"],
            until=_keeps_until(rows, row) if waits else None,
        )
        for row in taken
    ]
    if rows.phase not in {Fishbowl.Phase.GATHERING, Fishbowl.Phase.PANEL}:
        return tuple(seats)
    used = {row["slot"] for row in taken}
    chairs = [row for row in taken if row["kind"] == SeatKind.OPEN]
    places = (slot for slot in range(FIRST_CHAIR, FIRST_CHAIR + 6) if slot not in used)
    offered = [hand for hand in rows.hands if hand["offered_until"] and not hand["gift"]]
    empty = max(rows.open_chairs - len(chairs), len(offered))
    for n in range(empty):
        hand = offered[n] if n < len(offered) else None
        seats.append(
            SeatRow(
                next(places),
                None,
                is_open=True,
                held_for=_face(hand) if hand else None,
                until=hand["offered_until"] if hand else None,
            )
        )
    return tuple(seats)


def _keeps_until(rows: BowlRows, seat: dict[str, Any]) -> datetime | None:
    """Until when a speaker keeps an open chair, once they were told that somebody waits."""
    told, since = seat["told_at"], seat["held_from"]
    if not told or not since or seat["kind"] != SeatKind.OPEN:
        return None
    return kept_until(since, told, timedelta(hours=rows.hold_hours))


def _line(viewer: Viewer, rows: BowlRows, *, tells: bool) -> tuple[LineRow, ...]:
    return tuple(
        LineRow(
            person_id=row["id"],
            face=_face(row),
            until=row["offered_until"],
            is_mine=row["id"] == viewer.id,
            joined_at=row["joined_at"] if tells else None,
        )
        for row in rows.hands
    )


def _round(
    viewer: Viewer, topic: Topic, rows: BowlRows, standing: policies.Standing
) -> RoundRow | None:
    """The strip of a round; of one that is over while the panel still talks, or on the floor."""
    row = rows.round
    if row is None or rows.phase == Fishbowl.Phase.GATHERING:
        return None
    is_running = row["state"] == Round.State.RUNNING
    now, begun, ends = timezone.now(), row["started_at"], row["ends_at"]
    may_end = is_running and policies.may(policies.check_round, viewer, topic, standing)
    turns = tuple(_turn_row(one) for one in rows.turns)
    may_speak = {Turn.State.WAITING, Turn.State.SKIPPED}
    return RoundRow(
        is_running=is_running,
        question=row["prompt_text"] or row["text"],
        prompt_number=row["prompt_number"] or 0,
        in_order=row["in_order"],
        ends_at=ends,
        turns=turns,
        heard=sum(one.state in {Turn.State.SPOKEN, Turn.State.PASSED} for one in turns),
        is_mine=is_running and standing.turn in may_speak and standing.is_next,
        may_pass=is_running and policies.may(policies.check_pass_turn, viewer, topic, standing),
        may_end=may_end,
        may_skip=may_end and now >= begun + (ends - begun) / 2,
    )


def _turn_row(row: dict[str, Any]) -> TurnRow:
    url = f"/p/{row['post']}/" if row["post"] else ""
    words = str(Turn.State(row["state"]).label)
    return TurnRow(row["id"] or 0, _face(row), row["state"], words, url)


def _mine(viewer: Viewer, topic: Topic, rows: BowlRows, standing: policies.Standing) -> Mine:
    """What the viewer is here, and what their one button says."""
    places = [n for n, hand in enumerate(rows.hands) if viewer.id and hand["id"] == viewer.id]
    hand = rows.hands[places[0]] if places else None
    raised = [one for one in rows.hands if one["state"] == HandState.RAISED]
    before = raised.index(hand) if hand in raised else len(raised)
    seat = next((one for one in rows.seats if viewer.id and one["id"] == viewer.id), None)
    why_not = policies.reason(policies.check_hand, viewer, topic, standing)
    held = hand["offered_until"] if hand else None
    return Mine(
        button=_button(rows, standing, held, is_open=not why_not),
        seat=standing.seat,
        is_invited=standing.is_invited and policies.may(policies.check_running, viewer, topic),
        is_in_line=hand is not None,
        before=before,
        held_until=held,
        gift_of=_giver(rows, hand),
        keeps_until=_keeps_until(rows, seat) if seat and raised else None,
        may_gift=bool(raised) and policies.may(policies.check_gift, viewer, topic, standing),
        why_not=why_not if viewer.is_member and not standing.seat else "",
    )


def _button(
    rows: BowlRows, standing: policies.Standing, held: datetime | None, *, is_open: bool
) -> str:
    if standing.is_invited or not is_open:
        return ""
    if held:
        return "accept"
    return "take" if rows.free_chairs and not rows.hands else "raise"


def _giver(rows: BowlRows, hand: dict[str, Any] | None) -> Face | None:
    """Who offers their own chair, where it is one."""
    if hand is None or not hand["gift"]:
        return None
    given = next((seat for seat in rows.seats if seat["seat"] == hand["gift"]), None)
    return _face(given) if given else None


def in_line_words(before: int) -> str:
    """What the button says of the line."""
    if not before:
        return _("Raise hand")
    words = ngettext(
        "Raise hand (%(count)d before you)", "Raise hand (%(count)d before you)", before
    )
    return words % {"count": before}
