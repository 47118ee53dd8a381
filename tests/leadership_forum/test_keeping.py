"""What is kept for a time only: never too early, in the end all of it, and counted beforehand."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.utils import timezone

from accounts import keeping
from accounts.actions.community import found_community
from accounts.models import Community
from leadership_forum.keeping import KEPT, sweep
from tests.make import as_viewer, make_reply
from threads.actions.posts import edit_post, withdraw_post
from threads.models import Draft, Post, PostRevision

pytestmark = pytest.mark.django_db
DAYS = {kept.setting: 30 for kept in KEPT}


@pytest.fixture(autouse=True)
def community(db):
    found_community("Commons")


def draft(person, place, days):
    at = timezone.now() - timedelta(days=days)
    return Draft.objects.create(person=person, place=place, body="Later", changed_at=at)


def test_nothing_goes_before_its_time_and_nothing_of_what_is_kept_for_ever(cast):
    draft(cast.ben, "topic:1", 29)
    old = draft(cast.ben, "topic:2", 31)
    Community.objects.update(**dict.fromkeys(DAYS, 0))
    sweep()
    assert Draft.objects.count() == 2
    Community.objects.update(**DAYS)
    sweep()
    assert not Draft.objects.filter(pk=old.pk).exists()
    assert Draft.objects.count() == 1


def test_more_than_fit_into_one_go_are_swept_by_and_by(cast, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 2)
    monkeypatch.setattr(keeping, "MOST_BATCHES", 2)
    Community.objects.update(**DAYS)
    for n in range(7):
        draft(cast.ben, f"topic:{n}", 40)
    sweep()
    assert Draft.objects.count() == 3
    sweep()
    assert not Draft.objects.exists()


def test_the_words_of_a_withdrawn_post_go_with_all_versions(cast, topic, sign_in):
    post = make_reply(cast.ben, topic, "Zwqsecret words.")
    edit_post(as_viewer(cast.ben), post, "Zwqsecret words, again.", version=1)
    withdraw_post(as_viewer(cast.ben), Post.objects.select_related("topic").get(pk=post.pk))
    Community.objects.update(**DAYS)
    sweep()
    assert PostRevision.objects.filter(post=post).exists()
    Post.objects.filter(pk=post.pk).update(withdrawn_at=timezone.now() - timedelta(days=31))
    sweep()
    assert not PostRevision.objects.filter(post=post).exists()
    found = Post.objects.get(pk=post.pk)
    assert (found.source, found.html, found.text, found.excerpt) == ("", "", "", "")
    for who in (cast.ben, cast.mo, cast.ada):
        page = sign_in(who).get(topic.get_absolute_url())
        assert page.status_code == 200
        assert "Zwqsecret" not in page.content.decode()
        assert "withdrawn" in page.content.decode()


def test_addresses_go_and_the_session_stays(cast, sign_in):
    client = sign_in(cast.ben)
    session = UserSession.objects.create(
        user=cast.ben, ip="192.0.2.7", user_agent="Mozilla/5.0",
        session_key=client.session.session_key,
    )  # fmt: skip
    UserSession.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert "192.0.2.7" in client.get("/settings/sessions/").content.decode()
    Community.objects.update(**DAYS)
    sweep()
    session.refresh_from_db()
    assert (session.ip, session.user_agent) == ("::", "")
    page = client.get("/settings/sessions/").content.decode()
    assert "192.0.2.7" not in page
    assert "<span>::</span>" not in page


def test_the_command_counts_first_and_then_clears(cast, capsys):
    Community.objects.update(**DAYS)
    draft(cast.ben, "topic:1", 40)
    call_command("clear_expired", dry_run=True)
    assert "drafts: 1" in capsys.readouterr().out
    assert Draft.objects.exists()
    call_command("clear_expired")
    assert "drafts: 1" in capsys.readouterr().out
    assert not Draft.objects.exists()


def test_without_a_community_nothing_is_swept(cast):
    Community.objects.all().delete()
    draft(cast.ben, "topic:1", 400)
    sweep()
    assert Draft.objects.exists()
