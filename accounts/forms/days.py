"""Days as people choose them: a day begins and ends where they are."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _


class DayField(forms.DateField):
    """A day, chosen in the calendar of the browser."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class ComingDayField(DayField):
    """Today, or a day that comes."""

    def validate(self, value: date | None) -> None:
        """It is not over."""
        super().validate(value)
        if value and end_of(value) < timezone.now():
            raise forms.ValidationError(_("This day is over; choose one that comes."))


class MomentField(forms.DateTimeField):
    """A day and an hour, where people are."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)


class ComingMomentField(MomentField):
    """A moment that comes."""

    def validate(self, value: datetime | None) -> None:
        """It is not over."""
        super().validate(value)
        if value and value <= timezone.now():
            raise forms.ValidationError(_("This moment is over; choose one that comes."))


def start_of(day: date) -> datetime:
    """Its first moment."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Its last moment."""
    return timezone.make_aware(datetime.combine(day, time.max))
