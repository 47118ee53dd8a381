"""People, circles, categories and tags of a made-up community. Keys are positions plus one."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Circle, Membership, User
from threads import scale
from threads.actions.scaled.copying import Rows
from threads.models import Category, CategoryCircle, Tag
from threads.scale.community import CAST

# No password fits it: nobody but the cast can sign in.
_NO_PASSWORD = "!"  # noqa: S105 - the opposite of a password
_PEOPLE = (
    "id",
    "username",
    "email",
    "display_name",
    "password",
    "is_moderator",
    "is_staff",
    "is_superuser",
    "is_demo",
    "date_joined",
)


def store_people(community: scale.Community, began: datetime, password: str) -> None:
    """Everybody, with a confirmed address; the cast as demo accounts, which share a password."""
    people = Rows(User, *_PEOPLE)
    addresses = Rows(EmailAddress, "user_id", "email", "verified", "primary")
    hashed = make_password(password)
    for position, handle in enumerate(community.people):
        is_cast = position < len(CAST)
        email = f"{handle}@example.org"
        people.add(
            position + 1,
            handle,
            email,
            handle.replace(".", " ").title(),
            hashed if is_cast else _NO_PASSWORD,
            handle == "mo",
            handle == "root",
            handle == "root",
            is_cast,
            began + timedelta(minutes=position),
        )
        addresses.add(position + 1, email, True, True)
    people.flush()
    addresses.flush()


def store_places(community: scale.Community, began: datetime) -> None:
    """Circles with their members, categories with their circles, and tags."""
    circles = Rows(Circle, "id", "name", "slug")
    members = Rows(Membership, "circle_id", "person_id", "since")
    for position, inside in enumerate(community.circles):
        circles.add(position + 1, f"Circle {position + 1}", f"circle-{position + 1}")
        for person in inside:
            members.add(position + 1, person + 1, began)
    places = Rows(Category, "id", "name", "slug", "colour", "visibility", "position")
    readers = Rows(CategoryCircle, "category_id", "circle_id")
    for position, place in enumerate(community.places):
        slug = place.name.lower()
        places.add(position + 1, place.name, slug, place.colour, place.visibility, position)
        for circle in place.circles:
            readers.add(position + 1, circle + 1)
    tags = Rows(Tag, "id", "name", "slug")
    for position, name in enumerate(community.tags):
        tags.add(position + 1, name, name)
    for rows in (circles, members, places, readers, tags):
        rows.flush()
