"""Errors in the look of the site: each says what happened and what one can do next."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from tests.make import make_person


@pytest.fixture
def careless() -> Client:
    """A browser that gets the answer where a test would get the exception."""
    return Client(raise_request_exception=False)


def test_too_much_at_once_is_413(cast, sign_in, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    settings.DEBUG = False
    answer = sign_in(cast.ben).post("/topics/new/", {"body": "x" * 2_000})
    assert answer.status_code == 413
    assert "This is too much at once" in answer.content.decode()


def test_a_closed_account_is_gone(cast, guest):
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    answer = guest.get("/u/ben/")
    assert answer.status_code == 410
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "This account was closed." in answer.content.decode()
    assert guest.get("/u/nobody-ever/").status_code == 404


def test_a_wish_that_is_none_is_422_with_a_page(cast, topic, sign_in):
    answer = sign_in(cast.ben).post(f"/p/{topic.posts.first().pk}/like/", {"on": "maybe"})
    assert answer.status_code == 422
    assert "Something in it is not right" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OperationalError("the server is away"), 503, "The forum rests for a moment"),
        (ZeroDivisionError(), 500, "Something broke"),
    ],
)
def test_broken_and_resting_need_no_database(
    fault, status, words, careless, monkeypatch, settings, db, django_assert_num_queries
):
    settings.DEBUG = False

    def fail(*_args, **_facts):
        raise fault

    # What the page asks first.
    monkeypatch.setattr("threads.views.lists.version_of_lists", fail)
    with django_assert_num_queries(0):
        answer = careless.get("/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert (answer.headers.get("Retry-After") == "30") == (status == 503)
    assert connection.settings_dict["NAME"] not in answer.content.decode()


def test_what_a_phone_needs(guest, db):
    answer = guest.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    facts = json.loads(answer.content)
    assert facts["start_url"] == "/"
    for icon in facts["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        size = int(icon["sizes"].split("x")[0]).to_bytes(4, "big")
        # Where a PNG says its size.
        assert Path(path).read_bytes()[16:24] == size + size


def test_the_appearance_of_an_account_is_there_before_the_first_paint(cast, sign_in, guest):
    ben = sign_in(cast.ben)
    assert "data-theme" not in ben.get("/").content.decode()
    chosen = {"theme": "dark", "more_contrast": "on"}
    chosen["counts_in_title"] = "on"
    assert ben.post("/settings/appearance/", chosen).status_code == 302
    page = ben.get("/").content.decode()
    head = page[: page.index("<body")]
    assert 'data-theme="dark" data-contrast="more" data-member>' in head
    assert '<meta name="color-scheme" content="dark">' in head
    assert "data-theme" not in guest.get("/").content.decode()


def test_names_are_offered_to_members_those_of_the_topic_first(cast, topic, sign_in, guest):
    ben = sign_in(cast.ben)

    def offered(**query):
        found = ben.get("/people/names/", query).json()["people"]
        return [person["handle"] for person in found]

    assert offered(q="m") == ["mira.oday", "mo"]
    ada = offered(q="", topic=topic.pk)
    assert ada[0] == "ada"
    assert offered(q="lind") == ["ada"]
    assert offered(q="%") == []
    assert offered(q="_") == []
    assert offered(q="\\") == []
    make_person("zed", display_name="Ólafur Zoë_Núñez")
    for begun in ("ólaf", "Olaf", "zoë", "ZOE_NU"):
        assert offered(q=begun) == ["zed"]
    assert offered(q="laf") == offered(q="oe") == offered(q="zoexnu") == []
    assert len(ada) <= 8
    assert escape("ada") in str(ada)
    assert guest.get("/people/names/", {"q": "m"}).status_code == 302


def test_the_people_of_a_secret_topic_are_not_told_apart(cast, secret, sign_in):
    """Whether somebody wrote in a topic shows in the order; not to who may not read it."""
    ben = sign_in(cast.ben)
    query = {"q": "", "topic": secret.pk}
    with_topic = ben.get("/people/names/", query).json()
    assert with_topic == ben.get("/people/names/", {"q": ""}).json()
