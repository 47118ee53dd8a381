"""Kind, panel and source of a topic after it was opened: one form, one transaction, and a line in
the ledger for each thing that it changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.perspectives import put_view
from threads.actions.running.ends import begin_gathering, follow_panel, wind_up
from threads.actions.setups import SourceFacts, accounts_of, called_on_panel
from threads.markup import MarkupRefused
from threads.models import Panelist, Perspective, Source, Topic
from threads.queries.setups import Standing, StandingSeat, StandingSource, standing_of
from threads.queries.texts import Text, prepare

KEPT = 500


@dataclass(frozen=True, slots=True)
class SeatWish:
    """A place on the panel as the host wants it: a handle or a plain name, and the view. `seat` is
    the id of who sits there now, `view` None leaves what is written of them."""

    name: str
    seat: int | None = None
    view: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Kind, panel in its order, and source as they should be."""

    kind: str
    seats: tuple[SeatWish, ...]
    source: SourceFacts | None


class StalePanel(Exception):
    """Somebody changed it meanwhile: a lost race, answered with 409."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("the panel was changed meanwhile")
        self.standing = standing


class SeatRefused(Exception):
    """Why one place cannot be as it was wished; `refused` where it is its text."""

    def __init__(self, row: int, sentence: str, refused: MarkupRefused | None = None) -> None:
        super().__init__(sentence)
        self.row = row
        self.refused = refused


@dataclass(frozen=True, slots=True)
class _Placed:
    """A wish with what it means: who sits there already, and whose account it is."""

    kept: StandingSeat | None
    person: User | None
    name: str
    view: str | None

    @property
    def changes_view(self) -> bool:
        return self.view is not None and self.view != (self.kept.view if self.kept else "")


def change_panel(
    viewer: Viewer, topic: Topic, wish: Wish, *, stamp: str, reason: str = ""
) -> tuple[Entry, ...]:
    """Make kind, panel, views and source what the host wishes; answers the lines it left.

    `stamp` is that of what the form began with. Somebody with an account sits there once; a plain
    name that becomes a handle keeps its place and its view. Raises `Refusal`, `SeatRefused`,
    `StalePanel`, which what stands there already never does, and `ReasonMissing` where somebody
    loses a seat. Source: docs/fishbowl.md, panel.
    """
    policies.check_set_up(viewer, topic)
    placed = _placed(standing_of(topic), wish)
    texts = _prepared(placed)
    with transaction.atomic():
        now = lock_topic(topic.pk)
        policies.check_set_up(viewer, now)
        standing = standing_of(now)
        placed = _placed(standing, wish)
        if standing.stamp != stamp:
            if _stands(standing, placed, wish):
                return ()
            raise StalePanel(standing)
        entries = [
            _convert(viewer, now, wish.kind, reason),
            _seat_all(viewer, now, standing, placed, reason),
            *_put_views(viewer, now, placed, texts),
            _set_source(viewer, now, standing.source, wish.source, reason),
        ]
        if now.kind == Topic.Kind.FISHBOWL != standing.kind:
            begin_gathering(now)
    return tuple(entry for entry in entries if entry)


def _placed(standing: Standing, wish: Wish) -> list[_Placed]:
    """Who is meant by each wish, each account once. Raises `SeatRefused` where one is named
    twice."""
    seats = {seat.id: seat for seat in standing.seats}
    placed: list[_Placed] = []
    seated: set[int] = set()
    people = accounts_of([one.name for one in wish.seats])
    for row, (one, account) in enumerate(zip(wish.seats, people, strict=True)):
        there = seats.get(one.seat or 0)
        is_same = there is not None and one.name in {there.typed, there.handle}
        person_id = there.person_id if there and is_same and not account else None
        person_id = account.pk if account else person_id
        if person_id in seated:
            raise SeatRefused(row, _("This person is on the panel already."))
        if person_id:
            seated.add(person_id)
        kept = seats.pop(there.id) if there and _keeps(there, one, person_id) else None
        name = kept.name if kept and kept.person_id else called_on_panel(one.name, account)
        placed.append(_Placed(kept, account, name, one.view))
    return placed


def _keeps(there: StandingSeat, wish: SeatWish, person_id: int | None) -> bool:
    """Whether the row stays that person's: another person never inherits what was said."""
    if there.person_id:
        return there.person_id == person_id
    return not there.has_answered or (person_id is None and wish.name == there.name)


def _prepared(placed: Sequence[_Placed]) -> dict[str, Text]:
    """The new texts, rendered before the topic is locked."""
    texts: dict[str, Text] = {}
    for row, one in enumerate(placed):
        if one.view and one.changes_view:
            try:
                texts[one.view] = prepare(one.view)
            except MarkupRefused as refused:
                raise SeatRefused(row, str(refused), refused) from refused
    return texts


def _stands(standing: Standing, placed: Sequence[_Placed], wish: Wish) -> bool:
    """Whether everything is already as wished: the same press twice."""
    there = [(seat.person_id, seat.name) for seat in standing.seats]
    wanted = [(_person_id(one), one.name) for one in placed]
    views = [(one.view, seat.view) for one, seat in zip(placed, standing.seats, strict=False)]
    return (
        (standing.kind, there, standing.source) == (wish.kind, wanted, _facts(wish.source))
    ) and all(view in {None, stands} for view, stands in views)


def _facts(source: SourceFacts | None) -> StandingSource | None:
    return StandingSource(**asdict(source)) if source else None


def _person_id(one: _Placed) -> int | None:
    if one.person:
        return one.person.pk
    return one.kept.person_id if one.kept else None


def _convert(viewer: Viewer, topic: Topic, kind: str, reason: str) -> Entry | None:
    """Earlier replies stay where they are; what ran in a fishbowl ends."""
    if topic.kind == kind:
        return None
    policies.check_convert(viewer, topic, kind)
    before = topic.kind
    wind_up(topic, viewer.id)
    Topic.objects.filter(pk=topic.pk).update(kind=kind)
    topic.kind = kind
    return leave_line(viewer, Act.CONVERT, topic, before=before, after=kind, reason=reason)


def _seat_all(
    viewer: Viewer, topic: Topic, standing: Standing, placed: Sequence[_Placed], reason: str
) -> Entry | None:
    """Take off who is not wished, then everybody to their place."""
    there = [(seat.id, seat.person_id, seat.name) for seat in standing.seats]
    wanted = [(one.kept.id if one.kept else 0, _person_id(one), one.name) for one in placed]
    if there == wanted:
        return None
    _check_seats(viewer, topic, standing, placed)
    stay = {one.kept.id for one in placed if one.kept}
    Panelist.objects.filter(topic=topic).exclude(pk__in=stay).delete()
    for position, one in enumerate(placed, start=1):
        facts = {"position": position, "person_id": _person_id(one), "name": one.name}
        if one.kept:
            Panelist.objects.filter(pk=one.kept.id).update(**facts)
            _tell_who_joined(one)
        else:
            Panelist.objects.create(topic=topic, **facts)
    follow_panel(topic, viewer.id, reason)
    before = ", ".join(seat.name for seat in standing.seats)[:KEPT]
    after = ", ".join(one.name for one in placed)[:KEPT]
    return leave_line(viewer, Act.PANEL, topic, before=before, after=after, reason=reason)


def _check_seats(
    viewer: Viewer, topic: Topic, standing: Standing, placed: Sequence[_Placed]
) -> None:
    """Who is new is asked onto it by the host; who goes may go."""
    stay = {one.kept.id for one in placed if one.kept}
    for seat in standing.seats:
        if seat.id not in stay:
            policies.check_unseat(viewer, topic, seat.has_answered)
    for one in placed:
        if not one.kept or one.kept.person_id != _person_id(one):
            policies.check_invite(viewer, topic)


def _tell_who_joined(one: _Placed) -> None:
    """A plain name that became an account: what was written of it is news to that person."""
    if one.kept and one.person and not one.kept.person_id and one.kept.version:
        view = Perspective.objects.get(panelist=one.kept.id)
        announce("perspective", view.pk)


def _put_views(
    viewer: Viewer, topic: Topic, placed: Sequence[_Placed], texts: dict[str, Text]
) -> list[Entry]:
    """The views that changed. Raises `SeatRefused` for one that must stay."""
    entries: list[Entry] = []
    if not any(one.changes_view for one in placed):
        return entries
    policies.check_perspective(viewer, topic)
    rows = Panelist.objects.filter(topic=topic).select_related("perspective").order_by("position")
    for row, (panelist, one) in enumerate(zip(rows, placed, strict=True)):
        if not one.changes_view:
            continue
        current = getattr(panelist, "perspective", None)
        try:
            entries.append(put_view(viewer, topic, panelist, current, texts.get(one.view or "")))
        except Refusal as refusal:
            raise SeatRefused(row, str(refusal)) from refusal
    return entries


def _set_source(
    viewer: Viewer,
    topic: Topic,
    there: StandingSource | None,
    source: SourceFacts | None,
    reason: str,
) -> Entry | None:
    if there == _facts(source):
        return None
    if source is None:
        Source.objects.filter(topic=topic).delete()
    else:
        facts = asdict(source) | {"links": list(source.links)}
        Source.objects.update_or_create(topic=topic, defaults=facts)
    before, after = _in_words(there), _in_words(_facts(source))
    if before == after:
        before, after = _links(there), _links(_facts(source))
    return leave_line(viewer, Act.SOURCE, topic, before=before, after=after, reason=reason)


def _in_words(source: StandingSource | None) -> str:
    """Title and day; its links are said where only they have changed."""
    parts = [source.title, source.held_on] if source else []
    return " · ".join(part for part in parts if part)


def _links(source: StandingSource | None) -> str:
    return " ".join(source.links)[:KEPT] if source else ""
