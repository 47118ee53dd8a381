"""What is unread and new, against a slow and obvious reference, whatever was read, posted, hidden,
moved, merged and marked; and what a member does about it."""

import re
from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import Community, User
from accounts.policies import LostRace, Refusal
from accounts.remembered import COMMUNITY_KEY
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_person,
    make_reply,
    make_topic,
    opening,
)
from threads.actions import readers
from threads.actions.counters import refresh_topic
from threads.actions.curation import move_topic, unlist_topic
from threads.actions.moving import merge_topics, move_posts, split_topic
from threads.actions.posts import hide_post, restore_post, withdraw_post
from threads.actions.prompts import pass_prompt
from threads.actions.seals import seal_prompt
from threads.actions.topics import add_tags
from threads.models import (
    Answer,
    CategoryReader,
    Follow,
    Post,
    Prompt,
    PromptPass,
    Tag,
    Topic,
    TopicReader,
    TopicTag,
)
from threads.queries import overviews, unread
from threads.queries.pages import FIRST
from threads.queries.topics import topic_for

DAYS = 90
HANDLES = ("ada", "ben", "mira", "kim")
LEVELS = ("", "watch", "track", "normal", "mute")


class World:
    """Four people, three categories (one of a circle), and who has read which posts: what is
    remembered here of reading knows nothing of numbers and ranges."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.people = {handle: make_person(handle) for handle in HANDLES}
        User.objects.update(date_joined=timezone.now() - timedelta(days=400))
        self.root = as_viewer(make_person("root", is_superuser=True, is_staff=True))
        circle = make_circle("Den", self.people["ada"], self.people["mira"])
        self.places = [
            make_category("hall"), make_category("yard"), make_category("den", "circles", circle)
        ]  # fmt: skip
        self.read: set[tuple[int, int]] = set()
        self.opened: set[tuple[int, int]] = set()
        for place in self.places:
            for _ in range(2):
                topic = make_topic(
                    self.people["ada"], place, prompts=["Why?", "How?"], tags=["roles"]
                )
                for handle in ("mira", "ada"):
                    make_reply(self.people[handle], topic)

    def person(self) -> User:
        return User.objects.get(pk=self.chance.choice(list(self.people.values())).pk)

    def topic(self) -> Topic:
        topics = Topic.objects.filter(merged_into=None).select_related("category")
        return self.chance.choice(list(topics.order_by("pk")))

    def readable(self) -> tuple[User, Topic]:
        """Somebody, and a topic that they may read."""
        while True:
            person, topic = self.person(), self.topic()
            if topic.category.visibility == "public" or person.username in {"ada", "mira"}:
                return person, topic

    def post(self) -> Post:
        posts = Post.objects.select_related("topic__category").order_by("pk")
        return self.chance.choice(list(posts))

    def some_of(self, topic: Topic) -> list[int]:
        posts = Post.objects.filter(topic=topic, number__gt=1).values_list("pk", flat=True)
        return [pk for pk in posts if self.chance.random() < 0.5]

    def follow_moves(self, before: dict[int, int]) -> None:
        """Who had read a post that moved has been where it is now, and whose mark stood there."""
        for post in Post.objects.all():
            if before.get(post.pk) not in {None, post.topic_id}:
                people = {person for person, pk in self.read if pk == post.pk}
                self.opened |= {(person, post.topic_id) for person in people}


# --- The steps ------------------------------------------------------------------------------------


def say(w: World) -> None:
    person, topic = w.readable()
    prompts = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
    make_reply(person, topic, prompt_ids=[pk for pk in prompts if w.chance.random() < 0.3])


def open_another(w: World) -> None:
    person = w.people[w.chance.choice(("ada", "mira"))]
    make_topic(person, w.chance.choice(w.places), prompts=["Who?"], tags=["shed"])


def look(w: World) -> None:
    """Some posts were on screen; now and then the page is an old one."""
    person, topic = w.readable()
    topic = topic_for(as_viewer(person), topic.pk)
    numbers = [n for n in range(1, topic.last_number + 1) if w.chance.random() < 0.6]
    known = w.chance.choice((topic.unread_from, topic.unread_from, None, 2))
    readers.mark_read(as_viewer(person), topic, numbers, known=known)
    if topic.unread_from and known != topic.unread_from:
        numbers = [n for n in numbers if n < topic.unread_from]
    found = Post.objects.filter(topic=topic, number__in=numbers)
    w.read |= {(person.pk, pk) for pk in found.values_list("pk", flat=True)}
    w.opened |= {(person.pk, topic.pk)} if numbers else set()


def read_all_of_one(w: World) -> None:
    person, topic = w.readable()
    viewer = as_viewer(person)
    readers.mark_topic_read(viewer, topic_for(viewer, topic.pk))
    posts = Post.objects.filter(topic=topic)
    shut = {post.pk for post in posts if is_shut(post, person)}
    w.read |= {(person.pk, post.pk) for post in posts if post.pk not in shut}
    w.opened.add((person.pk, topic.pk))


def mark_unread(w: World) -> None:
    person, topic = w.readable()
    post = w.chance.choice(list(Post.objects.filter(topic=topic).order_by("pk")) or [None])
    if post is None or is_shut(post, person):
        return
    readers.mark_unread(as_viewer(person), post)
    later = Post.objects.filter(topic=topic, number__gte=post.number)
    w.read -= {(person.pk, pk) for pk in later.values_list("pk", flat=True)}
    w.opened.add((person.pk, topic.pk))


def start_afresh(w: World) -> None:
    readers.start_afresh(as_viewer(w.person()))


def sweep(w: World) -> None:
    readers.mark_category_read(as_viewer(w.person()), w.chance.choice(w.places))


def follow(w: World) -> None:
    person, topic = w.readable()
    what = w.chance.choice(("topic", "category", "tag"))
    if what == "topic":
        TopicReader.objects.update_or_create(
            topic=topic, person=person, defaults={"level": w.chance.choice(LEVELS), "why": "chosen"}
        )
        return
    thing = topic.category if what == "category" else Tag.objects.order_by("?").first()
    Follow.objects.filter(person=person, **{what: thing}).delete()
    level = w.chance.choice(("watch", "track", "mute", ""))
    if level:
        Follow.objects.create(person=person, level=level, **{what: thing})


def age(w: World) -> None:
    """Time goes by, for some posts of a topic alone: whatever is old, numbers say nothing of it."""
    topic = w.topic()
    for post in Post.objects.filter(topic=topic):
        if w.chance.random() < 0.6:
            Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(DAYS + 1))
    if w.chance.random() < 0.5:
        Topic.objects.filter(pk=topic.pk).update(created_at=timezone.now() - timedelta(DAYS + 1))
    refresh_topic(topic.pk)


def hide(w: World) -> None:
    hide_post(w.root, w.post(), "Rude")


def restore(w: World) -> None:
    for post in Post.objects.exclude(hidden_at=None).select_related("topic__category")[:2]:
        restore_post(w.root, post)


def withdraw(w: World) -> None:
    post = w.post()
    withdraw_post(as_viewer(User.objects.get(pk=post.author_id)), post)


def split(w: World) -> None:
    topic = w.topic()
    split_topic(w.root, topic, "Apart", post_ids=w.some_of(topic), title="Split")


def move(w: World) -> None:
    topic = w.topic()
    move_posts(w.root, topic, "Over", post_ids=w.some_of(topic), target=w.topic())


def merge(w: World) -> None:
    if Topic.objects.filter(merged_into=None).count() > 4:
        merge_topics(w.root, w.topic(), "One", target=w.topic())


def move_place(w: World) -> None:
    move_topic(w.root, w.topic(), "There", category=w.chance.choice(w.places))


def unlist(w: World) -> None:
    unlist_topic(w.root, w.topic(), "Quiet")


def seal(w: World) -> None:
    prompt = w.chance.choice(list(Prompt.objects.order_by("pk")))
    author = User.objects.get(pk=Topic.objects.get(pk=prompt.topic_id).host_id)
    seal_prompt(as_viewer(author), prompt)


def give_a_pass(w: World) -> None:
    person, topic = w.readable()
    for prompt in Prompt.objects.filter(topic=topic).select_related("topic__category")[:1]:
        pass_prompt(as_viewer(person), prompt)


STEPS = (
    *(say,) * 6, *(look,) * 6, *(mark_unread,) * 2, *(follow,) * 4, *(age,) * 2, *(move,) * 2,
    open_another, read_all_of_one, start_afresh, sweep, hide, restore, withdraw, split, merge,
    move_place, unlist, seal, give_a_pass,
)  # fmt: skip


# --- The reference --------------------------------------------------------------------------------


def is_shut(post: Post, person: User) -> bool:
    """Whether an answer is sealed to somebody."""
    if post.number == 1 or post.author_id == person.pk:
        return False
    for answer in Answer.objects.filter(post=post, state="filed", prompt__sealed=True):
        mine = Answer.objects.filter(prompt=answer.prompt_id, state="filed", post__author=person)
        passes = PromptPass.objects.filter(prompt=answer.prompt_id, person=person)
        if not mine.filter(post__withdrawn_at=None).exists() and not passes.exists():
            return True
    return False


def is_muted(person: User, topic: Topic, row: TopicReader | None, levels: set[str]) -> bool:
    if row and row.level == "mute":
        return True
    return "mute" in levels and not (row and row.level and row.why in {"chosen", "opened"})


def cutoff_of(person: User, topic: Topic) -> datetime:
    swept = CategoryReader.objects.filter(person=person, category=topic.category_id).first()
    return max(
        timezone.now() - timedelta(days=DAYS),
        person.date_joined,
        person.read_until or person.date_joined,
        swept.read_until if swept else person.date_joined,
    )


def has_been_in(w: World, person: User, topic: Topic) -> bool:
    return topic.author_id == person.pk or (person.pk, topic.pk) in w.opened


def unread_posts(w: World, person: User, topic: Topic, *, has_opened: bool) -> list[int]:
    """The numbers of the posts of a topic that are unread to somebody, be it muted or not."""
    row = TopicReader.objects.filter(person=person, topic=topic).first()
    cutoff = cutoff_of(person, topic)
    numbers = []
    for post in Post.objects.filter(topic=topic).order_by("number"):
        is_kept = row and row.unread_from and post.number >= row.unread_from
        if (
            post.author_id != person.pk
            and not post.hidden_at
            and not post.withdrawn_at
            and (person.pk, post.pk) not in w.read
            and (post.created_at > cutoff or is_kept or not has_opened)
            and not is_shut(post, person)
        ):
            numbers.append(post.number)
    return numbers


def reference(w: World, person: User, topic: Topic) -> tuple[str, list[int]]:
    """What a topic is to somebody, and the numbers of its unread posts."""
    row = TopicReader.objects.filter(person=person, topic=topic).first()
    tags = TopicTag.objects.filter(topic=topic).values("tag")
    follows = Follow.objects.filter(person=person)
    levels = {one.level for one in follows.filter(category=topic.category_id)}
    levels |= {one.level for one in follows.filter(tag__in=tags)}
    if is_muted(person, topic, row, levels):
        return "", []
    level = row.level if row else ""
    has_opened = has_been_in(w, person, topic)
    is_near = level in {"watch", "track"} or (not level and bool(levels & {"watch", "track"}))
    numbers = unread_posts(w, person, topic, has_opened=True)
    if numbers and (has_opened or is_near):
        return "unread", numbers
    return ("new" if topic.created_at > cutoff_of(person, topic) and not has_opened else ""), []


def check(w: World, person: User) -> None:
    viewer = as_viewer(person)
    mine = {"hall", "yard", "den"} if person.username in {"ada", "mira"} else {"hall", "yard"}
    topics = Topic.objects.filter(category__slug__in=mine)
    wanted = {topic.pk: reference(w, person, topic) for topic in topics}
    marks = unread.marks_of(viewer, wanted)
    found = {}
    for pk, (kind, numbers) in wanted.items():
        mark = marks.get(pk, unread.NOTHING)
        word = "unread" if mark.unread else "new" if mark.is_new else ""
        found[pk] = word, mark.unread, mark.first
        assert found[pk] == (kind, len(numbers), numbers[0] if numbers else 0), (pk, person)
    for topic in topics.filter(merged_into=None):
        # To catch up, all is told to who was never there, and what is muted is, too.
        has_opened = has_been_in(w, person, topic)
        shown = unread.unread_in(viewer, topic_for(viewer, topic.pk)).order_by("number")
        known = unread_posts(w, person, topic, has_opened=has_opened)
        assert list(shown.values_list("number", flat=True)) == known, (topic, person)
    listed = {
        t.pk for t in topics if not t.merged_into_id and (t.is_listed or t.author_id == person.pk)
    }
    for kind, page in (("unread", overviews.unread_list), ("new", overviews.new_list)):
        rows = page(viewer, FIRST).rows
        assert {row.id for row in rows} == {
            pk for pk, (what, _numbers) in wanted.items() if what == kind and pk in listed
        }
        assert {row.id: row.mark for row in rows} == {row.id: marks[row.id] for row in rows}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_it_equals_the_reference(seed, db):
    w = World(seed)
    done = set()
    for n in range(70):
        step = w.chance.choice(STEPS)
        before = dict(Post.objects.values_list("pk", "topic_id"))
        try:
            with transaction.atomic():
                step(w)
        except (Refusal, LostRace):
            continue
        w.follow_moves(before)
        done.add(step)
        if n % 5 == 0:
            check(w, w.person())
    for handle in HANDLES:
        check(w, User.objects.get(username=handle))
    assert len(done) > 14


# --- What a member does about it, and reads of it -------------------------------------------------


@pytest.fixture
def talk(cast, hall):
    """Ada's topic with a question and six posts; Ben has read the first two."""
    topic = make_topic(cast.ada, hall, title="Who waters?", prompts=["When?", "How?"])
    prompts = list(Prompt.objects.filter(topic=topic).order_by("position"))
    for n in range(5):
        answered = {3: prompts[:1], 4: prompts}.get(n, ())
        make_reply(cast.ola, topic, prompt_ids=[prompt.pk for prompt in answered])
    readers.mark_read(as_viewer(cast.ben), topic_for(as_viewer(cast.ben), topic.pk), [1, 2])
    return topic


def marks(person, url: str = "/unread/") -> list[str]:
    """The words of the marks in a list."""
    client = Client()
    client.force_login(person)
    page = client.get(url).content.decode()
    found = re.findall(r'<span>(?:<a class="pill is-new" href="([^"]*)">)([^<]*)</a>([^<]*)', page)
    new = re.findall(r'<span class="pill is-new">(new)</span>', page)
    return [f"{url} {count}{where}" for url, count, where in found] + new


def test_a_row_says_how_many_and_under_which_question_and_leads_to_the_first(talk, cast, hall):
    place = talk.get_absolute_url()
    row = f"{place}3/ 4 unread partly under questions 1 and 2"
    for url in ("/unread/", "/", "/c/hall/", "/?state=open", "/top/"):
        assert row in marks(cast.ben, url), url
    assert marks(cast.ben, "/new/") == []
    assert marks(cast.kit, "/") == ["new"] == marks(cast.kit, "/new/")
    assert marks(cast.kit) == []
    readers.mark_read(as_viewer(cast.ben), topic_for(as_viewer(cast.ben), talk.pk), [3, 4, 6])
    assert marks(cast.ben) == [f"{place}5/ 1 unread under question 1"]
    # One's own posts never count, and writing reads nothing of others.
    make_reply(cast.ben, talk)
    assert marks(cast.ben) == [f"{place}5/ 1 unread under question 1"]


def test_counts_stop(talk, cast, monkeypatch):
    monkeypatch.setattr(unread, "MOST", 3)
    assert marks(cast.ben)[0].split(" ", 1)[1].startswith("3+ unread")


def test_a_question_that_was_withdrawn_has_no_number(talk, cast):
    Prompt.objects.filter(topic=talk, position=1).update(state="withdrawn")
    assert marks(cast.ben) == [f"{talk.get_absolute_url()}3/ 4 unread partly under question 1"]


def test_guests_are_asked_to_sign_in(talk, guest):
    for url in ("/unread/", "/new/", "/mine/", "/followed/", "/unread/start-afresh/"):
        assert guest.get(url).headers["Location"] == f"/account/login/?next={url}"
    page = guest.get("/top/").content.decode()
    assert "Who waters?" in page
    assert "unread" not in page


@pytest.mark.parametrize("way", ["all", "category", "topic"])
def test_marking_as_read_asks_once(way, talk, cast, yard, sign_in):
    ben = sign_in(cast.ben)
    other = make_topic(cast.ada, yard)
    readers.mark_read(as_viewer(cast.ben), topic_for(as_viewer(cast.ben), other.pk), [1])
    make_reply(cast.ada, other)
    TopicReader.objects.filter(topic=talk).update(level="normal", why="chosen")
    url = {
        "all": "/unread/start-afresh/", "category": "/c/hall/read/", "topic": f"/t/{talk.pk}/all-read/"
    }[way]  # fmt: skip
    assert ben.get(url).status_code == 200
    assert len(marks(cast.ben)) == 2
    ben.post(f"/p/{opening(talk).pk}/unread/")
    assert ben.post(url).status_code == 302
    assert len(marks(cast.ben)) == (0 if way == "all" else 1)
    assert TopicReader.objects.get(topic=talk, person=cast.ben).level == "normal"
    # What comes afterwards is unread: it was opened, though nothing is read of it but by these acts.
    make_reply(cast.ola, talk)
    assert f"{talk.get_absolute_url()}7/ 1 unread" in marks(cast.ben)


def test_days_are_the_communitys_and_said_in_words(talk, cast, sign_in):
    found_community("Commons")
    Community.objects.update(unread_days=7)
    cache.delete(COMMUNITY_KEY)
    Post.objects.filter(topic=talk, number__lt=6).update(
        created_at=timezone.now() - timedelta(days=8)
    )
    User.objects.update(date_joined=timezone.now() - timedelta(days=100))
    page = sign_in(cast.ben).get("/unread/").content.decode()
    assert "Posts older than 7 days count as read." in page
    assert marks(cast.ben) == [f"{talk.get_absolute_url()}6/ 1 unread under questions 1 and 2"]


def test_what_was_marked_by_hand_stays_however_old_and_open_pages_do_not_undo_it(
    talk, cast, sign_in
):
    ben, url, place = sign_in(cast.ben), f"/t/{talk.pk}/read/", talk.get_absolute_url()
    before = ben.get(place).content.decode()
    assert f'data-read="{url}"' in before
    ben.post(url, {"posts": "3-6"})
    Post.objects.filter(topic=talk).update(created_at=timezone.now() - timedelta(days=100))
    User.objects.update(date_joined=timezone.now() - timedelta(days=200))
    refresh_topic(talk.pk)
    assert marks(cast.ben) == []
    four = Post.objects.get(topic=talk, number=4)
    assert "Unread from #4 on?" in ben.get(f"/p/{four.pk}/unread/").content.decode()
    assert ben.post(f"/p/{four.pk}/unread/").headers["Location"] == "/unread/"
    assert marks(cast.ben)[0].startswith(f"{place}4/ 3 unread")
    # A page that was open before tells late what was on screen.
    ben.post(url, {"posts": "1-6"})
    assert marks(cast.ben)[0].startswith(f"{place}4/ 3 unread")
    # What one is told of the act comes first, then the pages as they are from then on.
    for page in (place, place, f"{place}catch-up/"):
        after = ben.get(page).content.decode()
        assert f'data-read="{url}?from=4"' in after, page
        assert f"{url}?posts={'4-6' if 'catch' in page else '1-6'}&amp;from=4" in after
        ben.cookies.pop("messages", None)
    ben.post(f"{url}?from=4", {"posts": "4-5"})
    assert marks(cast.ben)[0].startswith(f"{place}6/ 1 unread")
    ben.post(f"{url}?from=4", {"posts": "6"})
    assert TopicReader.objects.get(person=cast.ben).unread_from is None
    assert marks(cast.ben) == []


def test_what_moves_is_read_where_it_comes_to(talk, cast, hall, sign_in):
    ben, root = sign_in(cast.ben), as_viewer(cast.root)
    target = make_topic(cast.ada, hall)
    chosen = Post.objects.filter(topic=talk, number__in=(2, 4)).values_list("pk", flat=True)
    move_posts(root, talk, "Over", post_ids=chosen, target=target)
    # Ben read the second post, which is the second here; the fourth is the third, the first unread.
    place = target.get_absolute_url()
    assert f"{place}1/ 2 unread" in marks(cast.ben)
    merge_topics(root, talk, "One", target=target)
    assert marks(cast.ben) == [f"{place}1/ 5 unread partly under questions 1 and 2"]
    # A page of what was merged away tells its own numbers.
    before = marks(cast.ben)
    ben.post(f"/t/{talk.pk}/read/", {"posts": "1-2"})
    assert marks(cast.ben) == before
    ben.post(f"/t/{talk.pk}/read/", {"posts": "3"})
    assert marks(cast.ben) == [f"{place}1/ 4 unread partly under questions 1 and 2"]


def test_sealed_answers_are_unread_when_they_open(cast, hall, sign_in):
    topic = make_topic(cast.ada, hall, prompts=["Why?"], sealed=[0])
    prompt = Prompt.objects.get(topic=topic)
    ben, place = sign_in(cast.ben), topic.get_absolute_url()
    make_reply(cast.ola, topic, "Shut", prompt_ids=[prompt.pk])
    page = ben.get(place).content.decode()
    assert f'src="/t/{topic.pk}/read/?posts=1"' in page
    ben.post(f"/t/{topic.pk}/all-read/")
    assert TopicReader.objects.get(person=cast.ben).read == "1"
    assert marks(cast.ben) == []
    make_reply(cast.ben, topic, "Mine", prompt_ids=[prompt.pk])
    assert marks(cast.ben) == [f"{place}2/ 1 unread"]


def test_mine_and_followed(talk, cast, hall, yard, quiet_room):
    two, three = make_topic(cast.ada, yard, title="Two"), make_topic(cast.ada, hall, title="Three")
    make_reply(cast.ben, two)
    make_topic(cast.ben, yard, title="Begun")
    # Whatever one follows by what one does.
    TopicReader.objects.filter(person=cast.ben).update(level="", why="")

    def titles(url):
        client = Client()
        client.force_login(cast.ben)
        page = client.get(url).content.decode()
        return re.findall(r'<h2 class="row-title"><a [^>]*>([^<]*)</a>', page)

    assert titles("/mine/") == ["Begun", "Two"]
    assert titles("/mine/?state=closed") == []
    assert titles("/followed/") == []
    add_tags(two, ["roles"])
    Follow.objects.create(person=cast.ben, category=hall, level="track")
    Follow.objects.create(person=cast.ben, tag=Tag.objects.get(slug="roles"), level="watch")
    TopicReader.objects.create(topic=three, person=cast.ben, level="normal", why="chosen")
    assert titles("/followed/") == ["Two", "Who waters?"]
    assert titles("/unread/") == ["Two", "Who waters?"]
    assert titles("/new/") == ["Three"]
    TopicReader.objects.filter(topic=three).update(level="watch")
    assert titles("/followed/") == ["Two", "Three", "Who waters?"]
    # Unread from their first post on, though never opened; with a level of its own, new.
    assert [mark.split(" ")[1] for mark in marks(cast.ben)] == ["1", "1", "4"]
    TopicReader.objects.filter(topic=two).delete()
    TopicReader.objects.filter(topic=three).update(level="mute")
    assert "Three" not in titles("/followed/") + titles("/unread/") + titles("/new/")


def test_top_counts_replies_of_a_period(talk, cast, hall, guest):
    old = make_topic(cast.ada, hall, title="Long ago")
    for _ in range(6):
        make_reply(cast.ola, old)
    Topic.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    make_topic(cast.ada, hall, title="Nobody replied")

    def titles(url):
        page = guest.get(url).content.decode()
        return re.findall(r'<h2 class="row-title"><a [^>]*>([^<]*)</a>', page)

    assert titles("/top/") == titles("/top/?period=nonsense") == ["Who waters?"]
    assert titles("/top/?period=quarter") == ["Long ago", "Who waters?"]
    assert titles("/top/?period=all&state=closed") == []
    page = guest.get("/top/?period=all").content.decode()
    assert 'href="/top/?period=all&amp;state=open"' in page
    assert titles("/top/?period=all&after=6-999999") == ["Who waters?"]


@pytest.mark.parametrize(("url", "count"), [("/unread/", 33), ("/new/", 33), ("/followed/", 33)])
def test_pages_of_these_lists(url, count, cast, hall, monkeypatch):
    """Each topic once, also where a page ends because enough was looked at."""
    for _ in range(count):
        make_topic(cast.ada, hall)
    if url != "/new/":
        Follow.objects.create(person=cast.ben, category=hall, level="track")
    client = Client()
    client.force_login(cast.ben)
    for looked_at in (unread.LOOKED_AT, 10, 4):
        monkeypatch.setattr(unread, "LOOKED_AT", looked_at)
        found, way = [], url
        while way:
            page = client.get(way).content.decode()
            found += re.findall(r'<h2 class="row-title"><a href="([^"]*)"', page)
            more = re.search(r'<link rel="next" href="([^"]*)"', page)
            way = more[1] if more else ""
            assert page.count("Look further back") == ('<li class="row">' not in page)
        assert len(found) == len(set(found)) == count
        # Nothing is unread in what one wrote oneself, and nothing there is new; followed it is.
        for _ in range(4):
            make_topic(cast.ben, hall)
        count += 4 * (url == "/followed/")
    assert client.get(f"{url}?page=2").status_code == 404
