"""Questions to people: they reach somebody, wait where all see them, and do not get lost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from accounts.actions.community import found_community
from accounts.models import User
from accounts.queries.community import community
from leadership_forum import clock
from notifications.models import FOLLOWED, Notice
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_held,
    make_moderator,
    make_person,
    make_reply,
)
from tests.make import make_topic as make_topic_of
from threads.actions.approval import approve_held
from threads.actions.curation import close_topic
from threads.actions.moving import merge_topics, move_posts
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.settling import answer_ask, make_moot, set_ask_aside
from threads.actions.setups import Setup
from threads.models import Ask, Post

ESSAY = "https://example.org/the-fallow-week"
WORDS = "Would you still say so after reading this?"


@pytest.fixture
def eloy(db):
    return make_person("eloy", display_name="Eloy Ferreira")


@pytest.fixture
def recap(cast, hall, eloy):
    """Ada recaps a fishbowl of Eloy, Mira and a guest without an account; Eloy said a word."""
    setup = Setup("recap", ("eloy", "mira.oday", "Grandmother Aurora"))
    topic = make_topic_of(cast.ada, hall, title="Rest and rhythm", setup=setup)
    make_reply(eloy, topic, "Closed is what I would call it.")
    return topic


def put(browser, topic, to="eloy", text=WORDS, **more):
    return browser.post(f"/t/{topic.pk}/asks/", {"to": to, "text": text, **more})


def read(browser, url) -> str:
    return browser.get(url).content.decode()


def told(person) -> list[str]:
    notices = Notice.objects.filter(recipient=person).exclude(kind__in=FOLLOWED).order_by("id")
    return list(notices.values_list("kind", flat=True))


def wait(ask, **long):
    Ask.objects.filter(pk=ask.pk).update(created_at=timezone.now() - timedelta(**long))


def test_scenario_12_ask_a_person(cast, recap, eloy, sign_in, guest, tell):
    ada, his = sign_in(cast.ada), sign_in(eloy)
    answer = put(ada, recap, link=ESSAY, post="2")
    ask = Ask.objects.get()
    assert answer.headers["Location"] == f"/t/{recap.pk}/asks/#ask-{ask.pk}"
    tell()
    assert told(eloy) == ["ask"]
    # Wherever Eloy looks, one question waits; everybody else sees for whom.
    page = recap.get_absolute_url()
    assert "1 question waits for you" in read(his, "/")
    assert "1 question waits for you" in read(his, page)
    assert "question waits for you" not in read(ada, "/") + read(ada, page) + read(guest, "/")
    for browser in (ada, guest):
        assert "1 question waits for Eloy Ferreira" in read(browser, page)
    assert 'data-unread="1"' in read(his, page)
    asks = read(his, f"/t/{recap.pk}/asks/")
    assert 'data-unread="0"' in asks
    assert WORDS in asks
    assert f'href="{ESSAY}" rel="nofollow ugc noopener">example.org</a>' in asks
    assert "about #2" in asks
    assert f'href="{page}?ask={ask.pk}#reply"' in asks
    form = read(his, f"{page}?ask={ask.pk}")
    assert f'<input type="hidden" name="ask" value="{ask.pk}"' in form
    assert "Answers a question by Ada Lindqvist" in form
    # The reply from there is the answer, linked both ways.
    his.post(f"/t/{recap.pk}/reply/", {"body": "More than ever.", "ask": ask.pk})
    tell()
    assert "answers a question by Ada Lindqvist" in read(guest, page)
    assert f'href="{page}3/">answered in #3</a>' in read(guest, f"/t/{recap.pk}/asks/")
    assert "question waits for" not in read(his, "/") + read(his, page) + read(guest, page)
    assert told(cast.ada) == ["answered"]
    assert f'href="/p/{Post.objects.get(topic=recap, number=3).pk}/"' in read(
        ada, "/notifications/"
    )
    # Another is set aside; the topic says by whom, and no more.
    put(ada, recap, text="And on Sundays?")
    other = Ask.objects.latest("id")
    his.post(f"/asks/{other.pk}/set-aside/")
    assert "set aside by Eloy Ferreira" in read(guest, f"/t/{recap.pk}/asks/")
    assert "set a question aside" in read(guest, page)


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("nobody.here", "Nobody here is called “nobody.here”"),
        ("Grandmother Aurora", "Grandmother Aurora has no account here"),
        ("ada", "You cannot ask yourself."),
        ("gone", "Nobody here is called “gone”"),
        ("", "This field is required."),
    ],
)
def test_a_question_that_reaches_nobody_is_refused_beside_the_field(
    to, sentence, cast, recap, sign_in
):
    make_person("gone", is_active=False)
    text = "Is “it” <b>so</b> & how? 🐟"
    answer = put(sign_in(cast.ada), recap, to=to, text=text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Is “it” &lt;b&gt;so&lt;/b&gt; &amp; how? 🐟</textarea>" in page
    assert not Ask.objects.exists()


def test_who_cannot_read_the_topic_is_not_asked(cast, secret, sign_in):
    answer = put(sign_in(cast.ada), secret, to="ben")
    assert answer.status_code == 422
    assert "ben cannot read this here" in answer.content.decode()
    assert put(sign_in(cast.ada), secret, to="mira.oday").status_code == 302


@pytest.mark.parametrize("to", ["@Eloy", "ELOY", "eloy ferreira", " eloy "])
def test_somebody_is_meant_by_handle_or_by_their_name_on_the_panel(to, cast, recap, eloy, sign_in):
    assert put(sign_in(cast.ben), recap, to=to).status_code == 302
    assert Ask.objects.get().to_person_id == eloy.pk


@pytest.mark.parametrize(
    "broken",
    [
        {"text": "x" * 501},
        {"text": " \u200b\u2800 "},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://example.org/"},
        {"link": "https://example.org/" + "x" * 500},
        {"post": "99"},
    ],
)
def test_broken_questions_come_back_whole(broken, cast, recap, sign_in):
    answer = put(sign_in(cast.ben), recap, **broken)
    assert answer.status_code == 422
    assert broken.get("text", WORDS) in answer.content.decode()


def test_five_questions_of_one_person_wait_for_one_other(cast, recap, eloy, sign_in):
    ben = sign_in(cast.ben)
    for n in range(5):
        assert put(ben, recap, text=f"Number {n}?").status_code == 302
    refused = put(ben, recap, text="Number 6?")
    assert refused.status_code == 422
    assert "Five questions of yours wait there already" in refused.content.decode()
    assert "Number 6?</textarea>" in refused.content.decode()
    assert put(ben, recap, to="mira.oday").status_code == 302
    assert put(sign_in(cast.ola), recap).status_code == 302
    set_ask_aside(as_viewer(eloy), Ask.objects.filter(author=cast.ben).first())
    assert put(ben, recap, text="Number 6?").status_code == 302


def test_the_same_form_sent_twice_is_one_question(cast, recap, sign_in, tell):
    ben, token = sign_in(cast.ben), str(uuid4())
    first, second = (put(ben, recap, token=token) for _ in "ab")
    assert first.headers["Location"] == second.headers["Location"]
    assert put(ben, recap, text="Another?", token=token).status_code == 302
    assert put(ben, recap).status_code == put(ben, recap).status_code == 302
    assert Ask.objects.count() == 4


def test_the_panel_is_asked_together(cast, recap, eloy, sign_in, guest, tell):
    put(sign_in(cast.ben), recap, to="panel")
    ask = Ask.objects.get()
    tell()
    assert (told(eloy), told(cast.mira), told(cast.ada)) == (["ask"], ["ask"], [])
    page = recap.get_absolute_url()
    assert "1 question waits for the panel" in read(guest, page)
    for person in (eloy, cast.mira):
        assert "1 question waits for you" in read(sign_in(person), "/")
        assert "1 question waits for you" in read(sign_in(person), page)
    # Any of them answers or sets aside; a member who sits not there does not.
    ola = sign_in(cast.ola)
    assert ola.post(f"/asks/{ask.pk}/set-aside/").status_code == 403
    assert sign_in(cast.mira).post(f"/asks/{ask.pk}/answer/", {"post": "2"}).status_code == 302
    assert "question waits" not in read(sign_in(eloy), "/")


def test_a_panel_of_names_alone_cannot_be_asked(cast, hall, sign_in):
    topic = make_topic_of(cast.ada, hall, setup=Setup("recap", ("Aurora", "Tomás")))
    answer = put(sign_in(cast.ben), topic, to="panel")
    assert answer.status_code == 422
    assert "Nobody on a panel here has an account." in answer.content.decode()


def test_only_who_is_asked_the_host_and_moderators_settle_it(cast, recap, eloy, sign_in):
    """Matrix 17 to 19, for a question that Mira puts to Eloy; a panelist is not asked by it."""
    ask = make_ask(cast.ola, recap, eloy)
    for person, status in (
        (cast.ben, 403),
        (cast.mira, 403),
        (cast.tove, 403),
        (cast.ola, 403),
    ):
        assert sign_in(person).post(f"/asks/{ask.pk}/set-aside/").status_code == status, person
    for person in (cast.ben, cast.mira, cast.tove):
        answer = sign_in(person).post(f"/asks/{ask.pk}/answer/", {"post": "2"})
        assert answer.status_code == 403, person
    for person in (eloy, cast.ada, cast.kit, cast.mo, cast.root):
        again = make_ask(cast.ola, recap, eloy)
        assert sign_in(person).post(f"/asks/{again.pk}/set-aside/").status_code == 302, person
        assert sign_in(person).post(f"/asks/{again.pk}/answer/", {"post": "2"}).status_code == 302


def test_the_asker_says_that_it_is_answered_and_reopens_it_once(cast, recap, eloy, sign_in, guest):
    ask, ola = make_ask(cast.ola, recap, eloy), sign_in(cast.ola)
    assert ola.post(f"/asks/{ask.pk}/answer/").status_code == 302
    assert "answered" in read(guest, f"/t/{recap.pk}/asks/")
    assert sign_in(eloy).post(f"/asks/{ask.pk}/reopen/").status_code == 403
    assert ola.post(f"/asks/{ask.pk}/reopen/").status_code == 302
    assert "1 question waits for you" in read(sign_in(eloy), "/")
    assert sign_in(eloy).post(f"/asks/{ask.pk}/answer/").status_code == 422
    assert sign_in(eloy).post(f"/asks/{ask.pk}/answer/", {"post": "2"}).status_code == 302
    again = ola.post(f"/asks/{ask.pk}/reopen/")
    assert again.status_code == 403
    assert "A question can be reopened once" in again.content.decode()


def test_an_answer_stands_in_the_topic_and_can_be_read(cast, recap, eloy, hall, sign_in):
    ask, his = make_ask(cast.ola, recap, eloy), sign_in(eloy)
    hidden = make_reply(cast.ben, recap, "Rude")
    hide_post(as_viewer(cast.mo), hidden, "Rude")
    withdrawn = make_reply(cast.ben, recap, "Silly")
    withdraw_post(as_viewer(cast.ben), withdrawn)
    for number in (hidden.number, withdrawn.number, 99, "two", 2**31, -1):
        answer = his.post(f"/asks/{ask.pk}/answer/", {"post": number})
        assert answer.status_code == 422, number
    assert Ask.objects.get().state == "waiting"


def test_a_reply_that_may_not_answer_stands_without_it(cast, recap, eloy, sign_in):
    """Somebody was faster, or it was never theirs: nothing typed is lost."""
    ask = make_ask(cast.ola, recap, eloy)
    elsewhere = make_ask(cast.ola, make_topic_of(cast.ada, recap.category), eloy)
    url = f"/t/{recap.pk}/reply/"
    for person, other in ((cast.ben, ask), (eloy, elsewhere)):
        data = {"body": "Words all the same", "ask": other.pk}
        page = sign_in(person).post(url, data, follow=True).content.decode()
        assert "your reply stands without it" in page
        assert "Words all the same" in page
    set_ask_aside(as_viewer(eloy), ask)
    answer_ask(as_viewer(eloy), ask, Post.objects.get(topic=recap, number=2))
    late = sign_in(eloy).post(url, {"body": "Late", "ask": ask.pk}, follow=True)
    assert "your reply stands without it" in late.content.decode()
    sign_in(eloy).post(url, {"body": "Nonsense", "ask": "all"})
    assert Post.objects.filter(topic=recap).count() == 6
    assert Ask.objects.filter(answer__number=2).get().pk == ask.pk


def test_a_closed_topic_keeps_its_questions_as_they_are(cast, recap, eloy, sign_in, guest, tell):
    ask = make_ask(cast.ola, recap, eloy)
    close_topic(as_viewer(cast.ada), recap, "Enough")
    for what in ("answer", "set-aside"):
        answer = sign_in(eloy).post(f"/asks/{ask.pk}/{what}/", {"post": "2"})
        assert answer.status_code == 403, what
    assert put(sign_in(cast.mo), recap).status_code == 403
    assert "1 question to Eloy Ferreira stayed without an answer." in read(
        guest, recap.get_absolute_url()
    )
    assert "question waits" not in read(sign_in(eloy), "/")
    wait(ask, days=8)
    clock.run_due(everything=True)
    assert Ask.objects.get().reminded_at is None


def test_a_silenced_person_neither_asks_nor_answers(cast, recap, eloy, sign_in):
    ask = make_ask(cast.ola, recap, eloy)
    until = timezone.now() + timedelta(days=1)
    User.objects.filter(pk__in=[eloy.pk, cast.ben.pk]).update(silenced_until=until)
    assert put(sign_in(cast.ben), recap).status_code == 403
    assert sign_in(eloy).post(f"/asks/{ask.pk}/set-aside/").status_code == 403


def test_one_notice_and_one_reminder_and_no_more(cast, recap, eloy, tell):
    ask = make_ask(cast.ola, recap, eloy)
    new = make_ask(cast.ola, recap, eloy)
    wait(ask, days=7, minutes=1)
    wait(new, days=6, hours=23)
    for _ in range(3):
        clock.run_due(everything=True)
        tell()
    assert sorted(told(eloy)) == ["ask", "ask", "reminder"]
    assert Ask.objects.get(pk=new.pk).reminded_at is None
    set_ask_aside(as_viewer(eloy), new)
    wait(new, days=30)
    clock.run_due(everything=True)
    tell()
    assert sorted(told(eloy)) == ["ask", "ask", "reminder"]


def test_when_nobody_is_left_to_answer_it_is_moot(cast, recap, eloy, sign_in, guest):
    alone = make_ask(cast.ola, recap, eloy)
    panel, settled = make_ask(cast.ola, recap), make_ask(cast.ola, recap, cast.mira)
    set_ask_aside(as_viewer(cast.mira), settled)
    assert make_moot(eloy.pk) == 1
    assert make_moot(eloy.pk) == 0
    User.objects.filter(pk__in=[eloy.pk, cast.mira.pk]).update(is_active=False)
    clock.run_due(everything=True)
    states = dict(Ask.objects.values_list("pk", "state"))
    assert states == {alone.pk: "moot", panel.pk: "moot", settled.pk: "set_aside"}
    page = read(guest, f"/t/{recap.pk}/asks/")
    assert page.count("can no longer be answered") == 2
    assert sign_in(cast.ada).post(f"/asks/{alone.pk}/set-aside/").status_code == 403


@pytest.fixture
def befall(cast, recap, quiet_room):
    """What can happen to a post, so that others may not read it any more."""

    def happen(how: str, post: Post) -> None:
        if how == "hidden":
            hide_post(as_viewer(cast.mo), post, "Rude")
        elif how == "withdrawn":
            withdraw_post(as_viewer(post.author), post)
        else:
            secret = make_topic_of(cast.ada, quiet_room, title="Hushed")
            move_posts(as_viewer(cast.root), recap, "Elsewhere", post_ids=[post.pk], target=secret)

    return happen


@pytest.mark.parametrize("what", ["source", "answer"])
@pytest.mark.parametrize("how", ["hidden", "moved", "withdrawn"])
def test_what_happened_to_a_post_leaks_nothing_through_the_question(
    what, how, befall, recap, eloy, sign_in, guest, tell
):
    """The gate is `Post.objects.visible_to`: what it closes, sealed answers too, is closed here."""
    ola = User.objects.get(username="ola")
    post = make_reply(eloy, recap, "Unspeakable")
    ask = make_ask(ola, recap, eloy, WORDS, post=post if what == "source" else None)
    if what == "answer":
        answer_ask(as_viewer(eloy), ask, post)
    tell()
    befall(how, Post.objects.select_related("author", "topic__category").get(pk=post.pk))
    page = recap.get_absolute_url()
    for url in (page, f"/t/{recap.pk}/asks/", "/waiting/", "/"):
        seen = read(guest, url)
        assert f"answered in #{post.number}" not in seen, url
        assert f"about #{post.number}" not in seen, url
        assert "answers a question by" not in seen, url
        assert "Unspeakable" not in seen, url
        # Words about what one may not know are not said either.
        if what == "source" and how != "withdrawn":
            assert WORDS not in seen, url
            assert "question waits for" not in seen, url
    if what == "answer":
        assert 'data-kind="answered"' not in read(sign_in(ola), "/notifications/")
        assert 'data-unread="0"' in read(sign_in(ola), "/")
    # Who asked and who is asked still have their question.
    for person in (ola, eloy):
        assert WORDS in read(sign_in(person), f"/t/{recap.pk}/asks/"), person


def test_the_test_finds_a_planted_leak(cast, recap, eloy, guest, monkeypatch):
    post = make_reply(eloy, recap, "Unspeakable")
    make_ask(cast.ola, recap, eloy, WORDS, post=post)
    hide_post(as_viewer(cast.mo), post, "Rude")
    assert WORDS not in read(guest, f"/t/{recap.pk}/asks/")
    monkeypatch.setattr(Post.objects.all().__class__, "visible_to", lambda rows, viewer: rows)
    assert WORDS in read(guest, f"/t/{recap.pk}/asks/")


def test_what_waits_stands_among_what_waits(cast, recap, eloy, secret, sign_in, guest):
    make_ask(cast.ola, recap, eloy, "First, to Eloy?")
    make_ask(cast.ola, recap, cast.mira, "Second, to Mira?")
    make_ask(cast.ada, secret, cast.mira, "Hushed, to Mira?")
    assert "Second, to Mira?" in read(guest, "/waiting/")
    assert "Hushed, to Mira?" not in read(guest, "/waiting/") + read(sign_in(eloy), "/waiting/")
    his = read(sign_in(eloy), "/waiting/")
    assert his.index("First, to Eloy?") < his.index("Second, to Mira?")
    assert "Hushed, to Mira?" in read(sign_in(cast.mira), "/waiting/")


def test_questions_go_along_when_topics_are_merged(cast, recap, eloy, sign_in, guest):
    into = make_topic_of(cast.ada, recap.category, title="All of it")
    ask = make_ask(cast.ola, recap, eloy, post=Post.objects.get(topic=recap, number=2))
    merge_topics(as_viewer(cast.mo), recap, "Same", target=into)
    page = read(guest, f"/t/{into.pk}/asks/")
    assert "about #3" in page
    assert guest.get(f"/t/{recap.pk}/asks/").headers["Location"] == f"/t/{into.pk}/asks/"
    his = sign_in(eloy)
    his.post(f"/t/{into.pk}/reply/", {"body": "Here as well", "ask": ask.pk})
    assert "answers a question by" in read(guest, into.get_absolute_url())


def test_a_waiting_text_answers_when_it_appears(cast, recap, eloy, tell):
    ask = make_ask(cast.ola, recap, eloy)
    held = make_held(eloy, recap, "Patience", ask=ask.pk, speaking_from="a boatyard")
    approve_held(as_viewer(cast.kit), held)
    post = Post.objects.get(topic=recap, speaking_from="a boatyard")
    assert Ask.objects.get().answer_id == post.pk


def test_an_ordinary_topic_shows_none_of_it(cast, hall, guest, sign_in):
    topic = make_topic_of(cast.ada, hall)
    assert "asks" not in read(guest, topic.get_absolute_url())
    assert "Ask the author" in read(sign_in(cast.ben), topic.get_absolute_url())
    assert f"/t/{topic.pk}/asks/?post=1" not in read(sign_in(cast.ada), topic.get_absolute_url())


def links_to_ask(browser, topic, page="") -> dict[str, str]:
    """Whom one can ask where the panel stands, with the address for it."""
    panel = read(browser, f"{topic.get_absolute_url()}{page}").split('<ol class="panel"')[1]
    found = re.findall(
        r'href="(/t/\d+/asks/[^"]*)" rel="nofollow" aria-label="Ask (.*?)">Ask<', panel
    )
    return {name: url for url, name in found}


def test_whom_one_may_ask_on_the_panel(cast, recap, eloy, sign_in, guest):
    ben, base = sign_in(cast.ben), f"/t/{recap.pk}/asks/?to="
    links = {"Eloy Ferreira": f"{base}eloy", "mira.oday": f"{base}mira.oday"}
    assert links_to_ask(ben, recap) == links
    for handle in ("eloy", "mira.oday"):
        form = read(ben, f"{base}{handle}")
        assert f'name="to" id="id_to" required maxlength="200" value="{handle}"' in form
        assert "aria-invalid" not in form
    # Not oneself, no guest, nobody who may not write; not on paper, not in the text.
    assert links_to_ask(sign_in(eloy), recap) == {"mira.oday": f"{base}mira.oday"}
    assert links_to_ask(guest, recap) == {}
    for view in ("print/", "text/"):
        assert "asks/?to=" not in b"".join(ben.get(f"{recap.get_absolute_url()}{view}")).decode()
    User.objects.filter(pk=cast.mira.pk).update(is_active=False)
    User.objects.filter(pk=cast.ola.pk).update(silenced_until=timezone.now() + timedelta(days=1))
    assert links_to_ask(ben, recap) == {"Eloy Ferreira": f"{base}eloy"}
    assert links_to_ask(sign_in(cast.ola), recap) == {}
    close_topic(as_viewer(cast.ada), recap, "Enough")
    assert links_to_ask(sign_in(cast.mo), recap) == {}


@pytest.mark.parametrize("visibility", ["public", "members", "circles"])
def test_only_who_reads_there_is_offered(visibility, cast, circle, sign_in):
    """On every panel the links are to those whom the form takes."""
    place = make_moderator(cast.tove, make_category("nook", visibility, circle))
    panel = ("mira.oday", "ben", "mo", "root", "tove", "kit", "Grandmother Aurora")
    topic = make_topic_of(cast.ada, place, setup=Setup("recap", panel))
    ada = sign_in(cast.ada)
    taken = {name for name in panel if put(ada, topic, to=name).status_code == 302}
    assert links_to_ask(ada, topic).keys() == taken
    everybody = set(panel) - {"Grandmother Aurora"}
    assert taken == ({"mira.oday", "root", "tove"} if visibility == "circles" else everybody)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("nobody", "Nobody here is called “nobody”"),
        ("<b>", "Nobody here is called “&lt;b&gt;”"),
        ("Grandmother Aurora", "Grandmother Aurora has no account here"),
        ("ben", "You cannot ask yourself."),
        ("a\0b", "Null characters are not allowed."),
        ("", ""),
        ("@Eloy", ""),
        ("panel", ""),
    ],
)
def test_a_link_that_chooses_nobody_says_so_before_one_writes(to, said, cast, recap, sign_in):
    found_community("Commons")
    ben = sign_in(cast.ben)
    community()
    with CaptureQueriesContext(connection) as captured:
        answer = ben.get(f"/t/{recap.pk}/asks/", {"to": to})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('<ul class="errorlist" id="id_to_error">') == bool(said)
    assert said in page
    assert to == "a\0b" or f'value="{escape(to)}"' in page
    assert len(captured) <= 9


@pytest.mark.guard
def test_pages_with_many_questions_cost_the_same(cast, recap, eloy, sign_in, guest, tell):
    found_community("Commons")
    his, page = sign_in(eloy), recap.get_absolute_url()
    urls = {"/": (7, 7), "/waiting/": (7, 7), page: (5, 9), f"/t/{recap.pk}/asks/": (5, 9)}
    counts: dict[tuple[str, str], set[int]] = {}
    for size in (1, 25):
        for _ in range(size):
            person = make_person()
            post = make_reply(person, recap, "Hello")
            make_ask(person, recap, eloy, post=post)
            make_ask(person, recap, cast.mira, answer=post)
            make_ask(person, recap)
        tell()
        for url, (who, browser) in ((u, b) for u in urls for b in (("g", guest), ("m", his))):
            community()
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(url).status_code == 200
            sql = [q for q in captured if "accounts_community" not in q["sql"]]
            counts.setdefault((url, who), set()).add(len(sql))
    assert [key for key, found in counts.items() if len(found) > 1] == [], counts
    most = {(url, who): pair[who == "m"] for url, pair in urls.items() for who in "gm"}
    assert {key: found for key, found in counts.items() if max(found) > most[key]} == {}


def test_the_members_place_does_not_ask_guests(cast, guest, eloy):
    kitchen = make_topic_of(cast.ada, make_category("kitchen", "members"))
    make_ask(cast.ada, kitchen, eloy, "For members?")
    assert guest.get(f"/t/{kitchen.pk}/asks/").status_code == 404
    assert "For members?" not in read(guest, "/waiting/")
