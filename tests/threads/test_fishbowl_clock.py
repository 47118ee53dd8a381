"""The clock of fishbowls: late, twice, three at once, killed; and where one cannot be tended."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.conftest import make_cast
from tests.make import make_category
from tests.test_races import at_once
from tests.threads.bowls import Play, member
from tests.threads.clocks import run_killed
from tests.threads.overdue import EXPECTED, overdue
from threads.actions import seats
from threads.actions.phases import set_times
from threads.actions.rounds import start_round
from threads.actions.running import tending
from threads.actions.running.tending import tend_fishbowls
from threads.models import Fishbowl

CLOCKS, KILLS, BOWLS = 3, 6, 10


@pytest.fixture
def stands(transactional_db):
    """Fishbowls in which everything is overdue, and what stands in them."""
    return overdue(make_cast(), make_category("hall"), BOWLS)


def test_late_twice_and_three_at_once(stands):
    at_once(*[tend_fishbowls] * CLOCKS)
    assert stands() == [EXPECTED] * BOWLS
    at_once(*[tend_fishbowls] * CLOCKS)
    assert stands() == [EXPECTED] * BOWLS


def test_killed_at_random_nothing_is_done_twice_or_forgotten(stands):
    assert run_killed(CLOCKS, KILLS)
    assert stands() == [EXPECTED] * BOWLS
    assert not Fishbowl.objects.filter(due_at__lte=timezone.now()).exists()


def test_a_turn_of_the_clock_by_hand(stands):
    call_command("tick", "--all")
    assert stands() == [EXPECTED] * BOWLS


def test_the_clock_looks_when_there_is_something_to_do(cast, hall, monkeypatch):
    """The next moment at which anything happens by itself is kept with the fishbowl."""
    play = Play(cast.ada, monkeypatch, panel=(cast.mira,), category=hall)
    assert play.row.due_at is None
    amy, bob = member("amy"), member("bob")
    began = play.now
    play.take(amy)
    assert play.row.due_at is None
    play.raises(bob)
    assert play.row.due_at == began + timedelta(hours=48)
    play.do(start_round, cast.ada, text="How?", hours=24)
    assert play.row.due_at == play.round.ends_at
    play.do(set_times, cast.ada, panel_at=None, floor_at=play.now, hold_hours=48, offer_hours=6)
    assert play.row.due_at == play.now
    days = {"panel_at": None, "floor_at": play.now + timedelta(days=3)}
    floor_at = days["floor_at"]
    Fishbowl.objects.filter(topic=play.id).update(**days)
    play.do(seats.give_back, amy)
    assert play.row.due_at == play.now + timedelta(hours=6)
    play.take(bob)
    assert play.row.due_at == play.round.ends_at
    play.invite("kit")
    play.tick(hours=25)
    assert play.row.due_at == floor_at


def test_what_is_not_due_is_not_touched(cast, hall, monkeypatch, django_assert_max_num_queries):
    play = Play(cast.ada, monkeypatch, panel=(cast.mira,), category=hall)
    play.take(member("amy"))
    with django_assert_max_num_queries(1):
        play.tick(days=30)


def test_one_that_cannot_be_tended_holds_up_no_other(stands, monkeypatch):
    """It is told in the end, so that the clock's job says that it failed."""
    broken = Fishbowl.objects.filter(due_at__isnull=False).earliest("due_at", "pk")
    whole = tending.tend

    def tend(bowl) -> None:
        if bowl.row.pk == broken.pk:
            raise ValueError("broken")
        whole(bowl)

    monkeypatch.setattr(tending, "tend", tend)
    with pytest.raises(ValueError, match="broken"):
        tend_fishbowls()
    assert sorted(map(str, stands())).count(str(EXPECTED)) == BOWLS - 1
