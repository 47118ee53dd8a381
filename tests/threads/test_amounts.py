"""How much one says: fewer links, names and posts while one is new, no text over and over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import Community, User
from accounts.remembered import forget_community
from tests.make import make_person
from threads.models import Post, Topic

LINKS = " ".join(f"https://example.org/{n}" for n in range(6))
NAMES = " ".join(f"@crowd{n}" for n in range(6))
LONG = "The same long words about the same long matter, once more."


@pytest.fixture(autouse=True)
def _limits(settings, db):
    settings.RATE_LIMITS = True
    found_community("Commons")
    User.objects.bulk_create(User(username=f"crowd{n}") for n in range(70))


@pytest.fixture
def old():
    return make_person(date_joined=timezone.now() - timedelta(days=8))


def say(client, topic, body, **more):
    return client.post(f"/t/{topic.pk}/reply/", {"body": body, **more})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (LINKS, "For your first days here a text can hold 5 links."),
        (NAMES, "For your first days here a text can name 5 people."),
    ],
    ids=["links", "names"],
)
def test_new_members_link_and_name_a_few(cast, topic, sign_in, old, body, sentence):
    """In replies, topics and edits, with everything typed in its place; who has been here for a
    week, and who curates, as they like."""
    ben = sign_in(cast.ben)
    answers = [say(ben, topic, body)]
    form = {"title": "Look at all of this", "category": topic.category.slug, "body": body}
    answers.append(ben.post("/topics/new/", form))
    assert say(ben, topic, "Short").status_code == 302
    mine = Post.objects.get(author=cast.ben)
    answers.append(ben.post(f"/p/{mine.pk}/edit/", {"body": body, "version": 1}))
    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert body in page
    assert say(sign_in(old), topic, body).status_code == 302
    assert say(sign_in(cast.mo), topic, body).status_code == 302
    Community.objects.update(new_member_links=6, new_member_mentions=6)
    forget_community()
    assert say(ben, topic, body).status_code == 302
    assert Post.objects.filter(author=cast.ben, source=body).count() == 1
    assert Topic.objects.count() == 1


def test_new_for_no_days(cast, topic, sign_in):
    Community.objects.update(new_member_days=0)
    forget_community()
    assert say(sign_in(cast.ben), topic, LINKS).status_code == 302


def test_new_members_post_so_much_a_day(cast, topic, sign_in, old):
    Community.objects.update(new_member_posts=2)
    forget_community()
    ben = sign_in(cast.ben)
    assert [say(ben, topic, f"{n}").status_code for n in range(3)] == [302, 302, 429]
    opened = ben.post(
        "/topics/new/", {"title": "One more", "category": topic.category.slug, "body": "My words"}
    )
    assert opened.status_code == 429
    assert "Please wait 12 hours" in opened.content.decode()
    assert "My words" in opened.content.decode()
    client = sign_in(old)
    assert [say(client, topic, f"{n}").status_code for n in range(3)] == [302] * 3


def test_the_same_text_is_posted_once(cast, topic, sign_in, old):
    """Also elsewhere, and by whoever has been here for long; short words are said again."""
    client, token = sign_in(old), str(uuid4())
    first = say(client, topic, LONG, token=token)
    assert first.status_code == 302
    assert say(client, topic, LONG, token=token)["Location"] == first["Location"]
    again = say(client, topic, LONG, token=str(uuid4()))
    assert (again.status_code, LONG in again.content.decode()) == (422, True)
    assert "You have posted this same text already." in again.content.decode()
    form = {"title": "The same again", "category": topic.category.slug, "body": LONG}
    elsewhere = client.post("/topics/new/", form)
    assert (elsewhere.status_code, Topic.objects.count()) == (422, 1)
    assert "You have posted this same text already." in elsewhere.content.decode()
    assert say(client, topic, "See https://a.example").status_code == 302
    assert say(client, topic, "See https://a.example").status_code == 422
    assert [say(client, topic, "Thanks!").status_code for _n in range(2)] == [302] * 2
    assert say(sign_in(cast.ben), topic, LONG).status_code == 302
    Post.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert say(client, topic, LONG).status_code == 302


def test_nobody_names_a_crowd_over_and_over(cast, topic, sign_in, old):
    """Sixty in an hour, in texts that name more than five."""
    client = sign_in(old)
    some = " ".join(f"@crowd{n}" for n in range(20))
    given = [say(client, topic, f"{some} {n}").status_code for n in range(4)]
    assert given == [302] * 3 + [429]
    refused = say(client, topic, f"{some} and you")
    assert "You have named many people in a short time" in refused.content.decode()
    assert "and you" in refused.content.decode()
    assert int(refused["Retry-After"]) > 600
    assert say(client, topic, "@crowd1 alone").status_code == 302
    everybody = " ".join(f"@crowd{n}" for n in range(70))
    other = make_person(date_joined=timezone.now() - timedelta(days=8))
    assert say(sign_in(other), topic, everybody).status_code == 302


def test_off_refuses_nothing(cast, topic, sign_in, settings):
    settings.RATE_LIMITS = False
    ben = sign_in(cast.ben)
    assert [say(ben, topic, f"{LINKS} {NAMES}").status_code for _n in range(2)] == [302] * 2
