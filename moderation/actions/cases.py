"""What moderators do with a case. Each act leaves one line in the ledger.

Two who act at once make one result; the other is told by `LostRace` what stands.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.actions.keeping import Keeper
from moderation.models import Case, CaseNote
from threads.actions.approval import approve_held, refuse_held
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic_of
from threads.actions.posts import hide_post
from threads.models import HeldPost, Post


@transaction.atomic
def take_case(viewer: Viewer, case: Case) -> Entry | None:
    """Say that one looks after a case; None when one does already."""
    policies.check_case(viewer, case)
    free = Case.objects.filter(pk=case.pk, decision="", taken_by=None)
    if free.update(taken_by=viewer.id):
        return case_line(viewer, Act.TAKE, case)
    now = Case.objects.get(pk=case.pk)
    if not now.is_open:
        lost(viewer, now)
    if now.taken_by_id != viewer.id:
        raise LostRace(_("%(name)s has taken this case.") % {"name": _name(now.taken_by_id)})
    return None


@transaction.atomic
def release_case(viewer: Viewer, case: Case) -> Entry | None:
    """Leave a case to others, also one that somebody else had taken and forgot."""
    policies.check_case(viewer, case)
    taken = Case.objects.filter(pk=case.pk, decision="", taken_by__isnull=False)
    return case_line(viewer, Act.RELEASE, case) if taken.update(taken_by=None) else None


@transaction.atomic
def note_case(viewer: Viewer, case: Case, text: str) -> Entry | None:
    """Tell the other moderators something about a case; None when one said just this already."""
    policies.check_case(viewer, case)
    Case.objects.select_for_update(no_key=True).only("pk").get(pk=case.pk)
    if CaseNote.objects.filter(case=case, author_id=viewer.id, text=text).exists():
        return None
    CaseNote.objects.create(case=case, author_id=viewer.id, text=text)
    return case_line(viewer, Act.NOTE, case)


@transaction.atomic
def keep_post(
    viewer: Viewer, case: Case, reason: str = "", *, version: int | None = None
) -> Entry | None:
    """Let a reported post stand; who reported it and who wrote it are told. None when the viewer
    decided so already.

    `version` is that of the text that was looked at. Raises `Refusal`, and `LostRace` when the
    case was decided or the text changed meanwhile.
    """
    policies.check_case(viewer, case)
    post = lock_post_of(case)
    if not _waits(viewer, case, Case.Decision.KEEP):
        return None
    _check_version(post.version, version)
    policies.check_case(viewer, case)
    entry = case_line(viewer, Act.KEEP, case, reason=reason, person_id=post.author_id)
    Keeper().settle_post(viewer, post, Case.Decision.KEEP, entry)
    return entry


@transaction.atomic
def hide_reported(
    viewer: Viewer, case: Case, reason: str, *, version: int | None = None
) -> Entry | None:
    """Hide a reported post; otherwise as `keep_post`."""
    policies.check_case(viewer, case)
    post = lock_post_of(case)
    if not _waits(viewer, case, Case.Decision.HIDE):
        return None
    _check_version(post.version, version)
    entry = hide_post(viewer, post, reason)
    if entry is None:
        raise LostRace(_("This post is hidden already."))
    return entry


def approve_case(
    viewer: Viewer, case: Case, reason: str = "", *, version: int | None = None
) -> Entry | None:
    """Let a waiting text appear; otherwise as `keep_post`."""
    policies.check_case(viewer, case)
    held = _held_of(case)
    held.version = held.version if version is None else version
    return approve_held(viewer, held, reason) or _stands(viewer, case, Case.Decision.APPROVE)


@transaction.atomic
def refuse_case(
    viewer: Viewer, case: Case, reason: str, *, version: int | None = None
) -> Entry | None:
    """Do not let a text appear; otherwise as `keep_post`."""
    policies.check_case(viewer, case)
    held = HeldPost.objects.select_for_update(no_key=True).get(pk=_held_of(case).pk)
    if held.state == HeldPost.State.WAITING:
        _check_version(held.version, version)
    return refuse_held(viewer, held, reason) or _stands(viewer, case, Case.Decision.REFUSE)


def lock_post_of(case: Case) -> Post:
    """The post of a case as it stands now, with its topic; both are locked before the case
    (`threads.actions.locks`). Raises `Refusal` for a case about something else."""
    if case.post is None:
        raise Refusal(_("This case is about a text that waits."))
    topic = lock_topic_of(case.post)
    post = Post.objects.select_for_update(no_key=True).get(pk=case.post.pk)
    post.topic = topic
    case.post = post
    return post


def _held_of(case: Case) -> HeldPost:
    if case.held is None:
        raise Refusal(_("This case is about a reported post."))
    return case.held


def _check_version(now: int, seen: int | None) -> None:
    """What was not seen is not decided about."""
    if seen not in {None, now}:
        raise LostRace(_("Meanwhile this text was changed; look at it again."))


def _waits(viewer: Viewer, case: Case, decision: str) -> bool:
    """Lock the case and tell whether it is open; False when the viewer decided just so already.
    Raises `LostRace` with what stands when it was decided otherwise."""
    now = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if not now.is_open and (now.decided_by_id, now.decision) != (viewer.id, decision):
        lost(viewer, now)
    return now.is_open


@transaction.atomic
def _stands(viewer: Viewer, case: Case, decision: str) -> None:
    """None when the viewer decided just so already. Raises `LostRace` with what stands."""
    if _waits(viewer, case, decision):
        raise LostRace(_("Meanwhile this text was changed; look at it again."))


def lost(viewer: Viewer, case: Case) -> None:
    """Tell who was slower what stands. Always raises `LostRace`."""
    now = Case.objects.get(pk=case.pk)
    if now.is_open:
        raise LostRace(_("Meanwhile this case was opened again; look at it once more."))
    if now.decided_by_id is None:
        raise LostRace(_("Meanwhile it was taken back; nothing is left to decide."))
    facts = {"name": _name(now.decided_by_id), "decision": now.get_decision_display()}
    if now.decided_by_id == viewer.id:
        raise LostRace(_("You have decided this already: %(decision)s.") % facts)
    raise LostRace(_("%(name)s was faster: %(decision)s.") % facts)


def _name(person_id: int | None) -> str:
    person = User.objects.filter(pk=person_id).first() if person_id else None
    return person.name if person else _("Former member")


def case_line(viewer: Viewer, act: Act, case: Case, **facts: Any) -> Entry:
    """A line about a case stands with the post or the text that it is about."""
    place: dict[str, Any] = {}
    if case.post:
        topic = case.post.topic
        place = {"topic_id": topic.pk, "category_id": topic.category_id, "post_id": case.post_id}
    elif case.held:
        place = {
            "topic_id": case.held.topic_id,
            "category_id": case.held.category_id,
            "held_id": case.held_id,
        }
    return leave_line(viewer, act, **place, **facts)
