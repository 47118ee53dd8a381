"""Where moved posts are found: old addresses, gaps, lines, the numbers that pages count with."""

import pytest

from ledger.models import Entry
from tests.make import as_viewer, make_category, make_reply, make_topic
from threads.actions.counters import differences
from threads.actions.curation import rename_topic
from threads.actions.moving import merge_topics, move_posts, split_topic
from threads.actions.posts import hide_post
from threads.models import Post, Prompt, Topic
from threads.models.topics import topic_path

WHY = "It belongs there."


@pytest.fixture
def mo(cast):
    return as_viewer(cast.mo)


@pytest.fixture
def other(cast, hall) -> Topic:
    """Another topic, with 3 posts."""
    topic = make_topic(cast.ben, hall, title="Another talk")
    make_reply(cast.ada, topic)
    make_reply(cast.ada, topic)
    return topic


def fill(cast, topic: Topic, posts: int) -> list[Post]:
    """Bring the topic to this many posts; its replies, in order."""
    for _ in range(posts - 1):
        make_reply(cast.ben, topic)
    return list(Post.objects.filter(topic=topic, number__gt=1).order_by("number"))


def place(post: Post) -> str:
    return Post.objects.select_related("topic").get(pk=post.pk).place()


def leads_to(client, url: str) -> str:
    """Where an address ends, after every redirect."""
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, url
    return answer.redirect_chain[-1][0] if answer.redirect_chain else url


def stream(client, url: str) -> list[str]:
    """What stands on the page: numbers of posts, gaps as `first-last`, acts of lines."""
    items = client.get(url).context["page"].stream
    return [
        str(item.post.number)
        if item.post
        else f"{item.gap.first}-{item.gap.last}"
        if item.gap
        else item.line.act
        for item in items
    ]


def counted_right() -> None:
    assert list(differences()) == []


def test_a_moved_post_is_found_at_every_address_it_had(cast, topic, other, mo, guest):
    two, three, four = fill(cast, topic, 4)
    old = topic_path(topic.slug, topic.pk, 3)
    move_posts(mo, topic, WHY, post_ids=[three.pk], target=other)
    assert place(three) == topic_path(other.slug, other.pk, 4)
    assert guest.get(old).status_code == 302
    assert leads_to(guest, old) == place(three)
    assert leads_to(guest, f"/t/whatever/{topic.pk}/3/") == place(three)
    assert leads_to(guest, f"/p/{three.pk}/") == place(three)
    second = place(three)
    third = split_topic(mo, other, WHY, post_ids=[three.pk], title="A third talk")
    assert place(three) == topic_path(third.slug, third.pk, 1)
    assert [leads_to(guest, url) for url in (old, second)] == [place(three)] * 2
    assert [leads_to(guest, place(post)) for post in (two, four)] == [place(two), place(four)]
    counted_right()


def test_a_post_that_moved_back_has_a_new_number(cast, topic, other, mo, guest):
    two, _three = fill(cast, topic, 3)
    old = place(two)
    move_posts(mo, topic, WHY, post_ids=[two.pk], target=other)
    away = place(two)
    move_posts(mo, other, WHY, post_ids=[two.pk], target=topic)
    assert place(two) == topic_path(topic.slug, topic.pk, 4)
    assert [leads_to(guest, url) for url in (old, away)] == [place(two)] * 2
    assert stream(guest, topic.get_absolute_url()) == [
        *("1", "2-2", "3", "move_posts", "move_posts", "4")
    ]
    counted_right()


def test_a_merged_topic_leads_into_the_other(cast, topic, other, mo, guest, sign_in):
    posts = fill(cast, topic, 45)
    opening = Post.objects.get(topic=topic, number=1)
    base, old = topic.get_absolute_url(), [place(post) for post in posts]
    prompt = Prompt.objects.filter(topic=topic).first()
    asked = prompt.pk
    merge_topics(mo, topic, WHY, target=other)
    assert leads_to(guest, base) == other.get_absolute_url()
    assert leads_to(guest, f"/t/{topic.pk}/") == other.get_absolute_url()
    assert leads_to(guest, f"{base}1/") == place(opening) == f"{other.get_absolute_url()}4/"
    assert leads_to(guest, old[-1]) == place(posts[-1])
    assert guest.get(f"{base}46/").status_code == 404
    # A page of the merged topic began with a post.
    assert leads_to(guest, f"{base}?page=3") == place(posts[39])
    assert guest.get(f"{base}?page=9").status_code == 404
    assert guest.get(f"{base}?page=x").status_code == 404
    assert leads_to(guest, f"{base}prompts/{asked}/") == (
        f"{other.get_absolute_url()}prompts/{asked}/"
    )
    assert sign_in(cast.ben).post(f"/t/{topic.pk}/reply/", {"body": "And I"}).status_code == 302
    assert Post.objects.filter(topic=other).count() == Topic.objects.get(pk=other.pk).last_number
    counted_right()


def test_after_a_merge_of_a_merge_the_first_still_leads_there(cast, topic, other, mo, hall, guest):
    (two,) = fill(cast, topic, 2)
    base, old = topic.get_absolute_url(), place(two)
    last = make_topic(cast.ada, hall, title="The last talk")
    merge_topics(mo, topic, WHY, target=other)
    merge_topics(mo, other, WHY, target=last)
    assert leads_to(guest, base) == last.get_absolute_url()
    assert leads_to(guest, old) == place(two)
    counted_right()


def test_who_may_not_read_it_finds_nothing(cast, topic, secret, guest, sign_in):
    root = as_viewer(cast.root)
    two, three = fill(cast, topic, 3)
    old = [place(two), place(three)]
    base = topic.get_absolute_url()
    move_posts(root, topic, WHY, post_ids=[two.pk], target=secret)
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        assert client.get(old[0]).status_code == 404
        text = client.get(base).content.decode()
        assert "Post #2 was moved elsewhere" in text
        assert secret.title not in text
        assert secret.slug not in text
    ada = sign_in(cast.ada)
    assert leads_to(ada, old[0]) == place(two)
    assert secret.title in ada.get(base).content.decode()
    merge_topics(root, topic, WHY, target=secret)
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        for url in (base, f"{base}?page=1", old[0], old[1], f"/t/{topic.pk}/", f"/p/{two.pk}/"):
            assert client.get(url).status_code == 404, url
    assert leads_to(ada, old[1]) == place(three)


def test_from_a_private_place_the_line_names_it_only_to_its_readers(cast, topic, secret, sign_in):
    root = as_viewer(cast.root)
    (two,) = fill(cast, secret, 2)
    move_posts(root, secret, WHY, post_ids=[two.pk], target=topic)
    url = topic.get_absolute_url()
    ada, ben = sign_in(cast.ada).get(url), sign_in(cast.ben).get(url)
    assert secret.title in ada.content.decode()
    assert secret.title not in ben.content.decode()
    assert "moved posts here from another topic" in ben.content.decode()
    assert WHY not in ben.content.decode()


def test_a_hidden_post_that_moved_leads_to_its_tombstone(cast, topic, other, mo, guest):
    two, _three = fill(cast, topic, 3)
    old = place(two)
    hide_post(mo, two, "Rude")
    move_posts(mo, topic, WHY, post_ids=[two.pk], target=other)
    assert leads_to(guest, old) == place(two)
    assert "Hidden by moderators: Rude" in guest.get(place(two)).content.decode()
    assert guest.get(f"/p/{two.pk}/").status_code == 404


# What stands in the stream


def test_gaps_and_lines_stand_where_posts_left_and_came(cast, topic, other, mo, guest):
    posts = fill(cast, topic, 7)
    move_posts(mo, topic, WHY, post_ids=[posts[1].pk, posts[2].pk], target=other)
    split_topic(mo, topic, "A talk of its own", post_ids=[posts[3].pk], title="A third talk")
    make_reply(cast.ada, topic)
    url = topic.get_absolute_url()
    assert stream(guest, url) == [
        *("1", "2", "3-4", "5-5", "6", "7", "move_posts", "split", "8"),
    ]
    text = guest.get(url).content.decode()
    assert "Posts #3 to #4 were moved" in text
    assert f'<a href="{other.get_absolute_url()}"><bdi>Another talk</bdi></a>' in text
    assert "split posts into a topic of their own" in text
    third = Topic.objects.get(title="A third talk")
    page = guest.get(third.get_absolute_url()).content.decode()
    assert "made a topic of these posts of another" in page
    assert f'<a href="{url}"><bdi>{topic.title}</bdi></a>' in page
    assert stream(guest, other.get_absolute_url()) == ["1", "2", "3", "move_posts", "4", "5"]
    counted_right()


def test_a_merge_leaves_its_line_where_the_posts_came(cast, topic, other, mo, guest):
    merge_topics(mo, topic, WHY, target=other)
    text = guest.get(other.get_absolute_url()).content.decode()
    assert (
        f"merged another topic into this one (<bdi>{topic.title}</bdi>): <bdi>{WHY}</bdi>" in text
    )
    # It would only lead back here.
    assert f'href="{topic.get_absolute_url()}"' not in text


def test_a_page_of_which_nothing_is_left(cast, topic, other, mo, guest):
    posts = fill(cast, topic, 65)
    url = topic.get_absolute_url()
    middle = [post.pk for post in posts if 21 <= post.number <= 40]
    move_posts(mo, topic, WHY, post_ids=middle, target=other)
    assert stream(guest, f"{url}?page=2") == ["21-40"]
    page = guest.get(f"{url}?page=2").context["page"]
    assert (page.pager.last, page.pager.previous_url, page.pager.next_url) == (
        4,
        url,
        f"{url}?page=3",
    )
    end = [post.pk for post in posts if post.number > 60]
    move_posts(mo, topic, "These too", post_ids=end, target=other)
    assert stream(guest, f"{url}?page=4") == ["61-65"]
    assert stream(guest, f"{url}?page=3")[-2:] == ["move_posts", "move_posts"]
    post = make_reply(cast.ada, topic)
    assert (post.number, leads_to(guest, f"{url}66/")) == (66, f"{url}66/")
    assert guest.get(f"{url}66/").context["page"].pager.page == 4
    assert Topic.objects.get(pk=topic.pk).post_count == 41
    counted_right()


def test_each_line_stands_on_one_page_also_where_older_posts_came(cast, topic, hall, mo, guest):
    """Posts that were moved here are older than those before them."""
    older = make_topic(cast.ada, hall, title="Older talk")
    fill(cast, older, 45)
    fill(cast, topic, 10)
    rename_topic(mo, topic, title="First name")
    fill(cast, topic, 16)
    rename_topic(mo, topic, title="Second name")
    merge_topics(mo, older, WHY, target=topic)
    rename_topic(mo, topic, title="Third name")
    make_reply(cast.ada, topic)
    topic = Topic.objects.get(pk=topic.pk)
    url = topic.get_absolute_url()
    pages = [stream(guest, f"{url}?page={n}") for n in range(1, 5)]
    acts = [item for page in pages for item in page if not item.isdecimal()]
    assert sorted(acts) == sorted(Entry.objects.order_by("id").values_list("act", flat=True))
    assert pages[0][10] == "rename"
    assert [item for page in pages for item in page if item.isdecimal()] == [
        str(n) for n in range(1, topic.last_number + 1)
    ]
    assert pages[3][-4:] == ["69", "70", "rename", "71"]
    assert pages[1][4:9] == ["25", "rename", "merge", "26", "27"]


def test_a_list_leads_to_the_newest_post_that_stands(cast, topic, other, mo, guest):
    *_, last = fill(cast, topic, 4)
    assert f'href="{topic.get_absolute_url()}4/"' in guest.get("/").content.decode()
    move_posts(mo, topic, WHY, post_ids=[last.pk], target=other)
    text = guest.get("/").content.decode()
    assert f'href="{topic.get_absolute_url()}3/"' in text
    assert f'href="{topic.get_absolute_url()}4/"' not in text


def test_a_topic_stays_as_new_as_its_newest_post(cast, topic, other, mo):
    """Posts that come from an older talk do not make it older."""
    *_, last = fill(cast, topic, 4)
    newest = make_reply(cast.mira, other)
    move_posts(mo, topic, WHY, post_ids=[last.pk], target=other)
    now = Topic.objects.get(pk=other.pk)
    assert (now.last_post_at, now.last_author_id) == (newest.created_at, cast.mira.pk)
    counted_right()


def test_an_answer_to_a_post_that_left_does_not_name_it(cast, topic, other, mo, guest):
    (two,) = fill(cast, topic, 2)
    reply = make_reply(cast.ada, topic, reply_to=2)
    move_posts(mo, topic, WHY, post_ids=[two.pk], target=other)
    assert "in reply to" not in guest.get(place(reply)).content.decode()
    move_posts(mo, topic, WHY, post_ids=[reply.pk], target=other)
    assert "in reply to" in guest.get(place(reply)).content.decode()


def test_old_addresses_are_asked_for_again(cast, topic, mo, guest):
    """A topic can get its old title back; two remembered redirects would then go in a circle."""
    old = topic.get_absolute_url()
    rename_topic(mo, topic, title="Something else")
    answer = guest.get(old)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-cache")
    rename_topic(mo, topic, title="Who leads here?")
    assert guest.get(old).status_code == 200


def test_a_moved_post_answers_nothing_that_stays_behind(cast, topic, mo, guest):
    prompt = Prompt.objects.filter(topic=topic).first()
    post = make_reply(cast.ben, topic, prompt_ids=[prompt.pk])
    new = split_topic(mo, topic, WHY, post_ids=[post.pk], title="A third talk")
    url = f"{topic.get_absolute_url()}prompts/{prompt.pk}/"
    assert "Nobody has answered this question yet" in guest.get(url).content.decode()
    assert guest.get(f"{new.get_absolute_url()}prompts/{prompt.pk}/").status_code == 404


def test_a_split_stays_off_the_lists_with_its_topic(cast, topic, mo, guest):
    Topic.objects.filter(pk=topic.pk).update(is_listed=False)
    (two,) = fill(cast, topic, 2)
    split_topic(mo, topic, WHY, post_ids=[two.pk], title="A third talk")
    assert "A third talk" not in guest.get("/").content.decode()


def test_posts_come_to_a_wider_place(cast, hall, mo, sign_in, tell):
    """Whoever wrote one hears of it."""
    den = make_category("den", "members")
    topic, target = make_topic(cast.ada, den), make_topic(cast.mira, hall)
    post = make_reply(cast.ben, topic)
    move_posts(mo, topic, WHY, post_ids=[post.pk], target=target)
    tell()
    assert WHY in sign_in(cast.ben).get("/notifications/").content.decode()


def test_the_reason_of_a_private_place_stays_there(cast, secret, topic, guest, sign_in):
    """What was said about a topic that nobody else may read is not said where it came to."""
    from tests.make import make_reply
    from threads.actions.curation import move_topic
    from threads.actions.moving import merge_topics

    merge_topics(as_viewer(cast.root), secret, "Murmured about Ada", target=topic)
    other = make_topic(cast.ada, secret.category, title="Hushed again")
    make_reply(cast.mira, other)
    move_topic(as_viewer(cast.root), other, "Murmured about Mira", category=topic.category)
    for one in (topic, other):
        url = one.get_absolute_url()
        page = guest.get(url).content.decode()
        assert f'data-act="{"merge" if one is topic else "move"}"' in page
        assert "Murmured" not in page
        assert "Hushed matters" not in page
        assert "Murmured" in sign_in(cast.mira).get(url).content.decode()
