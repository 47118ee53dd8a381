"""Where a topic comes from, who sits on its panel, and the fishbowl that it is.

All of it comes with the topic itself, as columns of one query.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import formats
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import Face, face
from threads.models import Fishbowl, Panelist, Source, Topic
from threads.models.asks import asks_path
from threads.queries.bowls import Bowl, seats_of
from threads.queries.fishbowls import Running
from threads.queries.perspectives import View

PANEL_ROWS = ArraySubquery(
    Panelist.objects.filter(topic=OuterRef("pk"))
    .order_by("position")
    .values(
        row=JSONObject(
            id="person_id",
            seat="pk",
            name="name",
            handle="person__username",
            display_name="person__display_name",
        )
    )
)
SOURCE_ROW = Subquery(
    Source.objects.filter(topic=OuterRef("pk")).values(
        row=JSONObject(title="title", kind="kind", held_on="held_on", links="links")
    )
)
FISHBOWL_ROW = Subquery(
    Fishbowl.objects.filter(topic=OuterRef("pk")).values(
        row=JSONObject(phase="phase", open_chairs="open_chairs", free_chairs="free_chairs")
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address outside, and the host that it leads to."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """What a topic recaps: words as they print."""

    title: str
    kind: str
    held_on: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PanelSeat:
    """Somebody on the panel; `person_id` is None for a plain name. `view` is what the host heard
    of them, where that is shown, `ask_url` where the viewer asks them, where that is possible."""

    person_id: int | None
    face: Face
    is_host: bool
    seat: int = 0
    view: View | None = None
    ask_url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel of a topic, and the bowl that is drawn of it.

    `phase` is empty for a recap and an ordinary topic; `rule` is one sentence about who is talking
    here.
    """

    people: tuple[PanelSeat, ...]
    phase: str
    phase_label: str
    open_chairs: int
    rule: str
    bowl: Bowl

    def has(self, handle: str) -> bool:
        """Whether the person of that handle sits on it."""
        return any(one.face.handle == handle for one in self.people if handle)

    @property
    def has_views(self) -> bool:
        """Whether something stands here of what one of them said elsewhere."""
        return any(one.view for one in self.people)

    @property
    def person_ids(self) -> tuple[int, ...]:
        """Those with an account."""
        return tuple(one.person_id for one in self.people if one.person_id)


def source_of(topic: Topic) -> SourceBlock | None:
    """The source of a topic that came with `SOURCE_ROW` as `source_row`."""
    row: dict[str, Any] | None = topic.source_row  # type: ignore[attr-defined]
    if not row:
        return None
    links = tuple(Link(url, urlsplit(url).hostname or url) for url in row["links"])
    return SourceBlock(
        row["title"], str(Source.Kind(row["kind"]).label), when(row["held_on"]), links
    )


def when(held_on: str) -> str:
    """A day, a month or a year in the words of the reader's language."""
    parts = [int(part) for part in held_on.split("-")] if held_on else []
    if len(parts) == 3:
        return formats.date_format(date(parts[0], parts[1], parts[2]), "DATE_FORMAT")
    if len(parts) == 2:
        return formats.date_format(date(parts[0], parts[1], 1), "YEAR_MONTH_FORMAT")
    return held_on


def panel_of(
    topic: Topic,
    prompts: int,
    voices: int,
    speaker: str = "",
    views: Mapping[int, View] | None = None,
    askable: Collection[int] = (),
    now: Running | None = None,
) -> Panel | None:
    """The panel of a topic that came with `PANEL_ROWS` and `FISHBOWL_ROW`; None for one without.
    `speaker` is the handle of who wrote last, `views` (by seat) what the host heard, `askable` the
    ids of those whom the viewer may ask, `now` the fishbowl as it runs."""
    rows: list[dict[str, Any]] = topic.panel_rows  # type: ignore[attr-defined]
    if not rows and not now:
        return None
    people = tuple(_panelist(row, topic, views or {}, askable) for row in rows)
    phase = now.phase if now else ""
    faces = tuple(one.face for one in people)
    seated = tuple(seat.face for seat in now.seats if seat.face) if now else ()
    chairs = sum(seat.face is None for seat in now.seats) if now else 0
    bowl = Bowl(
        seats_of(seated or faces, chairs, speaker),
        phase,
        _questions(prompts),
        _voices(voices) if voices > 1 else "",
    )
    is_ordinary = topic.kind == Topic.Kind.OPEN and not phase
    label, rule = (
        ("", _("Here everybody answers."))
        if is_ordinary
        else (_label(phase), _("The panel spoke before; here everybody answers."))
    )
    if now:
        rule = now.rule
    return Panel(people, phase, label, chairs, rule, bowl)


def small_bowl(faces: tuple[Face, ...], phase: str, open_chairs: int, free_chairs: int = 0) -> Bowl:
    """The mark of a fishbowl in a list: the same figure without letters."""
    return Bowl(seats_of(faces, _chairs(phase, open_chairs, free_chairs)), phase, "")


def _chairs(phase: str, open_chairs: int, free_chairs: int) -> int:
    """How many chairs a list shows as open: those that will be, before the panel begins, then those
    that are free."""
    return {"gathering": open_chairs, "panel": free_chairs}.get(phase, 0)


def phase_in_words(phase: str, open_chairs: int, free_chairs: int = 0) -> str:
    """What a list says of a fishbowl: its phase, and whether a chair is open."""
    if not phase:
        return _("Recap")
    count = _chairs(phase, open_chairs, free_chairs)
    if not count:
        return _label(phase)
    chairs = ngettext("%(count)d open chair", "%(count)d open chairs", count)
    return f"{_label(phase)} · {chairs % {'count': count}}"


def _label(phase: str) -> str:
    return str(Fishbowl.Phase(phase).label) if phase else _("Recap")


def _questions(count: int) -> str:
    return ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}


def _voices(count: int) -> str:
    return ngettext("%(count)d voice", "%(count)d voices", count) % {"count": count}


def _panelist(
    row: dict[str, Any], topic: Topic, views: Mapping[int, View], askable: Collection[int]
) -> PanelSeat:
    known = row["handle"] is not None
    who = (
        face(row["handle"], row["display_name"]) if known else Face("", row["name"], is_named=True)
    )
    is_host = known and row["id"] == topic.host_id
    ask = f"{asks_path(topic.pk)}?{urlencode({'to': who.handle})}" if row["id"] in askable else ""
    return PanelSeat(row["id"], who, is_host, row["seat"], views.get(row["seat"]), ask)
