"""Taking an act back, shortly after; its line stays, and another says so."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.actions.cases import case_line, lock_post_of, lost
from moderation.actions.people import unsilence_person, unsuspend_person
from moderation.models import Case
from moderation.queries.undo import standing
from threads.actions.approval import reconsider_held
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic_of
from threads.actions.posts import restore_post
from threads.models import HeldPost, Post
from threads.policies import check_moderate


@transaction.atomic
def undo_act(viewer: Viewer, entry: Entry) -> Entry:
    """Take back what a line of the ledger says, within 15 minutes, and answer the new line.

    Raises `Refusal`, and `LostRace` when it no longer stands or was taken back already.
    """
    policies.check_undo(viewer, entry)
    if entry.category_id:
        check_moderate(viewer, entry.category_id)
    return UNDO[Act(entry.act)](viewer, entry)


def _undo_post(viewer: Viewer, entry: Entry) -> Entry:
    """Hidden or kept: the post stands as before, and its case, if it was one, is open again."""
    case = Case.objects.select_related("post__topic").filter(entry_id=entry.pk).first()
    if case:
        policies.check_case(viewer, case)
        post = lock_post_of(case)
    else:
        post = Post.objects.select_related("topic").get(pk=entry.post_id or 0)
        lock_topic_of(post)
    _check_standing(entry)
    if case:
        _reopen(viewer, case, post)
    if entry.act == Act.HIDE:
        return restore_post(viewer, post, reverts=entry) or _stale()
    if case is None:
        return _stale()
    return case_line(viewer, Act.RECONSIDER, case, person_id=post.author_id, reverts=entry)


def _reopen(viewer: Viewer, case: Case, post: Post) -> None:
    """The case waits again, with the reports that were made; not beside a newer one."""
    if Case.objects.filter(post=post, decision="").exists():
        raise LostRace(_("Meanwhile this post was reported again; decide about that."))
    decided = Case.objects.filter(pk=case.pk, decision=case.decision, entry_id=case.entry_id)
    if not decided.update(decision="", decided_by=None, decided_at=None, entry_id=None):
        lost(viewer, case)
    standing = Count("reports", filter=Q(reports__taken_back_at=None))
    number = Case.objects.filter(pk=case.pk).aggregate(number=standing)["number"]
    Post.objects.filter(pk=post.pk).update(report_count=number)


def _undo_refusal(viewer: Viewer, entry: Entry) -> Entry:
    held = HeldPost.objects.select_for_update(no_key=True).get(pk=entry.held_id or 0)
    _check_standing(entry)
    return reconsider_held(viewer, held, entry) or _stale()


def _undo_warning(viewer: Viewer, entry: Entry) -> Entry:
    _locked_person(entry)
    _check_standing(entry)
    return leave_line(
        viewer,
        Act.UNWARN,
        category_id=entry.category_id,
        post_id=entry.post_id,
        held_id=entry.held_id,
        person_id=entry.person_id,
        reverts=entry,
    )


def _undo_silence(viewer: Viewer, entry: Entry) -> Entry:
    person = _locked_person(entry)
    _check_standing(entry)
    return unsilence_person(viewer, person, reverts=entry) or _stale()


def _undo_suspension(viewer: Viewer, entry: Entry) -> Entry:
    person = _locked_person(entry)
    _check_standing(entry)
    return unsuspend_person(viewer, person, reverts=entry) or _stale()


def _locked_person(entry: Entry) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=entry.person_id or 0)


def _check_standing(entry: Entry) -> None:
    """Asked under the lock of what it was done to: nobody takes back what another did since."""
    if not standing(Entry.objects.filter(pk=entry.pk)).exists():
        _stale()


def _stale() -> Entry:
    """Always raises `LostRace`."""
    raise LostRace(_("This no longer stands; something was done about it since."))


UNDO: dict[Act, Callable[[Viewer, Entry], Entry]] = {
    Act.HIDE: _undo_post,
    Act.KEEP: _undo_post,
    Act.REFUSE: _undo_refusal,
    Act.WARN: _undo_warning,
    Act.SILENCE: _undo_silence,
    Act.SUSPEND: _undo_suspension,
}
