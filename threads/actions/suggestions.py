"""Questions that members suggest, and what the host makes of them."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import LostRace, Refusal, check_member
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.prompts import TooMany, append_prompt
from threads.models import PromptSuggestion, Topic
from threads.models.states import SUGGESTION, Party

# How many questions of one member wait for a host at once.
MOST_WAITING = 3


@transaction.atomic
def suggest_prompt(viewer: Viewer, topic: Topic, text: str) -> PromptSuggestion:
    """Suggest a question to the host; the same words twice are one suggestion.

    Raises `Refusal`, `TooMany` when three of one's own wait already.
    """
    now = lock_topic(topic.pk)
    policies.check_suggest_prompt(viewer, now)
    mine = PromptSuggestion.objects.filter(topic=now, author_id=viewer.id)
    if earlier := mine.filter(text=text).first():
        return earlier
    if mine.filter(state=PromptSuggestion.State.WAITING).count() >= MOST_WAITING:
        raise TooMany(_("Three of your questions wait here already; let them be decided first."))
    suggestion = PromptSuggestion.objects.create(
        topic=now, author_id=check_member(viewer), text=text
    )
    announce("suggestion", suggestion.pk)
    return suggestion


@transaction.atomic
def adopt_suggestion(
    viewer: Viewer, suggestion: PromptSuggestion, reason: str = ""
) -> Entry | None:
    """Ask what a member suggested, with credit; also one that was not taken up before.

    Raises `Refusal`, `LostRace`.
    """
    topic, now = _lock(suggestion)
    policies.check_prompts(viewer, topic)
    if now.state == PromptSuggestion.State.ADOPTED:
        return None
    parties = policies.parties_to(viewer, topic)
    policies.check_step(parties, SUGGESTION, now.state, PromptSuggestion.State.ADOPTED)
    prompt = append_prompt(topic, now.text, suggested_by=now.author_id)
    PromptSuggestion.objects.filter(pk=now.pk).update(
        state=PromptSuggestion.State.ADOPTED, prompt=prompt
    )
    facts = {"prompt_id": prompt.pk, "person_id": now.author_id, "after": now.text}
    return leave_line(viewer, Act.PROMPT_ADOPT, topic, reason=reason, **facts)


@transaction.atomic
def decline_suggestion(viewer: Viewer, suggestion: PromptSuggestion) -> bool:
    """Do not ask it; False when that was decided already. Nobody is told, and no line is left:
    nothing changes for anybody."""
    topic, now = _lock(suggestion)
    policies.check_prompts(viewer, topic)
    return _settle(now, policies.parties_to(viewer, topic), PromptSuggestion.State.DECLINED)


@transaction.atomic
def take_back_suggestion(viewer: Viewer, suggestion: PromptSuggestion) -> bool:
    """Take one's own suggestion back while it waits. Raises `Refusal`."""
    _topic, now = _lock(suggestion)
    if now.author_id != check_member(viewer):
        raise Refusal(_("Only who suggested a question takes it back."))
    return _settle(now, frozenset({Party.AUTHOR}), PromptSuggestion.State.TAKEN_BACK)


def _lock(suggestion: PromptSuggestion) -> tuple[Topic, PromptSuggestion]:
    topic = lock_topic(suggestion.topic_id)
    now = PromptSuggestion.objects.filter(pk=suggestion.pk, topic=topic).first()
    if now is None:
        raise LostRace(_("Meanwhile this topic was merged into another; look at it again."))
    return topic, now


def _settle(now: PromptSuggestion, parties: frozenset[Party], after: str) -> bool:
    if now.state == after:
        return False
    policies.check_step(parties, SUGGESTION, now.state, after)
    PromptSuggestion.objects.filter(pk=now.pk).update(state=after)
    return True
