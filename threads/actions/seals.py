"""Sealing the answers to a prompt."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.policies import LostRace, Refusal
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads import policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Prompt


@transaction.atomic
def seal_prompt(viewer: Viewer, prompt: Prompt, until: datetime | None) -> Entry | None:
    """Keep the answers of others from those who have not answered, for good or `until`.

    The promise is only ever tightened. None when it was so already. Raises `Refusal` when this
    would loosen it.
    """
    topic = lock_topic(prompt.topic_id)
    policies.check_prompts(viewer, topic)
    now = Prompt.objects.filter(pk=prompt.pk, topic=topic).first()
    if now is None:
        raise LostRace(_("Meanwhile this question was removed."))
    if now.sealed and now.sealed_until == until:
        return None
    if now.sealed and (now.sealed_until is None or (until and until < now.sealed_until)):
        raise Refusal(_("A seal was a promise: it can be kept longer, not shorter."))
    Prompt.objects.filter(pk=now.pk).update(sealed=True, sealed_until=until)
    return leave_line(
        viewer, Act.PROMPT_SEAL, topic, prompt_id=now.pk, before=now.text, after=now.text
    )
