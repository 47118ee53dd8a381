"""Deciding about texts that wait. Each act leaves one line in the ledger.

The topic is locked before the text (`threads.actions.locks`): whoever moves or merges the topic
takes its waiting texts along.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer, viewer_of
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import markup, policies
from threads.actions.cases import keeper
from threads.actions.filing import file_under
from threads.actions.follows import follow_by_post
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.posts import Manner, add_post, number_answered
from threads.actions.settling import answer_by_post
from threads.actions.setups import Setup
from threads.actions.topics import start_topic
from threads.models import HeldPost, Post
from threads.models.posts import Lane
from threads.queries.held import reads_place
from threads.queries.texts import Text, prepare


def approve_held(viewer: Viewer, held: HeldPost, reason: str = "") -> Entry | None:
    """Let a waiting text appear, as its writer's post of this moment; None when it was decided
    already, or changed since the moderator saw it.

    Raises `Refusal`, also where the writer could not post it now: a closed topic, a silence;
    `LostRace` when its topic was merged at this moment; `markup.MarkupRefused` when the renderer
    is busy.
    """
    policies.check_decide_held(viewer, held)
    try:
        text = prepare(held.source)
    except markup.MarkupRefused as refused:
        if refused.may_try_again:
            raise
        raise Refusal(str(refused)) from refused
    with transaction.atomic():
        now = _lock_waiting(viewer, held)
        if now is None:
            return None
        post = _appear(now, text)
        HeldPost.objects.filter(pk=now.pk).update(state=HeldPost.State.APPROVED, post=post)
        entry = leave_line(
            viewer,
            Act.APPROVE,
            post.topic,
            post_id=post.pk,
            held_id=now.pk,
            person_id=now.author_id,
            reason=reason,
        )
        keeper().settle_held(viewer, now, Act.APPROVE, entry)
        return entry


def _lock_waiting(viewer: Viewer, held: HeldPost) -> HeldPost | None:
    """The text with its topic and category as they stand now, locked; None when it no longer
    waits, or was changed by its writer: what the moderator saw is what is decided about."""
    topic = lock_topic(held.topic_id) if held.topic_id else None
    rows = HeldPost.objects.select_for_update(of=("self",), no_key=True)
    now = rows.select_related("category").get(pk=held.pk)
    if now.state != HeldPost.State.WAITING or now.version != held.version:
        return None
    if now.topic_id != held.topic_id:
        raise LostRace(_("Meanwhile its topic was merged into another; look at it again."))
    now.topic = topic
    policies.check_decide_held(viewer, now)
    return now


def _appear(held: HeldPost, text: Text) -> Post:
    """The post that a locked waiting text becomes, with everything else that its form said."""
    author = User.objects.with_rights().get(pk=held.author_id)
    writer, asked, token = viewer_of(author), held.request, _free_token(held)
    signs_in = author.is_active and not author.is_suspended
    policies.check_appear(writer, held, signs_in, reads_place(writer, held))
    manner = Manner.of_json(asked)
    if held.topic is None:
        return start_topic(
            writer,
            held.category,
            held.title,
            text,
            prompts=asked["prompts"],
            sealed=asked.get("sealed", ()),
            tags=asked["tags"],
            setup=Setup.of_json(asked),
            manner=manner,
            key=token,
        )
    number = number_answered(held.topic, asked["reply_to"], asked.get("topic", held.topic_id))
    # Who no longer hosts does not speak as the host.
    manner = replace(manner, as_host=manner.as_host and policies.is_host(writer, held.topic))
    post = add_post(writer, held.topic, text, reply_to=number, manner=manner, token=token)
    file_under(post, set(asked["prompts"]))
    if post.lane != Lane.GALLERY:
        follow_by_post(post, text.mentioned)
    if manner.ask:
        answer_by_post(writer, held.topic, manner.ask, post)
    announce("post", post.pk)
    return post


def _free_token(held: HeldPost) -> UUID | None:
    """The guard of the form, for a second submit of it to find the post. Where texts ceased to
    wait meanwhile, its writer may have posted it from the same form."""
    token = held.form_token
    if token and Post.objects.filter(author_id=held.author_id, form_token=token).exists():
        raise Refusal(_("Its writer has posted this text meanwhile; refuse this one."))
    return token


def refuse_held(viewer: Viewer, held: HeldPost, reason: str) -> Entry | None:
    """Do not let a text appear; its writer keeps it and reads the reason. None when it was
    decided already, or changed since the moderator saw it."""
    policies.check_decide_held(viewer, held)
    with transaction.atomic():
        waiting = HeldPost.objects.filter(pk=held.pk, state=HeldPost.State.WAITING)
        seen = waiting.filter(version=held.version, category=held.category_id)
        if not seen.update(state=HeldPost.State.REFUSED, reason=reason):
            return None
        entry = _line(viewer, Act.REFUSE, held, reason)
        keeper().settle_held(viewer, held, Act.REFUSE, entry)
        return entry


def reconsider_held(viewer: Viewer, held: HeldPost, entry: Entry) -> Entry | None:
    """Take a refusal back: the text waits again. None when it no longer stands refused."""
    policies.check_decide_held(viewer, held)
    with transaction.atomic():
        refused = HeldPost.objects.filter(pk=held.pk, state=HeldPost.State.REFUSED)
        if not refused.update(state=HeldPost.State.WAITING, reason=""):
            return None
        keeper().open_held(held)
        return _line(viewer, Act.RECONSIDER, held, "", reverts=entry)


def _line(
    viewer: Viewer, act: Act, held: HeldPost, reason: str, reverts: Entry | None = None
) -> Entry:
    return leave_line(
        viewer,
        act,
        category_id=held.category_id,
        topic_id=held.topic_id,
        held_id=held.pk,
        person_id=held.author_id,
        reason=reason,
        reverts=reverts,
    )
