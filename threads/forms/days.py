"""Days as people choose them, as forms of all apps have them."""

from accounts.forms.days import (
    ComingDayField,
    ComingMomentField,
    DayField,
    MomentField,
    end_of,
    start_of,
)

__all__ = [
    "ComingDayField",
    "ComingMomentField",
    "DayField",
    "MomentField",
    "end_of",
    "start_of",
]
