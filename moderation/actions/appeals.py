"""Appealing against an act of moderation, and answering: by somebody else than who did it.

What is overturned is undone by the same actions that undo it otherwise, with the same rules.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.actions.people import unsilence_person, unsuspend_person
from moderation.models import Appeal
from moderation.queries.appeals import still_standing
from threads.actions.approval import approve_held, reconsider_held
from threads.actions.curation import reopen_topic
from threads.actions.lines import leave_line
from threads.actions.posts import restore_post
from threads.models import HeldPost, Post, Topic


@transaction.atomic
def make_appeal(viewer: Viewer, entry: Entry, words: str) -> bool:
    """Ask somebody else to look at an act again; False when one did already. Raises `Refusal`, and
    `LostRace` when other words wait already, for these would be lost."""
    person_id = policies.check_appeal(viewer, entry)
    appeal, is_new = Appeal.objects.get_or_create(
        entry_id=entry.pk, defaults={"person_id": person_id, "words": words}
    )
    if is_new:
        leave_line(viewer, Act.APPEAL, **_place(entry))
    elif appeal.words != words:
        raise LostRace(_("You appealed against this already; one appeal is all there is."))
    return is_new


def uphold(viewer: Viewer, appeal: Appeal, entry: Entry, reason: str) -> Entry | None:
    """Let the act stand and say why; None when one did already."""
    return _answer(viewer, appeal, entry, Appeal.Decision.UPHELD, reason)


def overturn(viewer: Viewer, appeal: Appeal, entry: Entry, reason: str) -> Entry | None:
    """Undo the act and say why; None when one did already."""
    return _answer(viewer, appeal, entry, Appeal.Decision.OVERTURNED, reason)


@transaction.atomic
def _answer(
    viewer: Viewer, appeal: Appeal, entry: Entry, decision: Appeal.Decision, reason: str
) -> Entry | None:
    policies.check_answer_appeal(viewer, appeal, entry)
    claimed = Appeal.objects.filter(pk=appeal.pk, decision="").update(
        decision=decision, decided_by=viewer.id, decided_at=timezone.now(), answer=reason
    )
    if not claimed:
        now = Appeal.objects.get(pk=appeal.pk)
        if (now.decision, now.decided_by_id) == (decision, viewer.id):
            return None
        told = _("This appeal was answered meanwhile: %(decision)s.")
        raise LostRace(told % {"decision": now.get_decision_display()})
    if decision == Appeal.Decision.UPHELD:
        return leave_line(viewer, Act.UPHOLD, **_about(appeal, entry), reason=reason)
    undone = None
    if still_standing(Entry.objects.filter(pk=entry.pk)).exists():
        undone = UNDO[Act(entry.act)](viewer, entry, reason)
    # Over already, or undone by others: the log says that the appeal was right.
    return undone or leave_line(
        viewer, Act.OVERTURN, **_about(appeal, entry), reason=reason, reverts=entry
    )


def _place(entry: Entry) -> dict[str, Any]:
    names = ("category_id", "topic_id", "post_id", "held_id")
    return {name: getattr(entry, name) for name in names}


def _about(appeal: Appeal, entry: Entry) -> dict[str, Any]:
    return {**_place(entry), "person_id": appeal.person_id}


def _restore(viewer: Viewer, entry: Entry, reason: str) -> Entry | None:
    post = Post.objects.select_related("topic").filter(pk=entry.post_id or 0).first()
    return restore_post(viewer, post, reason, reverts=entry) if post else None


def _let_appear(viewer: Viewer, entry: Entry, reason: str) -> Entry | None:
    """The refused text waits again, and appears at once."""
    rows = HeldPost.objects.select_related("category", "topic")
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=entry.held_id or 0).first()
    if held is None or reconsider_held(viewer, held, entry) is None:
        return None
    held.refresh_from_db(fields=["state", "version"])
    return approve_held(viewer, held, reason)


def _unwarn(viewer: Viewer, entry: Entry, reason: str) -> Entry:
    return leave_line(
        viewer,
        Act.UNWARN,
        category_id=entry.category_id,
        post_id=entry.post_id,
        held_id=entry.held_id,
        person_id=entry.person_id,
        reason=reason,
        reverts=entry,
    )


def _unsilence(viewer: Viewer, entry: Entry, reason: str) -> Entry | None:
    return unsilence_person(viewer, _person(entry), reason, reverts=entry)


def _unsuspend(viewer: Viewer, entry: Entry, reason: str) -> Entry | None:
    return unsuspend_person(viewer, _person(entry), reason, reverts=entry)


def _person(entry: Entry) -> User:
    return User.objects.get(pk=entry.person_id or 0)


def _reopen(viewer: Viewer, entry: Entry, reason: str) -> Entry | None:
    topic = Topic.objects.filter(pk=entry.topic_id or 0).first()
    return reopen_topic(viewer, topic, reason) if topic else None


UNDO: dict[Act, Callable[[Viewer, Entry, str], Entry | None]] = {
    Act.HIDE: _restore,
    Act.REFUSE: _let_appear,
    Act.WARN: _unwarn,
    Act.SILENCE: _unsilence,
    Act.SUSPEND: _unsuspend,
    Act.CLOSE: _reopen,
}
