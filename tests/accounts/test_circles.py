"""Circles: their pages, who leads, roles with terms, asking to join, and what the log says."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import circles as actions
from accounts.actions.community import found_community
from accounts.models import Circle, CircleRole, JoinRequest, Membership, RoleLabel
from accounts.policies import LostRace, Refusal
from accounts.queries.circles import leaders_of
from ledger.models import Entry
from notifications.models import Notice
from tests.make import as_viewer, make_category, make_circle, make_topic


@pytest.fixture
def garden(cast):
    """Ola leads it, Ada is its secretary, Mira is in it."""
    found = make_circle("Garden", cast.ada, cast.mira, cast.ola)
    root = as_viewer(cast.root)
    actions.give_role(root, found, cast.ola, "leader")
    actions.give_role(root, found, cast.ada, "secretary")
    return found


def text(client, url: str) -> str:
    return client.get(url).content.decode()


def is_in(person, circle) -> bool:
    return Membership.objects.filter(person=person, circle=circle).exists()


# --- Pages ----------------------------------------------------------------------------------------


def test_members_see_every_circle_and_guests_none(garden, cast, guest, sign_in):
    ben = sign_in(cast.ben)
    assert "Garden" in text(ben, "/circles/")
    page = text(ben, "/circles/garden/")
    assert "Ada Lindqvist" in page
    assert "leader" in page
    for url in ("/circles/", "/circles/garden/"):
        assert guest.get(url).status_code == 302


def test_a_circle_names_only_the_categories_that_one_may_read(garden, cast, sign_in):
    make_category("beds", "circles", garden)
    assert "/c/beds/" in text(sign_in(cast.ada), "/circles/garden/")
    page = text(sign_in(cast.ben), "/circles/garden/")
    assert "/c/beds/" not in page
    assert "Beds" not in page


def test_a_profile_says_where_somebody_takes_part_and_as_what(garden, cast, guest, sign_in):
    page = text(sign_in(cast.ben), "/u/ola/")
    assert '<a href="/circles/garden/">Garden</a>: leader' in page
    assert "Garden" not in text(guest, "/u/ola/")
    CircleRole.objects.update(
        since=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1)
    )
    assert '<a href="/circles/garden/">Garden</a></span>' in text(sign_in(cast.ben), "/u/ola/")


def test_an_empty_community_says_what_to_do(cast, sign_in):
    assert "/admin/accounts/circle/add/" in text(sign_in(cast.root), "/circles/")
    assert "There is no circle yet" in text(sign_in(cast.ben), "/circles/")


@pytest.mark.parametrize("name", ["ben", "ada", "root"])
def test_a_page_of_many_costs_what_one_of_few_does(name, garden, cast, sign_in):
    found_community("Commons")
    client = sign_in(getattr(cast, name))

    def cost() -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get("/circles/garden/")
            client.get("/circles/")
        return len(taken)

    cost()
    few = cost()
    for person in (cast.ben, cast.kit, cast.tove):
        if person.pk != getattr(cast, name).pk:
            actions.add_member(as_viewer(cast.root), garden, person)
            actions.give_role(as_viewer(cast.root), garden, person, "facilitator")
    make_circle("Barn", cast.tove)
    assert cost() == few


# --- What it is for -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [("ada", 302), ("ola", 302), ("root", 302), ("mira", 403), ("ben", 403), ("mo", 403)],
)
def test_its_secretary_leader_and_admins_say_what_it_is_for(name, status, garden, cast, sign_in):
    form = {"aim": "Food for all", "domain": "Beds", "takes_requests": "on"}
    if name == "root":
        form |= {"name": "Garden", "slug": "garden"}
    answer = sign_in(getattr(cast, name)).post("/circles/garden/edit/", form)
    assert answer.status_code == status
    assert (Circle.objects.get().aim == "Food for all") is (status == 302)
    if status == 302:
        line = Entry.objects.latest("pk")
        assert (line.act, line.after) == ("circle", "Garden: aim: Food for all; domain: Beds")


def test_its_secretary_does_not_move_it(garden, cast, sign_in):
    other = make_circle("Land")
    sign_in(cast.ada).post(
        "/circles/garden/edit/", {"name": "Ours", "parent": other.pk, "aim": "A"}
    )
    now = Circle.objects.get(slug="garden")
    assert (now.name, now.parent, now.aim) == ("Garden", None, "A")
    with pytest.raises(Refusal):
        actions.change_circle(as_viewer(cast.ada), garden, parent=other)


def test_no_circle_is_part_of_itself(garden, cast, sign_in):
    root = as_viewer(cast.root)
    beds, seeds = make_circle("Beds"), make_circle("Seeds")
    actions.change_circle(root, beds, parent=garden)
    actions.change_circle(root, seeds, parent=Circle.objects.get(pk=beds.pk))
    with pytest.raises(Refusal, match="part of it"):
        actions.change_circle(root, garden, parent=Circle.objects.get(pk=seeds.pk))
    with pytest.raises(Refusal, match="part of it"):
        actions.change_circle(root, garden, parent=garden)
    form = {"name": "Garden", "slug": "garden", "aim": "", "domain": "", "parent": seeds.pk}
    refused = sign_in(cast.root).post("/circles/garden/edit/", form)
    assert refused.status_code == 422
    assert "cannot be part of one that is part of it" in refused.content.decode()
    assert Circle.objects.get(pk=garden.pk).parent is None
    page = text(sign_in(cast.ben), "/circles/garden/")
    assert "/circles/beds/" in page


# --- Members and roles ----------------------------------------------------------------------------


def test_who_leads_takes_in_and_out(garden, cast, sign_in, tell):
    ola = sign_in(cast.ola)
    assert ola.post("/circles/garden/people/add/", {"person": "@Ben"}).status_code == 302
    assert is_in(cast.ben, garden)
    tell()
    assert "took a member into a circle" in text(sign_in(cast.ben), "/notifications/")
    refused = ola.post("/circles/garden/people/remove/", {"person": "ben", "reason": ""})
    assert refused.status_code == 422
    assert is_in(cast.ben, garden)
    ola.post("/circles/garden/people/remove/", {"person": "ben", "reason": "Moved away"})
    assert not is_in(cast.ben, garden)
    told = Entry.objects.latest("pk")
    assert (told.act, told.person_id, told.before, told.reason) == (
        "circle_remove", cast.ben.pk, "Garden", "Moved away",
    )  # fmt: skip
    tell()
    assert Notice.objects.filter(recipient=cast.ben, subject_id=told.pk).exists()


@pytest.mark.parametrize("name", ["mira", "ada", "ben", "mo"])
@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("add", {"person": "kit"}),
        ("remove", {"person": "mira.oday", "reason": "Why"}),
        ("role", {"person": "mira.oday", "role": "delegate"}),
        ("end", {"person": "ola", "role": "leader"}),
    ],
)
def test_nobody_else_does(name, act, form, garden, cast, sign_in):
    before = Entry.objects.count()
    client = sign_in(getattr(cast, name))
    assert client.post(f"/circles/garden/people/{act}/", form).status_code == 403
    assert client.get("/circles/garden/people/").status_code == 403
    assert Entry.objects.count() == before


def test_who_leads_does_not_name_another_leader(garden, cast, sign_in):
    ola = sign_in(cast.ola)
    form = {"person": "mira.oday", "role": "leader"}
    assert '<option value="leader"' not in text(ola, "/circles/garden/people/")
    assert '<option value="leader"' in text(sign_in(cast.root), "/circles/garden/people/")
    assert ola.post("/circles/garden/people/role/", form).status_code == 403
    assert sign_in(cast.root).post("/circles/garden/people/role/", form).status_code == 302
    assert set(leaders_of(garden.pk)) == {cast.ola.pk, cast.mira.pk}


def test_a_term_ends_with_its_day(garden, cast, sign_in):
    ola = sign_in(cast.ola)
    day = timezone.localdate() + timedelta(days=30)
    form = {"person": "mira.oday", "role": "delegate", "until": day.isoformat()}
    assert ola.post("/circles/garden/people/role/", form).status_code == 302
    role = CircleRole.objects.get(role="delegate")
    assert timezone.localtime(role.until).date() == day
    assert "delegate" in text(ola, "/circles/garden/")
    CircleRole.objects.filter(pk=role.pk).update(
        since=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1)
    )
    assert "delegate" not in text(sign_in(cast.ben), "/circles/garden/")
    past = form | {"until": (timezone.localdate() - timedelta(days=1)).isoformat()}
    assert ola.post("/circles/garden/people/role/", past).status_code == 422


def test_a_leader_whose_term_is_over_leads_no_more(garden, cast, sign_in):
    CircleRole.objects.filter(role="leader").update(
        since=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(seconds=1)
    )
    assert sign_in(cast.ola).get("/circles/garden/people/").status_code == 403
    assert list(leaders_of(garden.pk)) == [cast.root.pk]


def test_roles_go_with_their_holder(garden, cast, sign_in):
    assert sign_in(cast.ola).post("/circles/garden/leave/").status_code == 302
    assert not is_in(cast.ola, garden)
    assert not CircleRole.objects.filter(role="leader").exists()
    assert sign_in(cast.ola).post("/circles/garden/leave/").status_code == 403


def test_leaving_a_circle_closes_its_places(garden, cast, sign_in):
    beds = make_topic(cast.ada, make_category("beds", "circles", garden), title="Beets")
    mira = sign_in(cast.mira)
    assert mira.get(beds.get_absolute_url()).status_code == 200
    mira.post("/circles/garden/leave/")
    assert mira.get(beds.get_absolute_url()).status_code == 404
    assert "Beets" not in text(mira, "/")


def test_the_community_calls_roles_as_it_likes(garden, cast, sign_in):
    found_community("Commons")
    RoleLabel.objects.create(role="leader", language="en", label="focalizer")
    cache.clear()
    page = text(sign_in(cast.ben), "/circles/garden/")
    assert "focalizer" in page
    assert ">leader<" not in page
    assert "focalizer: Garden" in text(sign_in(cast.ben), "/moderation/log/")


# --- Asking to join -------------------------------------------------------------------------------


def test_asking_and_being_taken_in(garden, cast, sign_in, tell):
    ben, ola = sign_in(cast.ben), sign_in(cast.ola)
    assert ben.post("/circles/garden/join/", {"words": "I grow beans."}).status_code == 302
    assert ben.post("/circles/garden/join/", {"words": "Again"}).status_code == 302
    request = JoinRequest.objects.get()
    tell()
    told = text(ola, "/notifications/")
    assert "asks to join a circle" in told
    assert "I grow beans." in told
    assert "asks to join" not in text(sign_in(cast.mira), "/notifications/")
    assert "I grow beans." in text(ola, "/circles/garden/people/")
    assert "I grow beans." not in text(sign_in(cast.mira), "/circles/garden/")
    url = f"/circles/requests/{request.pk}/"
    assert sign_in(cast.mira).post(url, {"decision": "accept"}).status_code == 404
    assert ola.post(url, {"decision": "accept", "words": "Welcome"}).status_code == 302
    assert is_in(cast.ben, garden)
    tell()
    line = Entry.objects.latest("pk")
    assert (line.act, line.person_id, line.reason) == ("circle_add", cast.ben.pk, "Welcome")
    assert Notice.objects.filter(recipient=cast.ben, subject_id=line.pk).exists()
    assert ola.post(url, {"decision": "decline"}).status_code == 409


def test_being_declined_is_told_to_nobody_else(garden, cast, sign_in, tell):
    sign_in(cast.ben).post("/circles/garden/join/")
    request = JoinRequest.objects.get()
    url = f"/circles/requests/{request.pk}/"
    sign_in(cast.ola).post(url, {"decision": "decline", "words": "We are full"})
    assert not is_in(cast.ben, garden)
    tell()
    assert "We are full" in text(sign_in(cast.ben), "/notifications/")
    assert "We are full" not in text(sign_in(cast.mira), "/moderation/log/")
    # It can be asked again.
    assert sign_in(cast.ben).post("/circles/garden/join/").status_code == 302


def test_taking_a_request_back(garden, cast, sign_in):
    ben = sign_in(cast.ben)
    ben.post("/circles/garden/join/")
    request = JoinRequest.objects.select_related("circle").get()
    assert "Take it back" in text(ben, "/circles/garden/")
    ben.post("/circles/garden/join/", {"on": "0"})
    with pytest.raises(LostRace):
        actions.decide_request(as_viewer(cast.ola), request, accept=True)
    assert not is_in(cast.ben, garden)


def test_a_circle_may_take_no_requests(garden, cast, sign_in):
    actions.change_circle(as_viewer(cast.ola), garden, takes_requests=False)
    ben = sign_in(cast.ben)
    assert "takes people in by itself" in text(ben, "/circles/garden/")
    assert ben.post("/circles/garden/join/").status_code == 403


def test_where_nobody_leads_admins_are_asked(cast, sign_in, tell):
    make_circle("Barn", cast.ada)
    sign_in(cast.ben).post("/circles/barn/join/")
    tell()
    assert "asks to join a circle" in text(sign_in(cast.root), "/notifications/")


def test_who_was_taken_in_otherwise_asks_no_more(garden, cast, sign_in):
    sign_in(cast.ben).post("/circles/garden/join/")
    actions.add_member(as_viewer(cast.ola), garden, cast.ben)
    assert JoinRequest.objects.get().state == "accepted"


def test_the_admin_takes_in_and_out_with_lines(garden, cast, sign_in):
    root = sign_in(cast.root)
    base = "/admin/accounts/membership/"
    root.post(f"{base}add/", {"circle": garden.pk, "person": cast.ben.pk})
    assert is_in(cast.ben, garden)
    row = Membership.objects.get(person=cast.ben)
    root.post(f"{base}{row.pk}/delete/", {"post": "yes"})
    assert not is_in(cast.ben, garden)
    acts = list(Entry.objects.order_by("-pk").values_list("act", flat=True)[:2])
    assert acts == ["circle_remove", "circle_add"]
    roles = "/admin/accounts/circlerole/"
    of = Membership.objects.get(person=cast.mira)
    root.post(
        f"{roles}add/", {"membership": of.pk, "role": "facilitator", "until_0": "", "until_1": ""}
    )
    role = CircleRole.objects.get(role="facilitator")
    root.post(f"{roles}{role.pk}/delete/", {"post": "yes"})
    acts = list(Entry.objects.order_by("-pk").values_list("act", flat=True)[:2])
    assert acts == ["circle_unrole", "circle_role"]
