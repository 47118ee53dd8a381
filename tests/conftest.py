"""The cast that all tests share, and what they do with requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from accounts.compiled import forget_queries
from accounts.models import Circle, User
from notifications.tasks import deliver
from tests.make import make_category, make_circle, make_moderator, make_person, make_topic
from threads.models import Category, Post, Topic


@dataclass
class Cast:
    """Ada writes; Ben is a member; Mo moderates; Root is the admin; Mira sits in Ada's circle.

    Ola writes in Ada's topics; Kit moderates the hall alone, Tove the yard alone.
    """

    ada: User
    ben: User
    mira: User
    mo: User
    root: User
    ola: User
    kit: User
    tove: User


def scene_of(make: Callable[[], Any]):
    """A fixture of what `make()` puts into the database, once for a module of tests: each test that
    asks for `db`, too, takes back what it does there."""

    @pytest.fixture(scope="module")
    def scene(django_db_setup, django_db_blocker):
        # It is made before what each test begins with, and after the tests of another module.
        forget_all()
        with django_db_blocker.unblock(), transaction.atomic():
            yield make()
            transaction.set_rollback(True)

    return scene


@pytest.fixture(autouse=True)
def _checked_pages(request, monkeypatch):
    """Where acts are tried, every page that is opened twice is compared with one made anew."""
    place = request.path.relative_to(request.config.rootpath).as_posix()
    acts = place.startswith(("tests/threads/", "tests/moderation/"))
    is_checked = acts and not place.endswith("test_sealed.py")
    monkeypatch.setattr(settings, "CHECK_REMEMBERED", is_checked)


@pytest.fixture(autouse=True)
def _clean_cache():
    forget_all()


def forget_all() -> None:
    """Begin with nothing that this process remembers of what it read before."""
    for store in caches.all(initialized_only=True):
        store.clear()
    # Put together through gates that a test may have changed.
    forget_queries()


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """All of them."""
    return Cast(
        ada=make_person("ada", display_name="Ada Lindqvist"),
        ben=make_person("ben"),
        mira=make_person("mira.oday"),
        mo=make_person("mo", is_moderator=True),
        root=make_person("root", is_staff=True, is_superuser=True),
        ola=make_person("ola"),
        kit=make_person("kit"),
        tove=make_person("tove"),
    )


@pytest.fixture
def circle(cast) -> Circle:
    return make_circle("Quiet", cast.ada, cast.mira)


@pytest.fixture
def hall(cast) -> Category:
    """A public place, and its moderator."""
    return make_moderator(cast.kit, make_category("hall"))


@pytest.fixture
def yard(cast) -> Category:
    """Another public place, and its moderator."""
    return make_moderator(cast.tove, make_category("yard"))


@pytest.fixture
def quiet_room(circle) -> Category:
    """A place of Ada's circle."""
    return make_category("quiet-room", "circles", circle)


@pytest.fixture
def topic(cast, hall) -> Topic:
    """Ada's topic with two prompts."""
    return make_first_topic(cast, hall)


def make_first_topic(cast: Cast, hall: Category) -> Topic:
    """Ada's topic with two prompts."""
    return make_topic(
        cast.ada, hall, title="Who leads here?", prompts=["What helps?", "What hinders?"]
    )


@pytest.fixture
def secret(cast, quiet_room) -> Topic:
    """Ada's topic in the quiet room."""
    return make_secret(cast, quiet_room)


def make_secret(cast: Cast, quiet_room: Category) -> Topic:
    """Ada's topic in the quiet room."""
    return make_topic(
        cast.ada, quiet_room, title="Hushed matters", source="Unheardof words.", prompts=["Shhh?"]
    )


@pytest.fixture
def opening_post(topic) -> Post:
    return Post.objects.select_related("topic__category").get(topic=topic, number=1)


@pytest.fixture
def guest() -> Client:
    return Client()


@pytest.fixture
def sign_in():
    """A browser of somebody."""

    def client_of(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return client_of


@pytest.fixture
def tell():
    """Do what the worker does after the answer."""
    return deliver.func
