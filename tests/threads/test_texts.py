"""What is stored of a text, and what its slots print: the same to all its readers, and never what
one of them may not read."""

from dataclasses import asdict

import pytest

from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_reply,
    make_topic,
    opening,
)
from tests.threads.markup.make import pipeline
from threads import markup
from threads.actions.moving import move_posts
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.models import Category, HeldPost, Post, PostLink, Tag
from threads.queries.links import links_to
from threads.queries.names import names_for, names_in
from threads.queries.texts import prepare

WORDS = "Hello *@ben*, see #garden and [spoiler]the end[/spoiler].\n\n- [x] done"


@pytest.fixture
def garden(db) -> Category:
    return make_category("garden")


def body_of(client, url: str, number: int = 1) -> str:
    page = client.get(url).content.decode()
    start = page.index(f'id="post-{number}-body">')
    return page[start : page.index("</div>", start)]


# --- What is stored -------------------------------------------------------------------------------


def assert_complete(row: Post | HeldPost) -> None:
    """Everything derived of a text stands beside it, as rendering it now makes it."""
    text = prepare(row.source)
    assert (row.html, row.excerpt, row.html_version) == (text.html, text.excerpt, markup.VERSION)
    if isinstance(row, Post):
        assert row.text == text.text == pipeline.render(row.source).text
        assert row.facts == _as_json(asdict(text.facts))


def _as_json(facts: dict) -> dict:
    return {
        name: [list(each) if isinstance(each, tuple) else each for each in value]
        if isinstance(value, tuple)
        else value
        for name, value in facts.items()
    }


def test_every_way_to_write_stores_all_that_is_derived(cast, hall, garden, sign_in):
    topic = make_topic(cast.ada, hall, source=WORDS)
    reply = make_reply(cast.ola, topic, WORDS)
    held = make_held(cast.ola, topic, WORDS)
    ola = sign_in(cast.ola)
    ola.post(f"/p/{reply.pk}/edit/", {"body": f"{WORDS} more", "version": 1})
    ola.post(f"/held/{held.pk}/", {"body": f"{WORDS} more"})
    sign_in(cast.ben).post(
        "/topics/new/", {"category": "hall", "title": "Another", "body": f"{WORDS}!"}
    )
    for row in [*Post.objects.all(), *HeldPost.objects.all()]:
        assert_complete(row)
    assert Post.objects.get(pk=reply.pk).source.endswith("more")
    assert Post.objects.count() == 3


def test_the_facts_of_a_text(cast, hall):
    post = opening(make_topic(cast.ada, hall, source=WORDS))
    wanted = {"tasks": 1, "tasks_done": 1, "spoilers": 1, "words": 9}
    assert {name: post.facts[name] for name in wanted} == wanted
    assert "the end" in post.text
    assert "the end" not in post.excerpt


def test_names_follow_in_html_and_excerpt(cast, hall, sign_in):
    topic = make_topic(cast.ada, hall, source="Thanks, @ben.")
    ada = sign_in(cast.ada)
    assert "@ben" in body_of(ada, topic.get_absolute_url())
    cast.ben.username = "benedict"
    cast.ben.save()
    assert 'href="/u/benedict/"' in body_of(ada, topic.get_absolute_url())
    assert "Thanks, @benedict." in ada.get("/u/ada/").content.decode()


# --- Hashtags and titles: the same to all readers -------------------------------------------------


@pytest.fixture
def places(cast, db) -> dict[str, Category]:
    """Places of all kinds; Mira is in both circles, Ada only in one."""
    one, both = make_circle("One", cast.ada, cast.mira), make_circle("Both", cast.mira)
    places = {
        "public": make_category("public-place"),
        "members": make_category("members-place", "members"),
        "one": make_category("one-place", "circles", one),
        "two": make_category("two-place", "circles", both),
    }
    wide = make_category("wide-place", "circles", one)
    wide.circles.add(both)
    return places | {"wide": wide}


COVERED = {
    "public": {"public"},
    "members": {"public", "members"},
    "one": {"public", "members", "one", "wide"},
    "two": {"public", "members", "two", "wide"},
    "wide": {"public", "members", "wide"},
}


@pytest.mark.parametrize("source", COVERED)
def test_which_places_all_readers_of_a_place_may_read(source, places):
    found = set(Category.objects.read_with(places[source].pk))
    assert found == {places[name] for name in COVERED[source]}


def test_a_text_without_a_place_is_taken_as_public(places):
    assert set(Category.objects.read_with(0)) == {places["public"]}


def test_moderators_of_a_place_are_readers_of_it(cast, places):
    make_moderator(cast.ben, places["one"])
    assert places["wide"] not in Category.objects.read_with(places["one"].pk)
    make_moderator(cast.ben, places["wide"])
    assert places["wide"] in Category.objects.read_with(places["one"].pk)


@pytest.mark.parametrize("target", COVERED)
@pytest.mark.parametrize("source", COVERED)
def test_titles_and_hashtags_never_tell_of_a_closed_place(source, target, cast, places, sign_in):
    """The author may read both; what prints depends on the readers of the text alone."""
    secret = make_topic(cast.mira, places[target], title="The hidden title", tags=["hidden-tag"])
    words = f"<{secret.get_absolute_url()}> https://testserver/t/x/{secret.pk}/ #hidden-tag "
    topic = make_topic(cast.mira, places[source], source=f"{words}#{places[target].slug}")
    page = body_of(sign_in(cast.mira), topic.get_absolute_url())
    is_open = target in COVERED[source]
    assert ("The hidden title" in page) == is_open
    assert (f'href="/c/{places[target].slug}/"' in page) == is_open
    assert ('href="/tag/hidden-tag/"' in page) == is_open
    assert f"#{places[target].slug}" in page


def test_a_title_follows_its_topic_and_a_number_stays(cast, hall, sign_in):
    there = make_topic(cast.ada, hall, title="Old & <b>bold</b>")
    here = make_topic(cast.ada, hall, source=f"https://testserver/t/x/{there.pk}/2/ is it")
    client = sign_in(cast.ben)
    assert "Old &amp; &lt;b&gt;bold&lt;/b&gt; #2</a> is it" in body_of(
        client, here.get_absolute_url()
    )
    type(there).objects.filter(pk=there.pk).update(title="New")
    assert ">New #2</a>" in body_of(client, here.get_absolute_url())


def test_links_with_words_of_their_own_keep_them(cast, hall, sign_in):
    there = make_topic(cast.ada, hall, title="The title")
    here = make_topic(cast.ada, hall, source=f"[my words](https://testserver/t/x/{there.pk}/)")
    page = body_of(sign_in(cast.ben), here.get_absolute_url())
    assert f'<a href="/t/x/{there.pk}/">my words</a>' in page
    assert "nofollow" not in page


def test_the_preview_is_what_is_stored(cast, hall, garden, sign_in):
    there = make_topic(cast.ada, hall, title="There")
    source = (
        f"{WORDS} https://testserver/t/x/{there.pk}/ [date=2026-12-01 time=10:00] [^1]\n\n[^1]: n"
    )
    ben = sign_in(cast.ben)
    shown = ben.post("/preview/", {"body": source}).content.decode()
    topic = make_topic(cast.ben, hall, source=source)
    page = ben.get(topic.get_absolute_url()).content.decode()
    assert f'id="post-1-body">{shown}</div>' in page


def test_one_query_for_all_the_slots_of_a_page(cast, hall, garden, django_assert_num_queries):
    tag = Tag.objects.create(name="Water", slug="water")
    there = make_topic(cast.ada, hall)
    source = f"@ben @ada #garden #water https://testserver/t/x/{there.pk}/"
    texts = [(hall.pk, prepare(source).html), (garden.pk, prepare(source).html)]
    with django_assert_num_queries(1):
        names = names_for(texts)
    assert names[hall.pk].people == {cast.ben.pk: "ben", cast.ada.pk: "ada"}
    assert names[hall.pk].categories == {garden.pk: "garden"}
    assert names[garden.pk].titles == {there.pk: there.title}
    assert tag.pk not in names[hall.pk].tags  # nobody's topic carries it
    with django_assert_num_queries(0):
        assert names_in(hall.pk, "<p>plain</p>").people == {}


# --- Links between topics -------------------------------------------------------------------------


def linked(viewer_of, topic) -> list[tuple[int, int | None]]:
    return list(links_to(as_viewer(viewer_of), topic).values_list("post_id", "target_id"))


def test_links_are_kept_and_follow_an_edit(cast, hall):
    there = make_topic(cast.ada, hall)
    reply = make_reply(cast.ben, there)
    post = make_reply(cast.ola, make_topic(cast.ada, hall), f"[a](/t/x/{there.pk}/2/) /p/")
    assert linked(cast.ben, there) == [(post.pk, reply.pk)]
    post = Post.objects.select_related("topic__category").get(pk=post.pk)
    edit_post(as_viewer(cast.ola), post, f"[a](/t/x/{there.pk}/) [b](/p/{reply.pk}/)", version=1)
    assert set(linked(cast.ben, there)) == {(post.pk, None), (post.pk, reply.pk)}
    edit_post(as_viewer(cast.ola), post, "nothing", version=2)
    assert linked(cast.ben, there) == []


def test_links_to_what_is_not_there_are_none(cast, hall):
    make_topic(cast.ada, hall, source="[a](/t/x/999999/) [b](/t/x/1/77/) [c](/p/999999/)")
    assert not PostLink.objects.exists()


def test_a_link_follows_a_post_that_moves(cast, hall):
    there, other = make_topic(cast.ada, hall), make_topic(cast.ada, hall)
    reply = make_reply(cast.ben, there)
    make_topic(cast.ada, hall, source=f"[a](/p/{reply.pk}/)")
    move_posts(as_viewer(cast.mo), there, "why", post_ids=[reply.pk], target=other)
    assert linked(cast.ben, there) == []
    assert len(linked(cast.ben, other)) == 1
    make_topic(cast.ada, hall, source=f"[old place](/t/x/{there.pk}/2/)")
    assert len(linked(cast.ben, other)) == 2


def test_links_from_where_one_may_not_read_do_not_exist(cast, hall, quiet_room):
    there = make_topic(cast.ben, hall)
    make_topic(cast.ada, quiet_room, source=f"[a](/t/x/{there.pk}/)")
    assert linked(cast.mira, there) != []
    assert linked(cast.ben, there) == linked(cast.mo, there) == []


def test_links_of_hidden_and_withdrawn_posts_do_not_exist(cast, hall):
    there, here = make_topic(cast.ada, hall), make_topic(cast.ada, hall)
    hidden = make_reply(cast.ben, here, f"[a](/t/x/{there.pk}/)")
    withdrawn = make_reply(cast.ben, here, f"[a](/t/x/{there.pk}/)")
    assert len(linked(cast.ola, there)) == 2
    hide_post(as_viewer(cast.mo), hidden, "spam")
    withdraw_post(as_viewer(cast.ben), withdrawn)
    assert linked(cast.ola, there) == []


def test_a_topic_does_not_lead_to_itself(cast, hall):
    topic = make_topic(cast.ada, hall)
    make_reply(cast.ben, topic, f"[above](/t/x/{topic.pk}/)")
    assert linked(cast.ben, topic) == []


# --- Quoting --------------------------------------------------------------------------------------


def quoted(client, topic, number: int | str) -> str:
    page = client.get(f"{topic.get_absolute_url()}?reply_to={number}&quote={number}")
    return page.context["form"]["body"].value() or ""


def test_a_quote_names_its_post_and_comes_out_as_one(cast, hall, sign_in):
    topic = make_topic(cast.ada, hall)
    post = make_reply(cast.mira, topic, "> older words\n\nMy *own*\n\n\n- words")
    ben = sign_in(cast.ben)
    said = quoted(ben, topic, 2)
    assert said == f"> [mira.oday](/p/{post.pk}/) wrote:\n> My *own*\n>\n> - words\n\n"
    ben.post(f"/t/{topic.pk}/reply/", {"body": f"{said}Yes."})
    answer = Post.objects.get(topic=topic, number=3)
    assert answer.html.startswith('<blockquote class="quoted">')
    assert answer.facts["quotes"] == [post.pk]
    assert PostLink.objects.get(post=answer).target_id == post.pk


def test_a_long_quote_is_cut_at_a_word(cast, hall, sign_in):
    topic = make_topic(cast.ada, hall, source="many words here " * 200)
    said = quoted(sign_in(cast.ben), topic, 1)
    assert len(said) < 1_100
    assert said.endswith("…\n\n")


@pytest.mark.parametrize("number", ["0", "99", "x", "²", "9" * 30, ""])
def test_what_is_no_post_is_not_quoted(number, cast, hall, sign_in):
    assert quoted(sign_in(cast.ben), make_topic(cast.ada, hall), number) == ""


def test_hidden_and_withdrawn_words_are_not_quoted(cast, hall, sign_in):
    topic = make_topic(cast.ada, hall)
    hidden, withdrawn = make_reply(cast.mira, topic), make_reply(cast.ben, topic)
    hide_post(as_viewer(cast.mo), hidden, "spam")
    withdraw_post(as_viewer(cast.ben), withdrawn)
    for who in (cast.ben, cast.mo, cast.mira):
        assert quoted(sign_in(who), topic, 2) == quoted(sign_in(who), topic, 3) == ""
