"""Invitations by link: what they say, whom they let in, and that they are known only to their
makers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.actions import circles
from accounts.actions import invitations as actions
from accounts.actions.community import found_community
from accounts.models import (
    Community,
    Invitation,
    InvitationUse,
    JoinRequest,
    Membership,
    User,
)
from accounts.policies import Refusal
from accounts.queries.exports import own_account
from accounts.queries.invitations import invited_by, is_invited
from ledger.models import Entry
from tests.make import as_viewer, make_circle
from threads.actions.closing import close_account, finish_closings


@pytest.fixture
def garden(cast):
    """Ada leads it."""
    found = make_circle("Garden", cast.ada)
    circles.give_role(as_viewer(cast.root), found, cast.ada, "leader")
    return found


def invite(person, circle=None, **facts) -> str:
    """The address of a new link."""
    facts = {"days": 7, "most_uses": 1} | facts
    _made, words = actions.invite(as_viewer(person), circle, **facts)
    return f"/join/{words}/"


def text(client, url: str) -> str:
    return client.get(url).content.decode()


def open_to(who: str) -> None:
    found_community("Commons")
    Community.objects.update(signup=who)
    cache.clear()


def sign_up(client, handle: str = "nia", **more):
    form = {"username": handle, "email": f"{handle}@example.org", "password1": "a-good-secret-9"}
    return client.post("/account/signup/", form | more)


# --- Making a link --------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_stored_only_as_a_hash(garden, cast, sign_in):
    ada = sign_in(cast.ada)
    token = re.search(r'name="token" value="([^"]+)"', text(ada, "/invitations/"))[1]
    form = {"circle": "garden", "most_uses": "3", "days": "30", "note": "The neighbours"}
    made = ada.post("/invitations/", form | {"token": token}).content.decode()
    words = re.search(r"/join/([\w-]+)/", made)[1]
    again = ada.post("/invitations/", form | {"token": token}).content.decode()
    assert f"/join/{words}/" in again
    row = Invitation.objects.select_related("circle").get()
    assert (row.circle, row.most_uses, row.note) == (garden, 3, "The neighbours")
    assert words not in str(list(Invitation.objects.values()))
    page = text(ada, "/invitations/")
    assert "The neighbours" in page
    assert words not in page
    assert not InvitationUse.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"most_uses": "0"},
        {"most_uses": "201"},
        {"days": "365"},
        {"circle": "other"},
        {"note": "x" * 121},
    ],
)
def test_what_cannot_be_is_said_beside_its_field(wrong, garden, cast, sign_in):
    form = {"circle": "garden", "most_uses": "1", "days": "7"} | wrong
    assert sign_in(cast.ada).post("/invitations/", form).status_code == 422
    assert not Invitation.objects.exists()


def test_only_who_leads_invites_into_a_circle(garden, cast, sign_in):
    form = {"circle": "garden", "most_uses": "1", "days": "7"}
    assert sign_in(cast.ben).post("/invitations/", form).status_code == 422
    with pytest.raises(Refusal):
        invite(cast.ben, garden)
    invite(cast.root, garden)
    invite(cast.ben)
    cast.ben.silenced_until = timezone.now() + timedelta(days=1)
    cast.ben.save()
    with pytest.raises(Refusal, match="not write"):
        invite(cast.ben)


def test_so_many_stand_at_once(cast, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    invite(cast.ben)
    invite(cast.ben)
    with pytest.raises(Refusal, match="take one back"):
        invite(cast.ben)
    actions.revoke_invitation(as_viewer(cast.ben), Invitation.objects.latest("pk"))
    invite(cast.ben)


# --- Following one --------------------------------------------------------------------------------


def test_a_link_says_who_invites_to_what_and_until_when(garden, cast, guest, sign_in):
    circles.change_circle(as_viewer(cast.ada), garden, aim="Food for all")
    url = invite(cast.ada, garden)
    for client in (guest, sign_in(cast.ben)):
        answer = client.get(url)
        page = answer.content.decode()
        assert "Ada Lindqvist invites you to the circle Garden" in page
        assert "Food for all" in page
        assert "stands until" in page
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
    assert Invitation.objects.get().uses == 0


def test_a_member_joins_the_circle_once(garden, cast, sign_in):
    url = invite(cast.ada, garden, most_uses=2)
    ben = sign_in(cast.ben)
    assert ben.post(url).headers["Location"] == "/circles/garden/"
    ben.post(url)
    assert Membership.objects.filter(person=cast.ben, circle=garden).count() == 1
    assert Invitation.objects.get().uses == 1
    line = Entry.objects.latest("pk")
    assert (line.act, line.actor_id, line.after) == ("circle_join", cast.ben.pk, "Garden")
    assert "You are in already" in text(ben, url)
    assert "Ben" in text(sign_in(cast.ada), "/invitations/").title()


def revoked(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())


def over(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())


def used(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(uses=1)


def left(invitation):
    User.objects.filter(pk=invitation.inviter_id).update(is_active=False)


def suspended(invitation):
    until = timezone.now() + timedelta(days=1)
    User.objects.filter(pk=invitation.inviter_id).update(suspended_until=until)


@pytest.mark.parametrize("end", [revoked, over, used, left, suspended])
def test_what_stands_no_more_lets_nobody_in_and_says_nothing(end, garden, cast, guest, sign_in):
    url = invite(cast.ada, garden)
    end(Invitation.objects.get())
    for client in (guest, sign_in(cast.ben)):
        answer = client.get(url)
        assert answer.status_code == 410
        main = answer.content.decode().partition("<main")[2]
        assert "does not stand any more" in main
        assert "Garden" not in main
        assert "Ada" not in main
        assert client.post(url).status_code in {403, 410}
    assert not Membership.objects.filter(person=cast.ben).exists()


def test_no_link_of_ours_is_no_page(guest, db):
    assert guest.get("/join/nonsense/").status_code == 404
    assert guest.post("/join/nonsense/").status_code == 404


def test_taking_one_back(garden, cast, sign_in):
    url = invite(cast.ada, garden)
    revoke = f"/invitations/{Invitation.objects.get().pk}/revoke/"
    assert sign_in(cast.ben).post(revoke).status_code == 404
    assert sign_in(cast.mo).post(revoke).status_code == 302
    assert sign_in(cast.ben).post(url).status_code == 403


def test_moderators_see_the_standing_ones_of_others(garden, cast, sign_in):
    invite(cast.ada, garden, note="The neighbours")
    assert "The neighbours" in text(sign_in(cast.mo), "/invitations/")
    for other in (cast.ben, cast.kit):
        assert "The neighbours" not in text(sign_in(other), "/invitations/")


# --- Over the sign-up -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "without", "with_link"),
    [("open", True, True), ("invited", False, True), ("closed", False, False)],
)
def test_who_may_sign_up(who, without, with_link, cast, guest, client):
    open_to(who)
    url = invite(cast.ada)
    page = text(guest, "/account/signup/")
    assert ('name="username"' in page) is without
    sign_up(guest, "uma")
    assert User.objects.filter(username="uma").exists() is without
    client.post(url)
    sign_up(client, "nia")
    assert User.objects.filter(username="nia").exists() is with_link


def test_the_closed_door_says_how_one_joins(guest, db):
    open_to("invited")
    assert "by invitation" in text(guest, "/account/signup/")
    open_to("closed")
    assert "takes in nobody" in text(guest, "/account/signup/")


def test_an_invitation_is_taken_along_over_the_sign_up(garden, cast, guest):
    open_to("invited")
    url = invite(cast.ada, garden)
    to_signup = guest.post(url)
    assert to_signup.headers["Location"] == "/account/signup/?next=/circles/garden/"
    sign_up(guest, "nia", next="/circles/garden/")
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    entered = guest.post("/account/confirm-email/", {"code": code})
    assert entered.headers["Location"] == "/circles/garden/"
    nia = User.objects.get(username="nia")
    assert Membership.objects.filter(person=nia, circle=garden).exists()
    use = InvitationUse.objects.get()
    assert (use.person_id, use.is_new) == (nia.pk, True)
    assert invited_by(nia.pk).handle == "ada"
    assert guest.get("/circles/garden/").status_code == 200
    assert "invitation" not in guest.session


def test_the_last_place_brings_one_account(cast, guest, client):
    open_to("invited")
    url = invite(cast.ada)
    guest.post(url)
    client.post(url)
    sign_up(guest, "nia")
    assert User.objects.filter(username="nia").exists()
    sign_up(client, "uma")
    assert not User.objects.filter(username="uma").exists()
    assert Invitation.objects.get().uses == 1


def test_a_lost_invitation_stops_nobody_where_all_may_come(cast, client):
    open_to("open")
    url = invite(cast.ada)
    client.post(url)
    Invitation.objects.update(revoked_at=timezone.now())
    sign_up(client, "nia")
    assert User.objects.filter(username="nia").exists()
    assert not InvitationUse.objects.exists()


def test_the_record_of_a_person_says_who_invited_them(cast, client, sign_in):
    open_to("open")
    client.post(invite(cast.ada))
    sign_up(client, "nia")
    assert "invited by" in text(sign_in(cast.mo), "/moderation/people/nia/")
    assert "invited by" not in text(sign_in(cast.ben), "/u/nia/")


def test_who_closes_their_account_invites_nobody_and_keeps_who_came(garden, cast, client, guest):
    open_to("open")
    client.post(invite(cast.ada, note="My sister", most_uses=2))
    sign_up(client, "nia")
    left_over = invite(cast.ada, note="My brother")
    circles.ask_to_join(as_viewer(cast.ada), make_circle("Barn"), "Me")
    close_account(as_viewer(cast.ada), cast.ada)
    finish_closings()
    nia = User.objects.get(username="nia")
    assert is_invited(nia.pk)
    assert guest.get(left_over).status_code == 410
    assert set(Invitation.objects.values_list("note", flat=True)) == {""}
    assert not JoinRequest.objects.exists()


def test_the_archive_of_ones_data_holds_them(garden, cast):
    invite(cast.ada, garden, note="The neighbours")
    files = dict(own_account(cast.ada))
    assert "The neighbours" in files["invitations.json"]
    assert "leader" in files["circle_roles.json"]
    assert "requests_to_join.json" in files
