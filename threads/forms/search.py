"""What somebody looks for, and where: a form that is sent with GET, so that it can be shared."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from threads.models.tags import TAG_LENGTH
from threads.queries.asked import LONGEST, Asked, clean, read_asked
from threads.queries.lists import categories_for
from threads.queries.search import RELEVANCE

FILTERS = ("in", "from", "category", "tag", "is", "after", "before")
# Has no field: pages of questions lead here with it.
UNSHOWN = ("prompt",)
PLACES = (
    ("", gettext_lazy("everything")),
    ("title", gettext_lazy("titles")),
    ("prompts", gettext_lazy("questions")),
    ("posts", gettext_lazy("posts")),
    ("harvests", gettext_lazy("harvests")),
)
STATES = (
    ("", gettext_lazy("all topics")),
    ("open", gettext_lazy("open topics")),
    ("closed", gettext_lazy("closed topics")),
    ("fishbowl", gettext_lazy("fishbowls")),
    ("recap", gettext_lazy("recaps")),
    ("waiting", gettext_lazy("topics with questions that wait")),
)
ORDERS = (("", gettext_lazy("newest first")), (RELEVANCE, gettext_lazy("most fitting first")))


def _select(choices: Any) -> forms.Select:
    return forms.Select(choices=choices)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class SearchForm(forms.Form):
    """Words, and what narrows them. Nothing that is typed is refused but a day that is none."""

    q = forms.CharField(
        required=False,
        label=gettext_lazy("Words"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST}),
    )
    category = forms.CharField(required=False, label=gettext_lazy("Category"))
    tag = forms.CharField(
        required=False,
        label=gettext_lazy("Tag"),
        widget=forms.TextInput(attrs={"maxlength": TAG_LENGTH}),
    )
    after = forms.CharField(required=False, label=gettext_lazy("From this day on"), widget=_day())
    before = forms.CharField(required=False, label=gettext_lazy("Before this day"), widget=_day())
    sort = forms.CharField(required=False, label=gettext_lazy("Order"), widget=_select(ORDERS))

    field_order = ("q", *FILTERS, "sort")

    def __init__(self, viewer: Viewer, data: Mapping[str, str]) -> None:
        super().__init__({name: typed.replace("\0", "") for name, typed in data.items()})
        # Words that Python keeps for itself.
        self.fields["in"] = forms.CharField(
            required=False, label=_("Where"), widget=_select(PLACES)
        )
        self.fields["from"] = forms.CharField(
            required=False,
            label=_("Who"),
            widget=forms.TextInput(
                attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
            ),
        )
        self.fields["is"] = forms.CharField(
            required=False, label=_("Which topics"), widget=_select(STATES)
        )
        places = [(place.slug, place.name) for place in categories_for(viewer)]
        self.fields["category"].widget = _select([("", _("all categories")), *places])
        self.order_fields(self.field_order)
        self.asked = Asked()

    @property
    def is_by_relevance(self) -> bool:
        """Whether what says it most comes first."""
        return self.data.get("sort") == RELEVANCE

    @property
    def is_narrowed(self) -> bool:
        """Whether a field beside the words says something: those stand open then."""
        return any(self.data.get(name) for name in (*FILTERS, "sort"))

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields beside the words."""
        return [self[name] for name in (*FILTERS, "sort")]

    @property
    def url(self) -> str:
        """The address of these results, of their first page."""
        names = ("q", *FILTERS, *UNSHOWN, "sort")
        said = {name: clean(str(self.data.get(name, ""))) for name in names}
        return f"/search/?{urlencode({name: typed for name, typed in said.items() if typed})}"

    @property
    def words_url(self) -> str:
        """The address of the words alone."""
        return f"/search/?{urlencode({'q': clean(str(self.data.get('q', '')))})}"

    def clean(self) -> dict[str, Any]:
        """Read the search; a day that is none is said where it was typed."""
        data = super().clean() or {}
        fields = {name: str(self.data.get(name, "")) for name in (*FILTERS, *UNSHOWN)}
        self.asked = read_asked(str(self.data.get("q", "")), fields)
        for name, typed in self.asked.no_days.items():
            where = name if clean(fields[name]) == typed else "q"
            self.add_error(where, _("Write a day as 2026-03-31, not “%(typed)s”.") % {"typed": typed})
        return data
