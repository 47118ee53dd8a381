"""The demo's history holds together: what the ledger says is how things stand, and the people who
did it were allowed to."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Community, User
from accounts.viewer import viewer_of
from ledger.models import AUDIENCES, Act, Audience, Entry
from moderation.actions.cases import approve_case, hide_reported
from moderation.actions.seeding import fill_demo
from moderation.demo import Line, Report, Text, chronicle
from moderation.models import Case
from moderation.models import Report as ReportRow
from notifications.models import Announcement, Notice
from notifications.tasks import deliver
from threads.actions.citations import settle_citation
from threads.actions.counters import differences
from threads.actions.filing import settle_filing
from threads.actions.harvests import publish_harvest
from threads.actions.hosts import confirm_host
from threads.actions.settling import answer_ask
from threads.actions.suggestions import adopt_suggestion
from threads.demo import Ask, Suggested, community, hosting
from threads.demo import Topic as DemoTopic
from threads.demo.places import readers
from threads.models import (
    Answer,
    Category,
    Citation,
    FormerPlace,
    Harvest,
    HeldPost,
    HostOffer,
    Post,
    Prompt,
    PromptSuggestion,
    Topic,
)
from threads.models import Ask as AskRow
from threads.queries.speaking import checked_context

ACCOUNTS = {"ada", "ben", "mira.oday", "mo", "root"}
HOSTING = {"close", "reopen", "rename", "tag", "move"}
TOPICS: dict[str, DemoTopic] = {topic.title: topic for topic in community().topics}
LINES = [event for event in chronicle() if isinstance(event, Line)]
HOSTED = [
    moment
    for moment in hosting()
    if not isinstance(moment, Ask | Suggested)
    and getattr(moment, "act", "") not in {"pass", "offer"}
    and getattr(moment, "is_published", True)
]
REPORTS = [event for event in chronicle() if isinstance(event, Report)]


def posted(title: str, number: int) -> float:
    """How many days ago a post was written."""
    topic = TOPICS[title]
    return topic.days_ago - (topic.posts[number - 2].hours_after / 24 if number > 1 else 0)


def author(title: str, number: int) -> str:
    """Who wrote a post."""
    topic = TOPICS[title]
    return topic.posts[number - 2].author if number > 1 else topic.author


def appointed(person: str, category: str, at: float) -> bool:
    """Whether somebody moderated a category at that moment."""
    acts = [
        line.act
        for line in LINES
        if (line.person, line.category) == (person, category) and line.days_ago > at
        if line.act in {"appoint", "dismiss"}
    ]
    return acts[-1:] == ["appoint"]


# What is told


def test_it_is_the_same_every_time_and_oldest_first():
    assert chronicle() == chronicle()
    ages = [event.days_ago for event in chronicle()]
    assert ages == sorted(ages, reverse=True)
    assert 0 < ages[-1] < ages[0] < 300


def test_the_amounts():
    assert 40 <= len(LINES) <= 60
    assert len({line.act for line in LINES}) >= 22
    assert Counter(event.reason for event in REPORTS).keys() == set(ReportRow.Reason.values)


def test_nobody_does_what_they_may_not():
    for line in LINES:
        if line.act in {"appoint", "dismiss", "place"}:
            assert line.actor == "root", line
            continue
        topic = TOPICS.get(line.topic or line.other)
        place = line.was or (topic.category if topic else line.category)
        is_host = topic is not None and line.actor == topic.author and line.act in HOSTING
        assert line.actor == "mo" or is_host or _moderated(line, place), line
        assert line.person != line.actor
        if line.number:
            assert author(line.topic, line.number) != line.actor, line


def _moderated(line: Line, place: str) -> bool:
    texts = {text.name: text.category for text in chronicle() if isinstance(text, Text)}
    return appointed(line.actor, place or texts.get(line.text, ""), line.days_ago)


def test_nothing_is_done_before_it_was_written():
    for line in LINES:
        if line.topic in TOPICS:
            assert line.days_ago <= posted(line.topic, line.number or 1), line
    for report in REPORTS:
        assert report.days_ago < posted(report.topic, report.number), report
        assert report.taken_back is None or report.taken_back < report.days_ago


def test_reports_are_by_others_who_may_read():
    for report in REPORTS:
        assert report.reporter in readers(TOPICS[report.topic].category), report
        assert report.reporter != author(report.topic, report.number)


def test_reasons_are_given_where_they_are_asked_for():
    freely = {"unpin", "take", "release", "note", "appoint", "dismiss", "place", "reconsider"}
    freely |= {"approve", "tag", "rename"}
    for line in LINES:
        assert line.reason or line.act in freely, line
        assert bool(line.days) == (line.act in {"silence", "suspend"}) or line.act == "pin", line


def test_nobody_writes_while_they_were_silenced():
    for line in LINES:
        if line.act in {"silence", "suspend"}:
            lifted = [
                later.days_ago
                for later in LINES
                if later.person == line.person
                and later.act == f"un{line.act}"
                and later.days_ago < line.days_ago
            ]
            end = max([line.days_ago - line.days, *lifted])
            for title, topic in TOPICS.items():
                for number in range(1, 2 + len(topic.posts)):
                    if author(title, number) == line.person:
                        assert not end < posted(title, number) < line.days_ago, (line, title)


def test_the_accounts_that_the_readme_names_are_free_to_act():
    for line in LINES:
        assert line.person not in ACCOUNTS or line.act == "appoint", line


# What is stored


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The demo, filled once; what a test changes is rolled back before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert fill_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(filled, db):
    """The filled demo."""


def test_the_worker_is_asked_to_tell_at_once(demo):
    assert Announcement.objects.exists()
    assert DBTaskResult.objects.filter(task_path=deliver.module_path).exists()


def person(handle: str) -> User:
    return User.objects.with_rights().get(username=handle)


def signed_in(handle: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=handle))
    return client


def kinds_told(handle: str) -> set[str]:
    return set(Notice.objects.filter(recipient__username=handle).values_list("kind", flat=True))


def cases(**facts):
    """Open cases, with what the rules ask about."""
    found = Case.objects.filter(decision="", **facts)
    return found.select_related(
        "post__topic__category", "held__topic__category", "held__category", "held__author"
    )


@pytest.mark.usefixtures("demo")
class TestFilled:
    def test_a_second_fill_changes_nothing(self):
        before = (Entry.objects.count(), Case.objects.count(), User.objects.count())
        assert not fill_demo()
        assert (Entry.objects.count(), Case.objects.count(), User.objects.count()) == before

    def test_the_counters_say_what_the_rows_say(self):
        assert list(differences()) == []

    def test_the_amounts_stay(self):
        assert Topic.objects.filter(merged_into=None).count() == 44
        assert Post.objects.count() == 647
        assert Topic.objects.filter(post_count__gte=295).count() == 1
        assert Community.objects.get().held_first_posts == 0
        assert set(Category.objects.values_list("holds", flat=True)) == {"nothing"}

    def test_lines_stand_in_the_order_of_time_and_go_to_whom_they_should(self):
        entries = list(Entry.objects.order_by("id"))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        # What the acts of a fishbowl leave is theirs to say.
        bowls = dict(Topic.objects.filter(kind="fishbowl").values_list("title", "pk"))
        told = [one for one in (*LINES, *HOSTED) if one.topic not in bowls]
        assert len([one for one in entries if one.topic_id not in bowls.values()]) == len(told)
        for entry in entries:
            assert entry.audience == AUDIENCES.get(Act(entry.act), Audience.MEMBERS)

    def test_numbers_are_dense_with_the_former_places(self):
        for topic in Topic.objects.all():
            own = Post.objects.filter(topic=topic).values_list("number", flat=True)
            left = FormerPlace.objects.filter(topic=topic).values_list("number", flat=True)
            assert sorted([*own, *left]) == list(range(1, topic.last_number + 1)), topic

    def test_topics_stand_as_the_ledger_says(self):
        states = {"close": "closed", "reopen": "open", "archive": "archived", "unarchive": "open"}
        for topic in Topic.objects.select_related("category"):
            lines = list(Entry.objects.filter(topic_id=topic.pk).order_by("id"))
            last = [states[line.act] for line in lines if line.act in states]
            assert topic.state == (last[-1] if last else "open"), topic
            assert bool(topic.closed_at) == (topic.state == "closed")
            pins = [line for line in lines if line.act in {"pin", "unpin"}]
            pin = (pins[-1].after, pins[-1].until) if pins else ("", None)
            assert (topic.pin, topic.pinned_until) == pin
            listing = [line.act for line in lines if line.act in {"unlist", "relist"}]
            assert topic.is_listed == (listing[-1:] != ["unlist"])
            for line in lines:
                assert line.act == Act.MOVE or line.category_id == topic.category_id
                if line.act == Act.RENAME:
                    assert line.after == topic.title
                if line.act == Act.MERGE:
                    assert topic.merged_into_id == line.other_topic_id

    def test_posts_stand_as_the_ledger_says(self):
        for post in Post.objects.all():
            lines = Entry.objects.filter(post_id=post.pk, act__in=[Act.HIDE, Act.RESTORE])
            last = lines.order_by("id").last()
            assert bool(post.hidden_at) == (last is not None and last.act == Act.HIDE)
            if last and post.hidden_at:
                assert (post.hidden_at, post.hidden_reason) == (last.at, last.reason)

    def test_people_stand_as_the_ledger_says(self):
        now = timezone.now()
        ends = {Act.SILENCE: "silenced_until", Act.SUSPEND: "suspended_until"}
        for someone in User.objects.all():
            for act, field in ends.items():
                kinds = [act, f"un{act}"]
                lines = Entry.objects.filter(person_id=someone.pk, act__in=kinds)
                last = lines.order_by("id").last()
                assert getattr(someone, field) == (last.until if last else None)
        assert User.objects.filter(silenced_until__gt=now).count() == 0
        [suspended] = User.objects.filter(suspended_until__gt=now)
        assert suspended.username not in ACCOUNTS
        # Last of the list of people: who signs in as any of the first sixty can.
        assert User.objects.order_by("username").last() == suspended

    def test_cases_wait_and_were_decided(self):
        still_open = Case.objects.filter(decision="")
        assert still_open.count() == 9
        assert still_open.filter(held__state=HeldPost.State.WAITING).count() == 2
        assert HeldPost.objects.filter(state=HeldPost.State.WAITING).count() == 2
        assert still_open.filter(taken_by__username="mo", notes__author__username="mo").count() == 1
        assert {3} <= set(Post.objects.values_list("report_count", flat=True))
        decisions = set(Case.objects.values_list("decision", flat=True))
        assert decisions == {"", "keep", "hide", "approve", "refuse", "void"}
        for case in Case.objects.exclude(decision__in=["", "void"]):
            entry = Entry.objects.get(pk=case.entry_id)
            assert (entry.act, entry.actor_id) == (case.decision, case.decided_by_id)
            assert (entry.at, entry.post_id or None) == (case.decided_at, entry.post_id)
            assert case.post_id in {None, entry.post_id}
            assert case.held_id in {None, entry.held_id}

    def test_what_waits_can_be_decided(self):
        wren, mo = viewer_of(person("wren.s")), viewer_of(person("mo"))
        waiting = {case.held.author.username: case for case in cases(held__isnull=False)}
        assert approve_case(wren, waiting["gwen-ll"]).act == Act.APPROVE
        assert approve_case(mo, waiting["theo.v"]).act == Act.APPROVE
        reply = Post.objects.select_related("reply_to").get(author__username="theo.v")
        assert (reply.number, reply.reply_to.number) == (6, 4)
        assert hide_reported(mo, cases(post__report_count=3)[0], "Kindly.").act == Act.HIDE
        assert list(differences()) == []

    def test_a_case_of_a_private_place_is_for_the_admin(self):
        private = Case.objects.get(post__topic__category__slug="quiet-room")
        assert private in Case.objects.visible_to(viewer_of(person("root")))
        for handle in ("mo", "wren.s", "ada"):
            assert private not in Case.objects.visible_to(viewer_of(person(handle)))

    def test_old_links_reach_their_posts(self):
        client = signed_in("ben")
        assert FormerPlace.objects.count() == 4
        for place in FormerPlace.objects.select_related("topic", "post__topic"):
            old = f"{place.topic.get_absolute_url()}{place.number}/"
            answer = client.get(old, follow=True)
            assert unquote(answer.redirect_chain[-1][0]) == place.post.place(), old
            assert f'id="post-{place.post.number}"' in answer.content.decode()

    def test_the_first_page_is_no_drama(self):
        answer = signed_in("ada").get("/").content.decode()
        newest = Topic.objects.filter(merged_into=None).order_by("-last_post_at")[:20]
        assert {topic.state for topic in newest} == {"open"}
        [everywhere] = Topic.objects.filter(pin=Topic.Pin.SITE)
        assert answer.index(everywhere.title) < answer.index(newest[0].title)

    def test_old_acts_do_not_flood_the_bell(self):
        old = timezone.now() - timedelta(days=22)
        assert not Announcement.objects.filter(at__lt=old).exists()
        deliver.call()
        while Announcement.objects.exists():
            deliver.call()
        told = Notice.objects.filter(kind="moderation")
        assert kinds_told("ada") >= {"invited", "filing", "suggestion"}
        assert kinds_told("mira.oday") >= {"ask", "perspective", "disputed"}
        assert kinds_told("sorenq") >= {"cited"}
        assert not Notice.objects.filter(kind="reminder").exists()
        newest_first = Notice.objects.filter(recipient__username="mira.oday").order_by("-id")
        ages = list(newest_first.values_list("at", flat=True))
        assert ages == sorted(ages, reverse=True)
        for handle in ACCOUNTS:
            assert told.filter(recipient__username=handle).count() <= 3
        reporters = ReportRow.objects.filter(case__decision="hide", at__gte=old)
        for report in reporters:
            assert told.filter(recipient=report.reporter_id).exists()


# What was done with the conversations


REST = "Rest and rhythm in shared work"
OPENINGS = "Opening rounds that are not a weather report"
OBJECTION = "When an objection is really a worry"


def seen(handle: str, path: str) -> str:
    """The page as somebody reads it, on one line and without tags."""
    answer = signed_in(handle).get(path, follow=True)
    assert answer.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def topic(title: str) -> Topic:
    return Topic.objects.select_related("category").get(title=title)


def asked(title: str, text: str) -> Prompt:
    return Prompt.objects.select_related("topic").get(topic__title=title, text=text)


@pytest.mark.usefixtures("demo")
class TestHosted:
    def test_a_question_waits_for_mira_alone(self):
        page = topic(REST)
        for path in ("/", page.get_absolute_url()):
            assert "1 question waits for you" in seen("mira.oday", path)
            assert "1 question waits for you" not in seen("ben", path)
        asks = seen("jlopes", f"/t/{page.pk}/asks/")
        assert "set aside by Joana Lopes-Trigueira: That is their story" in asks
        openings = seen("ben", f"/t/{topic(OPENINGS).pk}/asks/")
        for words in ("It sounds well worn.", "about #5", "answered in #7"):
            assert words in openings
        assert "1 question waits for you" in seen("ada", "/")

    def test_the_recap_says_what_was_heard(self):
        page = seen("ben", topic(REST).get_absolute_url())
        for words in ("A field that is pousio", "Kai Nordlicht corrects", "on the sign"):
            assert words in page
        assert page.count("as heard by Ada Thistlewood") == 3
        assert "speaking from: a boatyard of twelve" in page
        assert "passed" in seen("ada", f"{topic(REST).get_absolute_url()}board/")

    def test_the_harvest_shows_what_it_cites(self):
        harvest = Harvest.objects.get(title="Openings that let people arrive")
        assert (harvest.state, harvest.version, harvest.edits) == ("published", 2, 2)
        page = seen("ben", harvest.get_absolute_url())
        assert "Draws on 7 posts by 6 of 9 voices. Question 3 is not covered." in page
        assert "Twelve people, four minutes, no comments. disputed: “Four minutes was" in page
        for row in Citation.objects.filter(version__version=2, harvest=harvest):
            assert row.excerpt in page
        assert "Version 1" in page
        objection = seen("ben", topic(OBJECTION).get_absolute_url())
        assert "Interim harvest Halfway: objections, worries and shoes" in objection

    def test_a_draft_is_read_by_those_who_write_it(self):
        draft = Harvest.objects.get(state=Harvest.State.DRAFT).get_absolute_url()
        assert [signed_in(who).get(draft, follow=True).status_code for who in ("ben", "mo")] == [
            404,
            404,
        ]
        for who in ("nadia-q", "ada"):
            assert "the room next to the kitchen" in seen(who, draft)

    def test_a_seal_hides_from_ada_what_ben_reads(self):
        prompt = asked(OPENINGS, "Do you open differently online?")
        days = (prompt.sealed_until - timezone.now()).days
        assert 2 <= days <= 4
        for path in (prompt.get_absolute_url(), prompt.topic.get_absolute_url()):
            for words in ("dogs and kettles in the meeting", "The kettle one made me laugh"):
                assert words in seen("ben", path)
                assert words not in seen("ada", path)
                assert words not in seen("mira.oday", path)
        # Sealed answers neither count nor bump.
        assert prompt.topic.last_author_id == person("aleksi").pk
        bicycles = asked(
            "Bicycle workshop: what should we have on the wall?",
            "What would bring you to the workshop when nothing is broken?",
        )
        assert (bicycles.sealed, bicycles.sealed_until) == (True, None)
        assert not Answer.objects.filter(prompt=bicycles).exists()

    def test_questions_were_reworded_closed_withdrawn_and_taken_up(self):
        reworded = asked(
            "What did you need to know on your first day?",
            "What did you wish somebody had told you on your first day?",
        )
        page = seen("ben", reworded.get_absolute_url())
        for words in ("changed after 8 answers", "meaning changed", "booklet", "It still fits"):
            assert words in page
        assert "It still fits" not in seen("em", reworded.get_absolute_url())
        taken_up = asked(OBJECTION, "How do you thank somebody for an objection?")
        assert taken_up.suggested_by_id == person("tamar_b").pk
        assert asked(OBJECTION, "Has an objection ever saved you?").state == "closed"
        pond = Prompt.objects.select_related("topic").get(state=Prompt.State.WITHDRAWN)
        assert "There is room above the hedge" in seen("ben", pond.get_absolute_url())

    def test_topics_are_hosted_left_closed_and_related(self):
        assert "Kai Nordlicht" in seen("ben", f"/t/{topic(OBJECTION).pk}/hosts/")
        left = topic("What a delegate carries, and what a delegate leaves at home")
        assert "Nobody holds this topic any more" in seen("ben", left.get_absolute_url())
        assert "Aleksi Järvenkoski" in seen("mo", f"/t/{left.pk}/hosts/")
        phrases = topic("“She said ‘let us circle back’”, and other phrases we could do “without”")
        hiding = topic("What we hide, and what we leave standing")
        assert f"Grew out of {OPENINGS}" in seen("ben", phrases.get_absolute_url())
        assert "Continues Three things I learned" in seen("ben", hiding.get_absolute_url())
        closed = seen("ben", topic("The third stair").get_absolute_url())
        assert "It is a stair now, and my knee is well." in closed
        assert "as host" in seen("ben", topic(OPENINGS).get_absolute_url())

    def test_a_topic_is_found_by_any_name_of_a_word(self):
        assert REST in seen("ben", "/search/?q=Brachwoche")
        assert "the gap" in seen("ben", "/glossary/")

    def test_marks_are_such_as_anybody_may_set(self):
        said = Post.objects.exclude(speaking_from="").values_list("speaking_from", flat=True)
        assert [checked_context(words) for words in said] == list(said)
        for post in Post.objects.filter(as_host=True).select_related("topic"):
            assert post.author_id == post.topic.host_id

    def test_what_waits_can_be_settled(self):
        ada, mo, soren = (viewer_of(person(handle)) for handle in ("ada", "mo", "sorenq"))
        filing = Answer.objects.select_related("post").get(state=Answer.State.SUGGESTED)
        settle_filing(ada, filing.post, [filing.prompt_id], accept=True)
        waiting = PromptSuggestion.objects.get(state=PromptSuggestion.State.WAITING)
        assert adopt_suggestion(ada, waiting).act == Act.PROMPT_ADOPT
        draft = Harvest.objects.select_related("topic__category").get(state=Harvest.State.DRAFT)
        assert publish_harvest(ada, draft, edits=draft.edits).version == 1
        disputed = Citation.objects.select_related("harvest__topic").get(state="disputed")
        assert settle_citation(soren, disputed).act == Act.SETTLE
        offer = HostOffer.objects.select_related("topic", "person").get()
        assert confirm_host(mo, offer.topic, offer.person).act == Act.HAND_OVER
        ask = AskRow.objects.get(state="waiting", to_panel=False)
        assert answer_ask(viewer_of(person("mira.oday")), ask, None).act == Act.ASK_ANSWERED
        assert list(differences()) == []
