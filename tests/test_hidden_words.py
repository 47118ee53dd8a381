"""Words that are hidden, that wait for a moderator or that only moderators read stand nowhere else."""

import pytest

from moderation.actions.cases import hide_reported, keep_post, note_case
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
)
from tests.test_visibility import GATHERINGS, read
from threads.actions.posts import hide_post


def test_losing_the_circle_is_losing_sight(cast, circle, secret, sign_in):
    client = sign_in(cast.mira)
    assert client.get(secret.get_absolute_url()).status_code == 200
    circle.memberships.filter(person=cast.mira).delete()
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_members_place_is_for_members(cast, guest, sign_in, db):
    topic = make_topic(cast.ada, make_category("kitchen", "members"), title="For us")
    assert guest.get(topic.get_absolute_url()).status_code == 404
    assert sign_in(make_person()).get(topic.get_absolute_url()).status_code == 200


def test_secret_category_cannot_be_posted_into(cast, secret, sign_in):
    data = {"category": "quiet-room", "title": "Let me in", "body": "Please"}
    response = sign_in(cast.ben).post("/topics/new/", data)
    assert response.status_code == 422
    assert "Let me in" in response.content.decode()


def test_hidden_text_is_nowhere(cast, topic, guest, sign_in, tell):
    post = make_reply(cast.ada, topic, "Dreadful words for @ben")
    tell()
    hide_post(as_viewer(cast.mo), post, "Rude")
    ben = sign_in(cast.ben)
    for url in [*GATHERINGS, topic.get_absolute_url(), f"/p/{post.pk}/history/"]:
        assert "Dreadful" not in read(ben, url), url
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert "Rude" in page
    assert 'id="post-2"' in page


def pages_of(topic, *more: str) -> list[str]:
    """Where words about a topic in the hall could stand."""
    place = topic.get_absolute_url()
    return [*GATHERINGS, "/c/hall/", "/u/ola/", "/u/mira.oday/", "/people/", place, *more]


@pytest.mark.parametrize("who", ["guest", "ben", "ada", "tove"])
def test_a_waiting_text_is_nowhere_for_others(who, cast, topic, yard, guest, sign_in, tell):
    held = make_held(cast.ola, topic, "Untimely words for @ben and @ada", prompts=[])
    make_held(cast.ola, category=topic.category, title="Untimely title", source="Untimely too")
    tell()
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    for url in pages_of(topic, f"/held/{held.pk}/"):
        assert "Untimely" not in read(client, url), url
    assert who == "guest" or 'data-unread="0"' in read(client, "/")
    assert "Untimely words" in read(sign_in(cast.ola), topic.get_absolute_url())
    assert "Untimely title" in read(sign_in(cast.ola), "/held/")
    assert "Untimely title" in read(sign_in(cast.kit), "/moderation/")


@pytest.mark.parametrize("who", ["guest", "ben", "ada", "ola", "tove"])
@pytest.mark.parametrize("decide", [None, keep_post, hide_reported])
def test_words_between_reporter_and_moderators_stay_there(
    decide, who, cast, topic, yard, guest, sign_in, tell
):
    """Neither who is reported nor anybody else reads who reported, with which words."""
    post = make_reply(cast.ola, topic, "Said aloud")
    case = make_report(cast.mira, post, "other", "Grievous words")
    note_case(as_viewer(cast.kit), case, "Discreet note")
    assert "Grievous" in read(sign_in(cast.kit), "/moderation/")
    assert "Discreet" in read(sign_in(cast.kit), "/moderation/")
    if decide:
        decide(as_viewer(cast.kit), case, "Spoken reason")
    tell()
    client = guest if who == "guest" else sign_in(getattr(cast, who))
    for url in pages_of(topic, f"/moderation/cases/{case.pk}/", f"/p/{post.pk}/history/"):
        page = read(client, url)
        assert "Grievous" not in page, url
        assert "Discreet" not in page, url
        # What was asked for is said again.
        if "mira" not in url and "/people/" not in url:
            assert "mira" not in page, url
