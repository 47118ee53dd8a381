"""What somebody notes at a post that they keep, and when they are reminded of it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from threads.forms.asks import LineField
from threads.forms.days import ComingDayField
from threads.models.bookmarks import NOTE_LENGTH

# A later day is a slip of the finger.
LATEST = timedelta(days=5 * 366)


class ReminderField(ComingDayField):
    """A day of the next years; the one that stands already may be over."""

    standing: date | None = None

    def validate(self, value: date | None) -> None:
        """It is the one that stands, or comes, and not in another age."""
        if value and value == self.standing:
            return
        super().validate(value)
        if value and value > timezone.localdate() + LATEST:
            raise forms.ValidationError(_("Choose a day within the next five years."))


class BookmarkForm(forms.Form):
    """A note and a day, both or none. `standing` is the day that was chosen before."""

    note = LineField(
        NOTE_LENGTH,
        required=False,
        label=gettext_lazy("Note to yourself"),
        help_text=gettext_lazy("Only you read it."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
    )
    remind_on = ReminderField(
        required=False,
        label=gettext_lazy("Remind me on"),
        help_text=gettext_lazy("From that day on it stands on top of your bookmarks."),
    )

    def __init__(self, *args: Any, standing: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remind_on"].standing = standing  # type: ignore[attr-defined]
