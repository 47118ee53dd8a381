"""When mail may come: quiet hours and pause, over midnight, and where clocks change."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifications.quiet import earliest

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


@dataclass(frozen=True)
class Chosen:
    quiet_from: time | None = None
    quiet_until: time | None = None
    paused_until: datetime | None = None


def in_berlin(words: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("hours", "at", "goes"),
    [
        (NIGHT, in_berlin("2026-01-10 12:00"), in_berlin("2026-01-10 12:00")),
        (NIGHT, in_berlin("2026-01-10 21:59:59"), in_berlin("2026-01-10 21:59:59")),
        (NIGHT, in_berlin("2026-01-10 22:00"), in_berlin("2026-01-11 07:00")),
        (NIGHT, in_berlin("2026-01-11 06:59:59.5"), in_berlin("2026-01-11 07:00")),
        (NIGHT, in_berlin("2026-01-11 07:00"), in_berlin("2026-01-11 07:00")),
        ((time(13), time(14, 30)), in_berlin("2026-01-10 13:10"), in_berlin("2026-01-10 14:30")),
        # Nothing is quiet from a time until the same.
        ((time(7), time(7)), in_berlin("2026-01-10 07:00"), in_berlin("2026-01-10 07:00")),
        # The night in which the clock is put forward is an hour shorter, and one that would end
        # in the hour that is left out ends there.
        (NIGHT, in_berlin("2026-03-28 23:00"), in_berlin("2026-03-29 07:00")),
        ((time(22), time(2, 30)), in_berlin("2026-03-29 01:10"), in_berlin("2026-03-29 03:00")),
        # In the one in which it is put back, what the clock shows twice is quiet twice.
        (NIGHT, in_berlin("2026-10-25 02:30"), in_berlin("2026-10-25 07:00")),
        ((time(2), time(2, 30)), in_berlin("2026-10-25 02:10"), in_berlin("2026-10-25 02:30")),
        (
            (time(2), time(2, 30)),
            in_berlin("2026-10-25 02:10", fold=1),
            in_berlin("2026-10-25 02:30", fold=1),
        ),
        # … and it may be put back to before they began.
        (
            (time(2, 15), time(6)),
            in_berlin("2026-10-25 02:50"),
            in_berlin("2026-10-25 02:00", fold=1),
        ),
    ],
)
def test_quiet_hours_hold_mail_back_until_they_end(hours, at, goes):
    found = earliest(Chosen(*hours), BERLIN, at)
    assert found.astimezone(UTC) == goes.astimezone(UTC)


def test_a_pause_holds_mail_back_and_may_end_in_quiet_hours():
    noon = in_berlin("2026-01-10 12:00")
    assert earliest(None, BERLIN, noon) == noon
    assert earliest(Chosen(paused_until=noon - timedelta(hours=1)), BERLIN, noon) == noon
    until = noon + timedelta(hours=2)
    assert earliest(Chosen(paused_until=until), BERLIN, noon) == until
    at_night = Chosen(*NIGHT, paused_until=in_berlin("2026-01-10 23:00"))
    assert earliest(at_night, BERLIN, noon) == in_berlin("2026-01-11 07:00")


ZONES = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
hours = st.one_of(st.just((None, None)), st.tuples(times, times))
# A week around each change of the clocks of these zones, and the rest of a year.
around = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5))]
around += [datetime(2026, month, day, tzinfo=UTC) for month, day in ((10, 4), (10, 25), (11, 1))]
minutes = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda n: timedelta(minutes=n))
instants = st.builds(lambda day, by: day + by, st.sampled_from(around), minutes)


def is_quiet(chosen, zone, at):
    """As it is said to people, without thinking of changes: by what the clock shows."""
    if chosen.quiet_from is None:
        return False
    clock = at.astimezone(zone).time()
    if chosen.quiet_from > chosen.quiet_until:
        return not chosen.quiet_until <= clock < chosen.quiet_from
    return chosen.quiet_from <= clock < chosen.quiet_until


@given(st.sampled_from(ZONES), hours, instants, st.none() | instants)
@example("Europe/Berlin", (time(22), time(2, 30)), datetime(2026, 3, 29, tzinfo=UTC), None)
@example("Europe/Berlin", (time(2, 15), time(6)), datetime(2026, 10, 25, 0, 50, tzinfo=UTC), None)
def test_it_is_the_first_minute_that_is_neither_quiet_nor_in_the_pause(name, quiet, at, paused):
    zone, chosen = ZoneInfo(name), Chosen(*quiet, paused_until=paused)
    expected = max(at, paused or at)
    while is_quiet(chosen, zone, expected):
        expected += timedelta(minutes=1)
    found = earliest(chosen, zone, at)
    assert found == expected
    assert earliest(chosen, zone, found) == found
