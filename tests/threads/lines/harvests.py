"""Harvests: who drafts, publishing and taking back, disputing a citation and settling it."""

from ledger.models import Act
from tests.make import as_viewer
from tests.threads.lines import Case
from threads.actions.citations import dispute_citation, settle_citation
from threads.actions.harvesters import drop_harvester, name_harvester, offer_to_harvest
from threads.actions.harvests import Facts, begin_harvest, publish_harvest, unpublish_harvest
from threads.models import Citation, Harvest
from threads.queries.harvests import harvest_for


def drafted(w) -> dict:
    facts = Facts(Harvest.Kind.HARVEST, "What we keep", "The circle, to decide")
    begun = begin_harvest(as_viewer(w.ada), w.topic, facts, 'Ben [#2 "Patience helps"].')
    return {"harvest": harvest_for(as_viewer(w.ada), begun.pk)}


def published(w) -> dict:
    harvest = drafted(w)["harvest"]
    publish_harvest(as_viewer(w.ada), harvest, edits=harvest.edits)
    citation = Citation.objects.standing().select_related("harvest", "post").get(post=w.post)
    return {"harvest": harvest_for(as_viewer(w.ada), harvest.pk), "citation": citation}


def disputed(w) -> dict:
    made = published(w)
    dispute_citation(as_viewer(w.ben), made["citation"], "I meant something else.")
    return made


def named(w) -> dict:
    name_harvester(as_viewer(w.ada), w.topic, w.ben)
    return {}


def offered(w) -> dict:
    offer_to_harvest(as_viewer(w.ben), w.topic)
    return {}


CASES = {
    Act.HARVESTER: {
        "named": Case(
            lambda _w: {},
            lambda w: name_harvester(as_viewer(w.ada), w.topic, w.ben),
            lambda w: {"person_id": w.ben.pk, "topic_id": w.topic.pk},
        ),
        "offer accepted": Case(offered, lambda w: name_harvester(as_viewer(w.ada), w.topic, w.ben)),
    },
    Act.UNHARVESTER: {
        "by the host": Case(named, lambda w: drop_harvester(as_viewer(w.ada), w.topic, w.ben.pk)),
        "by themselves": Case(
            named,
            lambda w: drop_harvester(as_viewer(w.ben), w.topic, w.ben.pk),
            lambda w: {"actor_id": w.ben.pk, "person_id": w.ben.pk},
        ),
    },
    Act.HARVEST: {
        "published": Case(
            drafted,
            lambda w: publish_harvest(as_viewer(w.ada), w.harvest, edits=1),
            lambda w: {"after": "What we keep", "topic_id": w.topic.pk},
        ),
    },
    Act.UNHARVEST: {
        "by the host": Case(
            published,
            lambda w: unpublish_harvest(as_viewer(w.ada), w.harvest, "Too early"),
            lambda _w: {"before": "What we keep", "reason": "Too early"},
        ),
        "by a moderator": Case(
            published, lambda w: unpublish_harvest(as_viewer(w.mo), w.harvest, "Hurtful")
        ),
    },
    Act.DISPUTE: {
        "by whom it cites": Case(
            published,
            lambda w: dispute_citation(as_viewer(w.ben), w.citation, "I meant something else."),
            lambda w: {"post_id": w.post.pk, "actor_id": w.ben.pk},
        ),
    },
    Act.SETTLE: {
        "by whom it cites": Case(
            disputed,
            lambda w: settle_citation(as_viewer(w.ben), w.citation),
            lambda w: {"post_id": w.post.pk},
        ),
    },
}
