"""What founds a community."""

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction

from accounts.models import Community, User
from accounts.queries.community import COMMUNITY_KEY


@transaction.atomic
def found_community(
    name: str,
    *,
    tagline: str = "",
    is_demo: bool = False,
    digest: str = Community.Digest.WEEKLY,
) -> Community:
    """Make the one community whose forum this is; a second call replaces what it says of itself.
    `digest`: how often members get one by mail who did not choose themselves."""
    community = Community(name=name, tagline=tagline, is_demo=is_demo, digest=digest)
    community.save()
    transaction.on_commit(lambda: cache.delete(COMMUNITY_KEY))
    return community


@transaction.atomic
def create_admin(handle: str, email: str, password: str) -> User:
    """The first admin, with the e-mail address taken as confirmed."""
    user = User.objects.create_superuser(handle, email, password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
