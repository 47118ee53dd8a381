"""What a new topic is set up as, as people type it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lines import clean_line, is_legible
from threads.actions.setups import Setup, SourceFacts
from threads.models import Source, Topic
from threads.models.panels import LINK_LENGTH, MOST_LINKS, MOST_PANELISTS, NAME_LENGTH

# How many empty inputs for people a form offers without scripts.
SPARE_SEATS = 3
PARTIAL_DATE = re.compile(r"([12][0-9]{3})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


class LinksField(forms.CharField):
    """Up to five addresses with spaces between them."""

    widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        """The addresses, of web pages only."""
        links = list(dict.fromkeys(str(super().clean(value) or "").split()))
        if len(links) > MOST_LINKS:
            raise ValidationError(_("Five links are the most."))
        check = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                check(link)
            except ValidationError:
                text = _("“%(link)s” is not the address of a web page.")
                raise ValidationError(text % {"link": link[:80]}) from None
            if len(link) > LINK_LENGTH:
                raise ValidationError(_("One of the links is too long."))
        return tuple(links)


class SetupForm(forms.Form):
    """Kind, source and panel. The panel is a list of inputs of one name, read beside the fields."""

    kind = forms.ChoiceField(
        choices=Topic.Kind, required=False, label=gettext_lazy("What it is"), initial="open"
    )
    source_title = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("What was it called?")
    )
    source_kind = forms.ChoiceField(
        choices=Source.Kind, required=False, label=gettext_lazy("What was it?")
    )
    source_when = forms.CharField(
        required=False,
        max_length=10,
        label=gettext_lazy("When?"),
        help_text=gettext_lazy("A day, a month or a year: 2026-11-19, 2026-11 or 2026."),
    )
    source_links = LinksField(
        required=False,
        max_length=3_000,
        label=gettext_lazy("Links"),
        help_text=gettext_lazy("Up to five, with spaces between them."),
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.typed_panel = [name.strip() for name in data.getlist("panel")] if data else []

    @property
    def is_set_up(self) -> bool:
        """Whether anything beside an ordinary topic was said, so that its fields are shown."""
        named = ("source_title", "source_when", "source_links")
        kind = self["kind"].value() or Topic.Kind.OPEN
        said = any(self[name].value() or self.errors.get(name) for name in named)
        return kind != Topic.Kind.OPEN or any(self.typed_panel) or said

    def panel_fields(self) -> list[str]:
        """What each input for somebody on the panel holds, with some to spare."""
        typed = [name for name in self.typed_panel if name]
        return typed + [""] * max(min(SPARE_SEATS, MOST_PANELISTS - len(typed)), 0)

    def clean_source_when(self) -> str:
        """A day, a month or a year that there is."""
        typed = self.cleaned_data["source_when"].strip()
        if not typed:
            return ""
        parts = PARTIAL_DATE.fullmatch(typed)
        try:
            if parts:
                year, month, day = (int(part) if part else None for part in parts.groups())
                date(year or 0, month or 1, day or 1)
                return "-".join(f"{part:02d}" for part in (year, month, day) if part)
        except ValueError:
            pass
        raise ValidationError(_("This is no date. Write 2026-11-19, 2026-11 or 2026."))

    def clean(self) -> dict[str, Any]:
        """Gather what was said into a `setup`."""
        data = super().clean() or {}
        lines = [clean_line(name) for name in self.typed_panel]
        names = tuple(line for line in lines if is_legible(line))
        if len(names) > MOST_PANELISTS:
            self.add_error(None, _("Twelve people are the most on a panel."))
        if any("\0" in name or len(name) > NAME_LENGTH for name in names):
            self.add_error(None, _("One of the names on the panel cannot be stored."))
        title = clean_line(data.get("source_title", ""))
        rest = (data.get("source_when", ""), data.get("source_links", ()))
        if any(rest) and not is_legible(title) and "source_title" not in self.errors:
            self.add_error("source_title", _("Say what it was called."))
        kind = data.get("source_kind") or Source.Kind.FISHBOWL
        source = SourceFacts(title, kind, *rest) if is_legible(title) else None
        data["setup"] = Setup(data.get("kind") or Topic.Kind.OPEN, names, source)
        return data
