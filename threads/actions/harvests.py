"""Drafting a harvest beside the talk, publishing it, and taking it back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import markup, policies
from threads.actions.indexing import index_again, said_in_harvest
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.posts import form_key
from threads.models import Citation, Harvest, Harvester, HarvestVersion, Topic
from threads.queries.citations import cited_by, stored_source, typed_source
from threads.queries.coverage import coverage_of
from threads.queries.texts import Text, prepare

LINE = 500
# The columns that a published version has of its draft.
SAID = ("title", "for_whom", "goes_to", "source")


class StaleDraft(Exception):
    """The draft changed while somebody wrote at it: a lost race, answered with 409."""

    def __init__(self, current: Harvest) -> None:
        super().__init__("the draft was changed meanwhile")
        self.current = current


class CitationsRefused(Exception):
    """Some citations of a text cannot be made; each sentence says which and why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands above the text of a harvest."""

    kind: str
    title: str
    for_whom: str
    goes_to: str = ""


def begin_harvest(
    viewer: Viewer, topic: Topic, facts: Facts, source: str, *, token: UUID | None = None
) -> Harvest:
    """Begin a draft; the same form sent twice (one `token`, the same text) begins one.

    Raises `Refusal`, `CitationsRefused`, `markup.MarkupRefused`.
    """
    text = _prepared(source)
    key = form_key(token, topic.pk, source, *asdict(facts).values())
    try:
        with transaction.atomic():
            now = lock_topic(topic.pk)
            _check_drafts(viewer, now)
            rows = _cited(viewer, now, text, ())
            harvest = Harvest.objects.create(
                topic=now,
                author_id=viewer.id,
                source=stored_source(source, rows),
                form_token=key,
                **asdict(facts),
            )
            _store(harvest, rows)
            return harvest
    except IntegrityError:
        earlier = Harvest.objects.filter(author_id=viewer.id, form_token=key).first()
        if key is None or earlier is None:
            raise
        return earlier


def save_draft(
    viewer: Viewer, harvest: Harvest, facts: Facts, source: str, *, edits: int
) -> Harvest:
    """Save the draft that had been saved `edits` times when the writer began.

    Raises `Refusal`, `StaleDraft` when somebody was faster, `CitationsRefused`,
    `markup.MarkupRefused`.
    """
    text = _prepared(source)
    with transaction.atomic():
        now = _locked(viewer, harvest)
        known = _draft_citations(now)
        rows = _cited(viewer, now.topic, text, known)
        said = asdict(facts) | {"source": stored_source(source, rows)}
        if all(getattr(now, name) == value for name, value in said.items()):
            return now
        if now.edits != edits:
            raise StaleDraft(now)
        _change(now, said)
        _store(now, rows)
        return now


def cite_post(viewer: Viewer, harvest: Harvest, number: int, words: str) -> Harvest:
    """Put a citation at the end of the draft; the same press twice puts one.

    Raises like `save_draft`.
    """
    mark = markup.write_citation(markup.Cited(number, words))
    typed = typed_source(viewer, harvest.topic, harvest.source).rstrip()
    if typed.endswith(mark):
        return harvest
    facts = Facts(harvest.kind, harvest.title, harvest.for_whom, harvest.goes_to)
    source = f"{typed}\n\n{mark}\n".lstrip("\n")
    try:
        return save_draft(viewer, harvest, facts, source, edits=harvest.edits)
    except StaleDraft as stale:
        # It goes to the end, whatever was written meanwhile.
        if stale.current.edits == harvest.edits:
            raise
        return cite_post(viewer, stale.current, number, words)


def publish_harvest(viewer: Viewer, harvest: Harvest, *, edits: int) -> HarvestVersion | None:
    """Publish the draft as the publisher read it (`edits`): a version that nobody changes, its
    coverage counted, whom it cites told once. None when exactly this stands already.

    Raises `Refusal`, `StaleDraft` when the draft changed meanwhile, `CitationsRefused`,
    `markup.MarkupRefused`.
    """
    text = prepare(typed_source(viewer, harvest.topic, harvest.source), cites=True)
    with transaction.atomic():
        now = _locked(viewer, harvest)
        policies.check_publish_harvest(viewer, now.topic, now.state)
        if now.edits != edits or now.source != harvest.source:
            raise StaleDraft(now)
        if now.state == Harvest.State.PUBLISHED and _stands(now):
            return None
        rows = _cited(viewer, now.topic, text, _draft_citations(now))
        return _publish(viewer, now, text, rows)


def _publish(viewer: Viewer, harvest: Harvest, text: Text, rows: list[Citation]) -> HarvestVersion:
    version = HarvestVersion.objects.create(
        harvest=harvest,
        version=harvest.version + 1,
        html=text.html,
        html_version=text.html_version,
        coverage=coverage_of(harvest.topic, [row.post_id for row in rows]),
        published_by_id=viewer.id,
        **{name: getattr(harvest, name) for name in SAID},
    )
    _store(harvest, rows, version)
    Harvest.objects.filter(pk=harvest.pk).update(
        state=Harvest.State.PUBLISHED, version=version.version
    )
    index_again(said_in_harvest(harvest, version))
    leave_line(viewer, Act.HARVEST, harvest.topic, after=harvest.title[:LINE])
    announce("harvest", version.pk)
    return version


@transaction.atomic
def unpublish_harvest(viewer: Viewer, harvest: Harvest, reason: str) -> Entry | None:
    """Take a published harvest back, with a reason that readers see; the draft stays with its
    writers. None when it is not published. Raises `Refusal`."""
    topic = lock_topic(harvest.topic_id)
    now = Harvest.objects.select_for_update(no_key=True).get(pk=harvest.pk)
    if now.state == Harvest.State.UNPUBLISHED:
        return None
    policies.check_unpublish_harvest(viewer, topic, now.state)
    Harvest.objects.filter(pk=now.pk).update(state=Harvest.State.UNPUBLISHED)
    return leave_line(viewer, Act.UNHARVEST, topic, before=now.title[:LINE], reason=reason[:LINE])


def _prepared(source: str) -> Text | None:
    """The rendered text; a draft may still be empty."""
    return prepare(source, cites=True) if source.strip() else None


def _check_drafts(viewer: Viewer, topic: Topic) -> None:
    named = Harvester.objects.filter(topic=topic, person_id=viewer.id, state=Harvester.State.NAMED)
    policies.check_harvest(viewer, topic, viewer.is_member and named.exists())


def _locked(viewer: Viewer, harvest: Harvest) -> Harvest:
    """The draft and its topic as they stand now, if the viewer drafts there."""
    topic = lock_topic(harvest.topic_id)
    _check_drafts(viewer, topic)
    now = Harvest.objects.select_for_update(no_key=True).get(pk=harvest.pk)
    now.topic = topic
    return now


def _draft_citations(harvest: Harvest) -> list[Citation]:
    rows = Citation.objects.filter(harvest=harvest, version=None).order_by("number")
    return list(rows.select_related("post"))


def _cited(
    viewer: Viewer, topic: Topic, text: Text | None, known: Sequence[Citation]
) -> list[Citation]:
    rows, problems = cited_by(viewer, topic, text.citations if text else (), known)
    if problems:
        raise CitationsRefused(problems)
    return rows


def _change(harvest: Harvest, said: dict[str, str]) -> None:
    harvest.edits += 1
    Harvest.objects.filter(pk=harvest.pk).update(
        edits=harvest.edits, changed_at=timezone.now(), **said
    )
    for name, value in said.items():
        setattr(harvest, name, value)


def _store(
    harvest: Harvest, rows: Sequence[Citation], version: HarvestVersion | None = None
) -> None:
    """Put these citations in the place of those that the draft or version has."""
    Citation.objects.filter(harvest=harvest, version=version).delete()
    for row in rows:
        row.harvest, row.version = harvest, version
    Citation.objects.bulk_create(rows)


def _stands(harvest: Harvest) -> bool:
    """Whether the newest version says just what the draft says."""
    said = {name: getattr(harvest, name) for name in SAID}
    newest = HarvestVersion.objects.filter(harvest=harvest, version=harvest.version)
    return newest.filter(**said).exists()
