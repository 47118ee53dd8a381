"""What is done to the questions of a topic. Each act leaves one line in the ledger.

Every act locks the topic, asks its rule about what stands now, and answers the line it left, or
None when nothing was left to do: the same press twice is one act. The rules stand in
docs/fishbowl.md.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce, tell_anew
from notifications.models import Kind
from threads import policies
from threads.actions.indexing import index_again, index_new, said_in_prompt
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.seals import seal_prompt
from threads.models import Answer, Panelist, Prompt, PromptPass, PromptVersion, Topic
from threads.models.prompts import MOST_PROMPTS

LINE_LENGTH = 500
# From which states an act leads, and where to.
STEPS: dict[Act, tuple[tuple[str, ...], str]] = {
    Act.PROMPT_CLOSE: ((Prompt.State.OPEN,), Prompt.State.CLOSED),
    Act.PROMPT_REOPEN: ((Prompt.State.CLOSED,), Prompt.State.OPEN),
    Act.PROMPT_WITHDRAW: ((Prompt.State.OPEN, Prompt.State.CLOSED), Prompt.State.WITHDRAWN),
    Act.PROMPT_RESTORE: ((Prompt.State.WITHDRAWN,), Prompt.State.OPEN),
}


@dataclass(frozen=True, slots=True)
class Seal:
    """The wish to seal the answers, for good or `until`."""

    until: datetime | None = None


class TooMany(Refusal):
    """A topic has all the questions that it can have."""


class SealRefused(Refusal):
    """What was wished about the seal would loosen it; nothing else of the form was done."""


@transaction.atomic
def add_prompt(viewer: Viewer, topic: Topic, text: str, note: str = "") -> Prompt:
    """Ask another question, below the others. Raises `Refusal`, `TooMany` for a thirteenth."""
    now = lock_topic(topic.pk)
    policies.check_prompts(viewer, now)
    prompt = append_prompt(now, text, note)
    leave_line(viewer, Act.PROMPT_ADD, now, prompt_id=prompt.pk, after=text)
    return prompt


def append_prompt(
    topic: Topic, text: str, note: str = "", suggested_by: int | None = None
) -> Prompt:
    """Store a question as the last that stands in a locked topic. Raises `TooMany` when there are
    twelve, withdrawn ones included: those keep their address and their place."""
    count = Prompt.objects.filter(topic=topic).count()
    if count >= MOST_PROMPTS:
        raise TooMany(
            _("A topic has %(most)d questions at most, those that were withdrawn included.")
            % {"most": MOST_PROMPTS}
        )
    prompt = Prompt.objects.create(
        topic=topic, position=count + 1, text=text, note=note, suggested_by_id=suggested_by
    )
    Topic.objects.filter(pk=topic.pk).update(prompt_count=F("prompt_count") + 1)
    index_new(said_in_prompt(prompt))
    renumber(topic)
    return prompt


@transaction.atomic
def edit_prompt(
    viewer: Viewer,
    prompt: Prompt,
    text: str,
    note: str = "",
    *,
    meaning: bool = False,
    reason: str = "",
    version: int | None = None,
    seal: Seal | None = None,
) -> Entry | None:
    """Word a question anew; the wording before is kept, and answers keep the one they answered.

    `meaning` says that it means something else now: those who answered are told once and decide
    each about their answer. `version` is the wording that the editor started from. `seal` tightens
    the promise in the same act. Raises `Refusal`, `SealRefused`, `LostRace`.
    """
    topic, now = lock_prompt(prompt)
    policies.check_edit_prompt(viewer, topic, reason)
    if seal:
        try:
            seal_prompt(viewer, now, seal.until)
        except Refusal as refused:
            raise SealRefused(str(refused)) from refused
    if (text, note) == (now.text, now.note):
        return None
    if version not in {None, now.version}:
        raise LostRace(_("Meanwhile somebody else worded this question anew."))
    voices = _voices(now)
    changes_meaning = meaning and voices > 0
    PromptVersion.objects.create(
        prompt=now,
        version=now.version,
        text=now.text,
        note=now.note,
        voices=voices,
        changed_meaning=changes_meaning,
        replaced_by_id=viewer.id,
    )
    facts: dict[str, object] = {"text": text, "note": note, "version": now.version + 1}
    if changes_meaning:
        facts["meaning_version"] = now.version + 1
    Prompt.objects.filter(pk=now.pk).update(**facts)
    reworded = copy(now)
    reworded.text, reworded.note = text, note
    index_again(said_in_prompt(reworded))
    if changes_meaning:
        tell_anew(Kind.PROMPT, now.pk)
        announce("prompt", now.pk)
    words = {"before": wording_in_words(now.text, now.note), "after": wording_in_words(text, note)}
    return leave_line(viewer, Act.PROMPT_EDIT, topic, prompt_id=now.pk, reason=reason, **words)


def wording_in_words(text: str, note: str) -> str:
    """A question with its clarification, as a line of the ledger holds it."""
    words = f"{text} ({note})" if note else text
    return words if len(words) <= LINE_LENGTH else f"{words[: LINE_LENGTH - 1]}…"


def _voices(prompt: Prompt) -> int:
    """How many people have answered; each answer of a former member is a voice of its own."""
    standing = Answer.objects.filed().filter(
        prompt=prompt, post__hidden_at=None, post__withdrawn_at=None
    )
    who = Coalesce("post__author", -F("post"))
    counted: int = standing.aggregate(number=Count(who, distinct=True))["number"]
    return counted


@transaction.atomic
def order_prompts(viewer: Viewer, topic: Topic, prompt_ids: Sequence[int]) -> Entry | None:
    """Put the questions that stand in this order. Raises `Refusal`, and `LostRace` when these are
    not the questions that stand there now."""
    now = lock_topic(topic.pk)
    policies.check_prompts(viewer, now)
    standing = list(_standing(now).values_list("pk", flat=True))
    wanted = list(prompt_ids)
    if sorted(standing) != sorted(wanted):
        raise LostRace(_("Meanwhile the questions of this topic changed; look at them again."))
    if standing == wanted:
        return None
    renumber(now, wanted)
    before = ", ".join(str(number) for number in range(1, len(standing) + 1))
    after = ", ".join(str(standing.index(pk) + 1) for pk in wanted)
    return leave_line(viewer, Act.PROMPT_ORDER, now, before=before, after=after)


def close_prompt(viewer: Viewer, prompt: Prompt, reason: str = "") -> Entry | None:
    """Take no more answers to a question; what was said stays."""
    return _step(viewer, Act.PROMPT_CLOSE, prompt, reason)


def reopen_prompt(viewer: Viewer, prompt: Prompt, reason: str = "") -> Entry | None:
    """Take answers to a closed question again."""
    return _step(viewer, Act.PROMPT_REOPEN, prompt, reason)


def restore_prompt(viewer: Viewer, prompt: Prompt, reason: str = "") -> Entry | None:
    """Have a withdrawn question stand again, as the last."""
    return _step(viewer, Act.PROMPT_RESTORE, prompt, reason)


@transaction.atomic
def withdraw_prompt(viewer: Viewer, prompt: Prompt, reason: str = "") -> Entry | None:
    """Take a question out of the topic: one that nobody has answered is removed, an answered one
    keeps its address and its answers. Which of the two is decided under the lock."""
    _topic, now = lock_prompt(prompt)
    if now.state != Prompt.State.WITHDRAWN and not _is_answered(now):
        return delete_prompt(viewer, prompt, reason)
    return _step(viewer, Act.PROMPT_WITHDRAW, prompt, reason)


@transaction.atomic
def delete_prompt(viewer: Viewer, prompt: Prompt, reason: str = "") -> Entry | None:
    """Remove a question that nobody has answered; the numbers below it close up.

    Raises `Refusal` where there is an answer, also one that is hidden or withdrawn now.
    """
    topic, now = lock_prompt(prompt)
    policies.check_care_of_prompts(viewer, topic)
    policies.check_prompt_step(viewer, topic, now.state, None)
    if _is_answered(now):
        raise Refusal(
            _("This question has answers, so it cannot be removed; you can withdraw it instead.")
        )
    Prompt.objects.filter(pk=now.pk).delete()
    Topic.objects.filter(pk=topic.pk).update(prompt_count=F("prompt_count") - 1)
    renumber(topic)
    facts = {"prompt_id": now.pk, "before": now.text, "reason": reason}
    return leave_line(viewer, Act.PROMPT_DELETE, topic, **facts)


@transaction.atomic
def pass_prompt(viewer: Viewer, prompt: Prompt, *, on: bool = True) -> None:
    """Pass on a question, or take that back: a wish, so the same wish twice is one result.

    Raises `Refusal`, also where one has answered already.
    """
    topic, now = lock_prompt(prompt)
    on_panel = Panelist.objects.filter(topic=topic, person_id=viewer.id).exists()
    policies.check_pass(viewer, topic, now, on_panel)
    mine = Answer.objects.filed().filter(prompt=now, post__author_id=viewer.id)
    if on and mine.filter(post__withdrawn_at=None).exists():
        raise Refusal(_("You have answered this question, so you need not pass."))
    if on:
        PromptPass.objects.get_or_create(prompt=now, person_id=viewer.id)
    else:
        PromptPass.objects.filter(prompt=now, person_id=viewer.id).delete()


def lock_prompt(prompt: Prompt) -> tuple[Topic, Prompt]:
    """A question and its topic as they stand now, locked. Raises `LostRace` when it is gone."""
    topic = lock_topic(prompt.topic_id)
    now = Prompt.objects.filter(pk=prompt.pk, topic=topic).first()
    if now is None:
        raise LostRace(_("Meanwhile this question was removed."))
    return topic, now


@transaction.atomic
def _step(viewer: Viewer, act: Act, prompt: Prompt, reason: str) -> Entry | None:
    """Bring a question from one state to another, if that is left to do."""
    topic, now = lock_prompt(prompt)
    if act in {Act.PROMPT_CLOSE, Act.PROMPT_REOPEN}:
        policies.check_prompts(viewer, topic)
    else:
        policies.check_care_of_prompts(viewer, topic)
    before, after = STEPS[act]
    if now.state == after:
        return None
    policies.check_prompt_step(viewer, topic, now.state if now.state in before else "", after)
    Prompt.objects.filter(pk=now.pk).update(state=after)
    if Prompt.State.WITHDRAWN in {now.state, after}:
        renumber(topic)
    gone = after == Prompt.State.WITHDRAWN
    words = {"before": now.text, "after": "" if gone else now.text}
    return leave_line(viewer, act, topic, prompt_id=now.pk, reason=reason, **words)


def _is_answered(prompt: Prompt) -> bool:
    return Answer.objects.filed().filter(prompt=prompt).exists()


def _standing(topic: Topic) -> QuerySet[Prompt]:
    """Those in the header, in their order."""
    prompts = Prompt.objects.filter(topic=topic).exclude(state=Prompt.State.WITHDRAWN)
    return prompts.order_by("position")


def renumber(topic: Topic, wanted: Sequence[int] = ()) -> None:
    """Number the questions of a locked topic from 1: those that stand (in the order that is wanted,
    or as they are), then those that were withdrawn."""
    prompts = list(Prompt.objects.filter(topic=topic).order_by("position"))
    order = {pk: number for number, pk in enumerate(wanted)}
    prompts.sort(key=lambda one: (one.state == Prompt.State.WITHDRAWN, order.get(one.pk, 0)))
    moved = []
    for position, prompt in enumerate(prompts, start=1):
        if prompt.position != position:
            prompt.position = position
            moved.append(prompt)
    Prompt.objects.bulk_update(moved, ["position"])
