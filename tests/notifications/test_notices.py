"""Who hears of it, and who does not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from notifications.models import Announcement, Notice
from notifications.registry import registry
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.likes import like_post
from threads.actions.places import admit_circle, change_rule
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.models import Post


def told(person) -> list[str]:
    return list(
        Notice.objects.filter(recipient=person).order_by("id").values_list("kind", flat=True)
    )


def test_a_mention_a_reply_and_a_like_are_one_row_each(cast, topic, tell, opening_post):
    make_reply(cast.ben, topic, "Dear @mira.oday", reply_to=1)
    like_post(as_viewer(cast.ben), opening_post)
    assert not Notice.objects.exists()
    tell()
    tell()
    assert (told(cast.mira), sorted(told(cast.ada))) == (["mention"], ["like", "reply"])
    assert not Announcement.objects.exists()


def test_nobody_hears_of_their_own_acts(cast, topic, tell):
    make_reply(cast.ada, topic, "I, @ada, agree", reply_to=1)
    tell()
    assert not Notice.objects.exists()


def test_mentioned_and_answered_is_told_once(cast, topic, tell):
    make_reply(cast.ben, topic, "Yes @ada", reply_to=1)
    tell()
    assert told(cast.ada) == ["mention"]


def test_who_cannot_read_is_not_told(cast, secret, tell):
    make_reply(cast.mira, secret, "@ben @mo @ada")
    tell()
    assert (told(cast.ben), told(cast.mo), told(cast.ada)) == ([], [], ["mention"])


def test_twenty_mentions_are_told_at_most(cast, topic, tell):
    people = [make_person() for _ in range(23)]
    make_reply(cast.ben, topic, " ".join(f"@{person.username}" for person in people))
    tell()
    assert Notice.objects.filter(kind="mention").count() == 20


def test_an_edit_tells_only_the_newly_named(cast, topic, tell):
    reply = make_reply(cast.ben, topic, "@ada")
    tell()
    Notice.objects.all().delete()
    make = Post.objects.select_related("topic").get(pk=reply.pk)
    edit_post(as_viewer(cast.ben), make, "@ada @mira.oday", version=1)
    tell()
    assert (told(cast.ada), told(cast.mira)) == ([], ["mention"])


def test_a_like_taken_back_before_it_is_told_is_not_told(cast, opening_post, tell):
    like_post(as_viewer(cast.ben), opening_post)
    like_post(as_viewer(cast.ben), opening_post, on=False)
    tell()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "end",
    [
        lambda cast, post: withdraw_post(as_viewer(cast.ben), post),
        lambda cast, post: hide_post(as_viewer(cast.mo), post, "Rude"),
    ],
)
def test_what_does_not_stand_neither_shows_nor_counts(end, cast, topic, tell, sign_in):
    post = make_reply(cast.ben, topic, "Psst @mira.oday")
    tell()
    mira = sign_in(cast.mira)
    assert 'data-unread="1"' in mira.get("/").content.decode()
    end(cast, post)
    assert 'data-unread="0"' in mira.get("/").content.decode()
    assert 'data-kind="mention"' not in mira.get("/notifications/").content.decode()


def test_losing_access_takes_the_notice_away(cast, circle, secret, tell, sign_in):
    make_reply(cast.ada, secret, "Psst @mira.oday")
    tell()
    circle.memberships.filter(person=cast.mira).delete()
    page = sign_in(cast.mira).get("/notifications/").content.decode()
    assert "Hushed" not in page
    assert 'data-unread="0"' in page


class TestPages:
    @pytest.fixture
    def mira(self, cast, topic, tell, sign_in):
        make_reply(cast.ben, topic, "One @mira.oday")
        make_reply(cast.ben, topic, "Two @mira.oday")
        tell()
        return sign_in(cast.mira)

    def test_the_list_links_to_the_post(self, mira, topic):
        page = mira.get("/notifications/").content.decode()
        assert page.count('data-kind="mention"') == 2
        assert f"/t/{topic.slug}/{topic.pk}/2/" in page

    def test_one_is_marked_then_all(self, mira, cast):
        first = Notice.objects.filter(recipient=cast.mira).first()
        mira.post("/notifications/read/", {"id": str(first.pk)})
        assert 'data-unread="1"' in mira.get("/").content.decode()
        mira.post("/notifications/read/")
        assert 'data-unread="0"' in mira.get("/").content.decode()

    def test_nonsense_marks_nothing(self, mira):
        mira.post("/notifications/read/", {"id": "all of them"})
        assert 'data-unread="2"' in mira.get("/").content.decode()

    def test_somebody_elses_notice_is_not_marked(self, mira, cast, sign_in):
        first = Notice.objects.filter(recipient=cast.mira).first()
        sign_in(cast.ben).post("/notifications/read/", {"id": str(first.pk)})
        assert 'data-unread="2"' in mira.get("/").content.decode()

    def test_reading_the_posts_marks_them(self, mira, topic):
        mira.get(topic.get_absolute_url())
        assert 'data-unread="0"' in mira.get("/").content.decode()

    def test_long_lists_go_on(self, cast, topic, tell, sign_in):
        for n in range(31):
            make_reply(cast.ben, topic, f"{n} @mira.oday")
        tell()
        mira = sign_in(cast.mira)
        page = mira.get("/notifications/").content.decode()
        assert page.count('data-kind="mention"') == 30
        older = page.split('href="?before=')[1].split('"')[0]
        assert (
            mira.get(f"/notifications/?before={older}")
            .content.decode()
            .count('data-kind="mention"')
            == 1
        )
        assert mira.get("/notifications/?before=x").status_code == 200


class TestDays:
    NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

    @pytest.fixture
    def told_at(self, cast, topic, tell, sign_in, monkeypatch):
        """Tell Mira of something so many hours before the noon at which she looks."""
        mira = sign_in(cast.mira)

        def page_of(*hours: float, url: str = "/notifications/", **facts: str) -> str:
            for n, _hours in enumerate(hours):
                make_reply(cast.ben, topic, f"{n} @mira.oday")
            tell()
            mine = Notice.objects.filter(recipient=cast.mira).order_by("-id")
            for notice, ago in zip(mine, hours, strict=False):
                Notice.objects.filter(pk=notice.pk).update(at=self.NOON - timedelta(hours=ago))
            User.objects.filter(pk=cast.mira.pk).update(**facts)
            with monkeypatch.context() as patched:
                patched.setattr(timezone, "now", lambda: self.NOON)
                return mira.get(url).content.decode()

        return page_of

    def shape(self, page: str) -> list[str]:
        """The headings of the days, each with how many lines it has."""
        parts = re.split("<h2>(.*?)</h2>", page)
        rows = [part.count('data-kind="mention"') for part in parts]
        assert rows[0] == 0
        return [f"{parts[n]}: {rows[n + 1]}" for n in range(1, len(parts), 2)]

    @pytest.mark.parametrize(
        ("facts", "titles"),
        [
            ({}, ["Today: 3", "Yesterday: 1", "February 28: 1", "Dec. 31, 2025: 1"]),
            # There it is two in the night, and the year had begun.
            (
                {"time_zone": "Pacific/Kiritimati"},
                ["Today: 2", "Yesterday: 2", "March 1: 1", "January 1: 1"],
            ),
            ({"language": "de"}, ["28. Februar: 1", "31. Dezember 2025: 1"]),
        ],
    )
    def test_days_are_those_of_who_reads(self, facts, titles, told_at):
        page = told_at(0, 1, 3, 13, 37, 24 * 60 + 13, **facts)
        shape = self.shape(page)
        assert shape[-len(titles) :] == titles
        assert len(shape) == 4

    def test_what_was_told_late_stands_in_its_day(self, told_at):
        assert self.shape(told_at(0, 30, 1)) == ["Today: 2", "Yesterday: 1"]

    def test_a_day_that_goes_on_is_named_again(self, told_at):
        page = told_at(*[0] * 10, *[24] * 30)
        assert self.shape(page) == ["Today: 10", "Yesterday: 20"]
        older = page.split('href="?before=')[1].split('"')[0]
        assert self.shape(told_at(url=f"/notifications/?before={older}")) == ["Yesterday: 10"]

    def test_new_ones_are_marked_and_nothing_has_no_day(self, told_at):
        assert self.shape(told_at()) == []
        page = told_at(0, 24)
        assert (
            page.count('class="notice is-new"') == page.count('<span class="pill is-new">new') == 2
        )


class TestOutbox:
    def test_what_fails_is_tried_later(self, cast, topic, tell, monkeypatch, caplog):
        make_reply(cast.ben, topic, "@ada")
        Announcement.objects.exclude(pk=Announcement.objects.last().pk).delete()

        def broken(_id):
            raise RuntimeError("no")

        audiences = registry._audiences
        monkeypatch.setitem(audiences, "post", broken)
        tell()
        left = Announcement.objects.get()
        assert left.attempts == 1
        assert left.due_at > timezone.now()
        monkeypatch.undo()
        tell()
        assert not Notice.objects.exists()
        Announcement.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        tell()
        assert told(cast.ada) == ["mention"]

    def test_one_broken_row_does_not_stop_the_others(self, cast, topic, tell, caplog):
        Announcement.objects.create(occasion="unheard-of", subject_id=1)
        make_reply(cast.ben, topic, "@ada")
        tell()
        assert told(cast.ada) == ["mention"]

    def test_the_announcement_is_part_of_the_act(self, cast, topic):
        with transaction.atomic():
            make_reply(cast.ben, topic, "@ada")
            transaction.set_rollback(True)
        assert not Post.objects.filter(topic=topic, number=2).exists()
        assert Announcement.objects.filter(subject_id__gt=0).count() == 1  # the topic's own


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("members", "public", True),
        ("circles", "members", True),
        ("public", "members", False),
        ("members", "circles", False),
    ],
)
def test_who_posted_in_a_place_that_is_opened_is_told(
    before, after, is_told, cast, circle, tell, sign_in
):
    place = make_category("kitchen", before, circle)
    topic = make_topic(cast.ada, place)
    make_reply(cast.mira, topic, "For us here.")
    make_topic(cast.ben, make_category("barn"))
    tell()
    change_rule(as_viewer(cast.root), place, "visibility", after)
    tell()
    expected = ["moderation"] if is_told else []
    assert (told(cast.mira), told(cast.ben)) == (expected, [])
    page = sign_in(cast.mira).get("/notifications/").content.decode()
    assert ("changed the rules of a category" in page) == is_told


def test_who_posted_in_a_place_is_told_of_another_circle_that_reads_it(cast, circle, tell):
    place = make_category("kitchen", "circles", circle)
    make_reply(cast.mira, make_topic(cast.ada, place), "For us here.")
    tell()
    admit_circle(as_viewer(cast.root), make_circle("Weir", cast.ben), place)
    tell()
    assert "moderation" in told(cast.mira)
    change_rule(as_viewer(cast.root), place, "holds", "posts")
    tell()
    assert told(cast.mira).count("moderation") == 1
