"""Sealing the answers to a prompt, and lifting seals whose date is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import LostRace
from accounts.viewer import Viewer, viewer_of
from ledger.models import Act, Entry
from threads import policies
from threads.actions.counters import refresh_topic
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Prompt, Topic


@transaction.atomic
def seal_prompt(viewer: Viewer, prompt: Prompt, until: datetime | None = None) -> Entry | None:
    """Hide the answers of others from who has neither answered nor passed, until a date or without
    one; also answers that could be read so far.

    The promise is only tightened: a date that stands is moved later or taken away, a seal never
    taken off by hand (the database holds it, too). None when it is so already. Raises `Refusal`,
    `LostRace` when the prompt was removed.
    """
    topic = lock_topic(prompt.topic_id)
    now = Prompt.objects.filter(pk=prompt.pk, topic=topic).first()
    if now is None:
        raise LostRace(_("Meanwhile this question was removed."))
    policies.check_seal(viewer, topic, now, until)
    if _is_sealed(now) and now.sealed_until == until:
        return None
    before = seal_in_words(now) if _is_sealed(now) else ""
    now.sealed, now.sealed_until = True, until
    Prompt.objects.filter(pk=now.pk).update(sealed=True, sealed_until=until)
    entry = leave_line(
        viewer, Act.PROMPT_SEAL, topic, prompt_id=now.pk, before=before, after=seal_in_words(now)
    )
    refresh_topic(topic.pk)
    return entry


def lift_seals() -> int:
    """Open the answers to every prompt whose date is over; answers how many. A clock job.

    Readers have them from that moment on; here they begin to count, and the topic says so, in the
    name of its host, where it has one.
    """
    over = Prompt.objects.filter(sealed=True, sealed_until__lte=timezone.now())
    topics = list(over.order_by("topic").values_list("topic", flat=True).distinct())
    return sum(_lift(topic_id) for topic_id in topics)


@transaction.atomic
def _lift(topic_id: int) -> int:
    topic = lock_topic(topic_id)
    over = Prompt.objects.filter(topic=topic, sealed=True, sealed_until__lte=timezone.now())
    prompts = list(over.order_by("position"))
    Prompt.objects.filter(pk__in=[prompt.pk for prompt in prompts]).update(sealed=False)
    if host := _host_of(topic):
        for prompt in prompts:
            leave_line(
                host, Act.PROMPT_OPEN, topic, prompt_id=prompt.pk, before=seal_in_words(prompt)
            )
    if prompts:
        refresh_topic(topic.pk)
    return len(prompts)


def _host_of(topic: Topic) -> Viewer | None:
    host = User.objects.with_rights().filter(pk=topic.host_id or 0).first()
    return viewer_of(host) if host else None


def _is_sealed(prompt: Prompt) -> bool:
    over = prompt.sealed_until is not None and prompt.sealed_until <= timezone.now()
    return prompt.sealed and not over


def seal_in_words(prompt: Prompt) -> str:
    """The question, and until which day it is sealed, in a form that is the same everywhere."""
    day = f" · {timezone.localtime(prompt.sealed_until):%Y-%m-%d}" if prompt.sealed_until else ""
    return f"{prompt.text}{day}"
