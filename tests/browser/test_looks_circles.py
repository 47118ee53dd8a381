"""The pages of circles and invitations, as who leads, an admin, a member and a guest see them; usual
words, and the longest."""

import pytest

from accounts.actions import circles
from accounts.actions.community import found_community
from accounts.actions.invitations import follow_invitation, invite
from accounts.models import Circle, Community, Invitation
from tests.browser.sites import ARABIC, UNBROKEN, most
from tests.make import as_viewer, make_category, make_circle, make_person
from threads.actions.places import change_right


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


@pytest.fixture(params=["usual", "extreme"])
def words(request):
    """The usual words, or as long as they may be."""
    if request.param == "usual":
        return lambda usual, _length: usual
    return lambda _usual, length: most(f"{UNBROKEN} {ARABIC}", length)


@pytest.fixture
def garden(cast, hall, words) -> Circle:
    """Ada leads it, Ola and Mira have roles with and without an end; Ben asks to join."""
    found_community("Commons")
    root = as_viewer(cast.root)
    found = make_circle("garden", cast.ada, cast.mira, cast.ola)
    land = make_circle("land", cast.ben)
    circles.change_circle(
        root,
        found,
        name=words("Garden", 80),
        aim=words("Food for all", 280),
        domain=words("The beds", 280),
        parent=land,
    )
    circles.give_role(root, found, cast.ada, "leader")
    found = Circle.objects.select_related("parent").get(pk=found.pk)
    for role in ("secretary", "delegate", "facilitator", "moderator"):
        circles.give_role(as_viewer(cast.ada), found, cast.ola, role)
    circles.ask_to_join(as_viewer(cast.ben), found, words("I grow beans.", 500))
    make_category("beds", "circles", found)
    make_circle("seeds")
    for _number in range(2):
        _made, link = invite(
            as_viewer(cast.ada), found, days=7, most_uses=3, note=words("Neighbours", 120)
        )
    found.link = f"/join/{link}/"
    follow_invitation(as_viewer(make_person("nia", display_name=words("Nia", 60))), link)
    change_right(as_viewer(cast.root), hall, "starts", "circles", [found])
    return found


@pytest.mark.shows(
    "accounts/_invitation.html",
    "accounts/circle_detail.html",
    "accounts/circle_edit.html",
    "accounts/circle_list.html",
    "accounts/circle_people.html",
    "accounts/invitation_list.html",
)
@pytest.mark.parametrize("who", ["ada", "root"])
def test_as_who_leads_and_an_admin(who, garden, cast, visit, look):
    page = visit(getattr(cast, who))
    base = garden.get_absolute_url()
    look.walk(page, ["/circles/", base, f"{base}edit/", f"{base}people/", "/invitations/"])
    page.goto(page.url.replace("/invitations/", "/invitations/?circle=garden"))
    page.get_by_role("button", name="Make a link").click()
    assert "/join/" in page.get_by_label("Copy it now").input_value()
    look.here(page, "a new link")


def test_as_a_member(garden, cast, visit, look):
    page = visit(cast.kit)
    look.walk(page, ["/circles/", garden.get_absolute_url(), garden.link, "/c/hall/"])
    page = visit(cast.ben)
    look.walk(page, [garden.get_absolute_url(), garden.link])


@pytest.mark.shows("account/signup_closed.html", "accounts/invitation_detail.html")
def test_as_a_guest(garden, cast, visit, look, guard):
    Community.objects.update(signup=Community.SignUp.INVITED)
    page = visit(None)
    look.walk(page, [garden.link, "/account/signup/"])
    Invitation.objects.update(uses=3)
    guard.allow(410)
    page.goto(page.url.replace("/account/signup/", garden.link))
    look.here(page, "a link that is over")
