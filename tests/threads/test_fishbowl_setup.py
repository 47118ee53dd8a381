"""How a fishbowl begins: the usual forms of a new one, its dates, and topics that become one or
cease to be one (docs/fishbowl.md, rules 11.1, 11.9, 12.1 and 16.1)."""

import re
from datetime import UTC, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from ledger.models import Entry
from tests.make import as_viewer, make_circle, make_person, make_reply, make_topic
from tests.threads.test_panels import acts, form_of, names, send
from threads.actions.approval import approve_held
from threads.actions.phases import move_phase
from threads.actions.rounds import start_round
from threads.actions.running.ends import Beginning
from threads.actions.running.tending import tend_fishbowls
from threads.actions.seats import answer_invitation, raise_hand, take_chair
from threads.actions.setups import Setup
from threads.models import Category, Fishbowl, Hand, HeldPost, Post, Round, Seat, Topic
from threads.models.posts import Lane

NEW = {"category": "hall", "title": "Tools", "body": "Who mends them?"}
FISHBOWL = NEW | {"kind": "fishbowl"}


@pytest.fixture
def ada(cast, sign_in, hall):
    return sign_in(cast.ada)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def fishbowl() -> Fishbowl:
    return Fishbowl.objects.get(topic__title="Tools")


def chosen(page: str, name: str) -> str:
    """What a select of the page has chosen."""
    [select] = re.findall(rf'<select name="{name}".*?</select>', page)
    return re.search(r'value="([^"]*)" selected', select)[1]


def filled(page: str, name: str) -> list[str]:
    """What the inputs of that name hold."""
    inputs = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return [value[1] for one in inputs if (value := re.search(r'value="([^"]+)"', one))]


def at_home(person: User, at: datetime) -> str:
    """A moment as the browser of somebody sends it."""
    return at.astimezone(ZoneInfo(person.time_zone)).strftime("%Y-%m-%dT%H:%M")


class TestUsualForms:
    @pytest.mark.parametrize(
        ("name", "gallery"), [("panel", "full"), ("circle", "full"), ("experience", "questions")]
    )
    def test_each_fills_the_form_and_keeps_what_was_typed(self, name, gallery, ada, cast, circle):
        """Rule 11.1: a usual form publishes nothing, and everything typed stands there still."""
        sent = {
            **NEW, "title": "T", "prompts": ["What breaks?", ""], "sealed": ["0"], "tags": "tools",
            "panel": ["Grandmother Aurora", ""], "source_title": "An evening", "offer": name,
        }  # fmt: skip
        answer = ada.post("/topics/new/", sent)
        page = text_of(answer)
        assert answer.status_code == 200
        assert not Topic.objects.exists()
        assert (chosen(page, "kind"), chosen(page, "open_chairs")) == ("fishbowl", "1")
        assert chosen(page, "gallery") == gallery
        assert '<details class="setup" open>' in page
        assert "Who mends them?" in page
        assert 'class="errorlist"' not in page
        assert filled(page, "title") == ["T"]
        assert filled(page, "prompts") == ["What breaks?"]
        assert filled(page, "tags") == ["tools"]
        assert filled(page, "source_title") == ["An evening"]
        assert re.search(r'name="sealed" value="0" checked', page)
        panel = ["Grandmother Aurora", *(["@ada", "@mira.oday"] if name == "circle" else [])]
        assert filled(page, "panel") == panel

    def test_a_circle_is_one_that_the_writer_is_in(self, ada, cast, circle, sign_in):
        make_circle("Bakers", cast.ben, cast.ola)
        make_circle("Archive", cast.ada, cast.tove)
        page = text_of(ada.get("/topics/new/"))
        assert re.findall(r'<option value="(archive|bakers|quiet)"', page) == ["archive", "quiet"]
        for wanted, panel in (
            ("quiet", ["@ada", "@mira.oday"]),
            ("archive", ["@ada", "@tove"]),
            ("bakers", ["@ada", "@tove"]),
        ):
            page = text_of(ada.post("/topics/new/", NEW | {"offer": "circle", "circle": wanted}))
            assert filled(page, "panel") == panel
        ola = sign_in(cast.kit)
        assert "A circle talks" not in text_of(ola.get("/topics/new/"))
        page = text_of(ola.post("/topics/new/", NEW | {"offer": "circle", "circle": "bakers"}))
        assert filled(page, "panel") == []

    def test_who_is_named_already_is_not_named_twice_and_gone_people_are_not(
        self, ada, cast, circle
    ):
        User.objects.filter(pk=cast.mira.pk).update(is_active=False)
        sent = NEW | {"offer": "circle", "panel": ["@Ada", "ben"]}
        assert filled(text_of(ada.post("/topics/new/", sent)), "panel") == ["@Ada", "ben"]

    def test_of_a_large_circle_twelve_find_a_place_and_the_page_says_so(self, ada, cast):
        make_circle("Large", cast.ada, *(make_person(f"p{n:02}") for n in range(14)))
        page = text_of(ada.post("/topics/new/", NEW | {"offer": "circle"}))
        assert len(filled(page, "panel")) == 12
        assert filled(page, "panel")[0] == "@ada"
        assert "3 members of the circle found no place" in page

    def test_what_was_filled_in_is_what_is_published(self, ada, cast, circle):
        page = text_of(ada.post("/topics/new/", NEW | {"offer": "experience"}))
        again = FISHBOWL | {name: chosen(page, name) for name in ("kind", "open_chairs", "gallery")}
        assert ada.post("/topics/new/", again | {"panel": ["@ben"]}).status_code == 302
        bowl = fishbowl()
        assert (bowl.phase, bowl.open_chairs, bowl.gallery) == ("gathering", 1, "questions")


class TestBeginning:
    def test_without_a_word_it_gathers_with_one_chair_and_a_full_gallery(self, ada):
        ada.post("/topics/new/", FISHBOWL)
        bowl = fishbowl()
        assert (bowl.phase, bowl.open_chairs, bowl.gallery) == ("gathering", 1, "full")
        assert (bowl.panel_at, bowl.floor_at, bowl.due_at) == (None, None, None)

    @pytest.mark.parametrize("chairs", [0, 3])
    def test_chairs_are_none_to_three(self, chairs, ada):
        ada.post("/topics/new/", FISHBOWL | {"open_chairs": str(chairs)})
        assert fishbowl().open_chairs == chairs

    def test_its_dates_are_those_of_the_person_and_the_clock_keeps_them(self, ada, cast):
        """Rule 16.1: a date is a moment where the person is; both phases begin by themselves."""
        User.objects.filter(pk=cast.ada.pk).update(time_zone="Asia/Kolkata")
        cast.ada.refresh_from_db()
        begins = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
        opens = begins + timedelta(days=7)
        dates = {"panel_at": at_home(cast.ada, begins), "floor_at": at_home(cast.ada, opens)}
        page = text_of(ada.post("/topics/new/", FISHBOWL | dates | {"offer": "panel"}))
        assert filled(page, "panel_at") == [dates["panel_at"]]
        assert ada.post("/topics/new/", FISHBOWL | dates).status_code == 302
        bowl = fishbowl()
        assert (bowl.panel_at, bowl.floor_at, bowl.due_at) == (begins, opens, begins)
        for now, phase in ((begins, "panel"), (opens, "open_floor")):
            with patch("django.utils.timezone.now", return_value=now):
                tend_fishbowls()
            assert fishbowl().phase == phase

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"open_chairs": "4"}, "Select a valid choice"),
            ({"open_chairs": "-1"}, "Select a valid choice"),
            ({"gallery": "loud"}, "Select a valid choice"),
            ({"panel_at": "soon"}, "Enter a valid date/time"),
            ({"panel_at": "2020-01-01T10:00"}, "This moment is over"),
            ({"floor_at": "2020-01-01T10:00"}, "This moment is over"),
            (
                {"panel_at": "2099-01-02T10:00", "floor_at": "2099-01-02T10:00"},
                "The floor opens after the panel has begun",
            ),
        ],
    )
    def test_what_cannot_be_is_said_and_everything_is_kept(self, wrong, said, ada):
        answer = ada.post("/topics/new/", FISHBOWL | {"panel": ["Somebody"]} | wrong)
        page = text_of(answer)
        assert answer.status_code == 422
        assert said in page
        assert '<details class="setup" open>' in page
        assert "Who mends them?" in page
        assert filled(page, "panel") == ["Somebody"]
        assert not Topic.objects.exists()

    def test_an_ordinary_topic_has_none_of_it(self, ada):
        ada.post("/topics/new/", NEW | {"open_chairs": "3", "gallery": "off"})
        assert not Fishbowl.objects.exists()

    @pytest.mark.parametrize("is_late", [False, True])
    def test_a_topic_that_waits_keeps_how_it_begins(self, is_late, hall, cast, sign_in):
        """Where it waited longer than its dates, who hosts begins it."""
        Category.objects.filter(pk=hall.pk).update(holds=Category.Holds.TOPICS)
        begins = timezone.now() + timedelta(days=2)
        dates = {"panel_at": begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")}
        with timezone.override(UTC):
            sign_in(cast.ben).post(
                "/topics/new/", FISHBOWL | dates | {"open_chairs": "2", "gallery": "questions"}
            )
        held = HeldPost.objects.select_related("category", "topic").get(title="Tools")
        now = timezone.now() + timedelta(days=3 if is_late else 0)
        with patch("django.utils.timezone.now", return_value=now):
            approve_held(as_viewer(cast.mo), held)
        bowl = fishbowl()
        assert (bowl.open_chairs, bowl.gallery) == (2, "questions")
        assert (bowl.panel_at is None) is is_late

    def test_a_beginning_comes_back_from_what_a_waiting_text_keeps(self):
        at = datetime(2031, 5, 4, 3, 2, tzinfo=UTC)
        setup = Setup("fishbowl", ("ada",), None, Beginning(3, "off", at, None))
        assert Setup.of_json(setup.as_json()) == setup
        older = setup.as_json()
        del older["beginning"]
        assert Setup.of_json(older).beginning == Beginning()


@pytest.fixture
def running(cast, hall) -> Topic:
    """Ada's fishbowl: Ada and Ben sit on the panel, Mira in the open chair, Ola waits, a round."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=30))
    topic = make_topic(cast.ada, hall, title="Tools", setup=Setup("fishbowl", ("ada", "ben")))
    answer_invitation(as_viewer(cast.ben), topic, accept=True)
    move_phase(as_viewer(cast.ada), topic, "panel")
    take_chair(as_viewer(cast.mira), topic)
    raise_hand(as_viewer(cast.ola), topic)
    make_reply(cast.ben, topic, "From the bowl.")
    start_round(as_viewer(cast.ada), topic, text="What next?")
    return topic


def as_it_stands(topic: Topic) -> Topic:
    return Topic.objects.select_related("category").get(pk=topic.pk)


def said(topic: Topic) -> list[tuple[int, str, str]]:
    rows = Post.objects.filter(topic=topic).order_by("number")
    return list(rows.values_list("number", "source", "lane"))


class TestConversion:
    def test_scenario_11_there_and_back_without_losing_a_post(self, ada, cast, topic, guest):
        """Rule 11.9."""
        make_reply(cast.ben, topic, "Before.")
        before = said(topic)
        for kind in ("fishbowl", "recap", "fishbowl", "open"):
            assert send(ada, topic, form_of(topic, kind=kind)).status_code == 302
            assert as_it_stands(topic).kind == kind
            assert said(topic) == before
            assert "Before." in text_of(guest.get(topic.get_absolute_url()))
        assert {lane for _number, _source, lane in before} == {Lane.FLOOR}
        make_reply(cast.ola, as_it_stands(topic), "After.")

    def test_what_runs_ends_and_posts_keep_where_they_were_said(self, ada, cast, running):
        before = said(running)
        assert Lane.BOWL in {lane for _number, _source, lane in before}
        page = text_of(ada.get(f"/t/{running.pk}/panel/"))
        assert "its seats, its line and its round end" in page
        assert send(ada, running, form_of(running, kind="open")).status_code == 302
        assert said(running) == before
        assert not Seat.objects.filter(state__in=("seated", "invited")).exists()
        assert not Hand.objects.filter(state__in=("raised", "offered")).exists()
        assert not Round.objects.filter(state="running").exists()
        assert Fishbowl.objects.get(topic=running).due_at is None
        make_reply(cast.kit, as_it_stands(running), "Everybody writes.")

    def test_again_a_fishbowl_it_gathers_and_invites_anew(self, ada, cast, running):
        send(ada, running, form_of(running, kind="open"))
        assert send(ada, running, form_of(running, kind="fishbowl")).status_code == 302
        assert Fishbowl.objects.get(topic=running).phase == "gathering"
        now = Seat.objects.filter(state__in=("seated", "invited")).order_by("pk")
        assert [(one.person_id, one.state) for one in now] == [
            (cast.ada.pk, "seated"),
            (cast.ben.pk, "invited"),
        ]

    def test_the_form_says_what_a_fishbowl_means(self, ada, topic):
        page = text_of(ada.get(f"/t/{topic.pk}/panel/"))
        assert "A fishbowl begins by gathering" in page
        assert "is invited and sits down on accepting" not in page

    def test_the_panel_of_the_same_form_is_the_one_that_is_invited(self, ada, cast, hall):
        topic = make_topic(cast.ada, hall, setup=Setup("recap", ("ada", "ben")))
        data = form_of(topic, kind="fishbowl", panel=["", "@ola"])
        assert send(ada, topic, data).status_code == 302, "nobody sat there yet"
        assert [(one.person_id, one.state) for one in Seat.objects.all()] == [
            (cast.ola.pk, "invited")
        ]

    def test_moderators_convert_and_members_do_not(self, cast, running, sign_in):
        """Matrix 11."""
        data = form_of(running, kind="open")
        for person in (cast.ben, cast.mira, cast.tove):
            assert send(sign_in(person), running, data).status_code == 403
        assert send(sign_in(cast.kit), running, data).status_code == 302
        assert as_it_stands(running).kind == "open"


class TestSeatsOfThePanel:
    def test_a_seat_is_taken_away_for_a_reason_alone(self, ada, cast, running, guest):
        """Rule 12.6, matrix 32: 422 beside the field, everything kept; then a line with it."""
        data = form_of(running, panel=["@ada", "", "Dina"], source_title="An evening")
        data |= {"seat": [*data["seat"], ""], "order": ["1", "2", "3"], "view": ["", "", ""]}
        for reason in ("", "  "):
            answer = send(ada, running, data | {"reason": reason})
            page = text_of(answer)
            assert answer.status_code == 422
            assert "Somebody whom you take off sits in the bowl." in page
            assert re.search(r'<textarea name="reason"[^>]*aria-invalid="true"', page)
            assert filled(page, "panel") == ["@ada", "Dina"]
            assert filled(page, "source_title") == ["An evening"]
        assert Seat.objects.get(person=cast.ben).state == "seated"
        assert names(running) == [("Ada Lindqvist", cast.ada.pk), ("ben", cast.ben.pk)]
        assert send(ada, running, data | {"reason": "He asked me to."}).status_code == 302
        seat = Seat.objects.get(person=cast.ben)
        assert (seat.state, seat.left_why) == ("left", "freed")
        assert Entry.objects.get(topic_id=running.pk, act="chair_free").reason == "He asked me to."
        assert "He asked me to." in text_of(guest.get(running.get_absolute_url()))

    def test_one_leaves_ones_own_seat_without_a_reason(self, ada, cast, running):
        assert send(ada, running, form_of(running, panel=["", "@ben"])).status_code == 302
        seat = Seat.objects.get(person=cast.ada)
        assert (seat.state, seat.left_why) == ("left", "gave_back")
        assert "chair_back" in acts(running)

    def test_whom_one_adds_is_invited_and_sits_on_accepting(self, ada, cast, running):
        """Rule 12.1."""
        page = text_of(ada.get(f"/t/{running.pk}/panel/"))
        assert "Whom you add is invited and sits down on accepting." in page
        data = form_of(running)
        data |= {name: [*data[name], extra] for name, extra in {
            "seat": "", "panel": "@tove", "order": "3", "view": "",
        }.items()}  # fmt: skip
        assert send(ada, running, data).status_code == 302
        seat = Seat.objects.get(person=cast.tove)
        assert (seat.state, seat.slot) == ("invited", None)
        assert answer_invitation(as_viewer(cast.tove), running, accept=True)
        seat.refresh_from_db()
        assert seat.state == "seated"

    def test_who_was_only_invited_is_no_longer_without_a_reason(self, ada, cast, hall):
        topic = make_topic(cast.ada, hall, setup=Setup("fishbowl", ("ben",)))
        assert send(ada, topic, form_of(topic, panel=[""])).status_code == 302
        assert Seat.objects.get(person=cast.ben).state == "withdrawn"

    def test_where_somebody_hosts_a_moderator_takes_off_but_does_not_invite(
        self, cast, running, sign_in
    ):
        """Matrix 31 and 32."""
        kit = sign_in(cast.kit)
        data = form_of(running, panel=["@ada", "@tove"], reason="Why not")
        assert send(kit, running, data).status_code == 403
        data = form_of(running, panel=["@ada", ""], reason="He is away.")
        assert send(kit, running, data).status_code == 302
        assert Seat.objects.get(person=cast.ben).state == "left"
