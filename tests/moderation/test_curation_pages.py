"""Curating topics through their pages: one from its own page, several from a list."""

import re
from urllib.parse import urlencode

import pytest

from accounts.models import User
from ledger.models import Entry
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from threads.actions.curation import archive_topic, close_topic, pin_topic, unlist_topic
from threads.actions.places import appoint_moderator
from threads.actions.timers import set_timer
from threads.curation import CURATIONS, MOST_AT_ONCE
from threads.models import FormerPlace, Post, Prompt, Topic

# What makes each act possible, what its form asks, what is so afterwards.
BEFORE = {
    "reopen": lambda mo, topic: close_topic(mo, topic, "Before"),
    "untimer": lambda mo, topic: set_timer(mo, topic, "Before", quiet_days=7),
    "unpin": lambda mo, topic: pin_topic(mo, topic, pin="category"),
    "relist": lambda mo, topic: unlist_topic(mo, topic, "Before"),
    "unarchive": lambda mo, topic: archive_topic(mo, topic, "Before"),
}
ASKED = {
    "timer": {"quiet_days": "7"},
    "pin": {"pin": "category"},
    "rename": {"title": "Another title"},
    "tag": {"tags": "roles, sheds"},
    "move": {"category": "garden"},
    "merge": {"target": "TARGET"},
}
AFTER = {
    "close": {"state": "closed"},
    "reopen": {"state": "open"},
    "timer": {"state": "open", "quiet_days": 7},
    "untimer": {"state": "open", "quiet_days": None},
    "pin": {"pin": "category"},
    "unpin": {"pin": ""},
    "unlist": {"is_listed": False},
    "relist": {"is_listed": True},
    "rename": {"title": "Another title"},
    "tag": {"tags__slug": "sheds"},
    "move": {"category__slug": "garden"},
    "merge": {"merged_into__isnull": False},
    "archive": {"state": "archived"},
    "unarchive": {"state": "open"},
}
SEVERAL = [name for name, curation in CURATIONS.items() if curation.several]
REASON = "It was said before."


@pytest.fixture
def garden(db):
    return make_category("garden")


@pytest.fixture
def target(cast, hall) -> Topic:
    return make_topic(cast.ada, hall, title="Where it goes on")


@pytest.fixture
def keeper(cast, hall, garden) -> User:
    """Moderates the hall and the garden, and nothing else."""
    keeper = make_person("keeper")
    for place in (hall, garden):
        appoint_moderator(as_viewer(cast.root), keeper, place)
    return keeper


@pytest.fixture
def stranger(cast) -> User:
    """Moderates another place."""
    stranger = make_person("stranger")
    appoint_moderator(as_viewer(cast.root), stranger, make_category("elsewhere"))
    return stranger


def prepare(cast, name: str, *topics: Topic) -> None:
    if name in BEFORE:
        for topic in topics:
            BEFORE[name](as_viewer(cast.mo), topic)


def sent(name: str, target: Topic, *topics: Topic, **extra) -> dict:
    asked = {
        field: str(target.pk) if value == "TARGET" else value
        for field, value in ASKED.get(name, {}).items()
    }
    return {"topics": [topic.pk for topic in topics], "reason": REASON} | asked | extra


def is_so(name: str, topic: Topic) -> bool:
    return Topic.objects.filter(pk=topic.pk, **AFTER[name]).exists()


def address(name: str, *topics: Topic, **extra) -> str:
    query = urlencode({"topics": [topic.pk for topic in topics], **extra}, doseq=True)
    return f"/moderation/topics/{name}/?{query}"


@pytest.mark.parametrize("who", ["mo", "keeper"])
@pytest.mark.parametrize("name", CURATIONS)
def test_a_moderator_curates_one_topic(name, who, cast, topic, target, keeper, garden, sign_in):
    prepare(cast, name, topic)
    lines = Entry.objects.count()
    client = sign_in({"mo": cast.mo, "keeper": keeper}[who])
    page = client.get(address(name, topic))
    assert page.status_code == 200
    assert topic.title in page.content.decode()
    assert str(CURATIONS[name].effect) in page.content.decode()
    done = client.post(f"/moderation/topics/{name}/", sent(name, target, topic))
    assert done.status_code == 302
    assert is_so(name, topic)
    entry = Entry.objects.latest("id")
    assert Entry.objects.count() == lines + 1
    assert (entry.act, entry.reason, entry.topic_id) == (name, REASON, topic.pk)
    shown = target if name == "merge" else Topic.objects.get(pk=topic.pk)
    assert done.headers["Location"] == shown.get_absolute_url()
    assert REASON in client.get(done.headers["Location"]).content.decode()


@pytest.mark.parametrize("name", SEVERAL)
def test_a_moderator_curates_several(name, cast, hall, topic, target, garden, sign_in):
    others = [make_topic(cast.ben, hall) for _ in range(2)]
    prepare(cast, name, topic, *others)
    lines = Entry.objects.count()
    data = sent(name, target, topic, *others, next="/c/hall/?select=1")
    client = sign_in(cast.mo)
    done = client.post(f"/moderation/topics/{name}/", data)
    assert (done.status_code, done.headers["Location"]) == (302, "/c/hall/?select=1")
    assert [is_so(name, chosen) for chosen in (topic, *others)] == [True] * 3
    assert Entry.objects.count() == lines + 3
    assert "Done for 3 topics." in client.get("/c/hall/?select=1").content.decode()


def test_what_was_so_already_is_not_counted_as_done(cast, hall, topic, sign_in):
    other = make_topic(cast.ben, hall, title="Already closed")
    close_topic(as_viewer(cast.mo), other, REASON)
    client = sign_in(cast.mo)
    data = {"topics": [topic.pk, other.pk], "reason": REASON, "next": "/c/hall/"}
    text = client.post("/moderation/topics/close/", data, follow=True).content.decode()
    assert "Done for 1 topic." in text
    assert "Left as it is: Already closed. It was so already." in text


HOSTED = {"close", "reopen", "timer", "untimer", "rename", "tag", "move"}


@pytest.mark.parametrize("name", CURATIONS)
def test_the_host_does_their_part_and_others_nothing(
    name, cast, topic, target, garden, stranger, sign_in
):
    """By the same page; what is a moderator's is refused with a sentence, and leaves no line."""
    if name == "reopen":
        close_topic(as_viewer(cast.ada), topic, "Before")
    else:
        prepare(cast, name, topic)
    lines = Entry.objects.count()
    for person in (cast.ben, stranger):
        client = sign_in(person)
        for answer in (
            client.get(address(name, topic)),
            client.post(f"/moderation/topics/{name}/", sent(name, target, topic)),
            client.post(f"/moderation/topics/{name}/", {"topics": topic.pk}),
        ):
            assert answer.status_code == 403
    assert "You moderate other categories, not this one." in answer.content.decode()
    assert Entry.objects.count() == lines
    host = sign_in(cast.ada)
    page = host.get(address(name, topic))
    assert page.status_code == (200 if name in HOSTED else 403)
    if name == "move":
        # The garden has as many readers, so it is no choice for a host.
        make_category("den", "members")
        assert host.post("/moderation/topics/move/", sent(name, target, topic)).status_code == 422
        data = sent(name, target, topic, category="den")
        for _twice in range(2):
            assert host.post("/moderation/topics/move/", data).status_code == 302
        assert Topic.objects.filter(pk=topic.pk, category__slug="den").exists()
        assert Entry.objects.count() == lines + 1
        return
    done = host.post(f"/moderation/topics/{name}/", sent(name, target, topic))
    assert done.status_code == (302 if name in HOSTED else 403)
    assert Entry.objects.count() == lines + (name in HOSTED)


def test_a_guest_signs_in_first(topic, guest):
    answer = guest.get(address("close", topic))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")
    assert guest.post("/moderation/topics/close/", {"topics": topic.pk}).status_code == 302
    assert not Entry.objects.exists()


def test_what_is_not_visible_is_as_if_it_never_was(cast, topic, secret, sign_in):
    mo = sign_in(cast.mo)
    for chosen in ([secret], [Topic(pk=10**17)]):
        assert mo.get(address("close", *chosen)).status_code == 404
        data = {"topics": [c.pk for c in chosen], "reason": REASON}
        assert mo.post("/moderation/topics/close/", data).status_code == 404
    assert mo.get("/moderation/topics/explode/?topics=1").status_code == 404
    page = mo.get(address("close", secret, topic))
    assert page.status_code == 200
    assert secret.title not in page.content.decode()
    data = {"topics": [secret.pk, topic.pk], "reason": REASON}
    mo.post("/moderation/topics/close/", data)
    assert is_so("close", topic)
    assert not is_so("close", secret)


def test_a_topic_merged_into_a_private_one_is_not_visible_either(cast, topic, secret, sign_in):
    Topic.objects.filter(pk=topic.pk).update(merged_into=secret.pk)
    assert sign_in(cast.mo).get(address("close", topic)).status_code == 404
    assert sign_in(cast.root).get(address("close", topic)).status_code == 403


def test_nothing_chosen_too_much_chosen_and_nonsense(cast, hall, topic, target, sign_in):
    mo = sign_in(cast.mo)
    for query in ("", "?topics=", "?topics=%C2%B2", "?topics=1e3", f"?topics={'9' * 30}"):
        page = mo.get(f"/moderation/topics/close/{query}")
        assert page.status_code == 422
        assert "No topic was chosen" in page.content.decode()
    page = mo.get("/moderation/topics/close/?next=/c/hall/")
    assert 'href="/c/hall/"' in page.content.decode()
    page = mo.get("/moderation/topics/close/?next=//evil.example/")
    assert "evil" not in page.content.decode()
    many = urlencode({"topics": list(range(1, MOST_AT_ONCE + 2))}, doseq=True)
    assert mo.get(f"/moderation/topics/close/?{many}").status_code == 422
    page = mo.get(address("rename", topic, target))
    assert page.status_code == 422
    assert "one topic at a time" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        ("close", {"reason": ""}, "Say why"),
        ("close", {"reason": "x" * 501}, "at most 500"),
        ("pin", {"until": "2020-02-02"}, "This day is over"),
        ("pin", {"pin": "everywhere"}, "Select a valid choice"),
        ("rename", {"title": "\u200b \u200b"}, "something that one can read"),
        ("tag", {"tags": "a1,b2,c3,d4,e5,f6"}, "Five tags"),
        ("move", {"category": ""}, "This field is required"),
        ("merge", {"target": "Who leads?"}, "No topic that you can read"),
        ("merge", {"target": "SECRET"}, "No topic that you can read"),
        ("merge", {"target": "SELF"}, "another topic than this"),
        ("merge", {"target": "ARCHIVED"}, "archived"),
    ],
)
@pytest.mark.usefixtures("garden")
def test_bad_input_is_kept_beside_its_sentence(
    name, wrong, sentence, cast, topic, target, secret, sign_in
):
    archived = make_topic(cast.ben)
    archive_topic(as_viewer(cast.mo), archived, "Old")
    ids = {"SECRET": secret.pk, "SELF": topic.pk, "ARCHIVED": archived.pk}
    wrong = {field: str(ids.get(value, value)) for field, value in wrong.items()}
    lines = Entry.objects.count()
    data = sent(name, target, topic, next="/c/hall/") | wrong
    page = sign_in(cast.mo).post(f"/moderation/topics/{name}/", data)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert all(page.context["form"][field].value() == value for field, value in wrong.items())
    assert f'name="topics" value="{topic.pk}"' in text
    assert 'name="next" value="/c/hall/"' in text
    assert Entry.objects.count() == lines


def test_where_the_rule_refuses_some_the_others_are_done(cast, hall, topic, keeper, sign_in):
    elsewhere = make_topic(cast.ben, title="Not theirs")
    client = sign_in(keeper)
    page = client.get(address("close", topic, elsewhere)).content.decode()
    assert "You moderate other categories, not this one." in page
    assert f'name="topics" value="{elsewhere.pk}"' not in page
    data = {"topics": [topic.pk, elsewhere.pk], "reason": REASON, "next": "https://evil.example/"}
    done = client.post("/moderation/topics/close/", data, follow=True)
    assert done.redirect_chain == [("/", 302)]
    text = done.content.decode()
    assert "Done for 1 topic." in text
    assert "Not theirs. You moderate other categories" in text
    assert (is_so("close", topic), is_so("close", elsewhere)) == (True, False)


@pytest.mark.parametrize("name", CURATIONS)
def test_the_same_press_twice_is_one_act(name, cast, topic, target, garden, sign_in):
    prepare(cast, name, topic)
    mo = sign_in(cast.mo)
    first = mo.post(f"/moderation/topics/{name}/", sent(name, target, topic))
    lines = Entry.objects.count()
    again = mo.post(f"/moderation/topics/{name}/", sent(name, target, topic))
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.headers["Location"] == again.headers["Location"]
    assert Entry.objects.count() == lines


def test_who_merges_after_another_is_told_what_stands(cast, hall, topic, target, sign_in):
    other = make_topic(cast.ben, hall, title="A third place")
    mo, root = sign_in(cast.mo), sign_in(cast.root)
    root.post("/moderation/topics/merge/", sent("merge", other, topic))
    page = mo.post("/moderation/topics/merge/", sent("merge", target, topic))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Meanwhile one of the topics was merged into another." in text
    assert "This topic was merged into another." in text
    assert REASON in text
    assert Topic.objects.get(pk=topic.pk).merged_into_id == other.pk
    assert Entry.objects.filter(act="merge").count() == 1


def test_a_merge_with_too_many_questions_keeps_the_form(cast, hall, sign_in):
    one, other = (make_topic(cast.ada, hall, prompts=[f"Q{n}?" for n in range(7)]) for _ in "ab")
    page = sign_in(cast.mo).post("/moderation/topics/merge/", sent("merge", other, one))
    assert page.status_code == 422
    assert "14 questions; 12 are the most" in page.content.decode()
    assert REASON in page.content.decode()
    assert not FormerPlace.objects.exists()


def test_what_is_so_already_says_so(cast, topic, sign_in):
    mo = sign_in(cast.mo)
    page = mo.get(address("reopen", topic))
    assert page.status_code == 200
    assert "It is so already." in page.content.decode()
    assert 'name="reason"' not in page.content.decode()


def test_a_pin_ends_with_its_day(cast, topic, sign_in):
    data = {"topics": topic.pk, "pin": "site", "until": "2099-01-31"}
    assert sign_in(cast.mo).post("/moderation/topics/pin/", data).status_code == 302
    topic = Topic.objects.get(pk=topic.pk)
    assert (topic.pin, topic.pinned_until.date().isoformat()) == ("site", "2099-01-31")


def test_a_category_moderator_does_not_pin_everywhere(cast, topic, keeper, sign_in):
    client = sign_in(keeper)
    assert 'value="site"' not in client.get(address("pin", topic)).content.decode()
    data = {"topics": topic.pk, "pin": "site"}
    assert client.post("/moderation/topics/pin/", data).status_code == 422
    pin_topic(as_viewer(cast.mo), topic, pin="site")
    assert client.post("/moderation/topics/unpin/", {"topics": topic.pk}).status_code == 403


def test_a_move_is_offered_only_to_where_one_may(cast, hall, topic, keeper, quiet_room, sign_in):
    choices = sign_in(keeper).get(address("move", topic)).context["form"].fields["category"].choices
    assert [slug for slug, _name in choices] == ["", "garden"]
    lonely = make_person("lonely")
    appoint_moderator(as_viewer(cast.root), lonely, hall)
    page = sign_in(lonely).get(address("move", topic))
    assert "There is no other category to which you could move it." in page.content.decode()


# The way there


def test_the_topic_page_leads_to_what_one_may_do(cast, topic, keeper, stranger, guest, sign_in):
    def acts(client) -> list[str]:
        text = client.get(topic.get_absolute_url()).content.decode()
        return [part.split("/")[0] for part in text.split('href="/moderation/topics/')[1:]]

    for client in (guest, sign_in(cast.ben), sign_in(stranger)):
        assert acts(client) == []
    assert acts(sign_in(cast.ada)) == ["close", "timer", "rename", "tag", "move"]
    moderators = ["close", "timer", "pin", "unlist", "rename", "tag", "move", "merge", "archive"]
    for client in (sign_in(keeper), sign_in(cast.mo), sign_in(cast.root)):
        assert acts(client) == [*moderators, str(topic.pk)]
    archive_topic(as_viewer(cast.mo), topic, "Old")
    assert acts(sign_in(cast.mo)) == ["unlist", "unarchive"]
    assert acts(sign_in(cast.ada)) == []


def test_the_page_says_in_words_how_the_topic_stands(cast, topic, guest):
    mo = as_viewer(cast.mo)
    pin_topic(mo, topic, pin="category")
    unlist_topic(mo, topic, "Quiet")
    close_topic(mo, topic, "Over")
    text = guest.get(topic.get_absolute_url()).content.decode()
    assert "Pinned on top of the list of its category." in text
    assert "This topic is not in the lists" in text
    assert "It can be read, and takes no more replies." in text
    archive_topic(mo, topic, "Old")
    text = guest.get(topic.get_absolute_url()).content.decode()
    assert "This topic is archived" in text
    assert "Pinned" not in text.split('id="posts"')[0]


def test_posts_lead_to_reporting_and_to_their_reports(cast, topic, sign_in):
    post = make_reply(cast.ben, topic)
    Post.objects.filter(pk=post.pk).update(report_count=2)
    flag, reports = f'href="/p/{post.pk}/flag/"', f'href="/moderation/?post={post.pk}"'
    move = f'href="/moderation/topics/{topic.pk}/posts/?posts={post.pk}"'
    for person, shown in ((cast.ada, flag), (cast.ben, ""), (cast.mo, flag + reports + move)):
        text = sign_in(person).get(topic.get_absolute_url()).content.decode()
        assert [link for link in (flag, reports, move) if link in text] == [
            link for link in (flag, reports, move) if link in shown
        ]


def test_a_list_offers_choosing_to_who_curates_something_in_it(
    cast, hall, topic, keeper, guest, sign_in
):
    elsewhere = make_topic(cast.ben, title="Not theirs")
    for client in (guest, sign_in(cast.ben), sign_in(cast.ada)):
        for url in ("/", "/?select=1", "/c/hall/?select=1"):
            text = client.get(url).content.decode()
            assert "Curate several" not in text
            assert 'name="topics"' not in text
    client = sign_in(keeper)
    assert 'href="?select=1"' in client.get("/").content.decode()
    text = client.get("/?select=1").content.decode()
    assert f'name="topics" value="{topic.pk}"' in text
    assert f'name="topics" value="{elsewhere.pk}"' not in text
    assert f"Choose {topic.title}" in text
    assert 'name="next" value="/?select=1"' in text
    offered = [part.split("/")[0] for part in text.split('formaction="/moderation/topics/')[1:]]
    assert offered == SEVERAL


def test_choosing_goes_on_over_the_pages_of_a_list(cast, hall, sign_in):
    for _ in range(31):
        make_topic(cast.ada, hall)
    mo = sign_in(cast.mo)
    text = mo.get("/c/hall/?select=1").content.decode()
    after = re.search(r'href="(/c/hall/\?after=[\d-]+)&amp;select=1" rel="next"', text)[1]
    for page in (after, "/c/hall/?page=2"):
        text = mo.get(f"{page}&select=1").content.decode()
        assert 'href="/c/hall/?select=1"' in text
        assert f'href="?{page.partition("?")[2]}"' in text
        assert re.search(r'href="/c/hall/\?before=[\d-]+&amp;select=1" rel="prev"', text)


# Splitting and moving posts


@pytest.fixture
def talk(cast, topic) -> list[Post]:
    """Four replies, with the numbers 2 to 5."""
    prompt = Prompt.objects.filter(topic=topic).first()
    return [make_reply(cast.ben, topic, prompt_ids=[prompt.pk]) for _ in range(4)]


def posts_url(topic: Topic) -> str:
    return f"/moderation/topics/{topic.pk}/posts/"


def test_chosen_posts_become_a_topic_of_their_own(cast, topic, talk, sign_in):
    mo = sign_in(cast.mo)
    page = mo.get(f"{posts_url(topic)}?posts={talk[1].pk}")
    assert page.status_code == 200
    assert [row.number for row in page.context["page"].rows if row.is_chosen] == [3]
    text = page.content.decode()
    opening = Post.objects.get(topic=topic, number=1)
    assert f'name="posts" value="{opening.pk}"' not in text
    assert "The opening post stays with its topic" in text
    data = {"posts": [talk[1].pk, talk[3].pk], "title": "A new place", "reason": REASON}
    done = mo.post(posts_url(topic), data)
    new = Topic.objects.get(title="A new place")
    assert done.headers["Location"] == f"{new.get_absolute_url()}1/"
    assert list(new.posts.order_by("number").values_list("pk", flat=True)) == data["posts"]
    lines = Entry.objects.count()
    again = mo.post(posts_url(topic), data)
    assert again.headers["Location"] == done.headers["Location"]
    assert Entry.objects.count() == lines


def test_chosen_posts_come_to_the_end_of_another_topic(cast, topic, talk, target, sign_in):
    mo = sign_in(cast.mo)
    data = {
        "posts": [talk[3].pk, talk[2].pk],
        "target": f"http://testserver{target.get_absolute_url()}",
        "reason": REASON,
    }
    done = mo.post(posts_url(topic), data)
    assert done.status_code == 302
    assert done.headers["Location"].startswith(target.get_absolute_url())
    assert dict(target.posts.values_list("number", "pk"))[2] == talk[2].pk
    assert mo.post(posts_url(topic), data).status_code == 302
    assert Entry.objects.filter(act="move_posts").count() == 1


def test_choices_are_kept_over_the_pages(cast, topic, talk, sign_in):
    for _ in range(60):
        make_reply(cast.ben, topic)
    late = Post.objects.get(topic=topic, number=60)
    mo = sign_in(cast.mo)
    typed = {"title": "Half a ti", "target": "", "reason": "Beca", "here": "1"}
    page = mo.post(posts_url(topic), typed | {"posts": [talk[0].pk], "page": "2"})
    text = page.content.decode()
    assert page.status_code == 200
    assert f'name="posts" value="{talk[0].pk}" checked' in text
    assert "Half a ti" in text
    assert "Beca" in text
    assert "aria-invalid" not in text
    page = mo.post(posts_url(topic), typed | {"posts": [talk[0].pk, late.pk], "page": "1"})
    assert [post.number for post in page.context["page"].elsewhere] == [60]
    assert page.context["page"].chosen == 2
    page = mo.get(f"{posts_url(topic)}?posts={late.pk}")
    assert page.context["page"].page == 2
    assert mo.get(f"{posts_url(topic)}?page=3").status_code == 404
    data = typed | {"posts": [talk[0].pk], "range": "1", "first": "50", "last": "52"}
    page = mo.post(posts_url(topic), data).context["page"]
    assert ([row.number for row in page.rows if row.is_chosen], len(page.elsewhere)) == ([2, 50], 2)
    data = typed | {"range": "1", "first": "x"}
    assert mo.post(posts_url(topic), data).status_code == 422
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"posts": []}, "Choose at least one post."),
        ({"reason": ""}, "Say why"),
        ({"title": ""}, "Give a title, or the address"),
        ({"target": "TARGET"}, "not both"),
        ({"title": "", "target": "SECRET"}, "No topic that you can read"),
        ({"title": "", "target": "SELF"}, "another topic than this"),
        ({"posts": "OPENING"}, "The opening post stays"),
    ],
)
def test_bad_choices_are_kept(wrong, sentence, cast, topic, talk, target, secret, sign_in):
    ids = {
        "TARGET": target.pk,
        "SECRET": secret.pk,
        "SELF": topic.pk,
        "OPENING": Post.objects.get(topic=topic, number=1).pk,
    }
    wrong = {k: ids.get(v, v) if isinstance(v, str) else v for k, v in wrong.items()}
    data = {"posts": [talk[0].pk], "title": "A new place", "target": "", "reason": REASON} | wrong
    page = sign_in(cast.mo).post(posts_url(topic), data)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    for field in ("title", "target", "reason"):
        assert str(page.context["form"][field].value()) == str(data[field])
    assert not Entry.objects.exists()


def test_who_is_slower_sees_the_posts_as_they_stand(cast, topic, talk, target, sign_in):
    data = {"posts": [talk[0].pk, talk[1].pk], "reason": REASON}
    sign_in(cast.root).post(posts_url(topic), data | {"target": target.pk})
    page = sign_in(cast.mo).post(posts_url(topic), data | {"title": "A new place"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Meanwhile some of these posts were moved" in text
    assert [row.number for row in page.context["page"].rows] == [1, 4, 5]
    assert REASON in text
    assert Entry.objects.count() == 1


def test_only_its_moderators_take_a_topic_apart(
    cast, topic, talk, secret, keeper, stranger, guest, sign_in
):
    data = {"posts": [talk[0].pk], "title": "A new place", "reason": REASON}
    assert guest.get(posts_url(topic)).status_code == 302
    for person, status in ((cast.ada, 403), (cast.ben, 403), (stranger, 403), (keeper, 200)):
        assert sign_in(person).get(posts_url(topic)).status_code == status
        if status == 403:
            assert sign_in(person).post(posts_url(topic), data).status_code == 403
    assert sign_in(cast.mo).get(posts_url(secret)).status_code == 404
    elsewhere = make_topic(cast.ben)
    page = sign_in(keeper).post(posts_url(topic), data | {"title": "", "target": str(elsewhere.pk)})
    assert page.status_code == 422
    assert "You moderate other categories" in page.content.decode()
    archive_topic(as_viewer(cast.mo), topic, "Old")
    assert sign_in(cast.mo).get(posts_url(topic)).status_code == 403
