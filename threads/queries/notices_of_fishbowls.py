"""What notices ask about running fishbowls: what still stands, what it is called, whom it concerns.

Everything here passes: an invitation is answered, a chair is held for some hours, a turn is taken.
So each gate asks of the rows as they are when a notice is shown or sent, and lets through only what
its reader can still act on. None of it names who did it where the fishbowl itself does, so that one
subject makes one notice.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.faces import face_of
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.models import Kind
from notifications.registry import Crowd, Gate, Hearer, Subject
from threads.models import CoHost, Fishbowl, Hand, Post, Round, Seat, Topic, Turn
from threads.models.fishbowls import INVITED_FOR, HandState, SeatKind, SeatState, kept_until
from threads.models.posts import Lane
from threads.queries.followers import crowd_of_topic, muted_bowls, muted_turns

Phase = Fishbowl.Phase
# Phases in which one is asked onto the panel.
ASKED_IN = (Phase.GATHERING, Phase.PANEL)


# --- What still stands ----------------------------------------------------------------------------


def _in_bowls(viewer: Viewer, at: str, *phases: str) -> Q:
    """The condition under which a row hangs on a fishbowl (`at` is the way to it) that runs in one
    of these phases, in a topic that the viewer may read."""
    topics = Topic.objects.visible_to(viewer).filter(
        kind=Topic.Kind.FISHBOWL, state=Topic.State.OPEN, merged_into=None
    )
    return Q(**{f"{at}topic__in": topics, f"{at}phase__in": phases})


def _invitations(viewer: Viewer) -> QuerySet[Seat]:
    """Invitations of the viewer that wait for an answer."""
    return Seat.objects.filter(
        _in_bowls(viewer, "fishbowl__", *ASKED_IN),
        person_id=viewer.id,
        state=SeatState.INVITED,
        asked_at__gt=timezone.now() - INVITED_FOR,
    )


def _offers(viewer: Viewer) -> QuerySet[Hand]:
    """Chairs that are held for the viewer now."""
    return Hand.objects.filter(
        _in_bowls(viewer, "fishbowl__", Phase.PANEL),
        person_id=viewer.id,
        state=HandState.OFFERED,
        offered_until__gt=timezone.now(),
    )


def _chairs(viewer: Viewer) -> QuerySet[Seat]:
    """Open chairs of the viewer for which somebody waits."""
    return Seat.objects.filter(
        _in_bowls(viewer, "fishbowl__", Phase.PANEL),
        person_id=viewer.id,
        kind=SeatKind.OPEN,
        state=SeatState.SEATED,
        told_at__isnull=False,
    )


def _turns(viewer: Viewer) -> QuerySet[Turn]:
    """Turns of the viewer that are waited for now: in a round with an order, when all before them
    had theirs."""
    before = Turn.objects.filter(
        round=OuterRef("round"), position__lt=OuterRef("position"), state=Turn.State.WAITING
    )
    turns = Turn.objects.filter(
        _in_bowls(viewer, "round__fishbowl__", Phase.PANEL),
        Q(round__in_order=False) | ~Exists(before),
        person_id=viewer.id,
        state=Turn.State.WAITING,
        round__ends_at__gt=timezone.now(),
    )
    # Not those that are over: asked for those that run, the database would walk all of them.
    return turns.exclude(round__state__in=(Round.State.COMPLETE, Round.State.ENDED))


def _panels(viewer: Viewer) -> QuerySet[Fishbowl]:
    """Fishbowls in which the panel talks."""
    return Fishbowl.objects.filter(_in_bowls(viewer, "", Phase.PANEL))


def _hosted(viewer: Viewer) -> Q:
    cohosted = CoHost.objects.filter(person_id=viewer.id).values("topic")
    return Q(topic__host_id=viewer.id) | Q(topic__in=cohosted)


def _empty(viewer: Viewer) -> QuerySet[Fishbowl]:
    """Fishbowls of the viewer in which nobody sits while the panel should talk."""
    seated = Seat.objects.filter(fishbowl=OuterRef("pk"), state=SeatState.SEATED)
    return _panels(viewer).filter(_hosted(viewer), ~Exists(seated))


def _stalled(viewer: Viewer) -> QuerySet[Fishbowl]:
    """Fishbowls of the viewer that gather still, with no date on which the panel begins."""
    gathering = _in_bowls(viewer, "", Phase.GATHERING)
    return Fishbowl.objects.filter(gathering, _hosted(viewer), panel_at=None)


# --- What it is called ----------------------------------------------------------------------------


def _moment(at: datetime | None) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


def _subject(topic: Topic, verb: str = "", excerpt: str = "") -> Subject:
    follow = f"/t/{topic.pk}/follow/"
    return Subject(topic.title, topic.get_absolute_url(), excerpt, verb, follow)


def describe_invitations(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Where one is invited, and until when one answers, in one query."""
    found = _invitations(viewer).filter(pk__in=list(ids)).select_related("fishbowl__topic")
    return {
        seat.pk: _subject(
            seat.fishbowl.topic,
            excerpt=_("The invitation stands until %(until)s; answer it there.")
            % {"until": _moment(seat.asked_at + INVITED_FOR if seat.asked_at else None)},
        )
        for seat in found
    }


def describe_offers(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Where a chair is held, until when, and whose it is where it is a gift, in one query."""
    found = _offers(viewer).filter(pk__in=list(ids))
    return {
        hand.pk: _subject(
            hand.fishbowl.topic,
            _("holds a chair for you until %(until)s") % {"until": _moment(hand.offered_until)},
            _gift(hand),
        )
        for hand in found.select_related("fishbowl__topic", "gift__person")
    }


def _gift(hand: Hand) -> str:
    if hand.gift is None:
        return _("It is your turn in the line for the open chair.")
    giver = face_of(hand.gift.person).name
    return _("%(name)s gives you their own seat on the panel.") % {"name": giver}


def describe_chairs(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Where somebody waits, and until when the viewer keeps the chair at least, in one query."""
    found = _chairs(viewer).filter(pk__in=list(ids)).select_related("fishbowl__topic")
    return {
        seat.pk: _subject(
            seat.fishbowl.topic,
            excerpt=_(
                "The chair is yours until %(until)s at least, and longer while you speak in the"
                " bowl. You can give it back at any time."
            )
            % {"until": _moment(_kept_until(seat))},
        )
        for seat in found
    }


def _kept_until(seat: Seat) -> datetime | None:
    if seat.held_from is None or seat.told_at is None:
        return None
    return kept_until(seat.held_from, seat.told_at, seat.fishbowl.holds)


def describe_turns(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Where one's turn is, until when, and what the round is about, in one query."""
    found = _turns(viewer).filter(pk__in=list(ids))
    return {
        turn.pk: _subject(
            turn.round.fishbowl.topic,
            _("waits for your turn in a round until %(until)s")
            % {"until": _moment(turn.round.ends_at)},
            turn.round.prompt.text if turn.round.prompt else turn.round.text,
        )
        for turn in found.select_related("round__fishbowl__topic", "round__prompt")
    }


def _describe_bowls(
    standing: Callable[[Viewer], QuerySet[Fishbowl]],
) -> Callable[[Viewer, Iterable[int]], dict[int, Subject]]:
    def describe(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
        found = standing(viewer).filter(pk__in=list(ids)).select_related("topic")
        return {bowl.pk: _subject(bowl.topic) for bowl in found}

    return describe


# --- Where it is ----------------------------------------------------------------------------------


def _topics(
    rows: QuerySet[Any], topic: str = "fishbowl__topic_id"
) -> Callable[[Iterable[int]], dict[int, int]]:
    def topics_of(ids: Iterable[int]) -> dict[int, int]:
        return dict(rows.filter(pk__in=list(ids)).values_list("pk", topic))

    return topics_of


def _readable(
    standing: Callable[[Viewer], QuerySet[Any]],
) -> Callable[[Viewer], QuerySet[Any, Any]]:
    return lambda viewer: standing(viewer).values("pk")


_OF_SEATS = _topics(Seat.objects.all())
_OF_BOWLS = _topics(Fishbowl.objects.all(), "topic_id")
# Where one is asked, waited for or offered a chair, muting does not count: somebody waits.
GATES = {
    "invitation": Gate(_readable(_invitations), describe_invitations, topics=_OF_SEATS),
    "offer": Gate(_readable(_offers), describe_offers, topics=_topics(Hand.objects.all())),
    "chair": Gate(_readable(_chairs), describe_chairs, topics=_OF_SEATS),
    "turn": Gate(
        _readable(_turns),
        describe_turns,
        muted=muted_turns,
        topics=_topics(Turn.objects.all(), "round__fishbowl__topic_id"),
    ),
    "panel": Gate(
        _readable(_panels), _describe_bowls(_panels), muted=muted_bowls, topics=_OF_BOWLS
    ),
    "empty_bowl": Gate(
        _readable(_empty), _describe_bowls(_empty), muted=muted_bowls, topics=_OF_BOWLS
    ),
    "stalled": Gate(
        _readable(_stalled), _describe_bowls(_stalled), muted=muted_bowls, topics=_OF_BOWLS
    ),
}


# --- Whom it concerns -----------------------------------------------------------------------------


def audience_of_invitation(seat_id: int) -> list[Hearer]:
    """Who is invited, of who hosts."""
    seats = Seat.objects.filter(pk=seat_id, state=SeatState.INVITED)
    return [
        Hearer(person, Kind.INVITED, seat_id, host)
        for person, host in seats.values_list("person_id", "fishbowl__topic__host_id")
        if person
    ]


def audience_of_offer(hand_id: int) -> list[Hearer]:
    """For whom a chair is held."""
    return _alone(Kind.OFFERED, Hand.objects.filter(pk=hand_id, state=HandState.OFFERED))


def audience_of_chair(seat_id: int) -> list[Hearer]:
    """Who sits in a chair for which somebody waits."""
    return _alone(Kind.WAITED, Seat.objects.filter(pk=seat_id, told_at__isnull=False))


def audience_of_turn(turn_id: int) -> list[Hearer]:
    """Whose turn it is."""
    return _alone(Kind.TURN, Turn.objects.filter(pk=turn_id, state=Turn.State.WAITING))


def _alone(kind: Kind, rows: QuerySet[Any]) -> list[Hearer]:
    found = rows.exclude(person=None).values_list("person_id", "pk")
    return [Hearer(person, kind, pk, None) for person, pk in found]


def audience_of_empty_bowl(bowl_id: int) -> list[Hearer]:
    """Who hosts, but for the one who gave back the last chair: they know."""
    left = Seat.objects.filter(fishbowl=bowl_id, state=SeatState.LEFT)
    last = left.order_by(F("left_at").desc(nulls_last=True), "-pk").first()
    hosts = _hosts(Kind.EMPTY_BOWL, bowl_id)
    if last is None or last.left_why != Seat.Why.GAVE_BACK:
        return hosts
    return [one for one in hosts if one.recipient_id != last.person_id]


def audience_of_stalled(bowl_id: int) -> list[Hearer]:
    """Who hosts what did not begin."""
    return _hosts(Kind.STALLED, bowl_id)


def _hosts(kind: Kind, bowl_id: int) -> list[Hearer]:
    bowl = Fishbowl.objects.select_related("topic").filter(pk=bowl_id).first()
    if bowl is None:
        return []
    cohosts = CoHost.objects.filter(topic=bowl.topic).values_list("person_id", flat=True)
    people = {bowl.topic.host_id, *cohosts}
    return [Hearer(person, kind, bowl_id, None) for person in sorted(filter(None, people))]


def audience_of_panel(bowl_id: int) -> list[Hearer]:
    """Who sits on the panel that begins, and who is invited onto it."""
    begun = _begun(bowl_id)
    if begun is None:
        return []
    seats = Seat.objects.filter(fishbowl=bowl_id, state__in=(SeatState.SEATED, SeatState.INVITED))
    people = seats.order_by("person_id").values_list("person_id", flat=True)
    return [Hearer(person, Kind.PANEL, bowl_id, begun.actor_id) for person in people if person]


def crowd_of_panel(bowl_id: int) -> Crowd | None:
    """Who watches the topic of a panel that begins. None where it is over already."""
    begun = _begun(bowl_id)
    bowl = Fishbowl.objects.select_related("topic").filter(pk=bowl_id, phase=Phase.PANEL).first()
    if begun is None or bowl is None:
        return None
    return crowd_of_topic(Kind.PANEL, bowl_id, begun.actor_id, bowl.topic)


def _begun(bowl_id: int) -> Entry | None:
    """The line that says who began the panel."""
    topics = Fishbowl.objects.filter(pk=bowl_id).values("topic_id")
    lines = Entry.objects.filter(topic_id__in=topics, act=Act.PANEL_BEGIN)
    return lines.order_by("-pk").first()


def audience_of_batch(post_id: int) -> list[Hearer]:
    """Who sits in the bowl into which questions of the gallery were put."""
    post = Post.objects.shown().filter(pk=post_id, lane=Lane.BOWL, author__isnull=False).first()
    if post is None or post.author_id is None:
        return []
    seats = Seat.objects.filter(fishbowl__topic=post.topic_id, state=SeatState.SEATED)
    people = seats.order_by("person_id").values_list("person_id", flat=True)
    return [Hearer(person, Kind.QUESTIONS, post_id, post.author_id) for person in people if person]


AUDIENCES: dict[str, Callable[[int], list[Hearer]]] = {
    "invitation": audience_of_invitation,
    "chair_offered": audience_of_offer,
    "chair_notice": audience_of_chair,
    "turn": audience_of_turn,
    "empty_bowl": audience_of_empty_bowl,
    "stalled": audience_of_stalled,
    "panel_begins": audience_of_panel,
    "batch": audience_of_batch,
}
