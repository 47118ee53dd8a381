"""Texts that wait for a moderator: holding them, sending them again, taking them back."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from accounts.policies import check_member
from accounts.viewer import Viewer
from threads import policies
from threads.actions.cases import keeper
from threads.actions.locks import check_place, lock_topic
from threads.models import Category, HeldPost, Topic
from threads.queries.held import reads_place
from threads.queries.texts import Text, prepare
from threads.queries.watched import check_words


def hold(
    viewer: Viewer,
    text: Text,
    category: Category,
    topic: Topic | None,
    title: str,
    request: dict[str, Any],
    key: UUID | None,
) -> HeldPost:
    """Keep a text until a moderator has seen it. The same form sent twice is one (`key`).

    Raises `Refusal`, and `LostRace` when its topic was moved or merged at this moment.
    """
    try:
        with transaction.atomic():
            if topic:
                # Who moves or merges it takes along what waits in it, and would miss this one.
                now = lock_topic(topic.pk)
                check_place(topic, now)
                policies.check_reply(viewer, now)
            held = HeldPost.objects.create(
                author_id=check_member(viewer),
                category=category,
                topic=topic,
                title=title,
                request=request,
                form_token=key,
                **text.of_held(),
            )
            keeper().open_held(held)
            return held
    except IntegrityError:
        earlier = HeldPost.objects.filter(author_id=viewer.id, form_token=key) if key else None
        if earlier is None or not (found := earlier.first()):
            raise
        return found


def resend_held(viewer: Viewer, held: HeldPost, source: str) -> bool:
    """Change one's waiting text, or send again what was refused or taken back; False when it was
    approved meanwhile. The same words sent twice are sent once.

    Raises `Refusal`, `markup.MarkupRefused`.
    """
    policies.check_resend(viewer, held, reads_place(viewer, held))
    check_words(viewer, held.category_id, source)
    text = prepare(source)
    with transaction.atomic():
        now = _lock(held)
        if now.state == HeldPost.State.APPROVED:
            return False
        if now.state != HeldPost.State.WAITING or now.source != source:
            HeldPost.objects.filter(pk=now.pk).update(
                version=F("version") + 1,
                state=HeldPost.State.WAITING,
                reason="",
                **text.of_held(),
            )
            keeper().open_held(held)
    return True


def withdraw_held(viewer: Viewer, held: HeldPost) -> bool:
    """Take one's waiting or refused text back; False when it was approved meanwhile. Taking it
    back twice is taking it back once."""
    policies.check_own_held(viewer, held)
    with transaction.atomic():
        now = _lock(held)
        if now.state == HeldPost.State.APPROVED:
            return False
        if now.state != HeldPost.State.WITHDRAWN:
            HeldPost.objects.filter(pk=now.pk).update(state=HeldPost.State.WITHDRAWN)
            keeper().void_held(held)
    return True


def void_held_of(person: User) -> None:
    """Take back what somebody wrote and nobody has seen yet: their account is closed."""
    mine = HeldPost.objects.filter(author=person, state=HeldPost.State.WAITING)
    for pk in list(mine.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            held = HeldPost.objects.select_for_update(no_key=True).get(pk=pk)
            if held.state == HeldPost.State.WAITING:
                HeldPost.objects.filter(pk=pk).update(state=HeldPost.State.WITHDRAWN)
                keeper().void_held(held)


def _lock(held: HeldPost) -> HeldPost:
    """The text as it stands now; nobody decides about it until we are done."""
    return HeldPost.objects.select_for_update(no_key=True).get(pk=held.pk)
