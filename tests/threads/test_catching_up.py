"""Coming back to a long topic: the harvest, then what is new to who asks, and nothing else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.community import found_community
from tests.make import as_viewer, make_reply, make_topic, opening
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.readers import mark_read
from threads.models import Like, Post, Prompt, Topic, TopicReader, ranges
from threads.queries import catching_up
from threads.queries.catching_up import is_behind, minutes_to_read, unread_in
from threads.queries.harvests import harvest_for
from threads.queries.topics import topic_for


@pytest.fixture
def talk(cast, hall):
    """Twelve posts of Ola and Ada, some of them under one of two questions."""
    topic = make_topic(cast.ada, hall, title="Long ago", prompts=["Who?", "How?"])
    one, two = Prompt.objects.filter(topic=topic).order_by("position")
    under = {3: [two.pk], 5: [one.pk], 6: [one.pk, two.pk], 9: [two.pk]}
    for number in range(2, 13):
        make_reply(
            [cast.ada, cast.ola][number % 2], topic, f"Says {number}.",
            prompt_ids=under.get(number, []),
        )  # fmt: skip
    return topic


def address(topic) -> str:
    return f"{topic.get_absolute_url()}catch-up/"


def read(client, url: str) -> str:
    return client.get(url).content.decode()


def shown(page: str) -> list[int]:
    """The numbers of the posts on a page, as they come."""
    return [int(number) for number in re.findall(r'<article id="post-(\d+)"', page)]


def post_of(topic, number: int) -> Post:
    return Post.objects.select_related("topic").get(topic=topic, number=number)


def has_read(person, topic, *numbers: int) -> None:
    viewer = as_viewer(person)
    mark_read(viewer, topic_for(viewer, topic.pk), numbers)


def kept(cast, topic, kind: str, title: str) -> None:
    ada, text = as_viewer(cast.ada), f"{title} in words, says @ola [#2]. " * 300
    harvest = begin_harvest(ada, topic, Facts(kind, title, "Us"), text)
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)


@pytest.mark.parametrize(
    ("characters", "minutes"),
    [(0, 0), (1, 1), (1320, 1), (1321, 2), (13_200, 10)],
)
def test_how_long_one_reads(characters, minutes):
    assert minutes_to_read(characters) == minutes


def test_what_is_new_by_question(cast, talk, sign_in):
    """In the order in which its questions come, in each by number; read, own, hidden and withdrawn
    posts are not new."""
    has_read(cast.ben, talk, 1, 2, 4, 10)
    hide_post(as_viewer(cast.kit), post_of(talk, 7), "Rude")
    withdraw_post(as_viewer(cast.ada), post_of(talk, 8))
    make_reply(cast.ben, talk, "My own words")
    ben = sign_in(cast.ben)
    page = read(ben, address(talk))
    assert shown(page) == [3, 9, 5, 6, 11, 12]
    assert "6 new posts, about 1 minute" in page
    for words in ("2 under question 1", "2 under question 2", "2 under no question", "Says 12."):
        assert words in page
    assert "You have not been here" not in page
    assert f'href="{talk.get_absolute_url()}11/"' in page
    place = page.split('<noscript><img class="vh" src="')[1].split('"')[0]
    assert place == f"/t/{talk.pk}/read/?posts=3,5-6,9,11-12"
    assert f'data-read="/t/{talk.pk}/read/"' in page
    assert ben.get(place).status_code == 204
    page = read(ben, address(talk))
    assert "Nothing new here since you were here." in page
    assert shown(page) == []


def test_a_first_visit_begins_with_everything(cast, talk, sign_in, tell):
    tell()
    TopicReader.objects.create(topic=talk, person=cast.ben, level="watch")
    page = read(sign_in(cast.ben), address(talk))
    assert "You have not been here before. 12 new posts" in page
    assert "There is no harvest of it yet." in page
    assert page.index("What is new") < page.index('id="prompts-title"') < page.index("Says 2.")
    assert sorted(shown(page)) == list(range(1, 13))
    assert TopicReader.objects.get(person=cast.ben).read == ""


def test_its_harvest_comes_first(cast, talk, sign_in):
    """The newest; where there is but an interim one, that."""
    has_read(cast.ben, talk, 1, 2)
    ben = sign_in(cast.ben)
    kept(cast, talk, "weave", "Woven")
    page = read(ben, address(talk))
    assert page.index("Woven in words, says") < page.index("Says 3.")
    assert ">@ola</a>" in page
    kept(cast, talk, "harvest", "Kept")
    page = read(ben, address(talk))
    assert "Kept in words" in page
    assert "Woven in words" not in page
    assert "Woven" in page
    assert re.findall(r"about \d+ minutes?\.", page) == ["about 8 minutes."]
    assert "Kept in words" not in read(ben, f"{address(talk)}?after=3")


def test_pages_go_on_where_one_stopped(cast, talk, sign_in, monkeypatch):
    """Also when what one saw is read by then, and something new has come."""
    monkeypatch.setattr(catching_up, "POSTS_PER_PAGE", 4)
    has_read(cast.ben, talk, 1)
    ben, url, found = sign_in(cast.ben), address(talk), []
    while url:
        page = read(ben, url)
        found.append(sorted(shown(page)))
        has_read(cast.ben, talk, *found[-1])
        if len(found) == 1:
            make_reply(cast.ola, talk, "Says more.")
        url = page.partition('<link rel="next" href="')[2].partition('"')[0]
    assert found == [[2, 3, 4, 5], [6, 7, 8, 9], [10, 11, 12, 13]]
    TopicReader.objects.update(read="1,3-12")
    assert "Nothing new comes after what you have seen." in read(ben, f"{address(talk)}?after=13")
    for wrong in ("x", "14", "-1"):
        assert ben.get(f"{address(talk)}?after={wrong}").status_code == 404


def test_wrong_addresses_lead_to_the_right_one(cast, talk, sign_in, guest):
    ben = sign_in(cast.ben)
    answer = ben.get(f"/t/other-words/{talk.pk}/catch-up/")
    assert (answer.status_code, answer.headers["Location"]) == (301, address(talk))
    answer = guest.get(address(talk))
    assert answer.headers["Location"] == f"/account/login/?next={address(talk)}"


def test_a_long_topic_offers_it(cast, talk, sign_in):
    """Where one goes on reading it: not on a first visit, which begins with its first post, and not
    where all that one has not read is one's own, hidden or withdrawn."""
    ben, link = sign_in(cast.ben), f'href="{address(talk)}"'
    for n in range(4):
        make_reply(cast.ola, talk, f"More {n}.")
    viewer = as_viewer(cast.ben)

    def is_offered() -> bool:
        """The same on the page that is laid over a sheet, on one of one's own, and by a query."""
        pages = [read(ben, f"{talk.get_absolute_url()}{more}") for more in ("", "?own=1", "2/")]
        said = [link in page for page in pages]
        assert len({*said, is_behind(viewer, topic_for(viewer, talk.pk))}) == 1
        return said[0]

    assert not is_offered()
    has_read(cast.ben, talk, 1)
    assert is_offered()
    has_read(cast.ben, talk, 2)
    assert not is_offered()
    Topic.objects.filter(pk=talk.pk).update(post_count=40)
    assert is_offered()
    has_read(cast.ben, talk, *range(3, 15))
    assert is_offered()
    hide_post(as_viewer(cast.kit), post_of(talk, 15), "Rude")
    withdraw_post(as_viewer(cast.ola), post_of(talk, 16))
    make_reply(cast.ben, talk, "My own words")
    Topic.objects.filter(pk=talk.pk).update(post_count=40)
    assert not is_offered()


@pytest.mark.parametrize("read", ["", "1-3", "1-2,5,7-9", "2,4,6,8,10", "1-12"])
def test_unread_posts_are_those_of_the_page(read, cast, talk):
    TopicReader.objects.create(topic=talk, person=cast.ben, read=read)
    viewer = as_viewer(cast.ben)
    found = unread_in(viewer, topic_for(viewer, talk.pk)).values_list("number", flat=True)
    known = {n for first, last in ranges.parse(read) for n in range(first, last + 1)}
    assert set(found) == set(range(1, 13)) - known


def test_it_reads_like_the_topic_and_tells_the_notices(cast, talk, sign_in, tell):
    make_reply(cast.ola, talk, "Hear this, @ben.")
    Like.objects.create(post=opening(talk), person=cast.ben)
    tell()
    ben = sign_in(cast.ben)
    assert 'data-unread="1"' in read(ben, "/")
    page = read(ben, address(talk))
    assert 'aria-pressed="true"' in page
    assert 'data-unread="0"' in read(ben, "/")


@pytest.mark.guard
def test_it_costs_the_same_with_much(cast, hall, sign_in, tell):
    small, large = (make_topic(cast.ada, hall, prompts=["Who?"] * n) for n in (1, 6))
    for topic, many in ((small, 3), (large, 45)):
        prompts = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
        for n in range(many):
            make_reply(cast.ola, topic, f"Says {n} to @ada", prompt_ids=prompts[n % 5 :])
        TopicReader.objects.create(topic=topic, person=cast.ben, read="1,3")
        kept(cast, topic, "weave", "Woven")
    tell()
    ben = sign_in(cast.ben)
    found_community("Commons")
    ben.get("/")
    costs = {}
    for url in (address(small), address(large), f"{address(large)}?after=25"):
        with CaptureQueriesContext(connection) as captured:
            assert ben.get(url).status_code == 200
        costs[url] = len(captured)
    assert len(set(costs.values())) == 1, costs
    assert max(costs.values()) <= 9, costs
