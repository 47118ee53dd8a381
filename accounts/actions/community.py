"""What founds a community, and agreeing to what it asks."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Agreement, Community, User
from accounts.policies import Refusal, check_member
from accounts.remembered import forget_on_commit
from accounts.viewer import Viewer


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
    forget_on_commit()
    return community


@transaction.atomic
def agree(viewer: Viewer, version: int) -> None:
    """Agree to all documents up to that version, which is the newest that one was shown; a later
    one asks again. Raises `Refusal` for a guest, and where there is nothing of it."""
    person_id = check_member(viewer)
    newest = Community.objects.values_list("agreement", flat=True).first() or 0
    if not 0 < version <= newest:
        raise Refusal(_("There is nothing to agree to."))
    note_agreement(person_id, version)


def note_agreement(person_id: int, version: int) -> None:
    """Keep that somebody agreed, and when. Twice is once."""
    row = Agreement(person_id=person_id, version=version)
    Agreement.objects.bulk_create([row], ignore_conflicts=True)
    User.objects.filter(pk=person_id, agreed_to__lt=version).update(agreed_to=version)


@transaction.atomic
def create_admin(handle: str, email: str, password: str) -> User:
    """The first admin, with the e-mail address taken as confirmed."""
    user = User.objects.create_superuser(handle, email, password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
