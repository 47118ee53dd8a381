"""Search: what is found, by whom, in which order, and what becomes of it afterwards."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.compiled import forget_queries
from accounts.viewer import GUEST
from tests.make import (
    as_viewer,
    make_category,
    make_held,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.curation import close_topic, rename_topic, unlist_topic
from threads.actions.harvests import (
    Facts,
    begin_harvest,
    publish_harvest,
    save_draft,
    unpublish_harvest,
)
from threads.actions.indexing import index_outdated
from threads.actions.moving import merge_topics, move_posts, split_topic
from threads.actions.posts import edit_post, hide_post, restore_post, withdraw_post
from threads.actions.prompts import (
    add_prompt,
    delete_prompt,
    edit_prompt,
    restore_prompt,
    withdraw_prompt,
)
from threads.actions.rendering import render_again
from threads.markup import Renderer
from threads.models import Harvest, Post, Prompt, SearchText, Topic
from threads.queries import hits as hits_module
from threads.queries import lexemes
from threads.queries.asked import read_asked
from threads.queries.harvests import harvest_for
from threads.queries.hits import best_hits, counted_hits, newest_hits
from threads.queries.lexemes import query_of
from threads.queries.lists import categories_for
from threads.queries.search import search_page

pytestmark = pytest.mark.django_db


def titles(viewer, wanted, **more):
    """What a viewer finds: the addresses, the newest first."""
    places = categories_for(viewer)
    page = search_page(viewer, read_asked(wanted), places, "/search/?q=x", **more)
    return [found.hit.url for found in page.hits]


def found(wanted, viewer=GUEST):
    """How many things a viewer finds, by each way, which agree."""
    asked = read_asked(wanted)
    query = query_of(asked)
    number = counted_hits(viewer, asked, query)
    if number <= 20:
        assert len(newest_hits(viewer, asked, query).hits) == number
        best, counted = best_hits(viewer, asked, query)
        assert (len(best.hits), counted) == (number, number)
    return number


@pytest.fixture
def bees(cast, hall):
    """A topic of bees with a question, and two posts of them."""
    topic = make_topic(
        cast.ada, hall, title="Keeping “wild” bees", source="Self-organising colonies swarm.",
        prompts=["Where does honey go?"], tags=["bees"],
    )  # fmt: skip
    make_reply(cast.ben, topic, "They danced: colour, honey & *more* <b>honey</b>")
    return topic


def test_everything_is_found_with_its_place_and_marks(bees, guest):
    page = guest.get("/search/", {"q": "honey"}).content.decode()
    assert "2 results" in page
    assert f'href="/t/keeping-wild-bees/{bees.pk}/2/"' in page
    assert f"/prompts/{Prompt.objects.get().pk}/" in page
    assert "colour, <mark>honey</mark> &amp; more &lt;b&gt;<mark>honey</mark>&lt;/b&gt;" in page
    assert "Where does <mark>honey</mark> go?" in page
    assert '<i class="dot c-water" aria-hidden="true"></i>Hall</a>' in page
    page = guest.get("/search/", {"q": "wild"}).content.decode()
    assert "Keeping “<mark>wild</mark>” bees" in page


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ("self-organizing", 1), ("self organizing", 1), ("selforganizing", 1), ("self organising", 1),
        ("colony", 1), ("dancing", 1), ("swarms honey", 0), ("color", 1), ("wild bees", 1),
        ('"wild bees"', 1), ('"bees wild"', 0), ('"danced colour"', 1), ('"dance color"', 0),
        ("honey -question", 2), ("honey -where", 1), ("honey -danced", 1), ("-honey from:ada", 2),
        ("the", 0), ("where", 1), ("honey where", 2), ("nosuchword", 0), ("'wild'", 1), ("do", 0),
    ],
)  # fmt: skip
def test_words(bees, wanted, number):
    assert found(wanted) == number


@pytest.mark.parametrize(
    ("language", "said", "wanted", "other"),
    [
        ("de", "Die Häuser leiten sich selbst", "Haus", "Hauses"),
        ("es", "Hablamos de las organizaciones", "organización", "organizacion"),
        ("en", "They were leading", "leads", "lead"),
    ],
)
def test_inflected_words_of_the_community_s_language(language, said, wanted, other, cast, hall):
    lexemes._memory.cache_clear()
    with override_settings(SEARCH_LANGUAGE=language):
        make_topic(cast.ada, hall, title="x y z", source=f"{said} Fenster ventanas windows")
        assert found(wanted) == found(other) == 1
        # Words of other languages are found as they are written.
        assert found("Fenster") == found("ventanas") == found("windows") == 1
    # What was stored for another language is found as it is written, until it is indexed anew.
    with override_settings(SEARCH_LANGUAGE="none"):
        assert found("windows") == 1
    lexemes._memory.cache_clear()


def test_the_marks_stand_where_the_stems_are(cast, hall, guest):
    make_topic(
        cast.ada,
        hall,
        source="It’s a well-known thing: leaders lead; “leading” is led. Über-leading.",
    )
    page = guest.get("/search/", {"q": "leads in:posts"}).content.decode()
    assert (
        "leaders <mark>lead</mark>; “<mark>leading</mark>” is led. Über-<mark>leading</mark>."
        in page
    )


@pytest.mark.parametrize(
    ("typed", "fields", "number"),
    [
        ("honey from:ben", {"q": "honey", "from": "@Ben"}, 1),
        ("honey in:questions", {"q": "honey", "in": "prompts"}, 1),
        ("in:posts honey", {"q": "honey", "in": "posts"}, 1),
        ("in:title bees", {"q": "bees", "in": "title"}, 1),
        ("honey category:hall", {"q": "honey", "category": "hall"}, 2),
        ("honey category:attic", {"q": "honey", "category": "attic"}, 0),
        ("honey tag:bees", {"q": "honey", "tag": "#Bees"}, 2),
        ("honey tag:wasps", {"q": "honey", "tag": "wasps"}, 0),
        ("honey is:open", {"q": "honey", "is": "open"}, 2),
        ("honey is:closed", {"q": "honey", "is": "closed"}, 0),
        ("honey is:waiting", {"q": "honey", "is": "waiting"}, 2),
        ("honey is:fishbowl", {"q": "honey", "is": "fishbowl"}, 0),
        ("honey after:2020-01-01", {"q": "honey", "after": "2020-01-01"}, 2),
        ("honey before:2020-01-01", {"q": "honey", "before": "2020-01-01"}, 0),
        ("from:ada", {"from": "ada"}, 3),
        ("from:nobody", {"from": "nobody"}, 0),
    ],
)  # fmt: skip
def test_filters_by_word_and_by_field(typed, fields, number, bees, guest):
    pages = [guest.get("/search/", one) for one in ({"q": typed}, fields)]
    shown = [re.findall(r"<h2><a href=\"([^\"]+)\"", page.content.decode()) for page in pages]
    assert shown[0] == shown[1]
    assert len(shown[0]) == number == found(typed)
    if not number:
        assert b"Look without the filters" in pages[0].content


def test_answers_to_a_question(bees, cast):
    prompt = Prompt.objects.get()
    make_reply(cast.ben, bees, "Into jars", prompt_ids=[prompt.pk])
    assert found(f"prompt:{prompt.pk}") == 2
    assert found(f"jars prompt:{prompt.pk}") == 1
    assert found(f"danced prompt:{prompt.pk}") == 0


def test_days_are_those_of_the_reader(bees, cast, sign_in):
    late = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    SearchText.objects.filter(post__number=2).update(at=late)
    with timezone.override("Pacific/Auckland"):
        assert found("danced after:2026-03-02") == 1
    with timezone.override("UTC"):
        assert found("danced after:2026-03-02") == 0
        assert found("danced before:2026-03-02") == 1


def test_a_wrong_day_is_said_where_it_was_typed(bees, guest):
    for said in ({"q": "honey", "before": "soon"}, {"q": "honey before:soon"}):
        answer = guest.get("/search/", said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Write a day as 2026-03-31, not “soon”." in page
        assert page.count('aria-invalid="true"') == 1
        assert all(f'value="{typed}"' in page for typed in said.values())
    assert (
        '<details class="setup" open>' in guest.get("/search/", {"before": "soon"}).content.decode()
    )


def test_nothing_and_too_little_are_said_kindly(bees, guest):
    said = {
        "": "Posts, titles, questions and harvests are searched",
        "a": "Write at least two letters.",
        "-honey": "Write also what should be there.",
        "colour:red": "these are looked for as words: colour:",
        "nosuchword": "Nothing says “nosuchword”.",
        "x" * 500: "only its beginning was looked for",
        "\0<script>": "Nothing says “&lt;script&gt;”.",
    }
    for typed, words in said.items():
        answer = guest.get("/search/", {"q": typed})
        assert answer.status_code == 200, typed
        assert words in answer.content.decode(), typed
    for past in ("x", "1.z", "-1", "9" * 40, "٣.٣", "."):
        assert guest.get("/search/", {"q": "honey", "past": past}).status_code == 404
        assert guest.get(
            "/search/", {"q": "honey", "past": past, "sort": "relevance"}
        ).status_code in {404, 200}


def test_the_first_wins_and_old_words_are_gone_after_an_edit(bees, cast):
    post = Post.objects.select_related("topic__category").get(number=2)
    edit_post(as_viewer(cast.ben), post, "Only nectar now", version=1)
    assert found("danced") == 0
    assert found("nectar") == 1
    rename_topic(as_viewer(cast.mo), bees, title="Wasps")
    assert found("in:title bees") == 0
    assert found("in:title wasps") == 1
    prompt = Prompt.objects.get()
    edit_prompt(as_viewer(cast.ada), prompt, "Who eats jam?", "Or marmalade", version=1)
    assert found("in:prompts honey") == 0
    assert found("in:prompts marmalade") == 1


def test_what_is_not_everybody_s_is_found_by_nobody_else(bees, cast):
    """Also what waits, hides, was taken back, or was taken off the lists."""
    mo, ben = as_viewer(cast.mo), as_viewer(cast.ben)
    post = Post.objects.select_related("topic__category").get(number=2)
    hide_post(mo, post, "Rude")
    assert found("danced") == found("danced", mo) == found("danced", ben) == 0
    restore_post(mo, post)
    assert found("danced") == 1
    withdraw_post(ben, post)
    assert found("danced") == found("danced", ben) == found("danced", mo) == 0
    make_held(cast.ben, bees, "Waiting hornets")
    assert found("hornets", mo) == 0
    prompt = Prompt.objects.get()
    make_reply(cast.ben, bees, "Jars", prompt_ids=[prompt.pk])
    withdraw_prompt(as_viewer(cast.ada), prompt)
    assert found("in:prompts honey") == 0
    restore_prompt(as_viewer(cast.ada), prompt)
    assert found("in:prompts honey") == 1
    unlist_topic(mo, bees, "Quiet")
    assert found("swarm") == found("wild") == found("in:prompts honey") == 0
    assert found("swarm", as_viewer(cast.ada)) == found("wild", mo) == 1


def test_a_question_that_is_removed_and_one_that_is_added(bees, cast):
    ada = as_viewer(cast.ada)
    delete_prompt(ada, Prompt.objects.get())
    assert found("in:prompts honey") == 0
    add_prompt(ada, Topic.objects.get(), "Which flowers?", "Of spring")
    assert found("in:prompts flowers") == found("in:prompts spring") == 1


def test_harvests_as_they_were_published_last(bees, cast):
    ada, facts = as_viewer(cast.ada), Facts("harvest", "Kept of bees", "Us, to decide")
    harvest = begin_harvest(ada, bees, facts, 'Says [#2 "danced"] of pollen')
    assert found("in:harvests pollen", ada) == 0
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=1)
    assert found("in:harvests pollen") == found("in:harvests kept") == 1
    # What is cited stands in the post, and goes with it.
    assert found("in:harvests danced") == 0
    save_draft(ada, harvest_for(ada, harvest.pk), facts, "Says [#2] of wax", edits=1)
    assert found("in:harvests wax", ada) == 0
    publish_harvest(ada, harvest_for(ada, harvest.pk), edits=2)
    assert found("in:harvests pollen") == 0
    assert found("wax from:ada") == 1
    unpublish_harvest(ada, Harvest.objects.select_related("topic").get(), "No")
    assert found("in:harvests wax", ada) == 0


def test_quotes_and_spoilers_of_a_post_are_not_its_words(bees, cast, guest):
    make_reply(
        cast.ben,
        bees,
        "> [ada](/p/1/) wrote:\n> quotedword\n\nMine @ada [spoiler]secretword[/spoiler] mineword",
    )
    assert found("quotedword") == found("secretword") == 0
    page = guest.get("/search/", {"q": "mineword"}).content.decode()
    assert "Mine @ada ▒▒▒ <mark>mineword</mark>" in page
    assert "quotedword" not in page
    assert "secretword" not in page
    renderer = Renderer()
    render_again(Post.objects.get(number=3), renderer, store=True)
    renderer.close()
    assert found("secretword") == 0
    assert found("mineword") == 1


def test_what_moves_is_found_where_it_stands(bees, cast, hall):
    mo = as_viewer(cast.mo)
    other = make_topic(cast.ada, hall, title="Hives")
    post = Post.objects.get(topic=bees, number=2)
    move_posts(mo, bees, "There", post_ids=[post.pk], target=other)
    assert titles(GUEST, "danced") == [f"/t/hives/{other.pk}/2/"]
    post.refresh_from_db()
    split = split_topic(mo, other, "Apart", post_ids=[post.pk], title="Swarming alone")
    assert titles(GUEST, "danced") == [f"/t/swarming-alone/{split.pk}/1/"]
    assert found("in:title swarming") == 1
    merge_topics(mo, bees, "One", target=other)
    assert found("in:title wild") == 0
    prompt = Prompt.objects.get()
    assert titles(GUEST, "in:prompts honey") == [f"/t/hives/{other.pk}/prompts/{prompt.pk}/"]


def test_pages_follow_each_other_without_a_gap(cast, hall, guest):
    topic = make_topic(cast.ada, hall, title="Walnuts", prompts=["Walnut?"])
    for n in range(44):
        make_reply(cast.ben, topic, f"walnut {n}")
    # Moments that are the same are told apart by ids.
    SearchText.objects.filter(post__number__gt=10).update(at=timezone.now() - timedelta(days=1))
    for sort in ("", "relevance"):
        url, seen = f"/search/?q=walnut&sort={sort}", []
        while url:
            page = guest.get(url).content.decode()
            assert ("46 results" in page) == (not seen)
            seen += re.findall(r"<h2><a href=\"([^\"]+)\"", page)
            more = re.search(r'<a href="([^"]+)" rel="next"', page)
            url = more[1].replace("&amp;", "&") if more else ""
        assert len(seen) == len(set(seen)) == 46, sort
    assert found("walnut") == 46


def test_the_newest_first_or_what_says_it_most(cast, hall):
    title = make_topic(cast.ada, hall, title="Chestnuts", source="x")
    much = make_reply(cast.ben, title, "chestnut chestnut chestnut chestnut")
    little = make_reply(cast.ben, title, "A long walk in the park, with one chestnut seen")
    first = [little.place(), much.place(), title.get_absolute_url()]
    assert titles(GUEST, "chestnut") == first
    assert titles(GUEST, "chestnut", by_relevance=True) == [first[2], first[1], first[0]]


def test_counts_stop_at_a_thousand(bees, cast, guest):
    for n in range(25):
        make_reply(cast.ben, bees, f"plum {n}")
    with (
        patch.object(hits_module, "MOST_COUNTED", 24),
        patch("threads.queries.search.MOST_COUNTED", 24),
    ):
        assert "24+ results" in guest.get("/search/", {"q": "plum"}).content.decode()


def test_a_large_community_is_looked_through_in_another_way(
    bees, cast, hall, secret, guest, sign_in
):
    """What is frequent is walked to, what is seldom is found by its words: with the same result."""
    for n in range(30):
        make_reply(cast.ben, bees, f"oft {n}" if n % 2 else f"else {n}")
    with patch.object(hits_module, "_WALKED", 8):
        forget_queries()
        for viewer in (GUEST, as_viewer(cast.ada), as_viewer(cast.mo)):
            assert len(titles(viewer, "oft")) == 15
            assert len(titles(viewer, "else oft")) == 0
            assert len(titles(viewer, "danced")) == 1
            assert len(titles(viewer, "-oft from:ben")) == 16
            assert len(titles(viewer, "hushed")) == (1 if viewer.id == cast.ada.pk else 0)
    forget_queries()


def test_one_wrong_letter_hides_nobody_and_no_title(cast, hall, guest, secret):
    make_topic(cast.ada, hall, title="Leaders of compost")
    make_person("walburga", display_name="José Ibáñez")
    for typed in ("leeders", "cmpost", "compots", "composts leadders"):
        page = guest.get("/search/", {"q": typed}).content.decode()
        assert "Did you mean" in page, typed
        assert ">Leaders of compost</a>" in page, typed
    for typed in ("walburga", "walbruga", "jose", "Ibanes", "wal"):
        assert "/u/walburga/" in guest.get("/search/", {"q": typed}).content.decode(), typed
    for typed in ("hushd", "hushed maters", "xxxxx"):
        page = guest.get("/search/", {"q": typed}).content.decode()
        assert "Hushed" not in page, typed
        assert "Did you mean" not in page, typed


def test_similar_topics_of_a_title(cast, hall, guest, sign_in, secret):
    make_topic(cast.ada, hall, title="How do we choose a host in spring?")
    for title in ("Choosing hosts", "the spring HOST", "spring-host"):
        page = guest.get("/search/similar/", {"title": title}).content.decode()
        assert "How do we choose a host" in page, title
    for title in (
        "",
        "of the",
        "compost of winter and spring rain",
        "\0",
        "x" * 3000,
        "hushed matters",
    ):
        assert guest.get("/search/similar/", {"title": title}).content.strip() == b"", title
    assert b"Hushed" in sign_in(cast.ada).get("/search/similar/", {"title": "hushed"}).content
    assert b"Hushed" not in sign_in(cast.mo).get("/search/similar/", {"title": "hushed"}).content


def test_without_scripts_a_button_shows_similar_topics(cast, hall, sign_in):
    make_topic(cast.ada, hall, title="How do we choose a host in spring?")
    typed = {"category": "hall", "title": "Choosing a host", "body": "kept", "offer": "similar"}
    answer = sign_in(cast.ben).post("/topics/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "How do we choose a host in spring?" in page
    assert 'value="Choosing a host"' in page
    assert "kept</textarea>" in page
    assert Topic.objects.count() == 1
    assert (
        "Perhaps this was talked about before"
        not in sign_in(cast.ben).get("/topics/new/").content.decode()
    )
    page = (
        sign_in(cast.ben).post("/topics/new/", typed | {"title": "Wholly other"}).content.decode()
    )
    assert "Nothing like it was talked about yet." in page


def test_old_texts_are_found_after_the_command(bees, cast):
    out = StringIO()
    SearchText.objects.all().delete()
    SearchText.objects.all()
    assert found("honey") == 0
    with pytest.raises(SystemExit) as ended:
        call_command("reindex_search", check=True, stdout=out)
    assert ended.value.code == 1
    assert "post: 2 to index" in out.getvalue()
    assert found("honey") == 0
    with patch("threads.actions.indexing.BATCH", 1):
        call_command("reindex_search", stdout=out)
        # Ended and started again, nothing is left to do.
        assert index_outdated(SearchText.Kind.POST) == (0, 0)
    assert found("honey") == 2
    with pytest.raises(SystemExit) as ended:
        call_command("reindex_search", check=True, stdout=out)
    assert ended.value.code == 0
    with override_settings(SEARCH_LANGUAGE="de"), pytest.raises(SystemExit):
        call_command("reindex_search", check=True, stdout=out)
    call_command("reindex_search", all=True, stdout=out)
    assert found("honey") == 2


def test_a_like_or_a_hidden_post_never_touches_the_index(bees, cast):
    """The index is a table of its own, so that it is as slow or quick as the words change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM threads_searchtext ORDER BY id")
        before = cursor.fetchall()
        hide_post(as_viewer(cast.mo), Post.objects.get(number=2), "Rude")
        close_topic(as_viewer(cast.mo), bees, "Done")
        cursor.execute("SELECT xmin::text FROM threads_searchtext ORDER BY id")
        assert cursor.fetchall() == before


def test_what_cannot_be_stored_leaves_no_trace(cast, hall):
    with (
        patch("threads.actions.topics.announce", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        make_topic(cast.ada, hall, title="Vanished", source="vanished")
    assert not SearchText.objects.exists()
    make_topic(cast.ada, make_category())
    assert SearchText.objects.filter(words__isnull=False, kind="post").count() == 1


def test_a_search_is_planned_for_its_words(client, cast):
    make_topic(cast.ada, source="Wood and water.")
    for _ in range(2):
        assert client.get("/search/?q=water").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE from_sql")
        assert [sql for (sql,) in cursor.fetchall() if "threads_searchtext" in sql] == []
