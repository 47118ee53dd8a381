"""What people change about themselves and about the community."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction

from accounts.models import Community, User
from accounts.policies import check_member
from accounts.queries import COMMUNITY_KEY
from accounts.viewer import Viewer

PROFILE_FIELDS = {"display_name", "about", "time_zone", "language"}


def update_profile(viewer: Viewer, **changes: Any) -> None:
    """Change how the viewer shows up: `display_name`, `about`, `time_zone`, `language`."""
    person_id = check_member(viewer)
    unknown = changes.keys() - PROFILE_FIELDS
    if unknown:
        raise TypeError(f"not part of a profile: {unknown}")
    User.objects.filter(pk=person_id).update(**changes)


@transaction.atomic
def found_community(name: str, *, tagline: str = "", is_demo: bool = False) -> Community:
    """Make the one community whose forum this is; a second call replaces what it says of itself."""
    community = Community(name=name, tagline=tagline, is_demo=is_demo)
    community.save()
    transaction.on_commit(lambda: cache.delete(COMMUNITY_KEY))
    return community


@transaction.atomic
def create_admin(handle: str, email: str, password: str) -> User:
    """The first admin, with the e-mail address taken as confirmed."""
    user = User.objects.create_superuser(handle, email, password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
