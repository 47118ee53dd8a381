"""The panel, what was heard of it, where a topic comes from."""

from ledger.models import Act
from tests.make import as_viewer, make_topic
from tests.threads.lines import Case
from threads.actions.panels import SeatWish, Wish, change_panel
from threads.actions.perspectives import respond, write_view
from threads.actions.relations import relate_topic, unrelate_topic
from threads.actions.setups import SourceFacts
from threads.models import Panelist, Perspective, Topic, TopicRelation
from threads.queries.setups import standing_of


def _stamped(w):
    return {"stamp": standing_of(w.topic).stamp}


def _changed(**wish):
    """Press the form of the host, which began with what stood before."""

    def act(w):
        wanted = {"kind": "open", "seats": (), "source": None} | {
            name: value(w) if callable(value) else value for name, value in wish.items()
        }
        change_panel(as_viewer(w.ada), w.topic, Wish(**wanted), stamp=w.stamp)

    return act


def _recap(w):
    Topic.objects.filter(pk=w.topic.pk).update(kind="recap")
    w.topic.kind = "recap"
    return _stamped(w)


def _seated(w):
    seats = [(w.mira, "mira.oday"), (w.ben, "ben")]
    rows = [
        Panelist.objects.create(topic=w.topic, position=n, person=who, name=name)
        for n, (who, name) in enumerate(seats, start=1)
    ]
    return _stamped(w) | {"mira_seat": rows[0], "ben_seat": rows[1]}


def _heard(w):
    seated = _seated(w)
    view = Perspective.objects.create(
        panelist=seated["mira_seat"], author=w.ada, source="Rest first.", html="<p>Rest first.</p>"
    )
    return seated | {"view": view}


def _write(source, version):
    return lambda w: write_view(as_viewer(w.ada), w.topic, w.mira_seat, source, version=version)


def _respond(source):
    return lambda w: respond(as_viewer(w.mira), w.topic, w.mira_seat, "corrects", source, version=1)


def _answered(w):
    heard = _heard(w)
    Perspective.objects.update(
        response_kind="adds", response_source="And more.", responded_at=heard["view"].written_at
    )
    return heard


def _elsewhere(w):
    return {"origin": make_topic(w.ben, w.hall)}


def _related(w):
    origin = make_topic(w.ben, w.hall)
    return {
        "relation": TopicRelation.objects.create(topic=w.topic, origin=origin),
        "origin": origin,
    }


def _turned(w):
    return (SeatWish("@ben", w.ben_seat.pk), SeatWish("@mira.oday", w.mira_seat.pk))


CASES = {
    Act.CONVERT: {
        "to a recap": Case(
            _stamped, _changed(kind="recap"), lambda w: {"before": "open", "after": "recap"}
        ),
        "to a fishbowl": Case(_stamped, _changed(kind="fishbowl"), lambda w: {"after": "fishbowl"}),
        "back": Case(_recap, _changed(kind="open"), lambda w: {"before": "recap"}),
    },
    Act.PANEL: {
        "somebody": Case(
            _stamped,
            _changed(seats=(SeatWish("@Mira.Oday"), SeatWish("Dina"))),
            lambda w: {"topic_id": w.topic.pk, "before": "", "after": "mira.oday, Dina"},
        ),
        "another order": Case(
            _seated, _changed(seats=_turned), lambda w: {"after": "ben, mira.oday"}
        ),
        "nobody": Case(_seated, _changed(), lambda w: {"before": "mira.oday, ben", "after": ""}),
    },
    Act.SOURCE: {
        "said": Case(
            _stamped,
            _changed(
                source=SourceFacts("An evening", "talk", "2026-11", ("https://example.org/",))
            ),
            lambda w: {"after": "An evening · 2026-11"},
        )
    },
    Act.PERSPECTIVE: {
        "written": Case(
            _seated, _write("Rest first.", 0), lambda w: {"after": "mira.oday: Rest first."}
        ),
        "put otherwise": Case(
            _heard,
            _write("Rest *late*.", 1),
            lambda w: {"before": "mira.oday: Rest first.", "after": "mira.oday: Rest *late*."},
        ),
        "taken away": Case(_heard, _write("", 1), lambda w: {"after": ""}),
    },
    Act.RESPOND: {
        "corrected": Case(
            _heard,
            _respond("Rest last."),
            lambda w: {"actor_id": w.mira.pk, "person_id": w.ada.pk, "after": "corrects"},
        ),
        "taken back": Case(_answered, _respond(""), lambda w: {"before": "adds", "after": ""}),
    },
    Act.RELATE: {
        "said": Case(
            _elsewhere,
            lambda w: relate_topic(as_viewer(w.ada), w.topic, w.origin, "continues"),
            lambda w: {"topic_id": w.topic.pk, "other_topic_id": w.origin.pk},
        )
    },
    Act.UNRELATE: {
        "taken back": Case(
            _related,
            lambda w: unrelate_topic(as_viewer(w.ada), w.topic, w.relation.pk),
            lambda w: {"other_topic_id": w.origin.pk},
        )
    },
}
