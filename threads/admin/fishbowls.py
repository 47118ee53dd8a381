"""Running fishbowls: looked at here, and repaired through the acts of the site, under the same
rules, with a line in the ledger. Rounds and turns are the hosts' alone, so nothing is done to
them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from accounts.policies import Refusal
from accounts.viewer import Viewer
from threads import policies
from threads.actions import phases
from threads.actions.seats import free_seat, rest_person
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, Gated, OfTopic, PlaceFilter, ReadOnlyRows
from threads.forms.curation import LightForm
from threads.forms.fishbowls import ChairsCurationForm, GalleryCurationForm, PhaseCurationForm
from threads.models import Fishbowl, Hand, Rest, Round, Seat, Turn
from threads.models.fishbowls import HandState, SeatState


def _move_phase(viewer: Viewer, row: Fishbowl, reason: str, to: str) -> bool | None:
    try:
        return phases.move_phase(viewer, row.topic, to, reason) or None
    except phases.WordsMissing as missing:
        raise Refusal(str(missing)) from missing


FISHBOWL_ACTS = (
    RowAct[Fishbowl](
        name="move_phase",
        title=_("Move to another phase"),
        title_of_many=_("Move the chosen fishbowl to another phase"),
        effect=_("Who hosts moves it; you do where nobody hosts, and close or reopen any."),
        act=_move_phase,
        check=lambda viewer, row: policies.check_fishbowl_desk(viewer, row.topic),
        applies=lambda _row: True,
        form=PhaseCurationForm,
        several=False,
    ),
    RowAct[Fishbowl](
        name="set_chairs",
        title=_("Change the open chairs"),
        title_of_many=_("Change the open chairs of the chosen fishbowl"),
        effect=_("Nobody is removed: with fewer, the next that frees stays away."),
        act=lambda viewer, row, _reason, number: (
            phases.set_chairs(viewer, row.topic, number) or None
        ),
        check=lambda viewer, row: policies.check_chairs(viewer, row.topic),
        applies=lambda _row: True,
        form=ChairsCurationForm,
        several=False,
    ),
    RowAct[Fishbowl](
        name="set_gallery",
        title=_("Say what the gallery writes"),
        title_of_many=_("Say what the galleries of the chosen fishbowls write"),
        effect=_("What stands in the gallery stays."),
        act=lambda viewer, row, _reason, gallery: (
            phases.set_gallery(viewer, row.topic, gallery) or None
        ),
        check=lambda viewer, row: policies.check_gallery(viewer, row.topic),
        applies=lambda _row: True,
        form=GalleryCurationForm,
    ),
)


class OfFishbowl[M: Model](Curated, ReadOnly, Gated[M]):
    """Rows that belong to a fishbowl, and are looked at where it is run."""

    places = ("fishbowl__topic__category",)
    # Who else is named in a row.
    along: ClassVar[tuple[str, ...]] = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """With the topics, which the rules ask for, and the people."""
        rows = super().get_queryset(request)
        return rows.select_related("fishbowl__topic__category", *self.along)

    def view_on_site(self, obj: Any) -> str:
        """Where the fishbowl is run."""
        return f"/t/{obj.fishbowl.topic_id}/fishbowl/"

    @admin.display(description=_("topic"))
    def topic(self, obj: Any) -> str:
        """What it is called."""
        return str(obj.fishbowl.topic)


def _check_rest(viewer: Viewer, row: Hand | Seat | Rest) -> None:
    policies.check_rest(viewer, row.fishbowl.topic)


def _rest(viewer: Viewer, row: Hand | Seat, reason: str) -> bool | None:
    return (row.person and rest_person(viewer, row.fishbowl.topic, row.person, reason)) or None


def _let_back(viewer: Viewer, row: Rest, reason: str) -> bool | None:
    return rest_person(viewer, row.fishbowl.topic, row.person, reason, on=False) or None


def _free(viewer: Viewer, row: Seat, reason: str) -> bool | None:
    return (row.person and free_seat(viewer, row.fishbowl.topic, row.person, reason)) or None


_RESTS = _("Their hand is lowered, an open chair of theirs is freed, and they take none there.")
FREE = RowAct[Seat](
    name="free",
    title=_("Free the chair"),
    title_of_many=_("Free the chosen chairs"),
    effect=_("Whoever sits there leaves the bowl; everybody reads your reason."),
    act=_free,
    check=lambda viewer, row: policies.check_free_seat(viewer, row.fishbowl.topic),
    applies=lambda row: row.state == SeatState.SEATED and row.person_id is not None,
)
REST_SPEAKER = RowAct[Seat](
    name="rest",
    title=_("Have them rest from the chairs"),
    title_of_many=_("Have the chosen people rest from the chairs"),
    effect=_RESTS,
    act=_rest,
    check=_check_rest,
    applies=lambda row: row.state == SeatState.SEATED and row.person_id is not None,
)
REST_WAITING = RowAct[Hand](
    name="rest",
    title=_("Have them rest from the chairs"),
    title_of_many=_("Have the chosen people rest from the chairs"),
    effect=_RESTS,
    act=_rest,
    check=_check_rest,
    applies=lambda row: (
        row.state in {HandState.RAISED, HandState.OFFERED} and row.person_id is not None
    ),
)
LET_BACK = RowAct[Rest](
    name="let_back",
    title=_("Let them back to the chairs"),
    title_of_many=_("Let the chosen people back to the chairs"),
    effect=_("They can raise a hand and take a chair there again."),
    act=_let_back,
    check=_check_rest,
    applies=lambda _row: True,
    form=LightForm,
)


@admin.register(Fishbowl)
class FishbowlAdmin(Curated, OfTopic[Fishbowl]):
    """Fishbowls and their phases."""

    list_display = ("topic", "phase", "open_chairs", "free_chairs", "gallery", "due_at")
    list_filter = ("phase", "gallery", ("topic__category", PlaceFilter))
    search_fields = ("topic__title",)
    date_hierarchy = "topic__created_at"
    readonly_fields = ("free_chairs", "due_at")
    actions = tuple(as_admin_action(act) for act in FISHBOWL_ACTS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fishbowl]:
        """With their topics, which the rules ask for."""
        return super().get_queryset(request).select_related("topic__category")


@admin.register(Seat)
class SeatAdmin(OfFishbowl[Seat]):
    """Who sits, is invited, or sat."""

    list_display = ("person", "kind", "state", "slot", "sat_at", "left_why", "topic")
    list_filter = ("state", "kind", "left_why", ("fishbowl__topic__category", PlaceFilter))
    search_fields = ("person__username", "fishbowl__topic__title")
    actions = (as_admin_action(FREE), as_admin_action(REST_SPEAKER))


@admin.register(Hand)
class HandAdmin(OfFishbowl[Hand]):
    """Who waits for a chair, or did; nobody reorders the line."""

    list_display = ("person", "state", "raised_at", "offered_until", "was_passed", "topic")
    list_filter = ("state", "was_passed", ("fishbowl__topic__category", PlaceFilter))
    search_fields = ("person__username", "fishbowl__topic__title")
    actions = (as_admin_action(REST_WAITING),)
    along = ("person", "gift")


@admin.register(Rest)
class RestAdmin(OfFishbowl[Rest]):
    """Who rests from the chairs of a fishbowl; the ledger says why."""

    list_display = ("person", "since", "topic")
    list_filter = ("since", ("fishbowl__topic__category", PlaceFilter))
    search_fields = ("person__username", "fishbowl__topic__title")
    actions = (as_admin_action(LET_BACK),)


class TurnInline(ReadOnlyRows, admin.TabularInline[Turn, Round]):
    """The turns of a round."""

    model = Turn
    fields = ("position", "person", "state", "settled_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Turn]:
        """With the people, whose handles are shown."""
        return super().get_queryset(request).select_related("person").order_by("position")


@admin.register(Round)
class RoundAdmin(OfFishbowl[Round]):
    """Rounds, and how they ended."""

    list_display = ("topic", "prompt", "text", "state", "in_order", "started_at", "ends_at")
    list_filter = ("state", "in_order", ("fishbowl__topic__category", PlaceFilter))
    search_fields = ("text", "prompt__text", "fishbowl__topic__title")
    inlines = (TurnInline,)
    along = ("prompt",)


@admin.register(Turn)
class TurnAdmin(ReadOnly, Gated[Turn]):
    """Whose turn it was, and what became of it."""

    list_display = ("person", "position", "state", "settled_at", "round")
    list_filter = ("state", ("round__fishbowl__topic__category", PlaceFilter))
    search_fields = ("person__username", "round__fishbowl__topic__title")
    fields = ("round", "person", "position", "state", "settled_at")
    places = ("round__fishbowl__topic__category",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Turn]:
        """With the people, and the topic that is its place."""
        rows = super().get_queryset(request)
        return rows.select_related("person", "round__fishbowl")

    def view_on_site(self, obj: Any) -> str:
        """Where the fishbowl is run."""
        return f"/t/{obj.round.fishbowl.topic_id}/fishbowl/"
