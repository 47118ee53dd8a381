"""The promise about answers: given and tightened by the host, over when its date is."""

from datetime import datetime, timedelta

from django.utils import timezone

from ledger.models import Act
from tests.make import as_viewer
from tests.threads.lines import Case
from threads.actions.seals import lift_seals, seal_prompt
from threads.models import Prompt

UNTIL = datetime(2100, 5, 1, 12, tzinfo=timezone.get_default_timezone())


def prompt(w) -> dict:
    return {"prompt": Prompt.objects.get(topic=w.topic, position=1)}


def until(w) -> dict:
    found = prompt(w)["prompt"]
    seal_prompt(as_viewer(w.ada), found, UNTIL)
    return {"prompt": found}


def over(w) -> dict:
    found = prompt(w)["prompt"]
    ended = timezone.now() - timedelta(minutes=1)
    Prompt.objects.filter(pk=found.pk).update(sealed=True, sealed_until=ended)
    return {"prompt": found}


def line(w) -> dict:
    return {"actor_id": w.ada.pk, "topic_id": w.topic.pk, "prompt_id": w.prompt.pk}


CASES = {
    Act.PROMPT_SEAL: {
        "without a date": Case(
            prompt,
            lambda w: seal_prompt(as_viewer(w.ada), w.prompt),
            lambda w: line(w) | {"before": "", "after": "What helps?"},
        ),
        "until a date": Case(
            prompt,
            lambda w: seal_prompt(as_viewer(w.ada), w.prompt, UNTIL),
            lambda w: line(w) | {"before": "", "after": "What helps? · 2100-05-01"},
        ),
        "no date any more": Case(
            until,
            lambda w: seal_prompt(as_viewer(w.ada), w.prompt),
            lambda w: line(w) | {"before": "What helps? · 2100-05-01", "after": "What helps?"},
        ),
    },
    Act.PROMPT_OPEN: {"when its date is over": Case(over, lambda _w: lift_seals(), line)},
}
