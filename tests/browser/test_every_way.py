"""Every journey, each in every way: without scripts, by keyboard alone, on a phone with text twice as
large. What moves stands still for whoever asks for that (`hands.Keyboard` looks)."""

import pytest

from tests.browser.hands import WAYS, Way
from tests.browser.journeys import care, door, fishbowls, talk, topics
from tests.browser.journeys.stage import Stage


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


@pytest.fixture
def scripts(way: Way) -> bool:
    return way.scripts


@pytest.fixture
def stage(way, visit, cast, hall, guard, tell, outbox) -> Stage:
    return Stage(way, visit, cast, hall, guard, tell)


@pytest.mark.parametrize(
    "part",
    [care, door, fishbowls, talk, topics],
    ids=["care", "door", "fishbowls", "talk", "topics"],
)
def test_every_journey(part, stage, subtests):
    for journey in part.JOURNEYS:
        with subtests.test(journey=journey.__name__):
            journey(stage)
