"""Opening topics: prompts, tags, the offer, addresses."""

import re
from uuid import uuid4

import pytest

from tests.make import as_viewer, make_topic
from threads.models import Post, Prompt, Tag, Topic

# The shape of a recap: three mentions, a linked word, a bracketed question, four last lines.
RECAP = """Talk about tools kept coming back in the “Who holds the ‘key’?”, “Nobody, ask Tuesday.” call.

@mira.oday liked the old shed rule (would you keep it after this [essay](https://example.org/e), Mira?).
@jlopes said it means lending, while @KaiNord prefers the word sharing.

So… I would love to hear from you:

What makes a tool everybody's?
Which habits help?
What goes wrong when nobody minds the shed?
What was it good for?
"""
QUESTIONS = RECAP.strip().splitlines()[-4:]


@pytest.fixture
def ada(cast, hall, sign_in):
    return sign_in(cast.ada)


def form(**extra):
    return {"category": "hall", "title": "Tools “in common”", "body": RECAP} | extra


def test_a_topic_opens_and_leads_to_itself(ada):
    response = ada.post(
        "/topics/new/", form(prompts=["One?", "", "Two?"], tags="sheds, Tools,  sheds")
    )
    topic = Topic.objects.get()
    assert response.headers["Location"] == f"/t/{topic.slug}/{topic.pk}/1/"
    page = ada.get(topic.get_absolute_url()).content.decode()
    prompts = Prompt.objects.filter(topic=topic).order_by("position")
    assert [(p.position, p.text) for p in prompts] == [(1, "One?"), (2, "Two?")]
    assert page.count("no answers yet") == 2
    assert all(f'id="prompt-{prompt.pk}"' in page for prompt in prompts)
    assert set(Tag.objects.values_list("slug", flat=True)) == {"sheds", "tools"}


def test_the_offer_takes_exactly_the_last_question_lines(ada):
    response = ada.post("/topics/new/", form(offer="prompts"))
    assert response.status_code == 200
    offered = [text for text, _ in response.context["prompt_fields"] if text]
    assert offered == QUESTIONS
    assert response.context["form"]["body"].value() == RECAP
    assert not Topic.objects.exists()
    page = response.content.decode()
    assert 'name="move_prompts"' in page
    assert "checked" in page.split('name="move_prompts"')[1][:80]


def test_neither_offer_nor_preview_complains_of_what_is_still_to_come(ada):
    for button in ({"offer": "prompts"}, {"preview": "1"}):
        response = ada.post("/topics/new/", form(title="") | button)
        assert response.status_code == 200
        assert "required." not in response.content.decode()
    assert "<p>So…" in response.content.decode()
    assert not Topic.objects.exists()


def test_moved_lines_leave_the_text_on_publishing(ada):
    ada.post("/topics/new/", form(prompts=QUESTIONS, move_prompts="on"))
    source = Post.objects.get().source
    assert source.rstrip().endswith("I would love to hear from you:")
    assert "Mira?" in source
    assert Prompt.objects.count() == 4


def test_refusing_the_offer_leaves_the_text_untouched(ada):
    ada.post("/topics/new/", form())
    assert Post.objects.get().source == RECAP
    assert not Prompt.objects.exists()


def test_lines_that_became_no_prompt_stay(ada):
    ada.post("/topics/new/", form(prompts=QUESTIONS[:3], move_prompts="on"))
    source = Post.objects.get().source
    assert source.rstrip().endswith(QUESTIONS[3])
    assert QUESTIONS[0] not in source


def test_a_corrected_line_does_not_stand_twice(ada):
    ada.post(
        "/topics/new/", form(prompts=["What makes a tool ours?", *QUESTIONS[1:]], move_prompts="on")
    )
    assert Post.objects.get().source.rstrip().endswith("I would love to hear from you:")


def test_ticking_without_questions_changes_nothing(ada):
    ada.post("/topics/new/", form(body="Plain words.", prompts=["Who?"], move_prompts="on"))
    assert Post.objects.get().source == "Plain words."


def test_questions_alone_are_no_text(ada):
    response = ada.post(
        "/topics/new/", form(body="\n".join(QUESTIONS), prompts=QUESTIONS, move_prompts="on")
    )
    assert response.status_code == 422
    assert "write a sentence" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "required"),
        ({"title": "x" * 201}, "200"),
        ({"title": "x"}, "at least 2"),
        ({"body": ""}, "Write something first."),
        ({"category": "nowhere"}, "valid choice"),
        ({"prompts": ["x" * 281 + "?"]}, "280"),
        ({"prompts": ["nul\0?"]}, "cannot be stored"),
        ({"title": "\u200b\u200b"}, "one can read"),
        ({"prompts": [f"{n}?" for n in range(13)]}, "Twelve"),
        ({"tags": "a,b,c,d,e,f"}, "Five tags"),
        ({"tags": "x" * 31}, "30 characters"),
    ],
)
def test_bad_input_says_so_and_keeps_everything(wrong, sentence, ada):
    sent = form(prompts=["Kept?"], tags="kept-tag") | wrong
    response = ada.post("/topics/new/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert not Topic.objects.exists()
    assert response.context["form"]["body"].value() == sent["body"]
    for text in sent["prompts"]:
        assert f'value="{text}"' in page.replace("\ufffd", "\0")


def test_twelve_prompts_fit(ada):
    ada.post("/topics/new/", form(prompts=[f"{n}?" for n in range(12)]))
    assert Prompt.objects.count() == 12


def test_markup_in_titles_prompts_and_tags_is_text(ada, guest):
    evil = "<img src=x onerror=alert(1)>"
    ada.post("/topics/new/", form(title=evil, prompts=[evil], tags=evil[:30]))
    topic = Topic.objects.get()
    for url in ("/", topic.get_absolute_url(), "/waiting/", "/u/ada/?tab=topics", "/c/hall/"):
        assert "<img" not in guest.get(url).content.decode(), url


def test_one_form_makes_one_topic(ada):
    sent = form(token=str(uuid4()))
    assert (
        ada.post("/topics/new/", sent).headers["Location"]
        == ada.post("/topics/new/", sent).headers["Location"]
    )
    ada.post("/topics/new/", sent | {"title": "Another"})
    assert Topic.objects.count() == 2


def test_the_category_of_the_link_is_chosen(ada):
    page = ada.get("/topics/new/?category=hall").content.decode()
    assert '<option value="hall" selected>' in page


class TestAddresses:
    def test_wrong_slugs_lead_home(self, guest, topic):
        for url, right in [
            (f"/t/{topic.pk}/", topic.get_absolute_url()),
            (f"/t/wrong/{topic.pk}/", topic.get_absolute_url()),
            (f"/t/wrong/{topic.pk}/1/", f"{topic.get_absolute_url()}1/"),
            (f"/t/wrong/{topic.pk}/?page=1", f"{topic.get_absolute_url()}?page=1"),
            (topic.get_absolute_url().rstrip("/"), topic.get_absolute_url()),
        ]:
            response = guest.get(url)
            assert response.status_code == 301, url
            assert response.headers["Location"] == right

    @pytest.mark.parametrize(
        "rest", ["2/", "?page=2", "?page=0", "?page=x", "?page=99999999999", "?page=-1"]
    )
    def test_past_the_end_is_not_found(self, rest, guest, topic):
        assert guest.get(topic.get_absolute_url() + rest).status_code == 404

    @pytest.mark.parametrize("title", ["???", "日本語の話題", "“Wer?”, “Du.”", "9", "-", "a" * 200])
    def test_every_title_has_an_address(self, title, cast, hall, guest):
        topic = make_topic(cast.ada, hall, title=title * (2 if len(title) == 1 else 1))
        assert guest.get(topic.get_absolute_url()).status_code == 200

    def test_the_target_is_marked(self, guest, cast, topic):
        page = guest.get(f"{topic.get_absolute_url()}1/").content.decode()
        assert "is-target" in page.split('id="post-1"')[1].split(">")[0]
        assert page.count(" autofocus") == 1

    def test_huge_numbers_are_not_found(self, guest, db):
        assert guest.get(f"/t/x/{10**30}/").status_code == 404
        assert guest.get(f"/p/{10**30}/").status_code == 404

    def test_other_prompts_are_not_found(self, guest, topic, cast, hall):
        foreign = Prompt.objects.get(topic=make_topic(cast.ada, hall, prompts=["Else?"]))
        assert guest.get(f"{topic.get_absolute_url()}prompts/{foreign.pk}/").status_code == 404


def titles_of(response) -> list[str]:
    """The titles of a list, in order."""
    return re.findall(r'<h2 class="row-title"><a [^>]*>([^<]*)</a>', response.content.decode())


def walk(client, url: str) -> tuple[list[list[str]], list[str]]:
    """The titles of each page of a list, by its links from one to the next; and these links."""
    pages, way = [], []
    while url:
        way.append(url)
        response = client.get(url)
        pages.append(titles_of(response))
        found = re.search(r'<link rel="next" href="([^"]*)"', response.content.decode())
        url = found[1].replace("&amp;", "&") if found else ""
    return pages, way


class TestLists:
    def test_latest_comes_first(self, cast, hall, guest):
        from tests.make import make_reply

        old = make_topic(cast.ada, hall, title="Older")
        make_topic(cast.ada, hall, title="Newer")
        page = guest.get("/").content.decode()
        assert page.index("Newer") < page.index("Older")
        make_reply(cast.ben, old)
        page = guest.get("/").content.decode()
        assert page.index("Older") < page.index("Newer")

    def test_waiting_lists_what_nobody_answered(self, cast, topic, guest):
        from tests.make import make_reply

        answered, open_prompt = Prompt.objects.filter(topic=topic).order_by("position")
        make_reply(cast.ben, topic, prompt_ids=[answered.pk])
        page = guest.get("/waiting/").content.decode()
        assert open_prompt.text in page
        assert answered.text not in page

    def test_pages_are_addresses(self, cast, hall, guest):
        for n in range(63):
            make_topic(cast.ada, hall, title=f"Number {n}")
        pages, way = walk(guest, "/")
        assert [title for page in pages for title in page] == [
            f"Number {62 - n}" for n in range(63)
        ]
        assert [len(page) for page in pages] == [30, 30, 3]
        assert titles_of(guest.get("/?page=2")) == pages[1]
        assert titles_of(guest.get(way[2])) == pages[2]
        back = re.search(r'href="([^"]*)" rel="prev"', guest.get(way[2]).content.decode())
        assert titles_of(guest.get(back[1])) == pages[1]
        last = guest.get("/?page=3").content.decode()
        assert 'rel="next"' not in last
        assert '<link rel="prev" href="/?before=' in last

    @pytest.mark.parametrize(
        "asked",
        [
            *("page=x", "page=0", "page=501", "page=9", "after=x", "after=1", "after=1-x"),
            *("after=1-2-3", f"after={'9' * 18}-1", f"after={'9' * 30}-1", "before=-1"),
        ],
    )
    def test_what_is_no_page_is_not_found(self, asked, cast, hall, guest):
        make_topic(cast.ada, hall)
        assert guest.get(f"/?{asked}").status_code == 404

    def test_a_list_that_ends_before_a_page_leads_to_its_beginning(self, cast, hall, guest):
        make_topic(cast.ada, hall)
        page = guest.get("/?after=1000-1").content.decode()
        assert "This list ends before this page." in page
        assert 'class="button" href="/"' in page

    def test_pages_keep_what_is_asked(self, cast, hall, guest):
        """Rows of one moment are told apart by their id, and the filter stays."""
        for n in range(31):
            make_topic(cast.ada, hall, title=f"Number {n}")
        Topic.objects.update(last_post_at=Topic.objects.first().last_post_at)
        pages, way = walk(guest, "/?state=open")
        assert [title for page in pages for title in page] == [
            f"Number {30 - n}" for n in range(31)
        ]
        assert way[1].startswith("/?state=open&after=")

    def test_empty_lists_say_so(self, hall, guest, sign_in, cast):
        for url in ("/", "/c/hall/", "/waiting/"):
            assert guest.get(url).status_code == 200
        assert "/topics/new/" in sign_in(cast.ben).get("/c/hall/").content.decode()
        assert guest.get("/c/nowhere/").status_code == 404
        assert guest.get("/tag/nothing/").status_code == 404

    def test_an_empty_community_is_told_what_to_do_first(self, db, guest):
        assert "manage.py setup" in guest.get("/").content.decode()

    def test_profile_shows_posts_and_topics(self, cast, topic, guest):
        assert topic.title.rstrip("?") in guest.get("/u/ada/").content.decode()
        assert topic.title.rstrip("?") in guest.get("/u/ada/?tab=topics").content.decode()
        assert guest.get("/u/ADA/").headers["Location"] == "/u/ada/"
        assert guest.get("/u/nobody/").status_code == 404

    def test_people_can_be_found(self, cast, guest):
        page = guest.get("/people/?q=Lindq").content.decode()
        assert "/u/ada/" in page
        assert "/u/ben/" not in page
        assert guest.get("/people/?q=%00").status_code == 200


def test_pinned_is_said_where_it_stands_on_top(cast, hall, topic, guest):
    from threads.actions.curation import pin_topic

    make_topic(cast.ben, hall)
    for pin, in_category, everywhere in (("category", True, False), ("site", True, True)):
        pin_topic(as_viewer(cast.mo), topic, pin=pin)
        for url, is_said in (("/c/hall/", in_category), ("/", everywhere)):
            page = guest.get(url).content.decode()
            assert ('<span class="pill">pinned</span>' in page) is is_said, (pin, url)
