"""Another handle: old links and mentions lead to the person, and nobody takes the old one soon."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import handles
from accounts.actions.handles import rename_person
from accounts.models import FormerHandle, User
from accounts.policies import Refusal
from accounts.queries.handles import is_free
from tests.make import as_viewer, make_reply
from threads.models import Mention

pytestmark = pytest.mark.django_db
TAKEN = "Somebody already has this handle"


def rename(person: User, handle: str) -> bool:
    changed = rename_person(as_viewer(person), handle)
    person.refresh_from_db()
    return changed


def later(days: int) -> None:
    """Everything that was given up, was so many days earlier."""
    for row in FormerHandle.objects.all():
        row.given_up_at -= timedelta(days=days)
        row.save()


def test_links_and_mentions_follow(cast, topic, guest, sign_in):
    before = make_reply(cast.ada, topic, "What does @ben say?")
    form = {"username": "benedict"}
    assert sign_in(cast.ben).post("/settings/handle/", form).status_code == 302
    assert guest.get("/u/ben/").headers["Location"] == "/u/benedict/"
    assert guest.get("/u/BEN/").status_code == 302, (
        "not for good: it may be somebody else's one day"
    )
    assert guest.get("/u/ben/feed/").headers["Location"] == "/u/benedict/feed/"
    page = guest.get(topic.get_absolute_url()).content.decode()
    assert '<a class="mention" href="/u/benedict/">@benedict</a>' in page
    after = make_reply(cast.ada, topic, "And now, @ben?")
    named = Mention.objects.filter(post__in=[before, after]).values_list("person_id", flat=True)
    assert list(named) == [cast.ben.pk] * 2


def test_who_has_a_handle_now_goes_before_who_had_it(cast, topic, guest):
    rename(cast.ben, "benedict")
    later(handles.HELD_FOR.days + 1)
    other = User.objects.create_user("Ben")
    post = make_reply(cast.ada, topic, "Welcome, @ben!")
    assert Mention.objects.get(post=post).person_id == other.pk
    assert guest.get("/u/ben/").headers["Location"] == "/u/Ben/"


def test_the_last_who_had_a_handle_is_meant(cast, topic):
    rename(cast.ben, "benedict")
    later(handles.HELD_FOR.days + 1)
    other = User.objects.create_user("ben")
    rename(other, "benno")
    post = make_reply(cast.ada, topic, "Welcome, @ben!")
    assert Mention.objects.get(post=post).person_id == other.pk


@pytest.mark.parametrize("handle", ["Ben", "ben"])
def test_nobody_else_takes_it_for_a_time(handle, cast, guest):
    rename(cast.ben, "benedict")
    with pytest.raises(ValidationError):
        rename(cast.ola, handle)
    assert not is_free(handle)
    later(handles.HELD_FOR.days - 1)
    assert not is_free(handle)
    later(2)
    assert is_free(handle)
    assert rename(cast.ola, handle)


def test_one_takes_ones_own_back(cast):
    rename(cast.ben, "benedict")
    later(handles.KEPT_FOR.days + 1)
    assert rename(cast.ben, "ben")
    assert list(FormerHandle.objects.values_list("handle", flat=True)) == ["benedict"]


def test_not_again_for_a_while(cast, sign_in):
    rename(cast.ben, "benedict")
    answer = sign_in(cast.ben).post("/settings/handle/", {"username": "benno"})
    assert answer.status_code == 403
    assert "You can do so again on" in answer.content.decode()
    later(handles.KEPT_FOR.days + 1)
    assert rename(cast.ben, "benno")


def test_the_case_of_letters_is_no_other_name(cast):
    assert rename(cast.ben, "BEN")
    assert rename(cast.ben, "Ben")
    assert not rename(cast.ben, "Ben")
    assert not FormerHandle.objects.exists()


@pytest.mark.parametrize("handle", ["", "b", "be n", "ben.html", "-ben", "bén", "x" * 41, "b:1"])
def test_a_handle_that_is_none_is_said_beside_the_field(handle, cast, sign_in):
    answer = sign_in(cast.ben).post("/settings/handle/", {"username": handle})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()


def test_one_that_is_taken_is_said_and_stays_typed(cast, sign_in):
    answer = sign_in(cast.ben).post("/settings/handle/", {"username": "ADA"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert TAKEN in page
    assert 'value="ADA"' in page


def test_who_is_silenced_keeps_the_name(cast):
    from django.utils import timezone

    until = timezone.now() + timedelta(days=3)
    User.objects.filter(pk=cast.ben.pk).update(silenced_until=until, silenced_reason="Loud")
    with pytest.raises(Refusal), transaction.atomic():
        rename(cast.ben, "benedict")
