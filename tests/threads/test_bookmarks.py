"""What somebody keeps is found again, is theirs alone, and says nothing of what they may not read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic, opening
from tests.test_races import at_once, browser_of
from threads.actions.bookmarks import drop_bookmark, keep_post
from threads.actions.curation import move_topic
from threads.actions.moving import split_topic
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.prompts import add_prompt
from threads.actions.seals import seal_prompt
from threads.models import Bookmark, Post
from threads.queries import bookmarks as queries

GONE = "no longer to be read"


@pytest.fixture
def ben(cast, sign_in):
    return sign_in(cast.ben)


@pytest.fixture
def post(cast, topic) -> Post:
    make_reply(cast.ola, topic, "Patience, says @ada.")
    return Post.objects.select_related("topic__category").get(topic=topic, number=2)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def read(client, url: str) -> str:
    return client.get(url).content.decode()


def act(person: User, name: str) -> str:
    """The address of an act on their newest bookmark."""
    return f"/bookmarks/{Bookmark.objects.filter(person=person).latest('pk').pk}/{name}/"


def kept(person: User) -> list[tuple]:
    return list(Bookmark.objects.filter(person=person).values_list("post__number", "note"))


def test_it_is_kept_changed_and_let_go(cast, ben, post):
    url, place = f"/p/{post.pk}/bookmark/", post.place()
    page = read(ben, place)
    assert f'<a href="{url}" rel="nofollow">Keep<' in page
    page = read(ben, url)
    assert "Patience, says @ada." in page
    assert post.topic.title in page
    assert "Remove" not in page
    answer = ben.post(url, {"note": " Tell\nTove ", "remind_on": day(3)})
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert kept(cast.ben) == [(2, "Tell Tove")]
    assert f'<a href="{url}" rel="nofollow">Kept<' in read(ben, place)
    page = read(ben, f"{url}?from=list")
    assert "Tell Tove" in page
    assert f'value="{day(3)}"' in page
    answer = ben.post(url, {"note": "Other", "from": "list"})
    assert answer.headers["Location"] == "/bookmarks/"
    assert kept(cast.ben) == [(2, "Other")]
    page = read(ben, "/bookmarks/")
    for said in ("Patience, says @ada.", "Other", f'<a href="{place}">{post.topic.title}</a>'):
        assert said in page
    remove = act(cast.ben, "remove")
    assert f'formaction="{remove}"' in read(ben, url)
    for where in (place, "/bookmarks/"):
        answer = ben.post(remove)
        assert (answer.status_code, answer.headers["Location"]) == (302, where)
    assert kept(cast.ben) == []
    assert "You keep nothing yet" in read(ben, "/bookmarks/")


@pytest.mark.parametrize(
    ("note", "remind_on", "said"),
    [
        ("n" * 281, "", "This can have 280 characters; it has 281."),
        ("Later", day(-2), "This day is over"),
        ("Later", day(6 * 366), "Choose a day within the next five years."),
        ("Later", "someday", "Enter a valid date."),
    ],
)
def test_a_refused_form_keeps_every_character(note, remind_on, said, cast, ben, post):
    answer = ben.post(f"/p/{post.pk}/bookmark/", {"note": note, "remind_on": remind_on})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f"{note}</textarea>" in page
    assert f'value="{remind_on}"' in page or not remind_on
    assert kept(cast.ben) == []


def test_the_day_comes_where_one_is(cast, ben, post, sign_in):
    """Due from the first moment of the day in one's own zone, until it is done."""
    User.objects.filter(pk=cast.ben.pk).update(time_zone="Pacific/Kiritimati")
    User.objects.filter(pk=cast.ola.pk).update(time_zone="Pacific/Niue")
    with timezone.override("Pacific/Kiritimati"):
        today = timezone.localdate()
    ola, make = sign_in(cast.ola), {"note": "", "remind_on": today.isoformat()}
    for client, person in ((ben, cast.ben), (ola, cast.ola)):
        assert client.post(f"/p/{post.pk}/bookmark/", make).status_code == 302
        keep_post(as_viewer(person), opening(post.topic), "Whole topic")
    assert 'href="/bookmarks/">1 bookmark is due</a>' in read(ben, "/")
    assert "bookmark is due" not in read(ola, "/")
    page = read(ben, "/bookmarks/")
    assert page.index('id="due"') < page.index("Patience") < page.index("Whole topic")
    assert 'id="due"' not in read(ola, "/bookmarks/")
    # What is due is said anew without choosing another day.
    standing = Bookmark.objects.filter(person=cast.ben, post=post)
    standing.update(remind_on=today - timedelta(days=9))
    again = {"note": "Soon", "remind_on": (today - timedelta(days=9)).isoformat(), "from": "list"}
    assert ben.post(f"/p/{post.pk}/bookmark/", again).status_code == 302
    done = ben.post(f"/bookmarks/{standing.get().pk}/done/")
    assert (done.status_code, done.headers["Location"]) == (302, "/bookmarks/")
    assert "bookmark is due" not in read(ben, "/")
    assert standing.get().remind_on is None
    assert standing.get().note == "Soon"


def hidden(cast, post):
    hide_post(as_viewer(cast.kit), post, "Rude")


def withdrawn(cast, post):
    withdraw_post(as_viewer(cast.ola), post)


def sealed(cast, post):
    prompt = add_prompt(as_viewer(cast.ada), post.topic, "What is hard to say?")
    prompt.answers.create(post=post)
    seal_prompt(as_viewer(cast.ada), prompt, None)


def moved(cast, post):
    room = make_category("quiet-room", "circles")
    move_topic(as_viewer(cast.root), post.topic, "Private", category=room)


@pytest.mark.parametrize("happen", [hidden, withdrawn, sealed, moved])
def test_what_may_not_be_read_any_more_is_a_line(happen, cast, ben, post):
    """It says nothing, takes no change, and can be let go."""
    keep_post(as_viewer(cast.ben), post, "About the meadow", timezone.localdate())
    secrets = ("Patience", "Who leads here", "/u/ola/", f"/{post.topic_id}/")
    page, url = read(ben, "/bookmarks/"), f"/p/{post.pk}/bookmark/"
    assert [word for word in secrets if word not in page] == []
    happen(cast, post)
    page = read(ben, "/bookmarks/")
    assert [word for word in secrets if word in page] == []
    assert GONE in page
    assert "About the meadow" in page
    assert "1 bookmark is due" in read(ben, "/")
    refused = ben.post(url, {"note": "x"})
    assert refused.status_code == (403 if happen == withdrawn else 404)
    assert "Patience" not in refused.content.decode()
    assert f"/p/{post.pk}/" not in page
    assert ben.post(act(cast.ben, "done")).headers["Location"] == "/bookmarks/"
    assert "1 bookmark is due" not in read(ben, "/")
    assert ben.post(act(cast.ben, "remove")).headers["Location"] == "/bookmarks/"
    assert kept(cast.ben) == []


def test_a_moved_post_stays_kept(cast, ben, post):
    keep_post(as_viewer(cast.ben), post)
    there = split_topic(as_viewer(cast.mo), post.topic, "Apart", post_ids=[post.pk], title="There")
    page = read(ben, "/bookmarks/")
    assert there.title in page
    assert f'<a href="{there.get_absolute_url()}1/">' in page


def test_it_is_nobody_elses(cast, ben, post, sign_in):
    keep_post(as_viewer(cast.ben), post, "For me alone")
    for person in (cast.ada, cast.mo, cast.root, cast.ola):
        client = sign_in(person)
        for url in ("/bookmarks/", f"/p/{post.pk}/bookmark/", post.place()):
            page = read(client, url)
            assert "For me alone" not in page
            assert ">Kept<" not in page
        client.post(act(cast.ben, "remove"))
    assert "For me alone" not in read(sign_in(cast.root), "/admin/threads/bookmark/")
    assert kept(cast.ben) == [(2, "For me alone")]
    cast.ben.delete()
    assert Bookmark.objects.count() == 0


def test_pages_go_on_where_one_stopped(cast, ben, hall, monkeypatch):
    """All of them once, those that are due first, whatever is let go meanwhile."""
    monkeypatch.setattr(queries, "BOOKMARKS_PER_PAGE", 2)
    viewer, topic = as_viewer(cast.ben), make_topic(cast.ada, hall)
    for n in range(2, 9):
        due = timezone.localdate() if n in {2, 3, 4} else None
        keep_post(viewer, make_reply(cast.ada, topic, f"Reply {n}"), f"Note {n}", due)
    found, url = [], "/bookmarks/"
    while url:
        page = read(ben, url)
        found += [n for n in range(2, 9) if f"Note {n}" in page]
        following = page.partition('<link rel="next" href="')[2].partition('"')[0]
        for number in found[-2:] if len(found) == 2 else ():
            drop_bookmark(viewer, Bookmark.objects.get(note=f"Note {number}").pk)
        url = following
    assert found == [3, 4, 2, 8, 6, 7, 5]
    assert "This list ends before this page." in read(ben, "/bookmarks/?before=1")
    assert ben.get("/bookmarks/?before=x").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_keeping_at_once_is_keeping_once():
    ada, ben = make_person(), make_person()
    post = opening(make_topic(ada))
    browser, url = browser_of(ben), f"/p/{post.pk}/bookmark/"
    keep = [lambda n=n: browser.post(url, {"note": f"Note {n}"}) for n in range(3)]
    answers = at_once(*keep)
    assert {answer.status_code for answer in answers} == {302}
    assert Bookmark.objects.get().note.startswith("Note")
    remove = act(ben, "remove")
    answers = at_once(*[lambda: browser.post(remove)] * 2, keep[0])
    assert {answer.status_code for answer in answers} == {302}
    assert Bookmark.objects.count() <= 1
    Bookmark.objects.all().delete()
    assert Bookmark.objects.count() == 0
