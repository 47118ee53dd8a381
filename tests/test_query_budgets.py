"""A page is a fixed number of queries: the same with little and with much, on every page."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.contrib import admin
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.models import User
from accounts.queries.community import community
from accounts.remembered import COMMUNITY_KEY
from notifications.models import Choice, MailStop, Sort
from tests.make import as_viewer, make_ask, make_person, make_reply, make_topic
from threads.actions.bookmarks import keep_post
from threads.actions.curation import pin_topic, rename_topic
from threads.actions.harvests import Facts, begin_harvest, publish_harvest, save_draft
from threads.actions.likes import like_post
from threads.actions.moving import move_posts
from threads.actions.phases import move_phase
from threads.actions.posts import Manner, hide_post
from threads.actions.rounds import start_round
from threads.actions.seats import answer_invitation, raise_hand, rest_person, take_chair
from threads.actions.setups import Setup
from threads.models import (
    CategoryByMail,
    Follow,
    Panelist,
    Perspective,
    Post,
    Prompt,
    PromptPass,
    Topic,
    TopicRelation,
)
from threads.queries.harvests import harvest_for
from threads.queries.texts import prepare

OURS = {
    model: page
    for model, page in admin.site._registry.items()
    if model._meta.app_label
    in {"accounts", "threads", "notifications", "ledger", "leadership_forum"}
}


@pytest.fixture
def count(settings):
    found_community("Commons")
    # What a page costs that nobody looked at before, not what it costs to look for faults.
    settings.CHECK_REMEMBERED = False

    def queries(client, url: str) -> int:
        # Remembered by each process, so it costs no page a query; anew, so that it is not over in
        # the middle of a page on a busy machine.
        cache.delete(COMMUNITY_KEY)
        caches["pages"].clear()
        community()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, url
        return len(captured)

    return queries


def talk(cast, topic, posts: int) -> None:
    """Posts with everything that a post can have."""
    prompts = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
    for n in range(posts):
        person = make_person()
        post = make_reply(
            person,
            topic,
            f"I say {n} to @ada and @{person.username}",
            reply_to=1,
            prompt_ids=prompts,
        )
        like_post(as_viewer(cast.ada), post)


# Address, most queries for a guest, most for a member: the numbers of the design.
TOPIC_WITHOUT_PROMPTS = (5, 9)
TOPIC_WITH_PROMPTS = (7, 12)
LIST = (7, 7)


@pytest.mark.guard
@pytest.mark.parametrize(
    ("prompts", "budget"), [((), TOPIC_WITHOUT_PROMPTS), (("One?", "Two?"), TOPIC_WITH_PROMPTS)]
)
def test_topic_page(prompts, budget, cast, hall, guest, sign_in, count, tell):
    small = make_topic(cast.ada, hall, prompts=prompts)
    large = make_topic(cast.ada, hall, prompts=prompts * 6)
    talk(cast, small, 3)
    talk(cast, large, 60)
    tell()
    for client, most in zip((guest, sign_in(cast.ada)), budget, strict=True):
        urls = [small.get_absolute_url()]
        urls += [f"{large.get_absolute_url()}{rest}" for rest in ("", "?page=2", "?page=4", "61/")]
        counts = {url: count(client, url) for url in urls}
        assert len(set(counts.values())) == 1, counts
        assert max(counts.values()) <= most, counts


def test_topic_page_with_a_panel_views_origins_and_mentions(
    cast, hall, guest, sign_in, count, tell
):
    """All of it comes with the topic and its posts, however much there is."""
    small, large = (make_topic(cast.ada, hall, prompts=["One?"]) for _ in "ab")
    for topic, much in ((small, 1), (large, 12)):
        talk(cast, topic, 25)
        for n in range(1, much + 1):
            person = make_person()
            seat = Panelist.objects.create(topic=topic, position=n, person=person, name="x")
            text = prepare(f"Heard of @{person.username} and @ben")
            Perspective.objects.create(
                panelist=seat, author=cast.ada, source=text.source, html=text.html,
                response_kind="adds", response_html=text.html, responded_at=timezone.now(),
            )  # fmt: skip
            place = topic.get_absolute_url()
            other = make_topic(cast.ben, hall, source=f"See [it]({place}) and [this]({place}2/)")
            TopicRelation.objects.create(topic=topic, origin=other)
            TopicRelation.objects.create(topic=make_topic(cast.ben, hall), origin=topic)
    tell()
    for client, most in zip((guest, sign_in(cast.ada)), TOPIC_WITH_PROMPTS, strict=True):
        urls = [
            f"{one.get_absolute_url()}{rest}" for one in (small, large) for rest in ("", "?page=2")
        ]
        counts = {url: count(client, url) for url in urls}
        assert len(set(counts.values())) == 1, counts
        assert max(counts.values()) <= most, counts
        assert client.get(urls[2]).content.count(b"<figcaption>as heard by") == 12
        assert b"Mentioned in 12 topics" in client.get(urls[2]).content
    ada = sign_in(cast.ada)
    assert count(ada, f"/t/{small.pk}/panel/") == count(ada, f"/t/{large.pk}/panel/") <= 8


@pytest.mark.guard
def test_topic_page_with_a_harvest(cast, hall, guest, sign_in, count, tell):
    """Three versions and forty citations cost one query, like everything that a topic can have
    beside its posts."""
    topic = make_topic(cast.ada, hall, prompts=["One?", "Two?"] * 6)
    talk(cast, topic, 45)
    tell()
    clients = [(guest, TOPIC_WITH_PROMPTS[0]), (sign_in(cast.ada), TOPIC_WITH_PROMPTS[1])]
    before = [count(client, topic.get_absolute_url()) for client, _most in clients]
    ada = as_viewer(cast.ada)
    facts = Facts("harvest", "Kept", "Us, to decide")
    harvest = begin_harvest(ada, topic, facts, "Says @ada")
    marks = " ".join(f'[#{number} "I say"]' for number in range(2, 42))
    for edits in (1, 2, 3):
        draft = harvest_for(ada, harvest.pk)
        save_draft(ada, draft, facts, f"Version {edits} for @ada and @ben {marks}", edits=edits)
        publish_harvest(ada, harvest_for(ada, harvest.pk), edits=edits + 1)
    for was, (client, most) in zip(before, clients, strict=True):
        urls = [topic.get_absolute_url(), f"{topic.get_absolute_url()}?page=2"]
        counts = {url: count(client, url) for url in urls}
        assert set(counts.values()) == {was + 1}, (was, counts)
        assert was + 1 <= most, counts
        assert count(client, f"/harvests/{harvest.pk}/") <= 8
        assert count(client, f"/t/{topic.pk}/harvest/") <= 8
    assert count(sign_in(cast.ada), f"/harvests/{harvest.pk}/edit/") <= 9


@pytest.mark.guard
def test_topic_page_with_sealed_answers(cast, hall, guest, sign_in, count, tell):
    """Sealed answers cost one query, however many, to who may open them and to who may not."""
    two, twelve = (
        make_topic(cast.ada, hall, prompts=["One?"] * n, sealed=range(n)) for n in (2, 12)
    )
    talk(cast, two, 3)
    talk(cast, twelve, 60)
    tell()
    base = twelve.get_absolute_url()
    urls = [two.get_absolute_url(), *(f"{base}{rest}" for rest in ("", "?page=2", "61/"))]
    PromptPass.objects.bulk_create(
        PromptPass(prompt=prompt, person=cast.ben) for prompt in Prompt.objects.all()
    )
    clients = ((guest, 7), (sign_in(cast.ada), 12), (sign_in(cast.ben), 12))
    for client, most in clients:
        counts = {url: count(client, url) for url in urls}
        assert max(counts.values()) <= most, counts
        assert len({counts[url] for url in urls[1:]}) <= 2, counts
    for url in ("/", "/waiting/", "/c/hall/"):
        assert count(guest, url) <= 7


@pytest.mark.guard
def test_topic_page_with_gaps_and_lines(cast, hall, guest, sign_in, count, tell):
    """Posts that left cost one query, however many and however often they moved."""
    mo = as_viewer(cast.mo)
    target = make_topic(cast.ada, hall)
    few, many = (make_topic(cast.ada, hall) for _ in "ab")
    for topic, posts in ((few, 4), (many, 45)):
        talk(cast, topic, posts)
        for number in range(2, posts, 2):
            post = Post.objects.get(topic=topic, number=number)
            move_posts(mo, topic, "There", post_ids=[post.pk], target=target)
    tell()
    rename_topic(mo, target, title="Another name")
    for client, most in ((guest, 6), (sign_in(cast.ada), 9), (sign_in(cast.mo), 10)):
        counts = {
            url: count(client, url)
            for url in (
                few.get_absolute_url(),
                many.get_absolute_url(),
                f"{many.get_absolute_url()}?page=2",
            )
        }
        assert len(set(counts.values())) == 1, counts
        assert max(counts.values()) <= most, counts
        assert count(client, f"/t/another-name/{target.pk}/") <= most


def test_pages_of_curating(cast, hall, sign_in, count, tell):
    """They cost the same for one and for many."""
    mo = sign_in(cast.mo)
    topics = [make_topic(cast.ada, hall) for _ in range(30)]
    talk(cast, topics[0], 60)
    talk(cast, topics[1], 1)
    tell()
    chosen = "&".join(f"topics={topic.pk}" for topic in topics)
    for act in ("close", "move"):
        one = count(mo, f"/moderation/topics/{act}/?topics={topics[1].pk}")
        assert one == count(mo, f"/moderation/topics/{act}/?{chosen}") <= 7
    urls = [f"/moderation/topics/{topic.pk}/posts/" for topic in topics[:2]]
    assert count(mo, urls[1]) == count(mo, urls[0]) == count(mo, f"{urls[0]}?page=2") <= 9


@pytest.mark.guard
def test_prompt_page(cast, hall, guest, sign_in, count):
    topic = make_topic(cast.ada, hall, prompts=["One?", "Two?"])
    first, second = Prompt.objects.filter(topic=topic).order_by("position")
    for n in range(25):
        make_reply(
            make_person(), topic, f"Say {n} @ada", prompt_ids=[first.pk] if n else [second.pk]
        )
    base = topic.get_absolute_url()
    for client, most in zip((guest, sign_in(cast.ada)), (7, 12), strict=True):
        urls = [
            f"{base}prompts/{second.pk}/",
            f"{base}prompts/{first.pk}/",
            f"{base}prompts/{first.pk}/?page=2",
        ]
        counts = {url: count(client, url) for url in urls}
        assert len(set(counts.values())) == 1, counts
        assert max(counts.values()) <= most, counts


LISTS = [
    "/",
    "/c/hall/",
    "/tag/roles/",
    "/waiting/",
    "/top/?period=all",
    *(OWN := ("/new/", "/unread/", "/mine/", "/followed/")),
    "/categories/",
    "/help/writing/",
    "/people/",
    "/u/ada/",
    "/u/ada/?tab=topics",
    "/notifications/",
    "/notifications/?show=watched",
    "/settings/ignored/",
    "/bookmarks/",
    "/moderation/log/",
    "/settings/following/",
]
FOR_MEMBERS = {
    "/notifications/", "/notifications/?show=watched", "/settings/ignored/", "/bookmarks/",
    "/moderation/log/", "/settings/following/", *OWN,
}  # fmt: skip


@pytest.mark.guard
def test_lists(cast, hall, guest, sign_in, count, tell):
    clients = {"guest": guest, "member": sign_in(cast.ada)}
    counts = {}
    for size, url, who in product((3, 60), LISTS, clients):
        if who == "guest" and url in FOR_MEMBERS:
            continue
        fill(cast, hall, size, tell)
        counts.setdefault((url, who), []).append(count(clients[who], url))
    assert [key for key, (few, many) in counts.items() if few != many] == []
    assert {key: numbers for key, numbers in counts.items() if max(numbers) > 7} == {}


def test_pages_of_following(cast, hall, sign_in, count):
    """One thing and the list of all, with little around them and with much."""
    few, many = (
        make_topic(cast.ada, hall, prompts=["One?"] * n, tags=[f"tag-{one}" for one in range(n)])
        for n in (1, 5)
    )
    ben, costs = sign_in(cast.ben), {}
    for topic in (few, many):
        for prompt in Prompt.objects.filter(topic=topic):
            Follow.objects.create(prompt=prompt, person=cast.ben, level="watch")
        for url in (
            f"/t/{topic.pk}/follow/",
            topic.get_absolute_url(),
            "/settings/following/?of=places",
        ):
            costs.setdefault(url.replace(topic.slug, "*").replace(str(topic.pk), "*"), []).append(
                count(ben, url)
            )
    assert [numbers for numbers in costs.values() if len(set(numbers)) > 1] == []
    assert max(costs.pop("/t/*/*/")) <= 12
    urls = (
        "/c/hall/follow/",
        "/tag/tag-0/follow/",
        f"/t/{few.pk}/prompts/{few.prompts.get().pk}/follow/",
    )
    assert (
        max(*(max(numbers) for numbers in costs.values()), *(count(ben, url) for url in urls)) <= 7
    )
    assert count(ben, "/c/hall/") <= 7 >= count(ben, "/tag/tag-0/")
    CategoryByMail.objects.create(category=hall, person=cast.ben)
    assert count(ben, "/settings/following/?of=places") <= 7 >= count(ben, "/c/hall/follow/")


def test_how_one_is_told(cast, hall, sign_in, count, tell):
    """With few notices, choices and topics without mail, and with many."""
    ben, costs = sign_in(cast.ben), []
    for n, sorts in ((1, ["like"]), (30, [sort for sort in Sort if sort != "like"])):
        topic = make_topic(cast.ada, hall)
        for _ in range(n):
            make_reply(cast.ola, topic, "@ben")
        MailStop.objects.create(person=cast.ben, topic_id=topic.pk)
        for sort in sorts:
            Choice.objects.create(person=cast.ben, sort=sort, by_mail="digest")
        tell()
        costs.append(count(ben, "/settings/notices/"))
    assert costs[0] == costs[1] <= 10, costs


@pytest.mark.guard
def test_search(cast, hall, guest, sign_in, count, tell):
    """What the site has in common (words of the glossary, how words are inflected) and how many
    results there are is remembered for a minute: without, three statements more."""
    clients = {"guest": guest, "member": sign_in(cast.ada)}
    urls = ["", "?q=hello", "?q=hello&in=posts", "?q=nosuchword", "?q=helo", "?q=hello&from=ada"]
    urls += ["?q=hello&sort=relevance", "?q=who+-more+is:open&category=hall&tag=roles"]
    for size in (3, 60):
        fill(cast, hall, size, tell)
        for who, url in product(clients, urls):
            cache.clear()
            cold = count(clients[who], f"/search/{url}")
            warm = count(clients[who], f"/search/{url}")
            assert warm <= 7, (size, who, url, warm)
            assert cold <= 10, (size, who, url, cold)
    past = re.search(r"past=[0-9a-f.]+", guest.get("/search/?q=hello").content.decode())
    assert past
    assert count(clients["member"], f"/search/?q=hello&{past[0]}") <= 7
    for url in ("/search/similar/?title=Topic+1", "/search/similar/?title=nosuchword"):
        count(guest, url)
        assert count(guest, url) <= 2


def fill(cast, hall, size: int, tell) -> None:
    """Bring the site to `size` topics of Ada, each with a prompt, a tag, a reply and a like."""
    for _ in range(size - Topic.objects.count()):
        topic = make_topic(cast.ada, hall, prompts=["Who?"], tags=["roles"])
        post = make_reply(make_person(), topic, "Hello @ada", reply_to=1)
        like_post(as_viewer(cast.ada), post)
        keep_post(as_viewer(cast.ada), post, remind_on=[None, timezone.localdate()][post.pk % 2])
        rude = make_reply(cast.ben, topic, "Rude")
        hide_post(as_viewer(cast.mo), rude, "Rude")
        make_reply(cast.ada, topic, "More")
    tell()


def test_lists_with_pins(cast, hall, guest, sign_in, count, tell):
    fill(cast, hall, 5, tell)
    urls = ("/", "/c/hall/", "/?select=1")
    mo = sign_in(cast.mo)
    before = {url: (count(guest, url), count(mo, url)) for url in urls}
    for n, topic in enumerate(Topic.objects.order_by("id")[:4]):
        pin_topic(as_viewer(cast.mo), topic, pin="site" if n % 2 else "category")
    assert before == {url: (count(guest, url), count(mo, url)) for url in urls}
    assert max(max(costs) for costs in before.values()) <= 7


def test_the_home_page_with_fishbowls_that_run(cast, hall, guest, sign_in, count, tell):
    """They come with what is pinned."""
    fill(cast, hall, 62, tell)
    ada, urls = sign_in(cast.ada), ("/", "/?page=2")
    before = {(client, url): count(client, url) for client in (guest, ada) for url in urls}
    for n in range(5):
        topic = make_topic(
            cast.ada, hall, setup=Setup("fishbowl", ("ada", "ben")), prompts=["?" * 9]
        )
        move_phase(as_viewer(cast.ada), topic, "open_floor")
        talk(cast, topic, n)
        pin_topic(as_viewer(cast.mo), topic, pin="site" if n % 2 else "category")
    assert b'class="running"' in guest.get("/").content
    assert before == {key: count(*key) for key in before}
    assert max(before.values()) <= 7


def test_second_pages_cost_the_same(cast, hall, guest, count, tell):
    fill(cast, hall, 62, tell)
    for url in ("/", "/c/hall/", "/tag/roles/", "/waiting/"):
        assert count(guest, url) == count(guest, f"{url}?page=2") == count(guest, f"{url}?page=3")


def test_admin_pages(cast, hall, sign_in, count, tell):
    """No page of the admin costs more than 12 queries, and no list more with more rows."""
    root = sign_in(cast.root)
    costs: dict[str, list[int]] = {}
    for size in (3, 25):
        fill(cast, hall, size, tell)
        for model, page in OURS.items():
            url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            costs.setdefault(url, []).append(count(root, url))
            row = page.get_queryset(root.get("/admin/").wsgi_request).first()
            if row is not None:
                costs.setdefault(f"{url}*/change/", []).append(
                    count(root, f"{url}{row.pk}/change/")
                )
    assert {url: c for url, c in costs.items() if max(c) > 12} == {}
    assert {url: c for url, c in costs.items() if len(set(c)) > 1 and "change" not in url} == {}


def make_bowl(cast, hall, size: int):
    """A fishbowl of Ada's with so many on the panel, in line, invited and asking, and a round."""
    panel = [make_person() for _ in range(min(size, 11))]
    names = ("ada", *(person.username for person in panel))
    topic = make_topic(cast.ada, hall, prompts=["One?", "Two?"], setup=Setup("fishbowl", names))
    for person in panel[: size // 2]:
        answer_invitation(as_viewer(person), topic, accept=True)
    move_phase(as_viewer(cast.ada), topic, "panel")
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    take_chair(as_viewer(make_person()), topic)
    User.objects.update(date_joined=timezone.now() - timedelta(days=30))
    for _ in range(size):
        person = make_person(date_joined=timezone.now() - timedelta(days=30))
        raise_hand(as_viewer(person), topic)
        make_ask(person, topic)
        make_reply(person, topic, "From the gallery")
        rest_person(as_viewer(cast.mo), topic, make_person(), "Enough")
    start_round(as_viewer(cast.ada), topic, text="And you?")
    make_reply(cast.ada, topic, "In the bowl", manner=Manner(lane="bowl"))
    return topic


@pytest.mark.guard
def test_pages_of_running_a_fishbowl(cast, hall, sign_in, count, tell):
    """With little and with much: 11 on the panel, 20 in line, 20 questions, 20 who rest."""
    few, many = make_bowl(cast, hall, 2), make_bowl(cast, hall, 20)
    tell()
    for client in (sign_in(cast.ada), sign_in(cast.root)):
        for page, most in (
            ("fishbowl/", 12),
            ("balance/", 8),
            ("phase/?to=closed", 8),
            *(
                [("questions/", 8)]
                if client.get(f"/t/{few.pk}/questions/").status_code == 200
                else []
            ),
        ):
            costs = [count(client, f"/t/{topic.pk}/{page}") for topic in (few, many)]
            assert len(set(costs)) == 1, (page, costs)
            assert costs[0] <= most, (page, costs)


def test_admin_pages_of_fishbowls(cast, hall, sign_in, count, tell):
    root, costs = sign_in(cast.root), {}
    for size in (2, 12):
        make_bowl(cast, hall, size)
        tell()
        for name in ("fishbowl", "seat", "hand", "rest", "round", "turn"):
            url = f"/admin/threads/{name}/"
            costs.setdefault(url, []).append(count(root, url))
            row = next(model for model in OURS if model._meta.model_name == name).objects.first()
            costs.setdefault(f"{url}*/", []).append(count(root, f"{url}{row.pk}/change/"))
    assert {url: c for url, c in costs.items() if max(c) > 12} == {}
    lists = {url: c for url, c in costs.items() if not url.endswith("*/")}
    assert {url: c for url, c in lists.items() if len(set(c)) > 1} == {}


def test_reply_costs_at_most_16_statements(cast, topic, sign_in):
    ben = sign_in(cast.ben)
    prompts = list(Prompt.objects.filter(topic=topic).values_list("pk", flat=True))
    data = {
        "body": "Yes @ada and @mo",
        "prompts": prompts,
        "reply_to": "1",
        "token": "6a6d0f3e-0000-4000-8000-000000000001",
    }
    with CaptureQueriesContext(connection) as captured:
        assert ben.post(f"/t/{topic.pk}/reply/", data).status_code == 302
    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 16, "\n".join(statements)
