"""Panel, source and fishbowl of a topic: typed in the form, printed as list and drawing."""

import re
from itertools import combinations
from math import dist

import pytest

from accounts.faces import Face
from tests.make import as_viewer, make_category, make_topic
from threads.actions.approval import approve_held
from threads.actions.seats import answer_invitation
from threads.actions.setups import Setup, SourceFacts
from threads.models import Category, Fishbowl, HeldPost, Panelist, Source, Topic
from threads.queries.bowls import seats_of

NEW = {"category": "hall", "title": "A recap", "body": "What we heard."}


@pytest.fixture
def ada(cast, sign_in, hall):
    return sign_in(cast.ada)


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_recap_shows_its_source_and_its_panel(ada, cast, guest):
    data = NEW | {
        "kind": "recap",
        "panel": ["@mira.oday", "Ben", "Dina from the mill", "", "mira.oday"],
        "source_title": "An evening about rest",
        "source_kind": "talk",
        "source_when": "2026-11",
        "source_links": "https://example.org/essay https://example.org/recording",
    }
    answer = ada.post("/topics/new/", data)
    topic = Topic.objects.get(title="A recap")
    assert answer.status_code == 302
    assert topic.kind == "recap"
    people = Panelist.objects.filter(topic=topic).order_by("position")
    assert [(one.name, one.person_id) for one in people] == [
        ("mira.oday", cast.mira.pk),
        ("ben", cast.ben.pk),
        ("Dina from the mill", None),
    ]
    page = text_of(guest.get(topic.get_absolute_url()))
    assert "An evening about rest" in page
    assert "November 2026" in page
    assert page.count('rel="nofollow ugc noopener"') == 2
    assert page.index("mira.oday</span>") < page.index("Dina from the mill")
    assert 'class="bowl is-recap"' in page
    assert "style=" not in page


def test_a_fishbowl_begins_by_gathering_with_one_open_chair(ada, cast, guest):
    ada.post("/topics/new/", NEW | {"kind": "fishbowl", "panel": ["ben"]})
    topic = Topic.objects.get(title="A recap")
    bowl = Fishbowl.objects.get(topic=topic)
    assert (bowl.phase, bowl.open_chairs) == ("gathering", 1)
    page = text_of(guest.get(topic.get_absolute_url()))
    assert 'data-person="ben"' not in page, "invited people do not sit there yet"
    answer_invitation(as_viewer(cast.ben), topic, accept=True)
    page = text_of(guest.get(topic.get_absolute_url()))
    assert 'data-seat="1" data-person="ben"' in page
    assert 'class="chair"' in page
    assert "Gathering · 1 open chair" in text_of(guest.get("/"))
    # A drawing has no decimal comma.
    in_german = text_of(guest.get(topic.get_absolute_url(), headers={"accept-language": "de"}))
    assert 'd="M-7.9 0H7.9M0-7.9V7.9"' in in_german


def test_an_ordinary_topic_stays_without_ceremony(ada, guest):
    ada.post("/topics/new/", NEW)
    page = text_of(guest.get(Topic.objects.get(title="A recap").get_absolute_url()))
    assert "On the panel" not in page
    assert '<svg class="bowl' not in page
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source_when": "2026-13"}, "This is no date"),
        ({"source_when": "2026-02-30"}, "This is no date"),
        ({"source_when": "soon"}, "This is no date"),
        ({"source_links": "javascript:alert(1)"}, "is not the address of a web page"),
        ({"source_links": " ".join(f"https://example.org/{n}" for n in range(6))}, "Five links"),
        ({"source_links": "https://example.org"}, "Say what it was called"),
        ({"panel": [f"Person {n}" for n in range(13)]}, "Twelve people"),
        ({"panel": ["x" * 61]}, "cannot be stored"),
        ({"kind": "party"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_everything_is_kept(wrong, said, ada):
    data = NEW | {"panel": ["Somebody typed this"], "source_title": ""} | wrong
    answer = ada.post("/topics/new/", data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert "What we heard." in page
    assert '<details class="setup" open>' in page
    assert not Topic.objects.filter(title="A recap").exists()


def test_hostile_words_of_a_source_print_as_words(ada, guest):
    bad = "<img src=x onerror=alert(1)>"
    data = {
        "kind": "recap",
        "panel": [bad],
        "source_title": bad,
        "source_links": 'https://example.org/?a=<b>&c="d"',
    }
    ada.post("/topics/new/", NEW | data)
    topic = Topic.objects.filter(title="A recap").first()
    if topic:
        page = text_of(guest.get(topic.get_absolute_url()))
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_a_waiting_topic_keeps_its_setup(cast, hall, sign_in):
    Category.objects.filter(pk=hall.pk).update(holds=Category.Holds.TOPICS)
    sign_in(cast.ben).post(
        "/topics/new/", NEW | {"kind": "recap", "panel": ["ada", "Orla"], "source_title": "Then"}
    )
    held = HeldPost.objects.select_related("category", "topic").get(title="A recap")
    approve_held(as_viewer(cast.mo), held)
    topic = Topic.objects.get(title="A recap")
    assert topic.kind == "recap"
    assert list(Panelist.objects.filter(topic=topic).values_list("name", flat=True)) == [
        cast.ada.display_name,
        "Orla",
    ]
    assert Source.objects.get(topic=topic).title == "Then"


def test_a_setup_comes_back_from_what_a_waiting_text_keeps():
    setup = Setup("recap", ("ada",), SourceFacts("Then", "talk", "2026", ("https://example.org",)))
    assert Setup.of_json(setup.as_json()) == setup
    assert Setup.of_json({"prompts": []}) == Setup()


@pytest.mark.parametrize(("people", "chairs"), [(0, 1), (1, 0), (3, 1), (8, 0), (9, 0), (12, 3)])
def test_seats_stand_on_the_ring_and_never_touch(people, chairs):
    faces = tuple(Face(f"p{n}", f"P {n}") for n in range(people))
    seats = seats_of(faces, chairs)
    assert [seat.face for seat in seats] == [*faces, *[None] * chairs]
    assert (seats[0].x, seats[0].y) == (180, 44)
    for one, other in combinations(seats, 2):
        assert dist((one.x, one.y), (other.x, other.y)) > one.r + other.r


def test_panel_posts_are_marked_in_words(ada, cast, sign_in, guest):
    ada.post("/topics/new/", NEW | {"kind": "recap", "panel": ["ben"]})
    topic = Topic.objects.get(title="A recap")
    sign_in(cast.ben).post(f"/t/{topic.pk}/reply/", {"body": "From the panel."})
    sign_in(cast.ola).post(f"/t/{topic.pk}/reply/", {"body": "From beside it."})
    page = text_of(guest.get(topic.get_absolute_url()))
    posts = re.split(r"<article ", page)
    assert "on the panel" in posts[2]
    assert "on the panel" not in posts[3]


def test_filters_are_links_that_take_themselves_off(cast, guest, hall):
    make_topic(cast.ada, hall, title="Plain")
    make_topic(cast.ada, hall, title="Asked", prompts=["Who?"])
    make_topic(cast.ada, hall, title="Recapped", setup=Setup("recap"))
    for query, shown in {
        "": {"Plain", "Asked", "Recapped"},
        "?kind=recap": {"Recapped"},
        "?waiting=1": {"Asked"},
        "?state=closed": set(),
        "?state=open&kind=recap": {"Recapped"},
        "?state=nonsense": {"Plain", "Asked", "Recapped"},
    }.items():
        page = text_of(guest.get(f"/c/hall/{query}"))
        assert {
            title for title in ("Plain", "Asked", "Recapped") if f">{title}</a>" in page
        } == shown
    page = text_of(guest.get("/c/hall/?state=closed"))
    assert "No topic here is like that." in page
    assert '<a class="button" href="/c/hall/">Clear the filters</a>' in page
    assert '<a class="chip" href="/c/hall/" data-do="filter" aria-current="true">' in page


def test_filters_leak_nothing(cast, guest, secret):
    for query in ("?waiting=1", "?state=open"):
        assert secret.title not in text_of(guest.get(f"/{query}"))
    make_category("kitchen", "members")
