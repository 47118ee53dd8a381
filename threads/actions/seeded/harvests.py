"""What was kept of the demo's conversations."""

from collections.abc import Sequence

from ledger.models import Act
from threads import demo
from threads.actions.harvests import LINE, SAID
from threads.actions.seeded.hosting import Hosting
from threads.models import Citation, Harvest, HarvestVersion
from threads.queries.citations import cited_by, stored_source
from threads.queries.coverage import coverage_of
from threads.queries.texts import Text, prepare


def write_harvest(hosting: Hosting, moment: demo.Harvest) -> None:
    """A draft is begun or written on, and published where the demo says so. Raises `ValueError`
    for a citation that cannot be made."""
    topic, text = hosting.topic(moment), prepare(moment.text, cites=True)
    draft = hosting.harvests.get(moment.name)
    known = Citation.objects.filter(harvest=draft, version=None).select_related("post")
    rows, problems = cited_by(
        hosting.viewer(moment), topic, text.citations, list(known) if draft else ()
    )
    if problems:
        raise ValueError(problems)
    facts = {
        "kind": moment.kind,
        "title": moment.title,
        "for_whom": moment.for_whom,
        "goes_to": moment.goes_to,
        "source": stored_source(moment.text, rows),
        "changed_at": hosting.at(moment),
    }
    if draft is None:
        author_id = hosting.person_id(moment.actor)
        draft = Harvest(topic=topic, author_id=author_id, created_at=hosting.at(moment))
    else:
        draft.edits += 1
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save()
    hosting.harvests[moment.name] = draft
    _store(draft, None, rows)
    if moment.is_published:
        _publish(hosting, moment, draft, text, rows)


def _publish(
    hosting: Hosting, moment: demo.Harvest, draft: Harvest, text: Text, rows: Sequence[Citation]
) -> None:
    """A version that nobody changes, and whom it cites told."""
    version = HarvestVersion.objects.create(
        harvest=draft,
        version=draft.version + 1,
        html=text.html,
        html_version=text.html_version,
        coverage=coverage_of(draft.topic, [row.post_id for row in rows]),
        published_at=hosting.at(moment),
        published_by_id=hosting.person_id(moment.actor),
        **{name: getattr(draft, name) for name in SAID},
    )
    _store(draft, version, rows)
    draft.state, draft.version = Harvest.State.PUBLISHED, version.version
    draft.save()
    hosting.leave(moment, Act.HARVEST, after=draft.title[:LINE])
    hosting.tell(moment, "harvest", version.pk)


def _store(draft: Harvest, version: HarvestVersion | None, rows: Sequence[Citation]) -> None:
    """These citations, in the place of those that the draft or version has."""
    Citation.objects.filter(harvest=draft, version=version).delete()
    for row in rows:
        row.pk, row.harvest, row.version = None, draft, version
    Citation.objects.bulk_create(rows)


def dispute(hosting: Hosting, moment: demo.Dispute) -> None:
    """Whom it cites says otherwise, and that stands."""
    draft = hosting.harvests[moment.harvest]
    row = Citation.objects.standing().get(harvest=draft, number=moment.number)
    Citation.objects.filter(pk=row.pk).update(
        state=Citation.State.DISPUTED, objection=moment.words, disputed_at=hosting.at(moment)
    )
    hosting.tell(moment, "dispute", row.pk)
    hosting.leave(moment, Act.DISPUTE, post_id=row.post_id)
