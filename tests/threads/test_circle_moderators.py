"""Whoever holds the role of moderator in a circle curates the categories that belong to it alone,
for their term; elsewhere they are a member like others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import circles
from accounts.actions.circles import give_role
from accounts.models import CircleRole, User
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_person,
    make_reply,
    make_report,
    make_topic,
)
from threads.actions.places import admit_circle, change_rule
from threads.models import Category, Post
from threads.models.moderated import who_moderates


@pytest.fixture
def garden(cast):
    """Mira is its moderator, Ada writes there."""
    found = make_circle("Garden", cast.ada, cast.mira, cast.ola)
    give_role(as_viewer(cast.root), found, cast.mira, "moderator")
    return found


@pytest.fixture
def beds(garden):
    return make_category("beds", "circles", garden)


def moderated(person) -> set[str]:
    ids = as_viewer(person).moderated_ids
    return set(Category.objects.filter(pk__in=ids).values_list("slug", flat=True))


def both_ways(category: Category) -> set[str]:
    """Who moderates it, asked of all people at once."""
    return set(User.objects.filter(who_moderates(category.pk)).values_list("username", flat=True))


def test_the_role_moderates_the_home_of_its_circle(cast, beds, hall):
    assert moderated(cast.mira) == {"beds"}
    assert both_ways(beds) == {"mira.oday"}
    assert both_ways(hall) == {"kit"}
    assert moderated(cast.ada) == set()
    assert moderated(cast.kit) == {"hall"}


def test_it_hides_and_hears_of_reports(cast, beds, sign_in, tell):
    topic = make_topic(cast.ada, beds)
    post = make_reply(cast.ola, topic, "Rude words")
    assert "mira.oday" in sign_in(cast.ada).get(f"/p/{post.pk}/flag/").content.decode()
    make_report(cast.ada, post)
    mira = sign_in(cast.mira)
    assert "Rude words" in mira.get("/moderation/").content.decode()
    hide = f"/moderation/posts/{post.pk}/hide/"
    assert sign_in(cast.ada).post(hide, {"reason": "Rude"}).status_code == 403
    assert mira.post(hide, {"reason": "Rude"}).status_code == 302
    assert Post.objects.get(pk=post.pk).hidden_at
    rights = sign_in(cast.root).get("/admin/rights/").content.decode()
    assert "Moderators of Beds" in rights


def test_not_where_another_circle_is_at_home_too(cast, beds):
    kitchen = make_circle("Kitchen", cast.ben)
    admit_circle(as_viewer(cast.root), kitchen, beds)
    assert moderated(cast.mira) == set()
    assert both_ways(beds) == set()


@pytest.mark.parametrize("visibility", ["members", "public"])
def test_not_where_others_read_as_well(visibility, cast, beds):
    change_rule(as_viewer(cast.root), beds, "visibility", visibility)
    assert moderated(cast.mira) == set()
    assert both_ways(beds) == set()


@pytest.mark.parametrize(("since", "until"), [(-9, -1), (1, 9)])
def test_not_outside_the_term(since, until, cast, beds, sign_in):
    topic = make_topic(cast.ada, beds)
    now = timezone.now()
    CircleRole.objects.update(since=now + timedelta(days=since), until=now + timedelta(days=until))
    assert moderated(cast.mira) == set()
    assert both_ways(beds) == set()
    close = sign_in(cast.mira).post(
        "/moderation/topics/close/", {"topics": topic.pk, "reason": "x"}
    )
    assert close.status_code == 403


def test_not_after_leaving(cast, garden, beds, sign_in):
    assert sign_in(cast.mira).post("/circles/garden/leave/").status_code == 302
    assert moderated(cast.mira) == set()
    circles.add_member(as_viewer(cast.root), garden, cast.mira)
    assert moderated(cast.mira) == set()


@pytest.mark.parametrize("role", ["leader", "facilitator", "secretary", "delegate"])
def test_no_other_role_moderates(role, cast, garden, beds):
    other = make_person("nia")
    circles.add_member(as_viewer(cast.root), garden, other)
    give_role(as_viewer(cast.root), garden, other, role)
    assert moderated(other) == set()
