"""Rows that say what a page forgot, and values of fields that are names of something."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Names of the time zone database only; a wrong one would break every page of a person."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone of this name; try Europe/Lisbon."))


def validate_language(code: str) -> None:
    """Languages that the site speaks."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("The site does not speak this language."))


class StrictManager[M: models.Model](models.Manager[M]):
    """Rows whose relations a page must name: what it forgot is an error while we develop."""

    def get_queryset(self) -> models.QuerySet[M]:
        """All rows, with the fetch mode of the settings (`FETCH_MODE`)."""
        return super().get_queryset().fetch_mode(settings.FETCH_MODE)
