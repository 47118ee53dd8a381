"""Kind, panel and source of a topic that stands, what was heard of somebody, where a topic comes
from: as people type them."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from accounts.viewer import Viewer
from threads import markup
from threads.actions.panels import SeatWish, Wish
from threads.forms.curation import REASON_LENGTH, WordsField
from threads.forms.ids import is_id
from threads.forms.setups import SPARE_SEATS, SetupForm
from threads.forms.titles import clean_topic
from threads.models import Perspective, Topic, TopicRelation
from threads.models.panels import MOST_PANELISTS, VIEW_LENGTH
from threads.models.states import KIND
from threads.queries.setups import Standing


@dataclass(slots=True)
class Row:
    """One place on the panel as the form holds it."""

    name: str = ""
    seat: str = ""
    order: str = ""
    view: str = ""
    error: str = ""
    # Who has answered stays; the form says so.
    has_answered: bool = False


def clean_view(typed: str) -> str:
    """Words in Markdown, short enough to stand beside a name. Raises `ValidationError`."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > VIEW_LENGTH:
        said = {"length": len(text), "most": VIEW_LENGTH}
        raise forms.ValidationError(
            _("This is %(length)s characters long; %(most)s are the most.") % said
        )
    if text and not text.strip():
        return ""
    if "\0" in text:
        raise forms.ValidationError(str(markup.MarkupRefused(markup.Reason.EMPTY)))
    return text


class PanelForm(SetupForm):
    """Everything that a topic is set up as. Each place on the panel is a row: its `seat` (who sits
    there now), name, order and view, as lists of inputs of one name."""

    reason = WordsField(
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stands in the topic for all to read."),
    )

    def __init__(self, standing: Standing, data: QueryDict | None = None, **kwargs: Any) -> None:
        source = standing.source
        initial = {"kind": standing.kind}
        if source:
            initial |= {
                "source_title": source.title,
                "source_kind": source.kind,
                "source_when": source.held_on,
                "source_links": " ".join(source.links),
            }
        super().__init__(data, initial=initial, **kwargs)
        if not self.is_bound:
            steps = [step.after for step in KIND if step.before == standing.kind]
            kinds = [
                (kind, label)
                for kind, label in Topic.Kind.choices
                if kind in {*steps, standing.kind}
            ]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.kind_now = standing.kind
        self.stamp = standing.stamp if data is None else data.get("stamp", "")
        self.rows = _standing_rows(standing) if data is None else _typed_rows(data)
        answered = {str(seat.id) for seat in standing.seats if seat.has_answered}
        for row in self.rows:
            row.has_answered = row.seat in answered
        # Without any view in what was sent, views stay as they are.
        self.has_views = data is None or "view" in data

    def spread(self) -> list[Row]:
        """The rows that the page shows, with some to spare."""
        said = [row for row in self.rows if row.name or row.view or row.error]
        return said + [Row()] * max(min(SPARE_SEATS, MOST_PANELISTS - len(said)), 0)

    def clean(self) -> dict[str, Any]:
        """Gather it into a `wish`; what is wrong with a row stands on the row."""
        data = super().clean()
        for row in self.rows:
            try:
                row.view = clean_view(row.view)
            except forms.ValidationError as error:
                row.error = str(error.messages[0])
            row.name = clean_line(row.name)
            if row.view and not is_legible(row.name) and not row.seat:
                row.error = _("Say whose view this is.")
        if any(row.error for row in self.rows):
            self.add_error(None, _("Something on the panel cannot stand like this; see below."))
        self.rows = _in_order(self.rows)
        self.seated = [row for row in self.rows if is_legible(row.name)]
        wished = tuple(
            SeatWish(
                row.name,
                int(row.seat) if is_id(row.seat) else None,
                row.view if self.has_views else None,
            )
            for row in self.seated
        )
        setup = data["setup"]
        data["wish"] = Wish(data.get("kind") or self.kind_now, wished, setup.source)
        return data

    def ask_reason(self) -> None:
        """Somebody would lose a seat, and nothing says why."""
        self.add_error(
            "reason",
            _("Somebody whom you take off sits in the bowl. Say why; everybody reads it."),
        )

    def refuse_row(self, number: int, sentence: str) -> None:
        """Say what is wrong with one of the wished places."""
        self.seated[number].error = sentence


def _typed_rows(data: QueryDict) -> list[Row]:
    names = data.getlist("panel")[: 4 * MOST_PANELISTS]
    columns = [names, *(data.getlist(name)[: len(names)] for name in ("seat", "order", "view"))]
    return [
        Row(name, seat, order, view)
        for name, seat, order, view in zip_longest(*columns, fillvalue="")
    ]


def _standing_rows(standing: Standing) -> list[Row]:
    return [
        Row(seat.typed, str(seat.id), str(number), seat.view)
        for number, seat in enumerate(standing.seats, start=1)
    ]


def _in_order(rows: list[Row]) -> list[Row]:
    """By the numbers typed. Who is moved to a place stands there: who moves up, before the one who
    had it, who moves down, after."""

    def place(at: tuple[int, Row]) -> tuple[int, int, int]:
        number, row = at
        wanted = int(row.order) if row.order.isdecimal() and len(row.order) < 4 else number
        return wanted, (wanted > number) - (wanted < number), number

    ordered = [row for _number, row in sorted(enumerate(rows, start=1), key=place)]
    for number, row in enumerate((row for row in ordered if row.order), start=1):
        row.order = str(number)
    return ordered


class ViewField(forms.CharField):
    """A few paragraphs in Markdown; none takes away what stands there."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """The text with single line breaks, checked for its length."""
        return clean_view(str(super().clean(value) or ""))


class ViewForm(forms.Form):
    """What the host heard. `version` is what the form began with."""

    text = ViewField(label=gettext_lazy("What you heard"))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ResponseForm(forms.Form):
    """What the person says to it."""

    kind = forms.ChoiceField(
        choices=[
            (Perspective.Response.ADDS, gettext_lazy("I add to it")),
            (Perspective.Response.CORRECTS, gettext_lazy("I correct it")),
        ],
        widget=forms.RadioSelect,
        initial=Perspective.Response.ADDS,
        label=gettext_lazy("What you do"),
    )
    text = ViewField(label=gettext_lazy("Your words"))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class OriginForm(forms.Form):
    """Another topic, by its address or number, and how this one comes from it."""

    origin = forms.CharField(
        max_length=500,
        label=gettext_lazy("The other topic"),
        help_text=gettext_lazy("Its address, or its number."),
        error_messages={"required": gettext_lazy("Say which topic.")},
    )
    kind = forms.ChoiceField(
        choices=TopicRelation.Kind,
        initial=TopicRelation.Kind.GREW_OUT_OF,
        label=gettext_lazy("This topic"),
    )

    def __init__(self, viewer: Viewer, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.viewer = viewer

    def clean_origin(self) -> Topic:
        """The topic, if the viewer may read it."""
        return clean_topic(self.viewer, self.cleaned_data["origin"])
