"""The queue: what stands in it for whom, what is done with a case, and two who do it at once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.community import found_community
from accounts.queries.community import community
from ledger.models import Entry
from moderation.actions.cases import keep_post, note_case, take_case
from moderation.actions.people import warn_person
from moderation.actions.reports import report_post
from moderation.models import Case, CaseNote
from moderation.queries.cases import case_for
from tests.make import as_viewer, make_category, make_person, make_reply, make_topic
from tests.test_races import at_once
from threads.actions.counters import differences
from threads.actions.held import resend_held, withdraw_held
from threads.actions.posts import edit_post, hide_post, publish_post, withdraw_post
from threads.actions.topics import open_topic
from threads.models import Category, CategoryModerator, HeldPost, Post, Topic

QUEUE = "/moderation/"


def reported(reporter, post, reason="spam", words="") -> Case:
    """The open case of a post that somebody reports."""
    report_post(as_viewer(reporter), post, reason, words)
    return Case.objects.get(post=post, decision="")


def held_reply(writer, topic, text="May I say this?", **extra) -> Case:
    """The case of a reply that waits."""
    Category.objects.filter(pk=topic.category_id).update(holds="posts")
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    held = publish_post(as_viewer(writer), topic, text, **extra).held
    return Case.objects.get(held=held)


def held_topic(writer, category, **extra) -> Case:
    """The case of a new topic that waits."""
    category.holds = "topics"
    category.save()
    held = open_topic(as_viewer(writer), category, "A new thing", "With words.", **extra)
    return Case.objects.get(held=held)


def act(client, case, name, **data):
    """Do something with a case by its address."""
    return client.post(f"/moderation/cases/{case.pk}/{name}/", data)


def cases_in(client, query="") -> list[int]:
    """The ids of the cases on a page of the queue, in their order."""
    page = client.get(f"{QUEUE}{query}")
    assert page.status_code == 200, query
    return [int(pk) for pk in re.findall(r'<article [^>]*id="case-(\d+)"', text(page))]


def text(response) -> str:
    return response.content.decode()


def words_of(response) -> str:
    """The page as one reads it: without tags, spaces as one."""
    main = text(response).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def rude(cast, topic) -> Post:
    """Ben's answer to Ada, which somebody may find rude."""
    return make_reply(cast.ben, topic, "You all talk nonsense, @mira.oday", reply_to=1)


@pytest.fixture
def case(cast, rude) -> Case:
    """Mira reported it."""
    return reported(cast.mira, rude, "inappropriate", "This hurt me.")


@pytest.fixture
def mo(cast, sign_in) -> Client:
    """Mo's browser."""
    return sign_in(cast.mo)


class TestTheQueue:
    def test_for_moderators_alone(self, cast, case, guest, sign_in, hall):
        assert guest.get(QUEUE).headers["Location"].startswith("/account/login/")
        for url, status in ((QUEUE, 403), (case.get_absolute_url(), 404)):
            assert sign_in(cast.ada).get(url).status_code == status
        assert act(sign_in(cast.ada), case, "keep").status_code == 404
        for person in (cast.mo, cast.root):
            assert cases_in(sign_in(person)) == [case.pk]

    def test_a_case_in_its_context(self, cast, case, rude, mo):
        note_case(as_viewer(cast.root), case_for(as_viewer(cast.root), case.pk), "Ask Ada first.")
        reported(cast.ada, rude, "inappropriate")
        page = mo.get(QUEUE)
        said = words_of(page)
        for words in (
            "Reported: a post of ben",
            "Who leads here? #2",
            "In answer to Ada Lindqvist",
            "Opening words",
            "You all talk nonsense, @mira.oday",
            "It hurts or insults somebody 2 times",
            "This hurt me.",
            "mira.oday",
            "Ask Ada first.",
            "1 post.",
            "Nothing was decided against them before.",
        ):
            assert words in said, words
        assert '<a class="mention" href="/u/mira.oday/">' in text(page)
        for address in ("silence", "suspend"):
            assert f"/moderation/people/ben/{address}/?case={case.pk}" in text(page)

    def test_a_new_topic_waits_with_all_that_would_appear(self, cast, hall, mo):
        held_topic(cast.ben, hall, prompts=["Who would?"], tags=["odd"])
        said = words_of(mo.get(QUEUE))
        for words in (
            "Waiting: a new topic of ben",
            "A new thing",
            "With words.",
            "Who would?",
            "odd",
        ):
            assert words in said

    def test_a_waiting_reply_stands_behind_what_it_answers(self, cast, topic, rude, mo):
        held_reply(cast.ola, topic, reply_to=1)
        assert "In answer to Ada Lindqvist" in words_of(mo.get(QUEUE))
        HeldPost.objects.update(request={"reply_to": None, "prompts": []})
        assert "The post before ben" in words_of(mo.get(QUEUE))

    def test_what_was_decided_before(self, cast, case, topic, mo, hall):
        for n in range(2):
            hide_post(as_viewer(cast.mo), make_reply(cast.ben, topic, f"Bad {n}"), "Rude")
        warn_person(as_viewer(cast.mo), cast.ben, "Calm down")
        said = words_of(mo.get(QUEUE))
        assert "2 posts were hidden." in said
        assert "Warned once." in said
        # Who moderates a category learns what was decided there.
        near = make_person("near")
        CategoryModerator.objects.create(person=near, category=hall)
        client = Client()
        client.force_login(near)
        said = words_of(client.get(QUEUE))
        assert "2 posts were hidden." in said
        assert "Warned" not in said
        assert "Silence…" not in said

    def test_filters_and_order(self, cast, topic, hall, case, mo):
        garden = make_topic(cast.ada, make_category("garden"))
        second = reported(cast.mira, make_reply(cast.ben, garden))
        reported(cast.ada, Post.objects.get(pk=second.post_id))
        waits = held_reply(cast.ola, topic)
        take_case(as_viewer(cast.mo), case_for(as_viewer(cast.mo), second.pk))
        all_of_them = [case.pk, second.pk, waits.pk]
        expected = {
            "": all_of_them,
            "?kind=reports": all_of_them[:2],
            "?kind=waiting": [waits.pk],
            "?state=mine": [second.pk],
            "?category=garden": [second.pk],
            "?category=hall": [case.pk, waits.pk],
            f"?post={case.post_id}": [case.pk],
            "?sort=reports": [second.pk, case.pk, waits.pk],
            "?state=resolved": [],
            "?kind=odd&state=%00&post=x&category=a+b": all_of_them,
        }
        assert {query: cases_in(mo, query) for query in expected} == expected
        act(mo, case, "keep", reason="It is fair.")
        assert cases_in(mo) == all_of_them[1:]
        assert cases_in(mo, "?state=resolved") == [case.pk]
        said = words_of(mo.get("/moderation/?state=resolved"))
        assert re.search(r"Decided kept by mo ?, just now It is fair\.", said)

    def test_places(self, cast, case, secret, sign_in, topic):
        private = reported(cast.mira, make_reply(cast.ada, secret, "Hushed words"))
        tender = make_person("tender")
        garden = make_category("garden")
        CategoryModerator.objects.create(person=tender, category=garden)
        theirs = reported(cast.mira, make_reply(cast.ben, make_topic(cast.ada, garden)))
        expected = {
            cast.mo: [case.pk, theirs.pk],
            cast.root: [case.pk, private.pk, theirs.pk],
            tender: [theirs.pk],
        }
        for person, seen in expected.items():
            client = sign_in(person)
            assert cases_in(client) == seen
            for one in (case, private, theirs):
                status = 200 if one.pk in seen else 404
                assert client.get(one.get_absolute_url()).status_code == status
                assert act(client, one, "note", reason="Hm.").status_code == (
                    302 if status == 200 else 404
                )
        for client in (sign_in(cast.mo), sign_in(tender)):
            assert "Quiet" not in text(client.get(QUEUE))
            assert "quiet-room" not in text(client.get(QUEUE))

    def test_a_case_about_oneself(self, cast, topic, sign_in):
        case = reported(cast.mira, make_reply(cast.mo, topic), words="Mo did this.")
        mo, root = sign_in(cast.mo), sign_in(cast.root)
        said = words_of(mo.get(QUEUE))
        assert "Somebody else decides" in said
        for words in ("mira", "Mo did this."):
            assert words not in said
            assert words in words_of(root.get(QUEUE))
        for name in ("keep", "hide", "take", "note", "warn"):
            answer = act(mo, case, name, reason="It is fine.")
            assert answer.status_code == 403
            assert "Nobody decides about themselves." in words_of(answer)
        assert Case.objects.get().is_open
        assert not Entry.objects.exists()

    def test_an_empty_queue_is_kind(self, mo):
        assert "Nothing waits." in words_of(mo.get(QUEUE))
        assert "No open case is like this." in words_of(mo.get("/moderation/?kind=waiting"))
        assert mo.get("/moderation/?page=7").headers["Location"] == QUEUE

    def test_25_a_page_in_a_fixed_number_of_queries(self, cast, topic, hall, mo):
        found_community("Commons")
        community()
        counts = []
        for size in (2, 28):
            for n in range(size):
                reported(cast.mira, make_reply(make_person(), topic, f"Say {n} @ada", reply_to=1))
            for _ in range(size // 2):
                held_reply(make_person(), topic, "Wait @ben")
            Category.objects.update(holds="nothing")
            note_case(
                as_viewer(cast.mo), case_for(as_viewer(cast.mo), Case.objects.first().pk), "x"
            )
            for url in (QUEUE, Case.objects.first().get_absolute_url()):
                with CaptureQueriesContext(connection) as captured:
                    mo.get(url)
                counts.append(len(captured))
        assert counts[:2] == counts[2:]
        assert max(counts) <= 9
        first, second = cases_in(mo), cases_in(mo, "?page=2")
        assert [len(first), len(second)] == [25, 20]
        assert first + second == sorted(first + second)

    def test_the_number_in_the_menu(self, cast, topic, sign_in, monkeypatch):
        monkeypatch.setattr("moderation.queries.cases.COUNT_LIMIT", 3)
        for _ in range(2):
            reported(cast.mira, make_reply(cast.ben, topic))
        mo, ada = sign_in(cast.mo), sign_in(cast.ada)
        assert 'data-open="2"' in text(mo.get("/"))
        assert "data-open" not in text(ada.get("/"))
        for _ in range(3):
            reported(cast.mira, make_reply(cast.ben, topic))
        assert 'data-open="3"' in text(mo.get("/"))
        with CaptureQueriesContext(connection) as captured:
            ada.get("/")
        assert not [query for query in captured if '"moderation_case"."decision"' in query["sql"]]


class TestActs:
    def test_keep(self, cast, case, rude, mo):
        answer = act(mo, case, "keep", version="1")
        assert answer.headers["Location"] == QUEUE
        now = Case.objects.get()
        assert (now.decision, now.decided_by_id) == ("keep", cast.mo.pk)
        entry = Entry.objects.get()
        assert (entry.act, entry.post_id, entry.person_id) == ("keep", rude.pk, cast.ben.pk)
        assert Post.objects.get(pk=rude.pk).is_shown
        assert list(differences()) == []

    def test_hide(self, case, rude, mo):
        act(mo, case, "hide", reason="It hurts.")
        assert Post.objects.get(pk=rude.pk).hidden_reason == "It hurts."
        assert Case.objects.get().decision == "hide"
        assert [e.act for e in Entry.objects.all()] == ["hide"]
        assert list(differences()) == []

    def test_approve_and_refuse(self, cast, topic, mo):
        yes, no = held_reply(cast.ola, topic, "Yes?"), held_reply(cast.ola, topic, "No?")
        act(mo, yes, "approve", version="1")
        act(mo, no, "refuse", reason="Not here.", version="1")
        assert Post.objects.get(source="Yes?").number == 2
        assert HeldPost.objects.get(source="No?").reason == "Not here."
        assert sorted(Case.objects.values_list("decision", flat=True)) == ["approve", "refuse"]
        assert sorted(e.act for e in Entry.objects.all()) == ["approve", "refuse"]

    @pytest.mark.parametrize("name", ["hide", "note", "warn"])
    def test_without_words_is_422(self, name, case, mo):
        answer = act(mo, case, name, reason="  ")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in text(answer)
        assert not Entry.objects.exists()

    def test_too_many_words_are_kept(self, case, mo):
        answer = act(mo, case, "hide", reason="w" * 501)
        assert answer.status_code == 422
        assert "w" * 501 in text(answer)

    def test_acts_that_do_not_fit_are_404(self, cast, case, topic, mo):
        waits = held_reply(cast.ola, topic)
        for one, name in (
            (case, "approve"),
            (case, "refuse"),
            (waits, "keep"),
            (waits, "hide"),
            (case, "burn"),
        ):
            assert act(mo, one, name, reason="So").status_code == 404
        assert mo.get(f"/moderation/cases/{case.pk}/keep/").status_code == 405

    def test_take_and_give_back(self, cast, case, mo, sign_in):
        root = sign_in(cast.root)
        act(mo, case, "take")
        act(mo, case, "take")
        assert "mo looks after it" in words_of(root.get(QUEUE))
        assert "You look after it" in words_of(mo.get(QUEUE))
        late = act(root, case, "take")
        assert late.status_code == 409
        assert "mo has taken this case." in words_of(late)
        act(mo, case, "release")
        assert Case.objects.get().taken_by_id is None
        assert [e.act for e in Entry.objects.order_by("id")] == ["take", "release"]

    def test_the_same_note_twice_is_one(self, case, mo):
        for _ in range(2):
            act(mo, case, "note", reason="Ask\r\nBen.")
        assert CaseNote.objects.get().text == "Ask\nBen."
        assert Entry.objects.count() == 1

    def test_warn(self, cast, case, mo):
        act(mo, case, "warn", reason="Not in that tone.")
        entry = Entry.objects.get()
        assert (entry.act, entry.person_id, entry.reason) == (
            "warn",
            cast.ben.pk,
            "Not in that tone.",
        )
        assert Case.objects.get().is_open

    def test_a_writer_who_is_gone_cannot_be_warned(self, cast, case, mo):
        cast.ben.delete()
        assert "Former member" in words_of(mo.get(QUEUE))
        assert act(mo, case, "warn", reason="Late").status_code == 403
        act(mo, case, "hide", reason="It hurts.")
        assert Case.objects.get().decision == "hide"

    def test_after_an_act_one_goes_on_where_one_was(self, cast, case, topic, mo):
        following = reported(cast.mira, make_reply(cast.ben, topic))
        url = "/moderation/?category=hall"
        page = text(mo.get(url))
        assert f'name="next" value="{url}"' in page
        on = {"next": url, "after": following.pk}
        assert (
            act(mo, case, "note", reason="Hm.", **on).headers["Location"] == f"{url}#case-{case.pk}"
        )
        assert act(mo, case, "keep", **on).headers["Location"] == f"{url}#case-{following.pk}"
        for evil in (
            "https://example.org/",
            "//example.org/moderation/",
            "/moderation/log/",
            "\\\\x",
        ):
            kept = act(mo, following, "note", reason=evil, next=evil, after="0")
            assert kept.headers["Location"] == following.get_absolute_url()

    def test_what_the_rule_of_replies_refuses_is_said_beside_the_case(self, cast, topic, mo):
        waits = held_reply(cast.ola, topic)
        Topic.objects.filter(pk=topic.pk).update(state="closed")
        answer = act(mo, waits, "approve", reason="My words")
        assert answer.status_code == 403
        assert "This topic is closed" in words_of(answer)
        assert "My words" in text(answer)
        assert Case.objects.get().is_open
        assert not Entry.objects.exists()


class TestTooLate:
    def test_who_is_slower_sees_what_stands_and_keeps_the_words(self, cast, case, mo, sign_in):
        act(mo, case, "keep")
        late = act(sign_in(cast.root), case, "hide", reason="My long words")
        assert late.status_code == 409
        assert "mo was faster: kept." in words_of(late)
        assert "My long words" in text(late)
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize("name", ["keep", "hide"])
    def test_the_same_press_twice_is_one_result(self, name, case, mo):
        for _ in range(2):
            assert act(mo, case, name, reason="So.").status_code == 302
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize("name", ["approve", "refuse"])
    def test_and_so_it_is_with_waiting_texts(self, name, cast, topic, mo):
        waits = held_reply(cast.ola, topic)
        for _ in range(2):
            assert act(mo, waits, name, reason="So.", version="1").status_code == 302
        assert Entry.objects.count() == 1
        other = {"approve": "refuse", "refuse": "approve"}[name]
        assert "You have decided this already" in words_of(act(mo, waits, other, reason="So."))

    @pytest.mark.parametrize("name", ["approve", "refuse"])
    def test_a_text_that_changed_is_seen_again(self, name, cast, topic, mo):
        waits = held_reply(cast.ola, topic)
        held = HeldPost.objects.select_related("topic__category", "category").get()
        resend_held(as_viewer(cast.ola), held, "Now with a sting.")
        answer = act(mo, waits, name, reason="Kept words", version="1")
        assert answer.status_code == 409
        for words in ("Meanwhile this text was changed", "Now with a sting.", "Kept words"):
            assert words in text(answer)
        assert Case.objects.get().is_open
        assert act(mo, waits, name, reason="So", version="2").status_code == 302

    def test_and_so_is_a_post(self, cast, case, rude, mo):
        edit_post(as_viewer(cast.ben), rude, "I am sorry.", version=1)
        for name in ("keep", "hide"):
            assert act(mo, case, name, reason="So", version="1").status_code == 409
        assert act(mo, case, "keep", version="2").status_code == 302

    def test_what_was_taken_back_is_not_decided(self, cast, case, rude, topic, mo):
        withdraw_post(as_viewer(cast.ben), rude)
        waits = held_reply(cast.ola, topic)
        withdraw_held(as_viewer(cast.ola), HeldPost.objects.get())
        for one, name in ((case, "keep"), (waits, "refuse")):
            answer = act(mo, one, name, reason="So")
            assert answer.status_code == 409
            assert "Meanwhile it was taken back" in words_of(answer)
        assert not Entry.objects.exists()


class TestUndo:
    def undo(self, client, entry=None, **data):
        return client.post(f"/moderation/undo/{(entry or Entry.objects.latest('id')).pk}/", data)

    @pytest.mark.parametrize("name", ["keep", "hide"])
    def test_a_decision(self, name, case, rude, mo):
        act(mo, case, name, reason="So")
        assert "What you did in the last 15 minutes" in words_of(mo.get(QUEUE))
        assert self.undo(mo, next="/moderation/?kind=reports").headers["Location"] == (
            f"/moderation/?kind=reports#case-{case.pk}"
        )
        assert Case.objects.get().is_open
        post = Post.objects.get(pk=rude.pk)
        assert (post.is_shown, post.report_count) == (True, 1)
        entries = list(Entry.objects.order_by("id"))
        assert [e.act for e in entries] == [name, {"keep": "reconsider", "hide": "restore"}[name]]
        assert entries[1].reverts_id == entries[0].pk
        assert "What you did" not in words_of(mo.get(QUEUE))
        assert self.undo(mo, entries[0]).status_code == 409
        assert list(differences()) == []

    def test_a_refusal_and_a_warning(self, cast, topic, mo):
        waits = held_reply(cast.ola, topic)
        act(mo, waits, "warn", reason="Hm")
        self.undo(mo)
        act(mo, waits, "refuse", reason="So")
        self.undo(mo)
        assert [e.act for e in Entry.objects.order_by("id")] == [
            "warn",
            "unwarn",
            "refuse",
            "reconsider",
        ]
        assert HeldPost.objects.get().state == "waiting"
        assert cases_in(mo) == list(Case.objects.filter(decision="").values_list("pk", flat=True))

    def test_whose_and_what(self, cast, case, topic, mo, sign_in):
        act(mo, case, "hide", reason="So")
        hidden = Entry.objects.get()
        assert self.undo(sign_in(cast.ada), hidden).status_code == 404
        assert self.undo(sign_in(cast.kit), hidden).status_code == 404
        assert self.undo(sign_in(cast.root), hidden).status_code == 302
        waits = held_reply(cast.ola, topic)
        act(mo, waits, "approve")
        assert self.undo(mo).status_code == 403
        assert "What you did" not in words_of(mo.get(QUEUE))

    def test_after_15_minutes_it_stands(self, case, mo, monkeypatch):
        act(mo, case, "keep")
        later = timezone.now() + timedelta(minutes=16)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        assert "What you did" not in words_of(mo.get(QUEUE))
        answer = self.undo(mo)
        assert answer.status_code == 403
        assert "that time is over" in words_of(answer)

    def test_what_another_did_since_is_not_taken_back(self, cast, rude, mo, sign_in):
        root = sign_in(cast.root)
        hide = f"/moderation/posts/{rude.pk}/hide/"
        mo.post(hide, {"reason": "First"})
        mine = Entry.objects.get()
        root.post(f"/moderation/posts/{rude.pk}/restore/")
        root.post(hide, {"reason": "Second"})
        assert self.undo(mo, mine).status_code == 409
        assert Post.objects.get(pk=rude.pk).hidden_reason == "Second"
        assert "What you did" not in words_of(mo.get(QUEUE))

    def test_not_beside_a_newer_case(self, cast, case, rude, mo):
        act(mo, case, "keep")
        reported(cast.ada, rude)
        assert self.undo(mo).status_code == 409
        assert Case.objects.filter(decision="").count() == 1

    def test_who_no_longer_moderates_there_takes_nothing_back(self, cast, hall, case, sign_in):
        near = make_person("near")
        named = CategoryModerator.objects.create(person=near, category=hall)
        CategoryModerator.objects.create(person=near, category=make_category("garden"))
        client = sign_in(near)
        act(client, case, "warn", reason="So")
        named.delete()
        assert self.undo(client).status_code == 403
        assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def people(self):
        """Two moderators' browsers, and a topic in a place whose replies wait."""
        browsers = []
        for name in ("mo", "ivo"):
            client = Client()
            client.force_login(make_person(name, is_moderator=True))
            browsers.append(client)
        return browsers, make_topic(make_person("ada"), make_category("hall"))

    @pytest.mark.parametrize(
        ("kind", "acts"),
        [
            ("post", ("keep", "keep")),
            ("post", ("keep", "hide")),
            ("post", ("hide", "hide")),
            ("held", ("approve", "approve")),
            ("held", ("approve", "refuse")),
            ("held", ("refuse", "refuse")),
        ],
    )
    def test_two_moderators_make_one_result(self, kind, acts, people):
        browsers, topic = people
        if kind == "post":
            case = reported(make_person(), make_reply(make_person(), topic))
        else:
            case = held_reply(make_person(), topic)
        answers = at_once(
            *[
                lambda b=b, name=name: act(b, case, name, reason=f"By {name}", version="1")
                for b, name in zip(browsers, acts, strict=True)
            ]
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        (late,) = [answer for answer in answers if answer.status_code == 409]
        assert "was faster" in words_of(late)
        assert "By " in text(late)
        assert Entry.objects.count() == 1
        assert Entry.objects.get().act == Case.objects.get().decision
        assert list(differences()) == []

    def test_of_two_who_take_it_one_has_it(self, people):
        browsers, topic = people
        case = reported(make_person(), make_reply(make_person(), topic))
        answers = at_once(*[lambda b=b: act(b, case, "take") for b in browsers])
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        assert Entry.objects.count() == 1

    def test_a_double_press_is_one_line(self, people):
        (mo, _ivo), topic = people
        case = reported(make_person(), make_reply(make_person(), topic))
        answers = at_once(*[lambda: act(mo, case, "keep")] * 4)
        assert {answer.status_code for answer in answers} == {302}
        entry = Entry.objects.get()
        answers = at_once(*[lambda: mo.post(f"/moderation/undo/{entry.pk}/")] * 4)
        assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
        assert Entry.objects.count() == 2

    def test_many_report_at_once(self, people):
        _browsers, topic = people
        post = make_reply(make_person(), topic)
        reporters = [as_viewer(make_person()) for _ in range(4)]
        at_once(*[lambda r=r: report_post(r, post, "spam") for r in reporters * 2])
        assert Case.objects.count() == 1
        assert Post.objects.get(pk=post.pk).report_count == 4
        assert list(differences()) == []

    def test_a_report_while_it_is_decided(self, people):
        _browsers, topic = people
        mo = as_viewer(make_person(is_moderator=True))
        for _ in range(4):
            post = make_reply(make_person(), topic)
            case = reported(make_person(), post)
            late = as_viewer(make_person())
            at_once(
                lambda case=case: keep_post(mo, case_for(mo, case.pk), "Fine"),
                lambda post=post, late=late: report_post(late, post, "spam"),
            )
        assert Entry.objects.count() == 4
        assert list(differences()) == []
