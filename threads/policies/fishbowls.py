"""Who moves a fishbowl, who sits in it, and who writes where (docs/fishbowl.md, parts 11 to 17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.policies import Refusal, check_member, check_writer
from accounts.viewer import Viewer
from threads.models import Fishbowl, Topic
from threads.models.fishbowls import SeatKind
from threads.models.posts import Lane
from threads.models.rounds import Turn
from threads.models.states import PHASE
from threads.policies.rules import (
    check_curate,
    check_step,
    check_voice,
    is_host,
    is_hostless,
    may,
    parties_to,
)
from threads.policies.topics import check_close, check_reopen

# So long somebody is new here, and for so many of them at once the line of a fishbowl is open: the
# others wait until one of these sat.
NEW_FOR = timedelta(days=3)
MOST_NEW_HANDS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a fishbowl: where they sit (`seat` is a kind of seat, or empty), and
    whose turn it is in a round that runs. `turn` is the state of their own, empty without one;
    `unheard` are the names of those who are still to speak."""

    phase: str
    gallery: str
    seat: str = ""
    had_seat: bool = False
    is_invited: bool = False
    is_rested: bool = False
    has_round: bool = False
    turn: str = ""
    is_next: bool = False
    unheard: tuple[str, ...] = ()
    round_until: datetime | None = None


class LaneRefused(Refusal):
    """The text cannot be said in that lane (any more); it is kept, and offered for another."""


def check_running(viewer: Viewer, topic: Topic) -> int:
    """Acts in a fishbowl are for members who may write, while its topic is open; answers who."""
    person_id = check_writer(viewer)
    if topic.merged_into_id:
        raise Refusal(_("This topic was merged into another."))
    if topic.kind != Topic.Kind.FISHBOWL:
        raise Refusal(_("This topic is no fishbowl."))
    if topic.state != Topic.State.OPEN:
        raise Refusal(_("This fishbowl is closed."))
    return person_id


def check_hold_fishbowl(viewer: Viewer, topic: Topic) -> None:
    """Who hosts runs a fishbowl; moderators do where nobody hosts."""
    check_running(viewer, topic)
    if not is_host(viewer, topic) and not (is_hostless(topic) and may(check_curate, viewer, topic)):
        raise Refusal(_("Only who holds this fishbowl decides that."))


def check_phase(viewer: Viewer, topic: Topic, before: str, after: str) -> None:
    """A fishbowl moves along the table of its phases. Who hosts moves it; moderators close and
    reopen it, and do the rest where nobody hosts (domain §4.1, §4.2 rows 37 to 40)."""
    if before == Fishbowl.Phase.CLOSED:
        check_reopen(viewer, topic)
    elif after == Fishbowl.Phase.CLOSED:
        check_close(viewer, topic)
    else:
        check_hold_fishbowl(viewer, topic)
    check_step(parties_to(viewer, topic), PHASE, before, after)


def check_gallery(viewer: Viewer, topic: Topic) -> None:
    """Who hosts and moderators say what the gallery may write."""
    check_running(viewer, topic)
    if not is_host(viewer, topic):
        check_curate(viewer, topic)


def check_chairs(viewer: Viewer, topic: Topic) -> None:
    """Who hosts says how many chairs are open, and so does an admin where nobody hosts."""
    check_running(viewer, topic)
    if not is_host(viewer, topic) and not (is_hostless(topic) and viewer.is_admin):
        raise Refusal(_("Only who holds this fishbowl decides that."))


def check_hand(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Members raise a hand, and take a chair, while the panel talks and they do not sit there,
    where they may reply; who hosts needs none (domain §4.2, rows 26 to 28)."""
    check_running(viewer, topic)
    check_voice(viewer, topic.category)
    if standing.phase != Fishbowl.Phase.PANEL:
        raise Refusal(_("Chairs are open while the panel talks."))
    if is_host(viewer, topic) and not standing.seat:
        raise Refusal(_("You speak in this bowl without a chair; the open ones are for others."))
    if standing.seat:
        raise Refusal(_("You sit in the bowl already."))
    if standing.is_rested:
        raise Refusal(_("Moderators have asked you to rest from the chairs of this fishbowl."))


def check_new_hand(new_hands: int) -> None:
    """New members do not crowd the line: three of them at a time stand in it (scenario 19)."""
    if new_hands >= MOST_NEW_HANDS:
        raise Refusal(
            _(
                "Several people who joined lately are in line already. "
                "Raise your hand when one of them has sat; you can ask a question meanwhile."
            )
        )


def check_leave_seat(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Who sits gives the place back at any time, also who may not write now."""
    check_member(viewer)
    if topic.kind != Topic.Kind.FISHBOWL or topic.state != Topic.State.OPEN:
        raise Refusal(_("This fishbowl is closed."))
    if not standing.seat:
        raise Refusal(_("You do not sit in the bowl."))


def check_gift(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Panelists give their own place to somebody in line. Who took an open chair does not, or
    friends could pass it around the line."""
    check_running(viewer, topic)
    if standing.phase != Fishbowl.Phase.PANEL:
        raise Refusal(_("Chairs are open while the panel talks."))
    if standing.seat != SeatKind.PANEL:
        raise Refusal(
            _("Only panelists give their chair to somebody; for the others the line decides.")
        )


def check_free_seat(viewer: Viewer, topic: Topic) -> None:
    """Who hosts and moderators free somebody's chair, with a reason that everybody reads."""
    check_running(viewer, topic)
    if not is_host(viewer, topic):
        check_curate(viewer, topic)


def check_rest(viewer: Viewer, topic: Topic) -> None:
    """Moderators rest somebody from the chairs of a fishbowl."""
    check_running(viewer, topic)
    check_curate(viewer, topic)


def check_round(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Who hosts begins and ends rounds, while the panel talks."""
    check_running(viewer, topic)
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds this fishbowl begins and ends a round."))
    if standing.phase != Fishbowl.Phase.PANEL:
        raise Refusal(_("Rounds are held while the panel talks."))


def check_pass_turn(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Passing is a proper turn, of who has not had theirs."""
    check_running(viewer, topic)
    if standing.turn != Turn.State.WAITING:
        raise Refusal(_("It is not your turn in a round."))
    if not standing.is_next:
        raise Refusal(_("In this round one speaks after the other; it is not your turn yet."))


def check_batch(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    """Who hosts puts questions of the gallery into the bowl together."""
    check_running(viewer, topic)
    if not is_host(viewer, topic):
        raise Refusal(_("Only who holds this fishbowl gathers the questions of the gallery."))
    if standing.phase != Fishbowl.Phase.PANEL:
        raise Refusal(_("Questions are put into the bowl while the panel talks."))


def check_ask_gallery(topic: Topic, gallery: str) -> None:
    """Questions of the gallery are taken unless that is switched off."""
    if topic.kind == Topic.Kind.FISHBOWL and gallery == Fishbowl.Gallery.OFF:
        raise Refusal(_("This fishbowl takes no questions from the gallery now."))


def check_lane(
    viewer: Viewer, topic: Topic, standing: Standing, lane: str, *, as_moderator: bool = False
) -> None:
    """Who may say something in which lane now (domain §3.6). Raises `LaneRefused`."""
    if standing.phase == Fishbowl.Phase.CLOSED:
        raise LaneRefused(_("This fishbowl is closed; it takes no more replies."))
    if lane == Lane.BOWL:
        if as_moderator and standing.phase == Fishbowl.Phase.PANEL:
            check_curate(viewer, topic)
            return
        _check_bowl(viewer, topic, standing)
    elif lane == Lane.GALLERY:
        _check_gallery_note(standing)
    elif standing.phase != Fishbowl.Phase.OPEN_FLOOR:
        raise LaneRefused(_("The floor is not open. Now the panel talks, and the others listen."))


def lane_for(viewer: Viewer, topic: Topic, standing: Standing) -> str:
    """The lane in which the viewer speaks if they say nothing else; empty where they cannot. Who
    sits in the bowl, or has a turn, means the bowl, and writes a note only where they say so."""
    beside = () if standing.seat or standing.turn else (Lane.GALLERY,)
    for lane in (Lane.BOWL, Lane.FLOOR, *beside):
        if may(check_lane, viewer, topic, standing, lane):
            return str(lane)
    return ""


def _check_bowl(viewer: Viewer, topic: Topic, standing: Standing) -> None:
    if standing.phase == Fishbowl.Phase.OPEN_FLOOR:
        raise LaneRefused(_("The floor is open now: everybody talks, and nobody sits in the bowl."))
    if standing.phase == Fishbowl.Phase.GATHERING:
        if not is_host(viewer, topic):
            raise LaneRefused(_("Before the panel begins, only who holds this fishbowl writes."))
        return
    if standing.has_round:
        _check_turn(standing)
    elif not standing.seat and not is_host(viewer, topic):
        if standing.had_seat:
            raise LaneRefused(_("Your chair was passed on, so this cannot stand in the bowl."))
        raise LaneRefused(_("Only who sits in the bowl speaks there."))


def _check_turn(standing: Standing) -> None:
    """While a round runs, what is said in the bowl is a turn. Who was skipped may still take it,
    but not who left the bowl."""
    if standing.turn == Turn.State.SKIPPED and standing.had_seat and not standing.seat:
        raise LaneRefused(_("Your chair was passed on, so this cannot stand in the bowl."))
    if standing.turn in {Turn.State.WAITING, Turn.State.SKIPPED} and standing.is_next:
        return
    facts = {"names": ", ".join(standing.unheard), "until": _moment(standing.round_until)}
    if standing.turn in {Turn.State.SPOKEN, Turn.State.PASSED}:
        raise LaneRefused(
            _(
                "You have had your turn. The round ends when it was everybody's turn"
                " (still to speak: %(names)s), or on %(until)s at the latest."
            )
            % facts
        )
    if standing.turn:
        raise LaneRefused(
            _("In this round one speaks after the other. Before you: %(names)s.") % facts
        )
    raise LaneRefused(
        _("A round is running until %(until)s: each of those who take part speaks once.") % facts
    )


def _check_gallery_note(standing: Standing) -> None:
    if standing.phase == Fishbowl.Phase.OPEN_FLOOR:
        raise LaneRefused(_("The floor is open now; the gallery stays to be read."))
    if standing.phase != Fishbowl.Phase.PANEL:
        raise LaneRefused(_("Before the panel begins, the gallery only asks questions."))
    if standing.gallery != Fishbowl.Gallery.FULL:
        raise LaneRefused(_("The gallery takes no notes now."))


def _moment(at: datetime | None) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
