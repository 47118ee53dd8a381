"""An account that is closed: what goes with it, what stays, and that nobody is named any more
(docs/fishbowl.md; scenario 20)."""

import re
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.models import Closing, FormerHandle, User
from accounts.policies import Refusal
from leadership_forum.clock import run_due
from ledger.models import Act, Entry
from moderation.models import Report
from notifications.models import Notice
from tests.make import as_viewer, make_ask, make_held, make_person, make_report, opening
from tests.test_races import at_once
from tests.threads.bowls import Play
from threads.actions.bookmarks import keep_post
from threads.actions.closing import close_account, finish_closings
from threads.actions.drafts import keep_draft
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.hosts import name_cohost
from threads.actions.likes import like_post
from threads.actions.rounds import start_round
from threads.models import (
    Ask,
    Bookmark,
    Citation,
    Draft,
    Fishbowl,
    Like,
    Panelist,
    Post,
    Round,
    Seat,
    Topic,
    Turn,
)
from threads.queries.harvests import harvest_for

WORDS = "Words about frost."


def close(person: User, **how) -> None:
    """Somebody closes their account, and the clock comes by."""
    close_account(as_viewer(person), person, **how)
    finish_closings()


@pytest.fixture
def bennet(cast):
    return make_person("bennet", display_name="Bennet Quill", about="I grow **beans**.")


@pytest.fixture
def play(cast, hall, bennet):
    """Bennet on the panel with a turn to come, two posts, a question, and a cited passage."""
    play = Play(cast.ada, panel=(bennet, cast.mira), category=hall)
    play.posts = [play.say(bennet, WORDS), play.say(bennet, "And again, @mira.oday.")]
    play.say(cast.mira, "As @bennet says.")
    play.ask = make_ask(cast.ola, play.topic, bennet, "What of frost?")
    play.do(start_round, cast.ada, text="What next?")
    ada = as_viewer(cast.ada)
    facts = Facts("harvest", "Kept", "Us")
    harvest = begin_harvest(ada, play.topic, facts, f"They say [#{play.posts[0].number}]")
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)
    return play


def pages_of(play, guest, reader) -> dict[str, str]:
    """What a guest and a moderator read about this topic and these people."""
    path = play.topic.get_absolute_url()
    paths = [
        path, f"/t/{play.id}/asks/", f"/t/{play.id}/harvest/", "/", "/people/", "/feed/",
        f"{path}feed/", "/people/?q=ben",
    ]  # fmt: skip
    read = {f"guest {one}": guest.get(one) for one in paths}
    paths += ["/moderation/log/", "/search/?q=frost"]
    read |= {f"reader {one}": reader.get(one, follow=True) for one in paths}
    assert {name: page.status_code for name, page in read.items()} == dict.fromkeys(read, 200)
    return {name: page.content.decode() for name, page in read.items()}


def test_scenario_20_a_panelist_leaves_mid_way(play, cast, bennet, guest, sign_in):
    pk = bennet.pk
    mo = sign_in(cast.mo)
    assert "ennet" in pages_of(play, guest, mo)[f"guest {play.topic.get_absolute_url()}"]
    close(bennet)
    assert not User.objects.filter(pk=pk).exists()
    seat = Seat.objects.get(person=None)
    assert (seat.state, seat.left_why) == ("left", "gone")
    assert list(Turn.objects.filter(person=None).values_list("state", flat=True)) == ["skipped"]
    play.ask.refresh_from_db()
    assert play.ask.state == Ask.State.MOOT
    said = Post.objects.filter(pk__in=[post.pk for post in play.posts])
    assert set(said.values_list("author_id", "withdrawn_at")) == {(None, None)}
    assert Citation.objects.filter(post__in=said, state="ok").exists()
    pages = pages_of(play, guest, mo)
    topic = pages[f"guest {play.topic.get_absolute_url()}"]
    assert WORDS in topic
    assert "Former member" in topic
    assert '<span class="mention">@former-member</span>' in topic
    # What somebody typed about them is theirs, and stands nowhere but in the form that edits it.
    named = {name for name, page in pages.items() if re.search(r"(?i)bennet", page)}
    assert named == set()
    assert set(Entry.objects.filter(act=Act.SEAT_GONE).values_list("person_id", flat=True)) == {pk}
    call_command("recount", "--check")


def test_the_round_goes_on_without_them(play, cast, bennet):
    play.say(cast.mira, "Mine.")
    close(bennet)
    assert Round.objects.get().state == Round.State.COMPLETE


def test_coverage_counts_voices_without_them(play, cast, bennet):
    from threads.queries.coverage import coverage_of

    ids = [post.pk for post in play.posts]
    assert coverage_of(play.topic, ids)["voices"] == 1
    close(bennet)
    assert coverage_of(play.topic, ids)["voices"] == 0


def test_posts_can_be_taken_along(play, cast, bennet, guest, sign_in):
    close(bennet, withdraws=True)
    assert not Post.objects.filter(source=WORDS, withdrawn_at=None).exists()
    states = set(Citation.objects.values_list("state", flat=True))
    assert states == {Citation.State.SOURCE_WITHDRAWN}
    pages = pages_of(play, guest, sign_in(cast.ola))
    assert {name for name, page in pages.items() if WORDS in page} == set()
    call_command("recount", "--check")


def test_what_they_host_is_passed_on_or_hostless(cast, topic, hall):
    from tests.make import make_topic

    other = make_topic(cast.ada, hall)
    name_cohost(as_viewer(cast.ada), other, cast.ben)
    close(cast.ada)
    hosts = dict(Topic.objects.values_list("pk", "host_id"))
    assert hosts == {topic.pk: None, other.pk: cast.ben.pk}
    assert set(Topic.objects.values_list("author_id", flat=True)) == {None}


def test_a_panel_keeps_what_is_written_of_them_without_the_name(cast, hall, bennet):
    from threads.models import Perspective

    play = Play(cast.ada, panel=(bennet,), category=hall)
    seat = Panelist.objects.get(person=bennet)
    Perspective.objects.create(panelist=seat, author=cast.ada, source="Beans", html="<p>Beans</p>")
    close(bennet)
    assert list(Panelist.objects.filter(topic=play.id).values_list("name", "person_id")) == [
        ("Former member", None)
    ]


def test_what_is_theirs_alone_is_erased(cast, topic, bennet, sign_in):
    client = sign_in(bennet)
    viewer, post = as_viewer(bennet), opening(topic)
    like_post(viewer, post)
    keep_post(viewer, post)
    keep_draft(viewer, f"topic:{topic.pk}", "Not sent", 1)
    make_held(bennet, topic, "Not seen")
    Authenticator.objects.create(user=bennet, type="totp", data={})
    Notice.objects.create(recipient=bennet, actor=cast.ben, kind="like", subject_id=post.pk)
    make_report(bennet, post, "other", "It hurts.")
    close_account(viewer, bennet)
    assert client.get("/drafts/").status_code == 302, "signed out at once"
    assert not EmailAddress.objects.filter(user_id=bennet.pk).exists()
    assert not Authenticator.objects.exists()
    finish_closings()
    for model in (Bookmark, Draft, Like, Notice, Closing):
        assert not model.objects.exists(), model
    post.refresh_from_db()
    assert post.like_count == 0
    # A report is for moderators, also of somebody who left because of what it is about.
    assert Report.objects.get().reporter_id is None
    assert sign_in(cast.mo).get("/moderation/queue/").status_code in {200, 404}
    call_command("recount", "--check")


def test_closing_twice_is_closing_once(cast, bennet):
    ben = as_viewer(bennet)
    assert close_account(ben, bennet) == close_account(ben, bennet, withdraws=True)
    finish_closings()
    finish_closings()
    assert FormerHandle.objects.count() == 1


def test_a_clock_that_died_in_the_middle_is_taken_up(play, bennet, monkeypatch):
    close_account(as_viewer(bennet), bennet)
    with monkeypatch.context() as patch:
        patch.setattr("threads.actions.closing.make_moot", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            finish_closings()
    run_due(everything=True)
    assert not User.objects.filter(pk=bennet.pk).exists()


def test_the_last_admin_stays(cast):
    root = cast.root
    with pytest.raises(Refusal, match="last admin"):
        close_account(as_viewer(root), root)
    make_person("second", is_superuser=True)
    close(root)
    assert not User.objects.filter(username="root").exists()


@pytest.mark.parametrize("who", ["ola", "mo", "kit"])
def test_only_admins_close_accounts_of_others(who, cast):
    with pytest.raises(Refusal):
        close_account(as_viewer(getattr(cast, who)), cast.ben, "Because")
    close_account(as_viewer(cast.root), cast.ben, "They asked by letter")
    entry = Entry.objects.get(act=Act.ANONYMISE)
    assert (entry.actor_id, entry.person_id, entry.audience) == (
        cast.root.pk, cast.ben.pk, "parties",
    )  # fmt: skip


def test_nobody_is_named_before_the_clock_came_by(play, cast, bennet, guest, sign_in):
    close_account(as_viewer(bennet), bennet)
    page = guest.get(play.topic.get_absolute_url()).content.decode()
    assert not re.search(r"(?i)bennet", page)
    assert guest.get("/u/bennet/").status_code == 410


def test_nobody_else_takes_the_handle(cast, bennet, guest):
    close(bennet)
    form = {"username": "Bennet", "email": "new@example.org", "password1": "a-good-long-secret"}
    page = guest.post("/account/signup/", form)
    assert "Somebody already has this handle" in page.content.decode()
    assert guest.get("/u/bennet/").status_code == 410
    assert not User.objects.filter(username__iexact="bennet").exists()


def test_a_fishbowl_shows_its_chair_free(play, bennet):
    close(bennet)
    assert Fishbowl.objects.get().seats.filter(state="seated").count() == 1


def come_in(handle: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": handle, "password": "a-good-secret"})
    client.post("/account/reauthenticate/", {"password": "a-good-secret"})
    return client


def test_one_closes_it_on_a_page(cast, bennet, guest):
    client = come_in("bennet")
    assert "nobody can undo it" in client.get("/settings/close/").content.decode()
    for wrong in ({}, {"posts": "keep", "handle": "ben"}, {"posts": "burn", "handle": "bennet"}):
        assert client.post("/settings/close/", wrong).status_code == 422
    done = client.post("/settings/close/", {"posts": "keep", "handle": "@Bennet"}, follow=True)
    assert "Your account is closed" in done.content.decode()
    assert client.get("/drafts/").status_code == 302
    answer = guest.post("/account/login/", {"login": "bennet", "password": "a-good-secret"})
    assert answer.status_code == 200, "nobody signs in as them any more"
    (letter,) = mail.outbox
    assert letter.to == ["bennet@example.org"]
    assert "closed for good" in letter.body


def test_who_was_signed_in_long_ago_says_who_they_are(cast, bennet, sign_in):
    form = {"posts": "keep", "handle": "bennet"}
    answer = sign_in(bennet).post("/settings/close/", form)
    assert answer.headers["Location"] == "/settings/close/"
    asked = sign_in(bennet).get("/settings/close/").headers["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert not Closing.objects.exists()


def test_the_last_admin_reads_why_not(cast):
    page = come_in("root").get("/settings/close/").content.decode()
    assert "You are the last admin." in page
    assert "for good</button>" not in page
    form = {"posts": "keep", "handle": "root"}
    assert come_in("root").post("/settings/close/", form).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_last_admins_who_go_at_once_one_stays():
    admins = [make_person(name, is_superuser=True) for name in ("root", "stem")]

    def go(person: User) -> str:
        try:
            close_account(as_viewer(person), person)
        except Refusal:
            return "stays"
        return "goes"

    went = at_once(*[partial(go, person) for person in admins])
    assert sorted(went) == ["goes", "stays"]
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
