"""How a fishbowl begins, as people type it, and the three usual forms to start one from."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from threads.actions.running.ends import Beginning
from threads.forms.days import ComingMomentField
from threads.forms.setups import SetupForm
from threads.models import Fishbowl, Topic
from threads.models.fishbowls import MOST_CHAIRS
from threads.models.panels import MOST_PANELISTS
from threads.queries.setups import OwnCircle, circles_of, members_of

PANEL, CIRCLE, EXPERIENCE = "panel", "circle", "experience"
# What each form fills in: how many chairs are open, and what the gallery writes.
USUAL = {
    PANEL: ("1", Fishbowl.Gallery.FULL),
    CIRCLE: ("1", Fishbowl.Gallery.FULL),
    EXPERIENCE: ("1", Fishbowl.Gallery.QUESTIONS),
}


class BeginningForm(SetupForm):
    """A set-up with how its fishbowl begins; what is not said is as usual."""

    open_chairs = forms.ChoiceField(
        choices=[(str(n), str(n)) for n in range(MOST_CHAIRS + 1)],
        required=False,
        initial="1",
        label=gettext_lazy("Open chairs"),
        help_text=gettext_lazy("For members who come in from the gallery."),
    )
    gallery = forms.ChoiceField(
        choices=Fishbowl.Gallery,
        required=False,
        initial=Fishbowl.Gallery.FULL,
        label=gettext_lazy("What the gallery writes"),
        help_text=gettext_lazy("Beside the bowl, while the panel talks."),
    )
    panel_at = ComingMomentField(
        label=gettext_lazy("The panel begins"),
        help_text=gettext_lazy("Empty: when you begin it."),
    )
    floor_at = ComingMomentField(
        label=gettext_lazy("The floor opens"),
        help_text=gettext_lazy("Empty: when you open it."),
    )

    def __init__(self, viewer: Viewer, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.viewer = viewer
        self.circles: tuple[OwnCircle, ...] = circles_of(viewer)
        # The usual form that was filled in just now, and how many people it left out.
        self.usual = ""
        self.left_out = 0

    @property
    def is_set_up(self) -> bool:
        """Whether anything beside an ordinary topic was said, or is wrong."""
        named = ("open_chairs", "gallery", "panel_at", "floor_at")
        return super().is_set_up or any(self.errors.get(name) for name in named)

    def fill_usual(self, name: str) -> None:
        """Fill in what a usual form says, and leave everything else as it was typed."""
        chairs, gallery = USUAL[name]
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["kind"], data["open_chairs"] = Topic.Kind.FISHBOWL, chairs
        data["gallery"] = gallery
        self.data, self.usual = data, name
        self._errors = ErrorDict()
        if name == CIRCLE:
            self._seat_circle()

    def _seat_circle(self) -> None:
        """The members of one's circle behind those who were typed; twelve are the most."""
        wanted = str(self.data.get("circle", ""))
        circle = next((one for one in self.circles if one.slug == wanted), None)
        circle = circle or next(iter(self.circles), None)
        if circle is None:
            return
        typed = [name for name in self.typed_panel if name]
        there = {name.removeprefix("@").lower() for name in typed}
        members = members_of(self.viewer, circle.id)
        people = typed + [f"@{name}" for name in members if name.lower() not in there]
        self.left_out = max(len(people) - max(MOST_PANELISTS, len(typed)), 0)
        self.typed_panel = people[: len(people) - self.left_out]

    def clean(self) -> dict[str, Any]:
        """Gather how it begins into the `setup`, where it is a fishbowl."""
        data = super().clean()
        panel_at, floor_at = data.get("panel_at"), data.get("floor_at")
        if panel_at and floor_at and floor_at <= panel_at:
            self.add_error("floor_at", _("The floor opens after the panel has begun."))
        if data["setup"].kind == Topic.Kind.FISHBOWL:
            beginning = Beginning(
                int(data.get("open_chairs") or 1),
                data.get("gallery") or Fishbowl.Gallery.FULL,
                panel_at,
                floor_at,
            )
            data["setup"] = data["setup"].beginning_with(beginning)
        return data
