"""People at the same instant: real threads, real connections, one result."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions.circles import ask_to_join, change_circle
from accounts.actions.invitations import invite
from accounts.models import Invitation, User
from accounts.policies import LostRace, Refusal
from ledger.models import Entry
from moderation.actions.cases import keep_post
from moderation.models import Case
from notifications.models import Notice
from notifications.tasks import deliver
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_person,
    make_reply,
    make_report,
    make_topic,
    open_case,
    opening,
)
from tests.threads.test_numbers import check_numbers
from threads.actions.asks import remind_asks
from threads.actions.counters import differences
from threads.actions.moving import merge_topics, move_posts
from threads.actions.posts import StaleEdit, edit_post, hide_post, withdraw_post
from threads.models import Ask, Like, Post, PostRevision, Prompt, Topic

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def at_once(*acts):
    """Run these at the same instant, each with its own connection; answers what they gave."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def talk():
    ada = make_person("ada")
    return make_topic(ada, make_category("hall"), prompts=["Who?"])


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_replies_get_dense_unique_numbers(talk):
    browsers = [browser_of(make_person()) for _ in range(MANY)]
    url = f"/t/{talk.pk}/reply/"
    answers = at_once(
        *[lambda b=b, n=n: b.post(url, {"body": f"Say {n}"}) for n, b in enumerate(browsers)]
    )
    assert {answer.status_code for answer in answers} == {302}
    numbers = Post.objects.filter(topic=talk).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, MANY + 2))
    assert list(differences()) == []


def test_questions_asked_and_reminded_of_at_once(talk):
    """Five of one person wait for one other, however many are put at the same instant; each is
    reminded of once, however many clocks run."""
    ben, eloy, url = browser_of(make_person("ben")), make_person("eloy"), f"/t/{talk.pk}/asks/"
    data = {"to": "eloy", "text": "How?", "token": str(uuid4())}
    again = at_once(*[lambda: ben.post(url, data)] * 2)
    assert {answer.status_code for answer in again} == {302}
    assert Ask.objects.count() == 1
    answers = at_once(
        *[lambda n=n: ben.post(url, {"to": "eloy", "text": f"How {n}?"}) for n in range(6)]
    )
    assert sorted(answer.status_code for answer in answers) == [302] * 4 + [422] * 2
    assert Ask.objects.filter(to_person=eloy).count() == 5
    deliver.func()
    Ask.objects.update(created_at=timezone.now() - timedelta(days=8))
    at_once(*[remind_asks] * 4)
    deliver.func()
    kinds = Notice.objects.filter(recipient=eloy).values_list("kind", flat=True)
    assert sorted(kinds) == ["ask"] * 5 + ["reminder"] * 5


def test_double_submit_makes_one_post(talk):
    browser, form = browser_of(make_person()), {"body": "Once", "token": str(uuid4())}
    answers = at_once(*[lambda: browser.post(f"/t/{talk.pk}/reply/", form)] * MANY)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Post.objects.filter(topic=talk, source="Once").count() == 1
    assert list(differences()) == []


def test_double_submit_makes_one_topic(talk):
    browser = browser_of(make_person())
    form = {
        "category": "hall",
        "title": "Once",
        "body": "Words",
        "prompts": ["A?"],
        "token": str(uuid4()),
    }
    answers = at_once(*[lambda: browser.post("/topics/new/", form)] * MANY)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Topic.objects.filter(title="Once").count() == 1


def test_likes_of_many_people_all_count(talk):
    post = opening(talk)
    browsers = [browser_of(make_person()) for _ in range(MANY)]
    at_once(*[lambda b=b: b.post(f"/p/{post.pk}/like/", {"on": "1"}) for b in browsers])
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == MANY


def test_a_double_press_is_one_like(talk):
    post = opening(talk)
    browser = browser_of(make_person())
    answers = at_once(*[lambda: browser.post(f"/p/{post.pk}/like/", {"on": "1"})] * MANY)
    assert {answer.status_code for answer in answers} == {302}
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == 1


def test_taking_back_at_once_is_taking_back_once(talk):
    post = opening(talk)
    browser = browser_of(make_person())
    browser.post(f"/p/{post.pk}/like/")
    at_once(*[lambda: browser.post(f"/p/{post.pk}/like/", {"on": "0"})] * MANY)
    assert Post.objects.get(pk=post.pk).like_count == Like.objects.count() == 0


def test_of_two_edits_one_wins_and_one_is_told(talk):
    post = opening(talk)
    ada = as_viewer(User.objects.get(pk=talk.author_id))

    def edit(text):
        try:
            return edit_post(
                ada, Post.objects.select_related("topic").get(pk=post.pk), text, version=1
            )
        except StaleEdit as stale:
            return stale

    results = at_once(lambda: edit("First"), lambda: edit("Second"))
    assert sorted(isinstance(result, StaleEdit) for result in results) == [False, True]
    assert Post.objects.get(pk=post.pk).version == 2
    assert PostRevision.objects.filter(post=post).count() == 1


def test_two_moderators_hide_once(talk):
    post = opening(talk)
    moderators = [make_person(is_moderator=True) for _ in range(2)]
    at_once(*[lambda m=m: hide_post(as_viewer(m), post, "Rude") for m in moderators])
    assert Entry.objects.filter(post_id=post.pk, act="hide").count() == 1


def test_two_workers_tell_once(talk):
    ben = make_person("ben")
    for n in range(MANY):
        make_reply(ben, talk, f"Hear this {n} @ada")
    at_once(deliver.func, deliver.func, deliver.func)
    assert Notice.objects.filter(recipient=talk.author_id).count() == MANY


def test_the_same_new_tag_twice_is_one_tag(talk):
    people = [make_person() for _ in range(4)]
    form = {"category": "hall", "title": "Tagged", "body": "Words", "tags": "fresh, Fresh"}
    answers = at_once(*[lambda p=p: browser_of(p).post("/topics/new/", form) for p in people])
    assert {answer.status_code for answer in answers} == {302}
    assert Client().get("/tag/fresh/").status_code == 200


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_hiding_while_somebody_replies_keeps_the_numbers(act, talk):
    """The act waits for the reply's lock; what it counts then must include the reply."""
    ada, mo, ben = (
        User.objects.get(pk=talk.author_id),
        make_person(is_moderator=True),
        make_person(),
    )
    post = make_reply(ada, talk)
    acts = {
        "hide": lambda: hide_post(as_viewer(mo), post, "Rude"),
        "withdraw": lambda: withdraw_post(as_viewer(ada), post),
    }
    started = Event()

    def moderate():
        try:
            started.set()
            acts[act]()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_reply(ben, talk)
            waiting = pool.submit(moderate)
            started.wait(timeout=10)
            wait_until_somebody_waits_for_a_lock()
        waiting.result(timeout=20)
    assert list(differences()) == []
    assert make_reply(ben, talk).number == 4


def wait_until_somebody_waits_for_a_lock():
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.02)
    pytest.fail("nobody waited")


def test_a_double_press_of_save_is_one_edit(talk):
    ada = User.objects.get(pk=talk.author_id)
    browser, url = browser_of(ada), f"/p/{opening(talk).pk}/edit/"
    form = {"body": "Said better", "version": "1"}
    answers = at_once(*[lambda: browser.post(url, form)] * 4)
    assert {answer.status_code for answer in answers} == {302}
    assert opening(talk).version == 2


# --- Curating at the same instant -----------------------------------------------------------------

ROUNDS = 4


@pytest.fixture
def hall(talk):
    return talk.category


@pytest.fixture
def moderators():
    """Two moderators of the whole site, each with a browser."""
    return [browser_of(make_person(is_moderator=True)) for _ in range(2)]


def is_sound():
    """Nothing is lost, doubled or counted wrong."""
    check_numbers()
    assert not Post.objects.exclude(hidden_at=None).filter(hidden_reason="").exists()
    decided = Case.objects.exclude(decision="").exclude(decision="void")
    assert not decided.exclude(entry_id__in=Entry.objects.values("pk")).exists()


def codes(answers) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def talks(author, category, number=2):
    return [make_topic(author, category, prompts=["Why?"]) for _ in range(number)]


def test_merging_while_people_reply_loses_no_reply(talk, hall, moderators):
    ada = User.objects.get(pk=talk.author_id)
    for _ in range(ROUNDS):
        one, other = talks(ada, hall)
        people = [browser_of(make_person()) for _ in range(3)]
        merged, *replied = at_once(
            lambda one=one, other=other: moderators[0].post(
                "/moderation/topics/merge/",
                {"topics": [one.pk], "target": str(other.pk), "reason": "Same"},
            ),
            *[lambda b=b, one=one: b.post(f"/t/{one.pk}/reply/", {"body": "Here"}) for b in people],
        )
        assert merged.status_code == 302
        assert set(codes(replied)) <= {302, 409}
        told = sum(answer.status_code == 409 for answer in replied)
        assert Post.objects.filter(topic=other).count() == 2 + len(people) - told
        assert not Post.objects.filter(topic=one).exists()
        is_sound()


def test_of_two_equal_splits_one_wins(talk, moderators):
    ben, url = make_person(), f"/moderation/topics/{talk.pk}/posts/"
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        form = {"posts": [post.pk], "title": "On its own", "reason": "Apart"}
        answers = at_once(*[lambda m=m, f=form: m.post(url, f) for m in moderators])
        assert set(codes(answers)) <= {302, 409}
        assert codes(answers)[0] == 302
        assert (
            Entry.objects.filter(act="split", topic_id=talk.pk).count() == Topic.objects.count() - 1
        )
        is_sound()


def test_two_merges_that_cross_make_one(talk, hall, moderators):
    ada = User.objects.get(pk=talk.author_id)
    for _ in range(ROUNDS):
        one, other = talks(ada, hall)
        answers = at_once(
            *[
                lambda m=m, a=a, b=b: m.post(
                    "/moderation/topics/merge/",
                    {"topics": [a.pk], "target": str(b.pk), "reason": "Same"},
                )
                for m, a, b in ((moderators[0], one, other), (moderators[1], other, one))
            ]
        )
        assert set(codes(answers)) <= {302, 409, 422}
        merged = Entry.objects.filter(act="merge", topic_id__in=[one.pk, other.pk])
        assert merged.count() == 1
        is_sound()


@pytest.mark.parametrize("decision", ["keep", "hide"])
def test_hiding_on_the_page_while_the_case_is_decided(decision, talk, moderators):
    ada, ben = User.objects.get(pk=talk.author_id), make_person()
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        case = make_report(ada, post)
        answers = at_once(
            lambda p=post: moderators[0].post(
                f"/moderation/posts/{p.pk}/hide/", {"reason": "Rude"}
            ),
            lambda c=case: moderators[1].post(
                f"/moderation/cases/{c.pk}/{decision}/", {"reason": "Hm"}
            ),
        )
        assert set(codes(answers)) <= {302, 409}
        case.refresh_from_db()
        lines = list(Entry.objects.filter(post_id=post.pk).order_by("id").values_list("act"))
        assert case.decision
        # Kept first and then hidden are two decisions; all else is one.
        assert lines in ([("hide",)], [("keep",), ("hide",)])
        assert (decision == "keep") or len(lines) == 1
        is_sound()


@pytest.mark.parametrize("act", ["hide", "keep"])
def test_reporting_while_it_is_decided(act, talk, moderators):
    """The report is part of the case that was decided, or of a new one; nobody waits for ever."""
    ada, ben, ola = User.objects.get(pk=talk.author_id), make_person(), browser_of(make_person())
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        case = make_report(ada, post)
        answers = at_once(
            lambda c=case: moderators[0].post(f"/moderation/cases/{c.pk}/{act}/", {"reason": "Hm"}),
            lambda p=post: ola.post(f"/p/{p.pk}/flag/", {"reason": "spam"}),
        )
        decided, reported = answers
        assert decided.status_code == 302
        assert reported.status_code in {302, 403, 404}
        is_sound()


def test_taking_back_a_decision_while_somebody_reports(talk):
    ada, ben, ola = User.objects.get(pk=talk.author_id), make_person(), browser_of(make_person())
    mo = make_person(is_moderator=True)
    browser = browser_of(mo)
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        entry = keep_post(as_viewer(mo), make_report(ada, post))
        undone, reported = at_once(
            lambda e=entry: browser.post(f"/moderation/undo/{e.pk}/"),
            lambda p=post: ola.post(f"/p/{p.pk}/flag/", {"reason": "spam"}),
        )
        assert undone.status_code in {302, 409}
        assert reported.status_code == 302
        assert Case.objects.filter(post=post, decision="").count() == 1
        is_sound()


def test_withdrawing_while_it_is_moved(talk, hall, moderators):
    ada, ben = User.objects.get(pk=talk.author_id), make_person()
    (other,) = talks(ada, hall, 1)
    browser = browser_of(ben)
    for _ in range(ROUNDS):
        post = make_reply(ben, talk)
        form = {"posts": [post.pk], "target": str(other.pk), "reason": "There"}
        moved, withdrawn = at_once(
            lambda f=form: moderators[0].post(f"/moderation/topics/{talk.pk}/posts/", f),
            lambda p=post: browser.post(f"/p/{p.pk}/delete/"),
        )
        assert moved.status_code == 302
        assert withdrawn.status_code in {302, 409}
        now = Post.objects.get(pk=post.pk)
        assert now.topic_id == other.pk
        assert (now.withdrawn_at is not None) == (withdrawn.status_code == 302)
        is_sound()


def test_answering_a_question_while_the_post_is_moved(talk, hall, moderators):
    """A post answers questions of the topic in which it stands, of no other."""
    ada, ben = User.objects.get(pk=talk.author_id), make_person()
    (other,) = talks(ada, hall, 1)
    browser, prompt = browser_of(ben), Prompt.objects.get(topic=talk)
    for n in range(ROUNDS):
        post = make_reply(ben, talk)
        form = {"posts": [post.pk], "target": str(other.pk), "reason": "There"}
        edit = {"body": f"Answer {n}", "version": "1", "prompts": [prompt.pk]}
        moved, edited = at_once(
            lambda f=form: moderators[0].post(f"/moderation/topics/{talk.pk}/posts/", f),
            lambda p=post, e=edit: browser.post(f"/p/{p.pk}/edit/", e),
        )
        assert moved.status_code == 302
        assert edited.status_code in {302, 409}
        is_sound()


def test_a_topic_that_moves_leaves_its_category_moderator(talk, hall, moderators):
    kit, yard = make_person(), make_category("yard")
    make_moderator(kit, hall)
    browser, ada = browser_of(kit), User.objects.get(pk=talk.author_id)
    for _ in range(ROUNDS):
        (topic,) = talks(ada, hall, 1)
        moved, closed = at_once(
            lambda t=topic: moderators[0].post(
                "/moderation/topics/move/",
                {"topics": [t.pk], "category": "yard", "reason": "There"},
            ),
            lambda t=topic: browser.post(
                "/moderation/topics/close/", {"topics": [t.pk], "reason": "Enough"}
            ),
        )
        assert moved.status_code == 302
        assert closed.status_code in {302, 403}
        entries = Entry.objects.filter(topic_id=topic.pk).order_by("id")
        done = [("close", hall.pk)] if closed.status_code == 302 else []
        assert [*entries.values_list("act", "category_id")] == [*done, ("move", yard.pk)]
        is_sound()


@pytest.mark.parametrize("act", ["merge", "move"])
def test_approving_a_text_while_its_topic_goes_elsewhere(act, talk, hall, moderators):
    """Both acts want the topic and the waiting text; they lock them in one order."""
    ada, ben, yard = User.objects.get(pk=talk.author_id), make_person(), make_category("yard")
    for _ in range(ROUNDS):
        topic, other = talks(ada, hall)
        held = make_held(ben, topic)
        case = open_case(held=held)
        form = {"merge": {"target": str(other.pk)}, "move": {"category": "yard"}}[act]
        approved, gone = at_once(
            lambda c=case: moderators[0].post(f"/moderation/cases/{c.pk}/approve/"),
            lambda t=topic, f=form: moderators[1].post(
                f"/moderation/topics/{act}/", {"topics": [t.pk], "reason": "There"} | f
            ),
        )
        assert gone.status_code == 302
        assert approved.status_code in {302, 409}
        held.refresh_from_db()
        place = other.pk if act == "merge" else topic.pk
        if approved.status_code == 302:
            assert Post.objects.get(pk=held.post_id).topic_id == place
        else:
            assert (held.state, held.topic_id) == ("waiting", place)
        assert held.category_id == (yard.pk if act == "move" else hall.pk)
        is_sound()


def test_merging_on_while_a_stale_page_of_what_was_merged_acts(talk, hall):
    """Three topics in a chain: the first act locks all of them in one order."""
    ada, mo = User.objects.get(pk=talk.author_id), as_viewer(make_person(is_moderator=True))

    def told(act, *facts, **more):
        try:
            act(mo, *facts, **more)
        except (LostRace, Refusal):
            return True
        return False

    for _ in range(ROUNDS):
        first, middle, last = talks(ada, hall, 3)
        merge_topics(mo, first, "Same", target=middle)
        answers = at_once(
            lambda a=middle, b=last: told(merge_topics, a, "Same", target=b),
            *[lambda a=first, b=middle: told(move_posts, a, "Over", post_ids=[1], target=b)] * 3,
        )
        assert answers == [False, True, True, True]
        first.refresh_from_db()
        assert first.merged_into_id == last.pk
        is_sound()


def test_the_last_place_of_an_invitation_is_taken_once():
    garden = make_circle("Garden")
    root = make_person("root", is_superuser=True)
    invitation, words = invite(as_viewer(root), garden, days=7, most_uses=3)
    browsers = [browser_of(make_person()) for _ in range(MANY)]
    answers = at_once(*[lambda b=b: b.post(f"/join/{words}/") for b in browsers])
    assert sorted(answer.status_code for answer in answers) == [302] * 3 + [403] * (MANY - 3)
    assert Invitation.objects.get(pk=invitation.pk).uses == 3
    assert garden.memberships.count() == 3


def test_two_presses_of_an_invitation_are_one():
    garden = make_circle("Garden")
    root = make_person("root", is_superuser=True)
    invitation, words = invite(as_viewer(root), garden, days=7, most_uses=3)
    browser = browser_of(make_person())
    answers = at_once(*[lambda: browser.post(f"/join/{words}/") for _ in range(MANY)])
    assert {answer.status_code for answer in answers} == {302}
    assert Invitation.objects.get(pk=invitation.pk).uses == 1
    assert garden.memberships.count() == 1


def test_two_moves_at_once_close_no_ring_of_circles():
    one, other = make_circle("One"), make_circle("Other")
    root = as_viewer(make_person("root", is_superuser=True))

    def move(circle, parent):
        try:
            return change_circle(root, circle, parent=parent)
        except Refusal:
            return False

    moved = at_once(lambda: move(one, other), lambda: move(other, one))
    assert sorted(moved) == [False, True]


def test_asking_to_join_twice_at_once_is_one_request():
    garden, ben = make_circle("Garden"), make_person("ben")
    viewer = as_viewer(ben)
    asked = at_once(*[lambda: ask_to_join(viewer, garden, "Please") for _ in range(MANY)])
    assert len({request.pk for request in asked}) == 1
