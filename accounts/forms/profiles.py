"""What people say about themselves."""

import zoneinfo

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.lines import clean_line, is_legible
from accounts.models import User

NO_CONTROL_CHARACTERS = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    _("A name cannot hold control characters."),
    inverse_match=True,
)


class ProfileForm(forms.ModelForm[User]):
    """How somebody shows up to others."""

    class Meta:
        model = User
        fields = ["display_name", "about"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["display_name"].validators.append(NO_CONTROL_CHARACTERS)

    def clean_display_name(self) -> str:
        """One line that one can see; nothing at all stands for the handle."""
        name = clean_line(self.cleaned_data["display_name"])
        if self.cleaned_data["display_name"] and not is_legible(name):
            raise forms.ValidationError(_("A name needs something that one can see."))
        return name


class AppearanceForm(forms.ModelForm[User]):
    """How pages look to somebody, and in which zone and language they read."""

    time_zone = forms.ChoiceField(required=False, label=_("Time zone"))
    language = forms.ChoiceField(required=False, label=_("Language"))

    class Meta:
        model = User
        fields = [
            "time_zone",
            "language",
            "theme",
            "more_contrast",
            "has_keys",
            "counts_in_title",
        ]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("As the site: %(zone)s") % {"zone": settings.TIME_ZONE}),
            *((zone, zone.replace("_", " ")) for zone in zones),
        ]
        self.fields["language"].choices = [("", _("As my browser asks")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["has_keys"].help_text = _("j and k go from post to post, ? shows them all.")
        self.fields["counts_in_title"].help_text = _(
            "The title of a page that is open says how much is new since."
        )


class FollowingForm(forms.ModelForm[User]):
    """How closely somebody follows a topic by what they do."""

    class Meta:
        model = User
        fields = ["follow_on_reply", "follow_on_mention"]


class IgnoreForm(forms.Form):
    """A wish: ignore (1, also when it is not said) or hear of again (0)."""

    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], required=False)
    back = forms.BooleanField(required=False)

    @property
    def is_on(self) -> bool:
        """Whether the wish is to ignore."""
        return bool(self.cleaned_data["on"] != "0")
