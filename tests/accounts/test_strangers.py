"""Signing in and up: guessing, and finding out who has an account."""

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.limits import forget_buckets
from accounts.models import User
from leadership_forum.settings import CACHES
from tests.make import make_person

SIGN_UP = {"username": "newcomer", "email": "new@example.org", "password1": "a-good-secret"}


def answers_to(path: str, *forms: dict[str, str]) -> list[tuple[int, str, int]]:
    """Status, where it leads, and how many statements, for each form."""
    found = []
    for form in forms:
        client = Client()
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(path, form)
        found.append((answer.status_code, answer.headers.get("Location", ""), len(captured)))
    return found


def test_nobody_learns_who_has_an_account(db, settings):
    make_person("ben")
    known = {"login": "ben", "password": "a-wrong-secret"}
    unknown = {"login": "nobody", "password": "a-wrong-secret"}
    one, other = answers_to("/account/login/", known, unknown)
    assert one[:2] == other[:2] == (200, "")
    reset = [{"email": "ben@example.org"}, {"email": "nobody@example.org"}]
    one, other = answers_to("/account/password/reset/", *reset)
    assert one[:2] == other[:2]
    assert one[0] == 302
    taken = SIGN_UP | {"email": "ben@example.org", "username": "somebody"}
    one, other = answers_to("/account/signup/", taken, SIGN_UP)
    assert one[:2] == other[:2]
    assert one[0] == 302
    assert not User.objects.filter(username="somebody").exists()


def test_what_a_page_says_is_the_same(db):
    make_person("ben")
    pages = []
    for login in ("ben", "abc"):
        page = Client().post("/account/login/", {"login": login, "password": "a-wrong-secret"})
        text = page.content.decode().replace(f'value="{login}"', "")
        pages.append(text.partition("<main")[2].partition("csrf")[0])
    assert pages[0] == pages[1]


@pytest.fixture
def shared(settings, db):
    """As where it runs: allauth counts in the database."""
    settings.CACHES = CACHES
    yield caches["shared"]
    caches["shared"].clear()


def test_attempts_are_counted_for_all_processes(shared, settings):
    """Each begins with an empty memory; the sixth attempt is one too many all the same."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key"}
    make_person("ben")
    said = []
    for _n in range(6):
        super(type(cache._connections["default"]), cache._connections["default"]).clear()
        page = Client().post("/account/login/", {"login": "ben", "password": "a-wrong-secret"})
        said.append("Too many failed login attempts" in page.content.decode())
    assert said == [False] * 5 + [True]
    right = Client().post("/account/login/", {"login": "ben", "password": "a-good-secret"})
    assert right.status_code == 200


def test_only_what_has_to_be_is_shared(shared):
    """A code that was used is used in every process; what the database says anyway is not kept in
    it twice."""
    assert isinstance(shared, DatabaseCache)
    assert cache.add("allauth.mfa.totp.used?1", "y", timeout=60)
    assert not cache.add("allauth.mfa.totp.used?1", "y", timeout=60)
    assert shared.get("allauth.mfa.totp.used?1") == cache.get("allauth.mfa.totp.used?1") == "y"
    cache.set("of-this-process", 1)
    assert shared.get("of-this-process") is None
    assert cache.get("of-this-process") == 1
    cache.set("allauth:rl:old", [1], timeout=-1)
    forget_buckets()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_counted")
        assert cursor.fetchone() == (1,)
    cache.delete("allauth.mfa.totp.used?1")
    assert shared.get("allauth.mfa.totp.used?1") is None
