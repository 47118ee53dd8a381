"""Reporting a post: two presses, who reads it, taking it back, what became of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.policies import Refusal
from ledger.models import Entry
from moderation.actions.cases import hide_reported, keep_post
from moderation.actions.reports import report_post
from moderation.models import Case, Report
from moderation.queries.cases import case_for
from notifications.models import Notice
from tests.make import as_viewer, make_category, make_circle, make_person, make_reply, make_topic
from threads.actions.counters import differences
from threads.actions.curation import move_topic
from threads.actions.posts import hide_post, withdraw_post
from threads.models import CategoryModerator, Post


@pytest.fixture
def rude(cast, topic) -> Post:
    """Ben's post, which somebody may find rude."""
    return make_reply(cast.ben, topic, "You all talk nonsense.")


def flag(post) -> str:
    return f"/p/{post.pk}/flag/"


def words_of(response) -> str:
    """The page as one reads it: without tags, spaces as one."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def told() -> set[str]:
    """Who was told of a case, by handle; of nothing else, but that there is a post in their topic."""
    others = Notice.objects.exclude(kind="watched")
    assert set(others.values_list("kind", flat=True)) <= {"moderation"}
    return set(others.values_list("recipient__username", flat=True))


class TestReporting:
    def test_two_presses(self, cast, rude, sign_in):
        ada = sign_in(cast.ada)
        page = ada.get(flag(rude))
        for reason in Report.Reason:
            assert f'name="reason" value="{reason}"'.encode() in page.content
        answer = ada.post(flag(rude), {"reason": "inappropriate"}, follow=True)
        assert answer.redirect_chain[0][0] == rude.place()
        assert b"Thank you. Moderators will look at this post" in answer.content
        report = Report.objects.select_related("case").get()
        assert (report.reason, report.words, report.reporter_id) == (
            "inappropriate",
            "",
            cast.ada.pk,
        )
        assert report.case.post_id == rude.pk
        assert Post.objects.get(pk=rude.pk).report_count == 1
        assert list(differences()) == []

    def test_twice_is_once(self, cast, rude, sign_in):
        ada = sign_in(cast.ada)
        ada.post(flag(rude), {"reason": "spam"})
        answer = ada.post(flag(rude), {"reason": "off_topic"}, follow=True)
        assert b"You have reported this post already" in answer.content
        assert Report.objects.get().reason == "spam"
        assert "Take it back" in words_of(ada.get(flag(rude)))

    def test_other_words_are_not_lost(self, cast, rude, sign_in):
        ada = sign_in(cast.ada)
        ada.post(flag(rude), {"reason": "spam", "words": "First words"})
        answer = ada.post(flag(rude), {"reason": "spam", "words": "Second words"})
        assert answer.status_code == 409
        assert "Take that report back to send these words." in answer.content.decode()
        assert "Second words" in answer.content.decode()
        assert Report.objects.get().words == "First words"
        assert Post.objects.get(pk=rude.pk).report_count == 1

    def test_of_several_people_is_one_case(self, cast, rude, sign_in):
        for person in (cast.ada, cast.mira):
            sign_in(person).post(flag(rude), {"reason": "spam"})
        assert Case.objects.count() == 1
        assert Post.objects.get(pk=rude.pk).report_count == 2

    def test_words_alone_are_a_reason(self, cast, rude, sign_in):
        sign_in(cast.ada).post(flag(rude), {"words": "It made\r\nme sad."})
        report = Report.objects.get()
        assert (report.reason, report.words) == ("other", "It made\nme sad.")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({}, "Choose why."),
            ({"reason": "boring", "words": "Kept words"}, "Choose one of these reasons."),
            ({"reason": "other", "words": "  "}, "Say it in your own words."),
            ({"reason": "spam", "words": "w" * 1001}, "at most 1000 characters"),
        ],
    )
    def test_broken_input_is_422_and_kept(self, data, sentence, cast, rude, sign_in):
        answer = sign_in(cast.ada).post(flag(rude), data)
        assert answer.status_code == 422
        assert sentence in words_of(answer)
        assert data.get("words", "").strip().encode() in answer.content
        assert not Report.objects.exists()

    def test_who_may(self, cast, rude, secret, guest, sign_in):
        hidden = make_reply(cast.ben, rude.topic)
        hide_post(as_viewer(cast.mo), hidden, "Rude")
        withdrawn = make_reply(cast.mira, rude.topic)
        withdraw_post(as_viewer(cast.mira), withdrawn)
        private = Post.objects.get(topic=secret, number=1)
        expected = {
            (cast.ada, rude): 200,
            (cast.ben, rude): 403,
            (cast.mo, rude): 200,
            (cast.ada, hidden): 404,
            (cast.mo, hidden): 403,
            (cast.ada, withdrawn): 403,
            (cast.mira, private): 200,
            (cast.mo, private): 404,
            (cast.ben, private): 404,
        }
        got = {key: sign_in(key[0]).get(flag(key[1])).status_code for key in expected}
        assert got == expected
        for (person, post), status in expected.items():
            if status != 200:
                assert sign_in(person).post(flag(post), {"reason": "spam"}).status_code == status
        assert guest.get(flag(rude)).headers["Location"].startswith("/account/login/")
        assert not Report.objects.exists()

    def test_a_silenced_member_still_reports(self, cast, rude, sign_in):
        cast.ada.silenced_until = timezone.now() + timedelta(days=1)
        cast.ada.save()
        sign_in(cast.ada).post(flag(rude), {"reason": "spam"})
        assert Report.objects.count() == 1

    def test_what_is_hidden_meanwhile_is_not_reported(self, cast, rude):
        seen = Post.objects.select_related("topic").get(pk=rude.pk)
        hide_post(as_viewer(cast.mo), rude, "Rude")
        with pytest.raises(Refusal):
            report_post(as_viewer(cast.ada), seen, "spam")
        assert not Case.objects.exists()


class TestWhoReadsIt:
    def readers(self, person, post, sign_in) -> set[str]:
        page = sign_in(person).get(flag(post)).content.decode()
        return set(re.findall(r'href="/u/([^/]+)/"', page.partition('class="flag-readers"')[2]))

    def test_in_the_open(self, cast, hall, rude, sign_in):
        near, far = make_person("near"), make_person("far")
        CategoryModerator.objects.create(person=near, category=hall)
        CategoryModerator.objects.create(person=far, category=make_category("elsewhere"))
        found = self.readers(cast.ada, rude, sign_in)
        assert {"near", "mo", "root"} <= found
        assert not {"far", "ada", "ben", "mira.oday"} & found

    def test_in_a_circle(self, cast, secret, circle, sign_in):
        post = make_reply(cast.mira, secret)
        assert self.readers(cast.ada, post, sign_in) == {"root"}
        Membership.objects.create(circle=make_circle("Other"), person=cast.mo)
        assert self.readers(cast.ada, post, sign_in) == {"root"}
        Membership.objects.create(circle=circle, person=cast.mo)
        assert self.readers(cast.ada, post, sign_in) == {"mo", "root"}

    def test_its_author_is_not_among_them(self, cast, topic, sign_in):
        found = self.readers(cast.ada, make_reply(cast.mo, topic), sign_in)
        assert "mo" not in found
        assert "root" in found


class TestTakingBack:
    def test_the_case_is_void_and_a_new_report_is_a_new_case(self, cast, rude, sign_in):
        ada = sign_in(cast.ada)
        ada.post(flag(rude), {"reason": "spam"})
        answer = ada.post(reverse("moderation:report_take_back", args=[rude.pk]), follow=True)
        assert "taken back by you" in words_of(answer)
        assert Case.objects.get().decision == "void"
        assert Post.objects.get(pk=rude.pk).report_count == 0
        ada.post(flag(rude), {"reason": "spam"})
        assert Case.objects.filter(decision="").count() == 1
        assert list(differences()) == []

    def test_the_case_of_others_stays(self, cast, rude, sign_in):
        for person in (cast.ada, cast.mira):
            sign_in(person).post(flag(rude), {"reason": "spam"})
        sign_in(cast.ada).post(f"{flag(rude)}take-back/")
        assert Case.objects.get().is_open
        assert Post.objects.get(pk=rude.pk).report_count == 1

    def test_nothing_to_take_back(self, cast, rude, sign_in):
        sign_in(cast.ada).post(flag(rude), {"reason": "spam"})
        answer = sign_in(cast.mira).post(f"{flag(rude)}take-back/", follow=True)
        assert b"No report of yours waits here." in answer.content
        assert Post.objects.get(pk=rude.pk).report_count == 1
        assert sign_in(cast.mira).get(f"{flag(rude)}take-back/").status_code == 405


class TestWhatBecameOfIt:
    def outcome(self, client) -> str:
        return re.findall(r'data-outcome="(\w+)"', client.get("/reports/").content.decode())

    def decide(self, cast, act, *words):
        case = case_for(as_viewer(cast.mo), Case.objects.get(decision="").pk)
        act(as_viewer(cast.mo), case, *words)

    def test_every_outcome_newest_first(self, cast, topic, sign_in):
        ada = sign_in(cast.ada)
        posts = [make_reply(cast.ben, topic) for _ in range(5)]
        for post in posts:
            ada.post(flag(post), {"reason": "spam", "words": "Mine"})
            if post == posts[0]:
                self.decide(cast, keep_post, "It is fair.")
            if post == posts[1]:
                self.decide(cast, hide_reported, "It is not.")
            if post == posts[2]:
                withdraw_post(as_viewer(cast.ben), post)
            if post == posts[3]:
                ada.post(f"{flag(post)}take-back/")
        assert self.outcome(ada) == ["waiting", "taken_back", "withdrawn", "hidden", "kept"]
        said = words_of(ada.get("/reports/"))
        assert "It is fair." in said
        assert "It is not." in said
        assert self.outcome(sign_in(cast.mira)) == []

    def test_a_place_that_closed_is_not_named(self, cast, rude, quiet_room, sign_in):
        mira = sign_in(make_person("nil"))
        mira.post(flag(rude), {"reason": "spam"})
        assert "Who leads here?" in words_of(mira.get("/reports/"))
        move_topic(as_viewer(cast.root), rude.topic, "Quieter", category=quiet_room)
        said = words_of(mira.get("/reports/"))
        assert "Who leads here?" not in said
        assert "no longer read" in said

    @pytest.mark.parametrize("act", ["keep", "hide"])
    def test_both_are_told_and_neither_learns_who(self, act, cast, rude, sign_in, tell):
        ada, ben = sign_in(cast.ada), sign_in(cast.ben)
        ada.post(flag(rude), {"reason": "spam", "words": "Secret words of Ada"})
        tell()
        # Whose topic it is was told of the post.
        assert told() == set()
        if act == "keep":
            self.decide(cast, keep_post, "It is fair.")
        else:
            self.decide(cast, hide_reported, "It is fair.")
        tell()
        to_ada, to_ben = (words_of(client.get("/notifications/")) for client in (ada, ben))
        reporter, reported = {
            "keep": (
                "mo looked at the post that you reported, and kept it",
                "mo looked at your post, which was reported, and kept it",
            ),
            "hide": ("mo hid the post that you reported", "mo hid your post"),
        }[act]
        assert reporter in to_ada
        assert reported in to_ben
        for said in (to_ada, to_ben):
            assert "Who leads here?" in said
            assert "It is fair." in said
        assert "Ada" not in to_ben.replace("Mark", "")
        assert "Secret words" not in to_ben
        assert told() == {"ada", "ben"}
        assert Entry.objects.count() == 1

    def test_who_took_it_back_is_not_told(self, cast, rude, sign_in, tell):
        for person in (cast.ada, cast.mira):
            sign_in(person).post(flag(rude), {"reason": "spam"})
        sign_in(cast.ada).post(f"{flag(rude)}take-back/")
        self.decide(cast, keep_post)
        tell()
        assert told() == {"ben", "mira.oday"}

    def test_a_fixed_number_of_queries(self, cast, topic, sign_in):
        ada, counts = sign_in(cast.ada), []
        for size in (1, 12):
            for _ in range(size):
                report_post(as_viewer(cast.ada), make_reply(cast.ben, topic), "spam")
            with CaptureQueriesContext(connection) as captured:
                ada.get("/reports/")
            counts.append(len(captured))
        assert counts[0] == counts[1] <= 7


def test_a_topic_of_ones_own_can_be_reported_by_others(cast, sign_in):
    topic = make_topic(cast.ben)
    post = Post.objects.get(topic=topic, number=1)
    assert sign_in(cast.ada).post(flag(post), {"reason": "agreement"}).status_code == 302
