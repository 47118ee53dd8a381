"""What is asked of people in a running fishbowl, and of those who run it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from threads.actions.rounds import FEWEST_HOURS, MOST_HOURS, ROUND_HOURS
from threads.forms.curation import REASON_LENGTH, LightForm, ReasonForm, WordsField
from threads.forms.days import MomentField
from threads.forms.people import PersonField, PersonForm
from threads.forms.prompts import LineField
from threads.forms.talk import BodyField, IdsField
from threads.forms.tokens import TokenField
from threads.models import Fishbowl
from threads.models.fishbowls import MOST_CHAIRS
from threads.models.rounds import ROUND_LENGTH

type People = Iterable[tuple[str, str]]


def _offered(field: forms.Field, people: People) -> None:
    """Have a field for a handle offer these people, by handle and name."""
    field.widget = forms.Select(choices=[("", _("Choose somebody")), *people])


class ChosenForm(PersonForm):
    """Somebody among people that the page offers."""

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Who")
        _offered(self.fields["person"], people)


class FreeForm(ReasonForm):
    """Whose chair is freed, and why."""

    person = PersonField(max_length=60, label=gettext_lazy("Who sits there"))

    def __init__(self, *args: Any, people: People = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offered(self.fields["person"], people)
        self.order_fields(["person", "reason"])


class RestForm(ReasonForm):
    """Whom moderators rest from the chairs, or let back (`on` 0), and why."""

    person = PersonField(max_length=60, label=gettext_lazy("Handle"))
    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)

    def __init__(self, *args: Any, people: People | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is not None:
            _offered(self.fields["person"], people)
        self.order_fields(["person", "reason"])

    @property
    def is_on(self) -> bool:
        """Whether the wish is that they rest."""
        return bool(self.cleaned_data["on"] != "0")


class InvitationForm(forms.Form):
    """Whether somebody comes onto the panel."""

    accept = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])


class PhaseForm(forms.Form):
    """The phase to move to, with words where one has some; closing asks for them."""

    to = forms.ChoiceField(choices=Fishbowl.Phase, widget=forms.HiddenInput)
    words = WordsField(
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("In your words"),
    )


class ChairsForm(forms.Form):
    """How many chairs are open."""

    open = forms.TypedChoiceField(
        choices=[(n, str(n)) for n in range(MOST_CHAIRS + 1)],
        coerce=int,
        label=gettext_lazy("Open chairs"),
        help_text=gettext_lazy("Nobody is removed: with fewer, the next that frees stays away."),
    )


class GalleryForm(forms.Form):
    """What the gallery may write."""

    gallery = forms.ChoiceField(
        choices=Fishbowl.Gallery, label=gettext_lazy("What the gallery writes")
    )


class TimesForm(forms.Form):
    """When phases begin by themselves, and how long chairs are held. What was not sent stays as
    `row` has it."""

    panel_at = MomentField(
        label=gettext_lazy("The panel begins"),
        help_text=gettext_lazy("Empty: when you begin it."),
    )
    floor_at = MomentField(
        label=gettext_lazy("The floor opens"),
        help_text=gettext_lazy("Empty: when you open it."),
    )
    hold_hours = forms.IntegerField(
        required=False,
        min_value=12,
        max_value=168,
        label=gettext_lazy("Hours that a chair is held while somebody waits"),
    )
    offer_hours = forms.IntegerField(
        required=False,
        min_value=6,
        max_value=72,
        label=gettext_lazy("Hours that an offered chair is held"),
    )

    def __init__(self, row: Fishbowl, data: Any = None, *, auto_id: str = "id_%s") -> None:
        initial = {name: getattr(row, name) for name in TIMES}
        super().__init__(data, initial=initial, auto_id=auto_id)
        self.row = row
        if row.phase != Fishbowl.Phase.GATHERING:
            del self.fields["panel_at"]
        if row.phase not in {Fishbowl.Phase.GATHERING, Fishbowl.Phase.PANEL}:
            del self.fields["floor_at"]

    def clean(self) -> dict[str, Any]:
        """Moments that come, in their order."""
        data = super().clean() or {}
        for name in TIMES:
            stands, typed = getattr(self.row, name), data.get(name)
            if name in self.errors:
                continue
            if name not in self.data or (name in HOURS and typed is None):
                data[name] = stands
            elif name not in HOURS:
                data[name] = self._moment(name, typed, stands)
        panel_at, floor_at = data.get("panel_at"), data.get("floor_at")
        if "floor_at" in self.fields and panel_at and floor_at and floor_at <= panel_at:
            self.add_error("floor_at", _("The floor opens after the panel has begun."))
        return data

    def _moment(self, name: str, typed: datetime | None, stands: datetime | None) -> Any:
        """One that comes; the same minute as before is the same moment."""
        if typed and stands and stands.replace(second=0, microsecond=0) == typed:
            return stands
        if typed and typed <= timezone.now():
            self.add_error(name, _("This moment is over; choose one that comes."))
        elif typed and typed > timezone.now() + MOST_AHEAD:
            self.add_error(name, _("This is more than a year away."))
        return typed


TIMES = ("panel_at", "floor_at", "hold_hours", "offer_hours")
HOURS = ("hold_hours", "offer_hours")
MOST_AHEAD = timedelta(days=366)


class RoundForm(forms.Form):
    """A round on an open question of the topic, or on one of its own."""

    prompt = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, label=gettext_lazy("On a question here")
    )
    text = LineField(
        required=False,
        max_length=ROUND_LENGTH,
        label=gettext_lazy("Or on a question of its own"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    in_order = forms.BooleanField(required=False, label=gettext_lazy("One after the other"))
    hours = forms.IntegerField(
        required=False,
        min_value=FEWEST_HOURS,
        max_value=MOST_HOURS,
        initial=ROUND_HOURS,
        label=gettext_lazy("For so many hours"),
    )

    def __init__(self, *args: Any, prompts: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("No question of the topic")), *prompts]
        self.fields["prompt"].widget = forms.Select(choices=choices)

    def clean_hours(self) -> int:
        """Three days, where nothing is said."""
        return self.cleaned_data["hours"] or ROUND_HOURS

    def clean(self) -> dict[str, Any]:
        """One question."""
        data = super().clean() or {}
        if "prompt" in self.errors or "text" in self.errors:
            return data
        if not data["prompt"] and not data["text"]:
            self.add_error("text", _("Choose a question, or write one."))
        if data.get("prompt") and data.get("text"):
            self.add_error("text", _("Choose a question or write one, not both."))
        return data


class BatchForm(forms.Form):
    """Questions of the gallery for the bowl, and what who hosts says above them."""

    asks = IdsField(required=False)
    words = BodyField(label=gettext_lazy("Your words above them"))
    token = TokenField(required=False)

    def clean_asks(self) -> list[int]:
        """At least one."""
        chosen: list[int] = self.cleaned_data["asks"]
        if not chosen:
            raise forms.ValidationError(_("Choose at least one question."))
        return chosen


class PhaseCurationForm(LightForm):
    """Another phase, from the admin; the reason is what the page asks as words."""

    to = forms.ChoiceField(choices=Fishbowl.Phase, label=gettext_lazy("Phase"))


class ChairsCurationForm(LightForm):
    """How many chairs are open, from the admin."""

    number = forms.TypedChoiceField(
        choices=[(n, str(n)) for n in range(MOST_CHAIRS + 1)],
        coerce=int,
        label=gettext_lazy("Open chairs"),
    )


class GalleryCurationForm(LightForm):
    """What the gallery may write, from the admin."""

    gallery = forms.ChoiceField(
        choices=Fishbowl.Gallery, label=gettext_lazy("What the gallery writes")
    )
