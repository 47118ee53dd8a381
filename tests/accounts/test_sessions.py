"""Where one is signed in, and ending that."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.actions.sessions import forget_ended_sessions
from accounts.queries.sessions import browser_in_words
from tests.make import make_person

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
SECRET = "a-good-secret"


def come_in(handle: str, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    answer = client.post("/account/login/", {"login": handle, "password": SECRET})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/settings/sessions/").status_code == 200


def id_of(client: Client) -> int:
    return UserSession.objects.get(session_key=client.session.session_key).pk


def test_each_place_is_listed_with_the_present_one_first(cast):
    phone, desk = come_in("ben", SAFARI), come_in("ben")
    page = desk.get("/settings/sessions/").content.decode()
    assert page.index("Firefox on Linux") < page.index("Safari on iPhone")
    assert page.count("127.0.0.1") >= 2
    come_in("ada")
    assert page == desk.get("/settings/sessions/").content.decode() or "ada" not in page
    assert is_in(phone)


def test_one_is_ended(cast):
    phone, desk, third = come_in("ben", SAFARI), come_in("ben"), come_in("ben")
    for _twice in range(2):
        answer = desk.post(f"/settings/sessions/{id_of(third) if _twice == 0 else 0}/end/")
        assert answer.status_code == 302
    assert [is_in(one) for one in (phone, desk, third)] == [True, True, False]


def test_all_others_are_ended(cast):
    phone, desk, third = come_in("ben", SAFARI), come_in("ben"), come_in("ben")
    desk.post("/settings/sessions/end/")
    assert [is_in(one) for one in (phone, desk, third)] == [False, True, False]


def test_nobody_ends_those_of_others(cast):
    ben, ada = come_in("ben"), come_in("ada")
    ada.post(f"/settings/sessions/{id_of(ben)}/end/")
    ada.post("/settings/sessions/end/")
    assert is_in(ben)


def test_a_new_password_ends_all_others(cast):
    phone, desk = come_in("ben", SAFARI), come_in("ben")
    form = {
        "oldpassword": SECRET,
        "password1": "quite-another-one",
        "password2": "quite-another-one",
    }
    desk.post("/account/password/change/", form)
    assert [is_in(one) for one in (phone, desk)] == [False, True]
    assert UserSession.objects.count() == 1


def test_who_came_in_before_this_was_noted_sees_the_present_one(cast, sign_in):
    page = sign_in(cast.ben).get("/settings/sessions/").content.decode()
    assert "This browser" in page
    assert "/end/" not in page


def test_what_ended_is_forgotten_with_its_address(cast):
    ben = come_in("ben")
    come_in("ada").session.flush()
    forget_ended_sessions()
    assert [row.pk for row in UserSession.objects.all()] == [id_of(ben)]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("curl/8", "Another browser"),
        ("", "Another browser"),
        ("<script>alert(1)</script> Chrome", "Chrome"),
    ],
)
def test_browsers_are_named_in_words(agent, words):
    assert browser_in_words(agent) == words


def test_an_endless_name_of_a_browser_is_no_trouble(cast):
    make_person("eve")
    assert is_in(come_in("eve", "x" * 5_000))
