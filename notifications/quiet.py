"""When mail may come: quiet hours and a pause, in the zone of who gets it. Pure."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Protocol

DAY = 24 * 60 * 60


class Hours(Protocol):
    """What is chosen of it: `MailChoice`, or what stands in a form."""

    @property
    def quiet_from(self) -> time | None:
        """The time of the day at which quiet hours begin."""

    @property
    def quiet_until(self) -> time | None:
        """The time of the day at which they end; both or neither."""

    @property
    def paused_until(self) -> datetime | None:
        """The end of a pause."""


def earliest(choice: Hours | None, zone: tzinfo, at: datetime) -> datetime:
    """When a mail may go that would go at `at`: then, or the first instant after it that is neither
    in the pause nor in the quiet hours.

    It is quiet while the clock of the zone shows a time from `quiet_from` until before
    `quiet_until`, over midnight where that is the earlier one, never where both are the same. So
    where the clock is put forward over their end, the quiet hours end in that instant, and what the
    clock shows twice is quiet twice. No choice lets everything go at once; whether somebody wants
    mail at all (`is_off`) is not asked here. `at` is aware; the answer is in its zone.
    """
    if choice is None:
        return at
    now = max(at, choice.paused_until or at).astimezone(UTC)
    begin, end = choice.quiet_from, choice.quiet_until
    while begin is not None and end is not None and _is_quiet(now.astimezone(zone), begin, end):
        clock = now.astimezone(zone).time()
        rest = timedelta(seconds=(_seconds(end) - _seconds(clock)) % DAY)
        now = _change_between(zone, now, now + rest) or now + rest
    return now.astimezone(at.tzinfo)


def _is_quiet(local: datetime, begin: time, end: time) -> bool:
    clock = local.time()
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _seconds(clock: time) -> float:
    return clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1_000_000


def _change_between(zone: tzinfo, start: datetime, end: datetime) -> datetime | None:
    """The instant after `start`, up to `end`, at which the clock of the zone is put forward or
    back; None where it is not. Clocks change at whole seconds, and once in the hours asked here."""
    before = start.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == before:
        return None
    low, high = int(start.timestamp()), int(end.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
