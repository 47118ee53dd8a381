"""Hosting, and the community's words."""

from ledger.models import Act
from tests.make import as_viewer
from tests.threads.lines import Case
from threads.actions import hosts, words
from threads.models import GlossaryEntry, Topic


def _with_cohost(w):
    hosts.name_cohost(as_viewer(w.ada), w.topic, w.mira)
    return {}


def _hostless(w):
    Topic.objects.filter(pk=w.topic.pk).update(host=None)
    hosts.offer_to_host(as_viewer(w.ben), w.topic, on=True)
    return {}


CASES = {
    Act.COHOST: {
        "name": Case(
            lambda _w: {},
            lambda w: hosts.name_cohost(as_viewer(w.ada), w.topic, w.ben),
            lambda w: {"topic_id": w.topic.pk, "person_id": w.ben.pk, "actor_id": w.ada.pk},
        )
    },
    Act.UNCOHOST: {
        "drop": Case(
            _with_cohost,
            lambda w: hosts.drop_cohost(as_viewer(w.ada), w.topic, w.mira),
            lambda w: {"topic_id": w.topic.pk, "person_id": w.mira.pk},
        ),
        "leave": Case(
            _with_cohost,
            lambda w: hosts.drop_cohost(as_viewer(w.mira), w.topic, w.mira),
            lambda w: {"actor_id": w.mira.pk},
        ),
    },
    Act.HAND_OVER: {
        "hand over": Case(
            lambda _w: {},
            lambda w: hosts.hand_over(as_viewer(w.ada), w.topic, w.ben),
            lambda w: {"topic_id": w.topic.pk, "person_id": w.ben.pk, "after": "ben"},
        ),
        "confirm": Case(
            _hostless,
            lambda w: hosts.confirm_host(as_viewer(w.mo), w.topic, w.ben),
            lambda w: {"person_id": w.ben.pk, "actor_id": w.mo.pk},
        ),
        "leave to a co-host": Case(
            _with_cohost,
            lambda w: hosts.leave_hosting(as_viewer(w.ada), w.topic),
            lambda w: {"person_id": w.mira.pk},
        ),
    },
    Act.HOSTLESS: {
        "leave": Case(
            lambda _w: {},
            lambda w: hosts.leave_hosting(as_viewer(w.ada), w.topic),
            lambda w: {"topic_id": w.topic.pk, "actor_id": w.ada.pk},
        ),
        "account gone": Case(lambda _w: {}, lambda w: hosts.pass_on_hosting(w.ada)),
    },
    Act.LABEL: {
        "label": Case(
            lambda _w: {},
            lambda w: words.set_label(as_viewer(w.root), "host", "en", "focalizer"),
            lambda _w: {"before": "", "after": "host (en): focalizer"},
        ),
        "word": Case(
            lambda _w: {"entry": GlossaryEntry.objects.create(word="host")},
            lambda w: words.change_word(
                as_viewer(w.root), w.entry.pk, "host", "Who holds a topic", [("focalizer", "")]
            ),
            lambda _w: {"before": "", "after": "host (focalizer): Who holds a topic"},
        ),
        "no word": Case(
            lambda _w: {"entry": GlossaryEntry.objects.create(word="host", meaning="Holds")},
            lambda w: words.drop_word(as_viewer(w.root), w.entry),
            lambda _w: {"before": "host: Holds"},
        ),
    },
}
