"""The fishbowls of the demo: one runs in each phase, as of the days on which things were done there,
and the first two walk-throughs (domain 3.15) can be played on from where they stand."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.moments import as_of
from accounts.viewer import viewer_of
from ledger.models import Entry
from moderation.actions.seeding import fill_demo
from notifications.models import Announcement
from threads import demo
from threads.actions.counters import differences
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.running.tending import tend_fishbowls
from threads.demo.bowls_over import NIGHTS, SECRETARY
from threads.demo.bowls_running import DOGS, TOOLS
from threads.demo.harvests import OBJECTION
from threads.demo.hosted import HOUSEHOLD
from threads.models import Ask, Fishbowl, Hand, Harvest, Post, Rest, Round, Seat, Topic, Turn
from threads.models.posts import Lane

# So long after the filling nothing happens by itself.
CALM = timedelta(hours=12)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The demo, filled once; what a test changes is rolled back before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert fill_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _demo(filled, db):
    """The filled demo."""


def bowl(title: str) -> Fishbowl:
    return Fishbowl.objects.select_related("topic__category").get(topic__title=title)


def person(handle: str) -> User:
    return User.objects.with_rights().get(username=handle)


def signed_in(handle: str) -> Client:
    client = Client()
    client.force_login(person(handle))
    return client


def act(handle: str, title: str, what: str, **data) -> None:
    """Press a button of the fishbowl as somebody."""
    answer = signed_in(handle).post(f"/t/{bowl(title).topic_id}/{what}/", data)
    assert answer.status_code == 302, (what, answer.status_code)


def seated(title: str, kind: str) -> list[str]:
    rows = Seat.objects.filter(fishbowl=bowl(title), state="seated", kind=kind).order_by("slot")
    return list(rows.values_list("person__username", flat=True))


def line(title: str) -> list[tuple[str, str]]:
    rows = Hand.objects.filter(fishbowl=bowl(title), state__in=("raised", "offered"))
    return list(rows.order_by("raised_at").values_list("person__username", "state"))


def lanes(title: str) -> list[str]:
    posts = Post.objects.filter(topic__title=title, number__gt=1).order_by("number")
    return list(posts.values_list("lane", flat=True))


def turns(title: str) -> dict[str, str]:
    return dict(
        Turn.objects.filter(round__fishbowl=bowl(title)).values_list("person__username", "state")
    )


def harvest(handle: str, title: str, source: str) -> None:
    """Write a harvest and publish it."""
    viewer, facts = viewer_of(person(handle)), Facts("harvest", "What we keep", "The meeting")
    draft = begin_harvest(viewer, bowl(title).topic, facts, source)
    assert publish_harvest(viewer, draft, edits=draft.edits)


class TestStand:
    def test_one_runs_in_each_phase(self):
        assert dict(Fishbowl.objects.values_list("topic__title", "phase")) == {
            HOUSEHOLD: "gathering",
            TOOLS: "panel",
            DOGS: "panel",
            NIGHTS: "open_floor",
            OBJECTION: "open_floor",
            SECRETARY: "closed",
        }

    def test_one_gathers_since_this_morning_with_invitations_and_a_question(self):
        assert seated(HOUSEHOLD, "panel") == ["KaiNord"]
        invited = Seat.objects.filter(fishbowl=bowl(HOUSEHOLD), state="invited")
        assert set(invited.values_list("person__username", flat=True)) == {"ada", "ximena.r"}
        assert set(lanes(HOUSEHOLD)) == {Lane.FLOOR}
        assert Ask.objects.filter(topic__title=HOUSEHOLD, to_panel=True, state="waiting").exists()

    def test_in_the_circle_s_a_round_runs_and_three_wait(self):
        land = {"wren.s", "jlopes", "rosalind_p", "oakes", "beatriz_v", "tom_hazel"}
        assert set(seated(TOOLS, "panel")) == land
        assert seated(TOOLS, "open") == ["noor_h"]
        assert line(TOOLS) == [("ben", "raised"), ("caoimhe", "raised"), ("dariusz", "raised")]
        running = Round.objects.get(fishbowl=bowl(TOOLS))
        assert running.state == "running"
        assert running.half_at < timezone.now() < running.ends_at - CALM
        assert turns(TOOLS) == {
            **dict.fromkeys(("wren.s", "oakes", "noor_h"), "spoken"),
            "rosalind_p": "passed",
            **dict.fromkeys(("jlopes", "beatriz_v", "tom_hazel"), "waiting"),
        }
        assert lanes(TOOLS).count(Lane.GALLERY) == 3
        asks = Ask.objects.filter(topic__title=TOOLS)
        assert asks.exclude(batch=None).count() == 2
        assert set(asks.filter(state="waiting", batch=None).values_list("author__username")) == {
            ("kofi_a",)
        }

    def test_in_the_village_s_a_chair_is_free_and_nobody_waits(self):
        now = bowl(DOGS)
        assert (now.open_chairs, now.free_chairs, now.gallery) == (2, 1, "questions")
        assert "mira.oday" in seated(DOGS, "panel")
        assert len(seated(DOGS, "panel")) == 5
        assert seated(DOGS, "open") == ["florian"]
        assert line(DOGS) == []
        notes = Post.objects.filter(topic=now.topic, as_moderator=True)
        assert list(notes.values_list("author__username", flat=True)) == ["mo"]
        asks = Ask.objects.filter(topic=now.topic).exclude(batch=None)
        assert sorted(asks.values_list("state", flat=True)) == ["answered", "answered", "set_aside"]
        assert now.floor_at > timezone.now() + timedelta(days=3)

    def test_two_are_over_with_a_round_all_lanes_closing_words_and_a_harvest(self):
        assert set(lanes(NIGHTS)) == {Lane.BOWL, Lane.GALLERY, Lane.FLOOR}
        assert Round.objects.get(fishbowl=bowl(NIGHTS)).state == "complete"
        assert set(turns(NIGHTS).values()) == {"spoken", "passed"}
        closed = bowl(SECRETARY).topic
        assert closed.state == Topic.State.CLOSED
        assert "a pen beside them" in Entry.objects.get(topic_id=closed.pk, act="close").reason
        assert Harvest.objects.get(topic=closed).state == Harvest.State.PUBLISHED
        running = Seat.objects.filter(fishbowl__topic=closed, state__in=("seated", "invited"))
        assert not running.exists()

    def test_nothing_is_overdue_and_nothing_happens_by_itself_soon(self):
        now = timezone.now()
        for title in (HOUSEHOLD, TOOLS, DOGS, NIGHTS, OBJECTION, SECRETARY):
            due = bowl(title).due_at
            assert due is None or due > now + CALM, title
        tables = (Seat, Hand, Round, Turn, Rest, Fishbowl)
        before = [list(table.objects.order_by("pk").values()) for table in tables]
        with patch("django.utils.timezone.now", return_value=now + CALM):
            tend_fishbowls()
        assert [list(table.objects.order_by("pk").values()) for table in tables] == before


class TestTimes:
    def test_what_was_said_is_of_its_day_everywhere(self):
        now = timezone.now()
        for topic in (one for one in demo.community().topics if one.is_played):
            rows = list(Post.objects.filter(topic__title=topic.title).order_by("number"))
            said = [topic.days_ago, *(topic.days_ago - p.hours_after / 24 for p in topic.posts)]
            assert len(rows) == len(said)
            for row, days_ago in zip(rows, said, strict=True):
                assert abs(now - timedelta(days=days_ago) - row.created_at) < timedelta(minutes=5)
            bumping = max(row.created_at for row in rows if row.lane != Lane.GALLERY)
            assert Topic.objects.get(title=topic.title).last_post_at == bumping
        assert not Announcement.objects.filter(at__lt=now - timedelta(days=22)).exists()

    def test_another_day_ends_with_its_block(self):
        then = timezone.now() - timedelta(days=3)

        def fail() -> None:
            with as_of(then):
                assert timezone.now() == then
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert timezone.now() - then > timedelta(days=2)


class TestWalkThroughs:
    def test_a_the_garden_s_tools_up_to_the_harvest(self):
        """Scripts off, one press after the other: the round ends, ben has the chair, the floor
        opens, ada harvests and closes."""
        act("ada", TOOLS, "round/skip", person="tom_hazel")
        act("beatriz_v", TOOLS, "round/pass")
        ben = signed_in("ben")
        path = f"/t/{bowl(TOOLS).topic_id}"
        act("jlopes", TOOLS, "reply", body="A red hook, and soup. I am for it.", lane="bowl")
        assert Round.objects.get(fishbowl=bowl(TOOLS)).state == "complete"
        act("noor_h", TOOLS, "chair/give-back")
        assert line(TOOLS)[0] == ("ben", "offered")
        assert ben.post(f"{path}/chair/take/").status_code == 302
        assert seated(TOOLS, "open") == ["ben"]
        act("ben", TOOLS, "reply", body="From the workshop: the hook works.", lane="bowl")
        act("ben", TOOLS, "chair/give-back")
        assert line(TOOLS) == [("caoimhe", "offered"), ("dariusz", "raised")]
        act("ada", TOOLS, "phase", to="open_floor", words="")
        assert bowl(TOOLS).phase == "open_floor"
        act("caoimhe", TOOLS, "reply", body="And I bring the soup.", lane="floor")
        harvest("ada", TOOLS, '- A hook [#9 "A hook, a red one, inside the door."]')
        act("ada", TOOLS, "phase", to="closed", words="")
        closed = bowl(TOOLS).topic
        assert closed.state == Topic.State.CLOSED
        page = signed_in("ben").get(closed.get_absolute_url()).content.decode()
        assert "What we keep" in page
        assert list(differences()) == []

    def test_b_the_dogs_up_to_the_harvest(self):
        """ben takes the free chair at once, mira gives hers to somebody in line, ada helps."""
        act("ben", DOGS, "chair/take")
        assert seated(DOGS, "open") == ["florian", "ben"]
        act("nadia-q", DOGS, "hand/raise")
        act("mira.oday", DOGS, "chair/give", person="nadia-q")
        act("nadia-q", DOGS, "chair/take")
        assert "nadia-q" in seated(DOGS, "panel")
        act("mo", DOGS, "gallery", gallery="full")
        act("mira.oday", DOGS, "reply", body="I listen from here.", lane="gallery")
        act("ada", DOGS, "chair/free", person="florian", reason="He has said his piece, he says.")
        act("ada", DOGS, "phase", to="open_floor", words="")
        act("root", DOGS, "reply", body="The machine has no dog.", lane="floor")
        harvest("ada", DOGS, '- A path [#2 "I need one path on which nothing runs towards me."]')
        assert list(differences()) == []
