"""Warning, silencing and suspending members, and what the person sees of it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from ledger.models import Entry
from moderation.actions.people import silence_person, suspend_person, warn_author, warn_person
from moderation.actions.undo import undo_act
from tests.make import (
    as_viewer,
    make_held,
    make_person,
    make_reply,
    make_report,
    make_topic,
    opening,
)
from tests.test_races import at_once

WHY = "Three loud replies in a row"
LATER = timedelta(days=7)


def acted(person: User) -> list[str]:
    return list(
        Entry.objects.filter(person_id=person.pk).order_by("pk").values_list("act", flat=True)
    )


def address(person: User, act: str = "") -> str:
    return f"/moderation/people/{person.username}/" + (f"{act}/" if act else "")


@pytest.fixture
def mo(sign_in, cast) -> Client:
    return sign_in(cast.mo)


@pytest.fixture
def silenced(cast) -> User:
    silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    return cast.ben


@pytest.fixture
def suspended(cast) -> User:
    suspend_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    return cast.ben


# --- The page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "until"),
    [("warn", None), ("silence", "silenced_until"), ("suspend", "suspended_until")],
)
def test_a_sanction_says_what_it_does_and_leaves_one_line(mo, cast, act, until):
    assert "decided before" not in mo.get(address(cast.ben, act)).content.decode()
    for _press in range(2):
        answer = mo.post(address(cast.ben, act), {"reason": WHY, "until": "3"})
        assert answer.headers["Location"] == address(cast.ben)
    assert "decided before" in mo.get(address(cast.ben, act)).content.decode()
    line = Entry.objects.get(person_id=cast.ben.pk)
    assert (line.act, line.reason, line.actor_id) == (act, WHY, cast.mo.pk)
    cast.ben.refresh_from_db()
    if until:
        stands = getattr(cast.ben, until)
        assert stands == line.until
        assert abs(stands - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)


def test_the_end_of_a_day_is_the_end_where_the_moderator_is(mo, cast):
    User.objects.filter(pk=cast.mo.pk).update(time_zone="Pacific/Auckland")
    day = timezone.localtime(timezone.now(), ZoneInfo("Pacific/Auckland")).date() + LATER
    mo.post(address(cast.ben, "silence"), {"reason": WHY, "until": "own", "day": day.isoformat()})
    until = User.objects.get(pk=cast.ben.pk).silenced_until.astimezone(ZoneInfo("Pacific/Auckland"))
    assert (until.date(), until.hour, until.minute) == (day, 23, 59)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "own"},
        {"until": "own", "day": "2001-01-01"},
        {"until": "own", "day": "soon"},
        {"until": "7", "day": "2999-01-01"},
        {"until": "for ever"},
        {},
        {"until": "7", "reason": " "},
        {"until": "7", "reason": "x" * 501},
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(mo, cast, wrong):
    form = {"reason": "Kept words"} | wrong
    answer = mo.post(address(cast.ben, "suspend"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "errorlist" in page
    assert form["reason"].strip() in page
    assert acted(cast.ben) == []


def test_a_warning_needs_words_and_lifting_does_not(mo, silenced):
    assert mo.post(address(silenced, "warn"), {}).status_code == 422
    assert mo.post(address(silenced, "unsilence"), {}).status_code == 302
    assert mo.post(address(silenced, "unsilence"), {}).status_code == 302
    assert acted(silenced) == ["silence", "unsilence"]
    assert "nothing to lift" in mo.get(address(silenced, "unsilence")).content.decode()


@pytest.mark.parametrize(
    ("doer", "person", "status"),
    [
        ("mo", "ben", 200),
        ("root", "ben", 200),
        ("root", "mo", 200),
        ("mo", "kit", 200),
        ("mo", "mo", 403),
        ("mo", "root", 403),
        ("root", "root", 403),
        ("kit", "ben", 403),
        ("ada", "ben", 403),
        ("ben", "ben", 403),
    ],
)
def test_who_may_sanction_whom(sign_in, cast, hall, doer, person, status):
    person = getattr(cast, person)
    browser = sign_in(getattr(cast, doer))
    for act in ("warn", "silence", "suspend", "unsilence", "unsuspend"):
        assert browser.get(address(person, act)).status_code == status
        answer = browser.post(address(person, act), {"reason": WHY, "until": "7"})
        assert answer.status_code == (302 if status == 200 else 403)
    assert bool(acted(person)) == (status == 200)


def test_only_an_admin_decides_about_a_moderator(mo, cast):
    other = make_person("mia", is_moderator=True)
    assert mo.post(address(other, "silence"), {"reason": WHY, "until": "7"}).status_code == 403


def test_no_such_person_no_such_act(mo, guest, cast):
    assert mo.get("/moderation/people/nobody/").status_code == 404
    assert mo.get("/moderation/people/nobody/warn/").status_code == 404
    assert mo.get(address(cast.ben, "banish")).status_code == 404
    assert guest.get(address(cast.ben, "warn")).status_code == 302


def test_it_leads_back_to_the_case_that_led_there(mo, cast, opening_post):
    case = make_report(cast.ben, opening_post)
    page = mo.get(f"{address(cast.ada, 'silence')}?case={case.pk}").content.decode()
    assert f'name="case" value="{case.pk}"' in page
    form = {"reason": WHY, "until": "1", "case": case.pk}
    answer = mo.post(address(cast.ada, "silence"), form)
    assert answer.headers["Location"] == f"/moderation/cases/{case.pk}/"
    assert "evil" not in mo.get(f"{address(cast.ada, 'silence')}?case=//evil").content.decode()


def test_the_same_warning_twice_is_one_but_after_undo_a_new_one(cast, opening_post):
    mo = as_viewer(cast.mo)
    first = warn_person(mo, cast.ben, WHY)
    assert warn_person(mo, cast.ben, WHY) == first
    assert warn_person(as_viewer(cast.root), cast.ben, WHY) != first
    undo_act(as_viewer(cast.root), first)
    assert warn_person(mo, cast.ben, WHY) != first
    case = make_report(cast.ben, opening_post)
    assert warn_author(mo, case, WHY) == warn_author(mo, case, WHY)


def test_a_longer_silence_is_another_line(cast, silenced):
    mo = as_viewer(cast.mo)
    assert silence_person(mo, silenced, WHY, until=timezone.now() + 2 * LATER)
    assert silence_person(mo, silenced, "Another reason", until=timezone.now() + 2 * LATER)
    assert acted(silenced) == ["silence"] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["warn", "silence", "suspend"])
def test_two_presses_at_once_are_one(act):
    moderator, person = make_person("mo", is_moderator=True), make_person("ben")
    browser = Client()
    browser.force_login(moderator)
    form = {"reason": WHY, "until": "7"}
    answers = at_once(*[lambda: browser.post(address(person, act), form)] * 4)
    assert {answer.status_code for answer in answers} == {302}
    assert acted(person) == [act]


# --- The record ----------------------------------------------------------------------------------


def test_the_record_holds_what_moderators_need(mo, cast, topic, silenced):
    reply = make_reply(cast.ada, topic, "Advert")
    make_report(cast.mira, reply)
    held = make_held(cast.ada, topic, "Patient words")
    page = mo.get(address(cast.ada)).content.decode()
    assert "/moderation/cases/" in page
    assert held.get_absolute_url() in page
    page = mo.get(address(silenced)).content.decode()
    assert 'data-standing="silence"' in page
    assert WHY in page
    assert "by mo" in page
    assert address(silenced, "unsilence") in page
    assert address(silenced, "unsuspend") not in page


def test_a_moderator_of_one_category_sees_only_what_is_theirs(sign_in, cast, topic, silenced):
    reply = make_reply(cast.ada, topic)
    case = make_report(cast.mira, reply)
    warn_author(as_viewer(cast.mo), case, "Mind the hall")
    kit, tove = sign_in(cast.kit), sign_in(cast.tove)
    assert "Mind the hall" in kit.get(address(cast.ada)).content.decode()
    assert case.get_absolute_url() in kit.get(address(cast.ada)).content.decode()
    others = tove.get(address(cast.ada)).content.decode()
    assert "Mind the hall" not in others
    assert case.get_absolute_url() not in others
    for browser in (kit, tove):
        page = browser.get(address(silenced)).content.decode()
        assert WHY not in page
        assert "data-standing" not in page
        assert "/silence/" not in page


def test_a_private_place_stays_private_on_the_record(mo, sign_in, cast, secret):
    make_report(cast.mira, opening(secret))
    make_held(cast.ada, secret, "Hushed words")
    assert "Hushed matters" not in mo.get(address(cast.ada)).content.decode()
    assert "Hushed matters" in sign_in(cast.root).get(address(cast.ada)).content.decode()


def test_members_have_no_records_and_no_way_to_them(sign_in, cast, mo):
    ben = sign_in(cast.ben)
    assert ben.get(address(cast.ada)).status_code == 403
    assert ben.get(address(cast.ben)).status_code == 403
    assert address(cast.ada) not in ben.get("/u/ada/").content.decode()
    assert address(cast.ada) in mo.get("/u/ada/").content.decode()


def test_the_record_costs_the_same_however_long_it_is(
    mo, cast, topic, django_assert_max_num_queries
):
    def fill():
        for n in range(5):
            reply = make_reply(cast.ada, topic)
            warn_author(as_viewer(cast.mo), make_report(cast.mira, reply), f"Words {n}")
            make_held(cast.ada, topic)

    fill()
    with django_assert_max_num_queries(12) as few:
        mo.get(address(cast.ada))
    fill()
    with django_assert_max_num_queries(len(few)) as many:
        mo.get(address(cast.ada))
    assert len(many) == len(few)


# --- Silenced ------------------------------------------------------------------------------------


def test_the_silenced_read_until_when_and_why_on_every_page(sign_in, silenced, topic):
    ben = sign_in(silenced)
    for path in ("/", "/people/", topic.get_absolute_url(), "/settings/profile/", "/nowhere/"):
        page = ben.get(path).content.decode()
        assert 'id="silenced"' in page, path
        assert WHY in page
    assert 'name="body"' not in ben.get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/t/{topic}/reply/", {"body": "Kept words"}),
        ("/topics/new/", {"category": "hall", "title": "New", "body": "Kept words"}),
        ("/p/{mine}/edit/", {"body": "Kept words", "version": 1}),
        ("/p/{first}/like/", {"on": "1"}),
        ("/held/{held}/", {"body": "Kept words"}),
        ("/settings/profile/", {"about": "Kept words"}),
        ("/moderation/topics/rename/", {"topics": "{own}", "title": "Kept words"}),
    ],
)
def test_the_silenced_do_not_write_and_lose_nothing(
    sign_in, cast, topic, hall, opening_post, path, form
):
    mine = make_reply(cast.ben, topic)
    held = make_held(cast.ben, topic)
    ids = {"topic": topic.pk, "mine": mine.pk, "first": opening_post.pk, "held": held.pk}
    ids["own"] = make_topic(cast.ben, hall).pk
    ben = sign_in(cast.ben)
    sent = {name: str(value).format(**ids) for name, value in form.items()}
    silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    answer = ben.post(path.format(**ids), sent)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert WHY in page
    if "body" in form or "about" in form:
        assert page.count("Kept words") == 1
    User.objects.filter(pk=cast.ben.pk).update(silenced_until=timezone.now())
    assert ben.post(path.format(**ids), sent).status_code == 302


def test_the_silenced_still_take_back_report_and_read(sign_in, cast, topic, opening_post):
    mine, held = make_reply(cast.ben, topic), make_held(cast.ben, topic)
    silence_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    ben = sign_in(cast.ben)
    assert ben.post(f"/p/{mine.pk}/delete/").status_code == 302
    assert ben.post(f"/held/{held.pk}/withdraw/").status_code == 302
    assert ben.post(f"/p/{opening_post.pk}/flag/", {"reason": "spam"}).status_code == 302
    zone = {"time_zone": "Europe/Lisbon"}
    assert ben.post("/settings/appearance/", zone).status_code == 302
    assert ben.post("/settings/profile/", {"display_name": "", "about": ""}).status_code == 302
    assert ben.post("/account/logout/").status_code == 302


def test_line_breaks_of_a_browser_are_no_other_words(sign_in, cast, silenced):
    User.objects.filter(pk=silenced.pk).update(about="One\nTwo")
    form = {"about": "One\r\nTwo"}
    assert sign_in(silenced).post("/settings/profile/", form).status_code == 302


def test_a_silence_ends_by_itself(sign_in, silenced, topic):
    User.objects.filter(pk=silenced.pk).update(silenced_until=timezone.now() - timedelta(seconds=1))
    ben = sign_in(silenced)
    assert 'id="silenced"' not in ben.get("/").content.decode()
    assert ben.post(f"/t/{topic.pk}/reply/", {"body": "Again"}).status_code == 302


# --- Suspended -----------------------------------------------------------------------------------


def try_in(handle: str = "ben", password: str = "a-good-secret") -> tuple[Client, object]:
    browser = Client()
    return browser, browser.post("/account/login/", {"login": handle, "password": password})


def is_in(browser: Client) -> bool:
    return browser.get("/notifications/").status_code == 200


def test_who_is_suspended_is_signed_out_for_good(sign_in, cast, topic):
    ben = sign_in(cast.ben)
    assert is_in(ben)
    suspend_person(as_viewer(cast.mo), cast.ben, WHY, until=timezone.now() + LATER)
    answer = ben.post(f"/t/{topic.pk}/reply/", {"body": "Kept words"})
    assert answer.status_code == 403
    assert "Kept words" in answer.content.decode()
    assert not is_in(ben)
    User.objects.filter(pk=cast.ben.pk).update(suspended_until=None)
    assert not is_in(ben)


def test_the_right_password_is_told_until_when_and_why(suspended):
    User.objects.filter(pk=suspended.pk).update(time_zone="Asia/Tokyo")
    for login in ("ben", "ben@example.org"):
        browser, answer = try_in(login)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert WHY in page
        assert "JST" in page
        assert not is_in(browser)


def test_a_wrong_password_is_told_nothing(cast, suspended):
    _browser, wrong = try_in(password="not-the-secret")
    _browser, other = try_in("ada", "not-the-secret")
    assert WHY not in wrong.content.decode()
    assert wrong.status_code == other.status_code == 200

    def said(answer) -> list[str]:
        return re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.content.decode(), re.DOTALL)

    assert said(wrong) == said(other) != []


def test_when_the_time_is_over_they_sign_in_again(suspended):
    User.objects.filter(pk=suspended.pk).update(
        suspended_until=timezone.now() - timedelta(seconds=1)
    )
    browser, answer = try_in()
    assert answer.status_code == 302
    assert is_in(browser)


def test_a_new_password_is_no_way_in(suspended):
    browser, new = Client(), "another-good-one"
    browser.post("/account/password/reset/", {"email": "ben@example.org"})
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    browser.post("/account/password/reset/confirm/", {"code": code.group(1)})
    browser.post("/account/password/reset/complete/", {"password1": new, "password2": new})
    assert not is_in(browser)
    suspended.refresh_from_db()
    assert suspended.check_password(new)
    browser, answer = try_in(password=new)
    assert answer.status_code == 403
    assert not is_in(browser)


def test_a_second_factor_comes_before_the_reason(suspended):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(suspended, secret)
    browser, answer = try_in()
    assert answer.status_code == 302
    assert WHY not in answer.content.decode()
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    answer = browser.post(answer.headers["Location"], {"code": code})
    assert answer.status_code == 403
    assert WHY in answer.content.decode()
    assert not is_in(browser)


# --- What the person is told ---------------------------------------------------------------------


def test_the_person_is_told_by_a_notice_and_others_are_not(mo, sign_in, cast, tell):
    mo.post(address(cast.ben, "warn"), {"reason": WHY})
    mo.post(address(cast.ben, "silence"), {"reason": "Loud again", "until": "7"})
    tell()
    page = sign_in(cast.ben).get("/notifications/").content.decode()
    assert "warned you" in page
    assert WHY in page
    assert "silenced you" in page
    assert "Until" in page
    assert "Loud again" in page
    line = Entry.objects.filter(act="warn").latest("pk")
    assert f"/moderation/log/?line={line.pk}" in page
    told = sign_in(cast.ben).get(f"/moderation/log/?line={line.pk}").content.decode()
    assert WHY in told
    others = sign_in(cast.ada).get("/moderation/log/").content.decode()
    assert WHY not in others
    assert "Loud again" not in others
    assert "a member" in others
