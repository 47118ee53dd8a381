"""Who decides about cases. Rules about posts and topics stand in `threads.policies`, those about
people in `accounts.policies`."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policies import Refusal, check_member
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation.models import Appeal, Case
from threads import policies
from threads.models import Post

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNDO_WITHIN = timedelta(minutes=15)
UNDOABLE = {Act.HIDE, Act.KEEP, Act.REFUSE, Act.WARN, Act.SILENCE, Act.SUSPEND}

# What somebody may ask another moderator to look at again.
APPEALABLE = {Act.HIDE, Act.REFUSE, Act.WARN, Act.SILENCE, Act.SUSPEND, Act.CLOSE}

# The rights that an account can hold, by the field that says so.
RIGHTS: dict[str, "StrOrPromise"] = {
    "is_moderator": gettext_lazy("moderator of the whole site"),
    "is_staff": gettext_lazy("may open the admin"),
    "is_superuser": gettext_lazy("admin"),
    "is_active": gettext_lazy("may sign in"),
}


def check_queue(viewer: Viewer) -> None:
    """Whoever moderates anything has a queue."""
    if not viewer.moderates_somewhere:
        raise Refusal(_("This is for moderators."))


def check_case(viewer: Viewer, case: Case) -> None:
    """The moderators of the place where it happened look after a case, but nobody after one
    about themselves. The case was fetched with its post and topic, or its waiting text."""
    policies.check_moderate(viewer, category_of(case))
    if viewer.id == author_of(case):
        raise Refusal(_("Nobody decides about themselves."))


def check_undo(viewer: Viewer, entry: Entry) -> None:
    """Who did it takes it back, or an admin, within 15 minutes. What was approved was read and
    cannot be unread."""
    if entry.act not in UNDOABLE:
        raise Refusal(_("This cannot be taken back."))
    if not viewer.moderates_somewhere or (viewer.id != entry.actor_id and not viewer.is_admin):
        raise Refusal(_("Who did it takes it back, or an admin."))
    if viewer.id == entry.person_id:
        raise Refusal(_("Nobody decides about themselves."))
    if timezone.now() - entry.at > UNDO_WITHIN:
        raise Refusal(_("An act can be taken back for 15 minutes; that time is over."))


def check_appeal(viewer: Viewer, entry: Entry) -> int:
    """Whom an act concerns appeals, also when they may not write, but not against themselves.
    Answers who it is; that the act concerns them is asked where it was fetched."""
    person_id = check_member(viewer)
    if entry.act not in APPEALABLE:
        raise Refusal(_("Nobody appeals against this."))
    if entry.actor_id == person_id:
        raise Refusal(_("This was your own act; take it back instead."))
    return person_id


def check_answer_appeal(viewer: Viewer, appeal: Appeal, entry: Entry) -> None:
    """Moderators of the place, or of the whole site, answer; nobody their own act, and nobody
    about themselves."""
    if entry.category_id:
        policies.check_moderate(viewer, entry.category_id)
    elif not viewer.moderates_site:
        raise Refusal(_("This is for moderators of the whole site."))
    if viewer.id in {appeal.person_id, entry.person_id}:
        raise Refusal(_("Nobody decides about themselves."))
    if viewer.id == entry.actor_id:
        raise Refusal(_("This is about what you did; somebody else answers it."))


def check_warn(viewer: Viewer, case: Case) -> None:
    """Who may decide a case may also warn its author about it."""
    check_case(viewer, case)
    if author_of(case) is None:
        raise Refusal(_("Who wrote this is no longer a member."))


def author_of(case: Case) -> int | None:
    """The id of whoever wrote what the case is about; None for a former member."""
    return case.about.author_id


def category_of(case: Case) -> int:
    """The id of the category where it happened."""
    about = case.about
    return about.topic.category_id if isinstance(about, Post) else about.category_id
