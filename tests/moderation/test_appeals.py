"""Appeals: whom an act concerns asks somebody else to look at it again, once."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.policies import LostRace, Refusal
from accounts.queries.signed_links import link_of_person
from ledger.models import Act, Entry
from moderation.actions.appeals import make_appeal, overturn, uphold
from moderation.actions.people import (
    silence_person,
    suspend_person,
    unsilence_person,
    warn_person,
)
from moderation.models import Appeal
from notifications.models import Notice
from tests.make import (
    as_viewer,
    make_held,
    make_moderator,
    make_person,
    make_reply,
)
from tests.test_races import at_once
from threads.actions.approval import refuse_held
from threads.actions.curation import close_topic, reopen_topic
from threads.actions.posts import hide_post, restore_post
from threads.models import HeldPost, Topic

WHY = "Loud and off the point"
WORDS = "I answered what I was asked"
LATER = timedelta(days=7)


@pytest.fixture
def post(cast, topic):
    return make_reply(cast.ben, topic, "A loud reply")


@pytest.fixture
def hidden(cast, post) -> Entry:
    return hide_post(as_viewer(cast.mo), post, WHY)


@pytest.fixture
def ben(cast, sign_in) -> Client:
    return sign_in(cast.ben)


@pytest.fixture
def second(cast) -> User:
    """Another moderator of the whole site."""
    return make_person("second", is_moderator=True)


def appealed(person: User, entry: Entry) -> Appeal:
    make_appeal(as_viewer(person), entry, WORDS)
    return Appeal.objects.get(entry_id=entry.pk)


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


# --- Making one ----------------------------------------------------------------------------------


def test_the_author_of_a_hidden_post_appeals_once(ben, hidden, cast):
    assert f"/appeals/{hidden.pk}/" in ben.get("/appeals/").text
    url = f"/appeals/{hidden.pk}/"
    assert WHY in ben.get(url).text
    answers = [ben.post(url, {"words": WORDS}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Appeal.objects.get().words == WORDS
    assert acts() == [Act.HIDE, Act.APPEAL]
    assert 'data-appeal="waiting"' in ben.get("/appeals/").text


def test_other_words_of_a_second_appeal_come_back(ben, hidden):
    url = f"/appeals/{hidden.pk}/"
    ben.post(url, {"words": WORDS})
    answer = ben.post(url, {"words": "Something else"})
    assert answer.status_code == 409
    assert "Something else" in answer.text
    assert Appeal.objects.get().words == WORDS


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_an_appeal_has_words_and_not_too_many(ben, hidden, words):
    answer = ben.post(f"/appeals/{hidden.pk}/", {"words": words})
    assert answer.status_code == 422
    assert words.strip() in answer.text
    assert not Appeal.objects.exists()


def test_words_run_nowhere(ben, hidden, second, sign_in):
    ben.post(f"/appeals/{hidden.pk}/", {"words": "<script>alert(1)</script>"})
    for page in (ben.get("/appeals/"), sign_in(second).get("/moderation/appeals/")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


@pytest.mark.parametrize("who", ["ada", "mo", "root", "ola"])
def test_what_does_not_concern_somebody_is_not_there(who, hidden, cast, sign_in):
    client = sign_in(getattr(cast, who))
    assert client.get(f"/appeals/{hidden.pk}/").status_code == 404
    assert client.post(f"/appeals/{hidden.pk}/", {"words": WORDS}).status_code == 404


def test_what_was_taken_back_or_is_over_cannot_be_appealed(cast, post, hidden, ben):
    restore_post(as_viewer(cast.mo), post)
    silence = silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    assert ben.get(f"/appeals/{hidden.pk}/").status_code == 404
    assert ben.get(f"/appeals/{silence.pk}/").status_code == 200
    later = timezone.now() + LATER + timedelta(hours=1)
    with patch("django.utils.timezone.now", return_value=later):
        assert ben.get(f"/appeals/{silence.pk}/").status_code == 404


def test_of_two_sanctions_the_last_one_is_appealed(cast, ben):
    now = timezone.now()
    first = silence_person(as_viewer(cast.mo), cast.ben, WHY, until=now + LATER)
    last = silence_person(as_viewer(cast.mo), cast.ben, "Longer", until=now + LATER * 2)
    assert ben.get(f"/appeals/{first.pk}/").status_code == 404
    assert ben.get(f"/appeals/{last.pk}/").status_code == 200


def test_nobody_appeals_against_themselves_or_what_is_no_decision(cast, topic, hidden):
    with pytest.raises(Refusal, match="your own act"):
        make_appeal(as_viewer(cast.mo), hidden, WORDS)
    reopened = Entry(act=Act.REOPEN, actor_id=cast.mo.pk, person_id=cast.ben.pk)
    with pytest.raises(Refusal, match="appeals against this"):
        make_appeal(as_viewer(cast.ben), reopened, WORDS)


def test_who_is_silenced_finds_the_way(cast, ben):
    entry = silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    assert 'href="/appeals/"' in ben.get("/").text
    assert ben.post(f"/appeals/{entry.pk}/", {"words": WORDS}).status_code == 302


def test_two_presses_at_once_are_one_appeal(cast, hidden, transactional_db):
    viewer = as_viewer(cast.ben)
    at_once(*[lambda: make_appeal(viewer, hidden, WORDS)] * 4)
    assert Appeal.objects.count() == 1
    assert acts().count(Act.APPEAL) == 1


# --- Who is suspended ----------------------------------------------------------------------------


@pytest.fixture
def suspension(cast) -> Entry:
    return suspend_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)


def test_who_is_suspended_appeals_from_the_page_that_refuses_them(cast, suspension, second):
    client = Client()
    cast.ben.set_password("a long word of passage")
    cast.ben.save(update_fields=["password"])
    sent = {"login": cast.ben.username, "password": "a long word of passage"}
    refused = client.post("/account/login/", sent)
    assert refused.status_code == 403
    url = re.search(r"/appeals/by/[^\"]+/", refused.text)[0]
    page = client.get(url)
    assert page.status_code == 200
    assert WHY in page.text
    assert client.post(url, {"words": WORDS}).status_code == 302
    assert Appeal.objects.get(entry_id=suspension.pk).person_id == cast.ben.pk
    assert WORDS in client.get(url).text
    overturn(as_viewer(second), Appeal.objects.get(), suspension, "You were right")
    cast.ben.refresh_from_db()
    assert not cast.ben.is_suspended
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("change", ["wrong", "old", "over", "other"])
def test_a_link_that_is_not_theirs_opens_nothing(cast, suspension, change, guest):
    token = link_of_person(cast.ada.pk if change == "other" else cast.ben.pk)
    if change == "wrong":
        token = token[:-3] + "abc"
    if change == "over":
        User.objects.filter(pk=cast.ben.pk).update(suspended_until=timezone.now())
    seconds = 25 * 3600 if change == "old" else 0
    with patch("django.core.signing.time.time", return_value=timezone.now().timestamp() + seconds):
        answer = guest.post(f"/appeals/by/{token}/", {"words": WORDS})
    assert answer.status_code == 404
    assert not Appeal.objects.exists()


# --- Answering -----------------------------------------------------------------------------------


def test_another_moderator_overturns_and_the_post_stands_again(cast, hidden, post, second, sign_in):
    appeal = appealed(cast.ben, hidden)
    browser = sign_in(second)
    assert WORDS in browser.get("/moderation/appeals/").text
    url = f"/moderation/appeals/{appeal.pk}/overturn/"
    for _ in range(2):
        assert browser.post(url, {"reason": "It answers the question"}).status_code == 302
    post.refresh_from_db()
    assert post.hidden_at is None
    line = Entry.objects.get(act=Act.RESTORE)
    assert (line.actor_id, line.reverts_id) == (second.pk, hidden.pk)
    assert line.reason == "It answers the question"
    assert "It answers the question" in sign_in(cast.ben).get("/appeals/").text


def test_it_is_upheld_and_the_person_is_told(cast, hidden, post, second, ben, tell):
    appeal = appealed(cast.ben, hidden)
    uphold(as_viewer(second), appeal, hidden, "It names somebody")
    post.refresh_from_db()
    assert post.hidden_at is not None
    line = Entry.objects.get(act=Act.UPHOLD)
    tell()
    assert Notice.objects.filter(recipient=cast.ben, subject_id=line.pk).exists()
    page = ben.get("/notifications/").text
    assert "the decision stands" in page
    assert "It names somebody" in page


def test_who_did_it_does_not_answer(cast, hidden, sign_in):
    appeal = appealed(cast.ben, hidden)
    browser = sign_in(cast.mo)
    assert "somebody else answers it" in browser.get("/moderation/appeals/").text
    for act in ("uphold", "overturn"):
        answer = browser.post(f"/moderation/appeals/{appeal.pk}/{act}/", {"reason": "I was right"})
        assert answer.status_code == 403
    assert Appeal.objects.get().is_open


def test_a_moderator_does_not_answer_their_own_appeal(cast, topic, second):
    reply = make_reply(cast.mo, topic, "Sharp words")
    entry = hide_post(as_viewer(second), reply, WHY)
    appeal = appealed(cast.mo, entry)
    with pytest.raises(Refusal, match="decides about themselves"):
        overturn(as_viewer(cast.mo), appeal, entry, "Surely")


def test_a_moderator_of_another_category_sees_none(cast, hidden, yard, hall, sign_in):
    appeal = appealed(cast.ben, hidden)
    make_moderator(cast.ola, yard)
    elsewhere = sign_in(cast.ola)
    assert WORDS not in elsewhere.get("/moderation/appeals/").text
    url = f"/moderation/appeals/{appeal.pk}/overturn/"
    assert elsewhere.post(url, {"reason": "Why not"}).status_code == 404
    make_moderator(cast.ola, hall)
    assert WORDS in sign_in(cast.ola).get("/moderation/appeals/").text


def test_what_concerns_a_member_is_for_the_whole_site(cast, hall, sign_in):
    entry = warn_person(as_viewer(cast.mo), cast.ben, WHY)
    appealed(cast.ben, entry)
    make_moderator(cast.ola, hall)
    assert WORDS not in sign_in(cast.ola).get("/moderation/appeals/").text
    assert WORDS in sign_in(cast.root).get("/moderation/appeals/").text


def test_members_have_no_queue_of_appeals(ben, hidden, cast):
    appeal = appealed(cast.ben, hidden)
    assert ben.get("/moderation/appeals/").status_code == 403
    url = f"/moderation/appeals/{appeal.pk}/overturn/"
    assert ben.post(url, {"reason": "Mine"}).status_code == 404


def test_of_two_who_answer_the_second_is_told(cast, hidden, second, sign_in):
    appeal = appealed(cast.ben, hidden)
    uphold(as_viewer(second), appeal, hidden, "It names somebody")
    url = f"/moderation/appeals/{appeal.pk}/overturn/"
    answer = sign_in(cast.root).post(url, {"reason": "It is fine"})
    assert answer.status_code == 409
    assert "It is fine" in answer.text
    with pytest.raises(LostRace, match="answered meanwhile"):
        overturn(as_viewer(cast.root), appeal, hidden, "It is fine")


def test_an_answer_has_words(cast, hidden, second, sign_in):
    appeal = appealed(cast.ben, hidden)
    answer = sign_in(second).post(f"/moderation/appeals/{appeal.pk}/uphold/", {"reason": " "})
    assert answer.status_code == 422
    assert Appeal.objects.get().is_open


def test_what_is_over_meanwhile_is_said_to_have_been_wrong(cast, second):
    until = timezone.now() + LATER
    entry = silence_person(as_viewer(cast.mo), cast.ben, WHY, until=until)
    appeal = appealed(cast.ben, entry)
    unsilence_person(as_viewer(cast.mo), cast.ben)
    line = overturn(as_viewer(second), appeal, entry, "You were right")
    assert (line.act, line.reverts_id, line.person_id) == (Act.OVERTURN, entry.pk, cast.ben.pk)


def test_a_silence_is_lifted(cast, second):
    entry = silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    overturn(as_viewer(second), appealed(cast.ben, entry), entry, "Enough")
    cast.ben.refresh_from_db()
    assert not as_viewer(cast.ben).is_silenced


def test_a_warning_is_taken_back(cast, second):
    entry = warn_person(as_viewer(cast.mo), cast.ben, WHY)
    line = overturn(as_viewer(second), appealed(cast.ben, entry), entry, "It was somebody else")
    assert (line.act, line.reverts_id) == (Act.UNWARN, entry.pk)


def test_a_refused_text_appears(cast, topic, second):
    held = make_held(cast.ben, topic, "Words that waited")
    entry = refuse_held(as_viewer(cast.mo), held, WHY)
    overturn(as_viewer(second), appealed(cast.ben, entry), entry, "It may stand")
    held.refresh_from_db()
    assert held.state == HeldPost.State.APPROVED
    assert topic.posts.filter(source="Words that waited").exists()


def test_who_began_a_closed_topic_appeals_and_it_is_open_again(cast, topic, second):
    entry = close_topic(as_viewer(cast.mo), topic, WHY)
    author = User.objects.get(pk=topic.author_id)
    overturn(as_viewer(second), appealed(author, entry), entry, "There is more to say")
    topic.refresh_from_db()
    assert topic.state == Topic.State.OPEN


def test_own_closing_is_not_offered_and_what_was_reopened_neither(cast, topic, sign_in):
    author = User.objects.get(pk=topic.author_id)
    own = close_topic(as_viewer(author), topic, WHY)
    reopen_topic(as_viewer(cast.mo), topic, "More")
    others = close_topic(as_viewer(cast.mo), topic, WHY)
    reopen_topic(as_viewer(cast.mo), topic, "More")
    client = sign_in(author)
    assert client.get(f"/appeals/{own.pk}/").status_code == 404
    assert client.get(f"/appeals/{others.pk}/").status_code == 404


# --- What others see -----------------------------------------------------------------------------


def test_members_do_not_read_who_appealed(cast, hidden, sign_in):
    appealed(cast.ben, hidden)
    page = sign_in(cast.ola).get("/moderation/log/").text
    assert 'data-act="appeal"' not in page
    assert WORDS not in page
    assert 'data-act="appeal"' in sign_in(cast.root).get("/moderation/log/").text


def test_an_appeal_counts_in_the_menu_of_those_who_can_answer(cast, hidden, second, sign_in):
    appealed(cast.ben, hidden)
    counted = {who: sign_in(who).get("/").text for who in (cast.mo, second)}
    assert 'data-open="0"' in counted[cast.mo]
    assert 'data-open="1"' in counted[second]
    assert "Appeals (1)" in sign_in(second).get("/moderation/").text
