"""Handles that pass for one another."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts import handles
from accounts.models import User
from accounts.models.people import SKELETON
from accounts.queries.handles import is_free
from tests.make import make_person

ALPHABET = "amnrwvilos015._-ARN"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mira.oday", "Mira-Oday"),
        ("mira.oday", "rnira.oday"),
        ("willow", "vvi11ow"),
        ("oslo", "051o"),
        ("Ida", "1da"),
        ("ada", "ADA"),
    ],
)
def test_what_looks_alike_is_taken(one, other):
    person = make_person(one)
    assert not is_free(other)
    assert is_free(other, person.pk), "one's own may be changed into it"


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), [("ada", "ida"), ("ben", "ben2"), ("nora", "mora")])
def test_what_does_not_look_alike_is_free(one, other):
    make_person(one)
    assert is_free(other)


@pytest.mark.django_db
def test_signing_up_says_so_beside_the_field(guest):
    make_person("mira.oday")
    form = {"username": "rnira.oday", "email": "nil@example.org", "password1": "quiet-otter-river"}
    page = guest.post("/account/signup/", form).content.decode()
    assert "or one that looks like it" in page
    assert 'value="rnira.oday"' in page
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_database_sees_what_we_see():
    """The index and the question are of one mind."""
    asked = User.objects.annotate(seen=SKELETON).values("seen").query.sql_with_params()
    seen, words = asked[0].removeprefix("SELECT ").partition(" AS ")[0], asked[1]
    column = '"accounts_user"."username"'
    assert column in seen

    @given(st.text(ALPHABET, max_size=30))
    def agree(handle):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {seen.replace(column, '%s')}", [handle, *words])
            assert cursor.fetchone() == (handles.skeleton(handle),)

    agree()
