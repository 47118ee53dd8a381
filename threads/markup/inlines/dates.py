"""Moments: `[date=2026-12-01 time=18:00 timezone="Europe/Berlin"]`, as Discourse writes them."""

import re
from datetime import UTC, date, datetime
from typing import Final
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATE: Final = re.compile(
    r"\[date=(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ ]+time=(?P<time>[0-9]{2}:[0-9]{2})(?::[0-9]{2})?)?"
    r"(?:[ ]+timezone=\"?(?P<zone>[A-Za-z][A-Za-z0-9_+/-]{0,49})\"?)?[ ]*\]"
)

MOMENT: Final = "moment"
"""Tag of a moment until the tree is finished: `value` is what its slot will say."""


def read(text: str, place: int) -> tuple[Element, int] | None:
    """Return the moment typed at place and where it ends, or None.

    A time without a time zone is taken as UTC, since nobody knows where its writer sits. A day
    or time that does not exist, or a zone nobody knows, stays as typed.
    """
    found = _DATE.match(text, place)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
        if found["time"] is None:
            value = shown = day.isoformat()
        else:
            zone = ZoneInfo(found["zone"] or "UTC")
            clock = datetime.fromisoformat(f"{found['day']}T{found['time']}")
            moment = clock.replace(tzinfo=zone).astimezone(UTC)
            value = moment.strftime("%Y-%m-%dT%H:%MZ")
            shown = f"{found['day']} {found['time']} ({found['zone'] or 'UTC'})"
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None
    element = Element(MOMENT, {"value": value})
    element.text = shown
    return element, found.end()
