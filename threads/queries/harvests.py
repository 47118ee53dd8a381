"""The harvests of a topic: pinned on its page, listed, and each on a page of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads import markup, policies
from threads.models import Citation, CoHost, Harvest, Harvester, HarvestVersion, Topic
from threads.queries.citations import CitationRow, citation_rows, places_of, rows_of
from threads.queries.coverage import Coverage, in_words
from threads.queries.names import names_in
from threads.queries.prompts import PromptRow, prompt_rows

# Links to other harvests on the page of a topic; its list has all.
MOST_LINKS = 12


@dataclass(frozen=True, slots=True)
class HarvestLink:
    """A published harvest by its name."""

    id: int
    title: str
    kind: str
    version: int
    published_at: datetime

    @property
    def url(self) -> str:
        """Its page."""
        return f"/harvests/{self.id}/"


@dataclass(frozen=True, slots=True)
class HarvestText:
    """A published version as it prints, with what it cites and what it draws on."""

    link: HarvestLink
    for_whom: str
    goes_to: str
    html: SafeString
    citations: tuple[CitationRow, ...]
    coverage: Coverage
    # Whether the reader may dispute it here: only the newest version can be disputed.
    may_dispute: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page of a topic shows of its harvests: the newest open, the others as links.

    `draft_id` is the newest draft of somebody who drafts here, 0 for everybody else; `offers`
    counts who offers to harvest, for the host alone, who `may_harvest`. `has_place` says whether
    the topic is one of those that people harvest: with questions, a panel, or a harvest.
    """

    newest: HarvestText | None
    others: tuple[HarvestLink, ...]
    draft_id: int
    offers: int
    may_harvest: bool
    has_place: bool


@dataclass(frozen=True, slots=True)
class HarvesterRow:
    """Somebody who drafts the harvests of a topic, or offers to."""

    face: Face
    is_named: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class ListedHarvest:
    """A harvest in the list of its topic, with the versions that may be read."""

    harvest: Harvest
    kind: str
    state: str
    versions: tuple[HarvestLink, ...]


@dataclass(frozen=True, slots=True)
class HarvestList:
    """The page `/t/<id>/harvest/`."""

    topic: Topic
    harvests: tuple[ListedHarvest, ...]
    harvesters: tuple[HarvesterRow, ...]
    may_begin: bool
    may_name: bool
    may_offer: bool


@dataclass(frozen=True, slots=True)
class HarvestPage:
    """The page `/harvests/<id>/`, of its newest version or of an earlier one."""

    harvest: Harvest
    topic: Topic
    text: HarvestText
    versions: tuple[HarvestLink, ...]
    is_newest: bool
    may_edit: bool
    may_publish: bool
    may_unpublish: bool


def harvest_columns(viewer: Viewer) -> dict[str, Any]:
    """What a topic brings along of its harvests, as columns of its query, for `kept_of`."""
    here = Harvest.objects.filter(topic=OuterRef("pk"), state=Harvest.State.PUBLISHED)
    links = here.filter(versions__version=F("version")).order_by("-versions__published_at", "-pk")
    newest = HarvestVersion.objects.filter(
        harvest__topic=OuterRef("pk"),
        harvest__state=Harvest.State.PUBLISHED,
        harvest__kind=Harvest.Kind.HARVEST,
        version=F("harvest__version"),
    ).order_by("-published_at", "-pk")
    drafts = Harvest.objects.drafted_by(viewer).filter(topic=OuterRef("pk"))
    offers = Harvester.objects.filter(topic=OuterRef("pk"), state=Harvester.State.OFFERED)
    counted = offers.order_by().values("topic").annotate(number=Count("pk")).values("number")
    return {
        "harvest_rows": ArraySubquery(links.values(row=_link_row("pk"))[: MOST_LINKS + 1]),
        "harvest_open": Subquery(newest.values(row=_text_row(viewer))[:1]),
        "harvest_draft": Subquery(drafts.order_by("-changed_at", "-pk").values("pk")[:1]),
        "harvest_offers": Coalesce(Subquery(counted), 0),
    }


def _link_row(key: str) -> JSONObject:
    return JSONObject(
        id=key, title="title", kind="kind", version="version", at="versions__published_at"
    )


def _version_row() -> JSONObject:
    return JSONObject(
        id="harvest_id",
        title="title",
        kind="harvest__kind",
        version="version",
        at="published_at",
    )


def _text_row(viewer: Viewer) -> JSONObject:
    return JSONObject(
        id="harvest_id",
        title="title",
        kind="harvest__kind",
        version="version",
        at="published_at",
        for_whom="for_whom",
        goes_to="goes_to",
        html="html",
        coverage="coverage",
        citations=citation_rows(viewer, OuterRef("pk")),
    )


def newest_open(viewer: Viewer, topic: Topic) -> Subquery:
    """The newest published version of any kind in a topic, as a column of another query: it stands
    for `harvest_open` where there are but interim harvests."""
    newest = HarvestVersion.objects.filter(
        harvest__topic=topic,
        harvest__state=Harvest.State.PUBLISHED,
        version=F("harvest__version"),
    ).order_by("-published_at", "-pk")
    return Subquery(newest.values(row=_text_row(viewer))[:1])


def texts_of(topic: Topic) -> tuple[str, ...]:
    """The stored texts of the harvest on the page of a topic, whose names come with the posts'."""
    row: dict[str, Any] | None = topic.harvest_open  # type: ignore[attr-defined]
    return (row["html"],) if row else ()


def kept_of(
    viewer: Viewer, topic: Topic, prompts: Iterable[PromptRow], names: markup.Names
) -> Kept:
    """The harvests of a topic that came with `harvest_columns`."""
    facts = vars(topic)
    row = facts["harvest_open"]
    newest = _text(viewer, row, prompts, names, is_newest=True) if row else None
    links = [_link(row) for row in facts["harvest_rows"]]
    others = tuple(link for link in links if newest is None or link.id != newest.link.id)
    hosts = policies.is_host(viewer, topic)
    offers = facts["harvest_offers"] if hosts else 0
    has_place = bool(topic.prompt_count or facts["panel_rows"] or links or facts["harvest_draft"])
    return Kept(newest, others, facts["harvest_draft"] or 0, offers, hosts, has_place)


def _link(row: Mapping[str, Any]) -> HarvestLink:
    at = row["at"] if isinstance(row["at"], datetime) else parse_datetime(row["at"])
    if at is None:
        raise ValueError("a published version says when")
    kind = str(Harvest.Kind(row["kind"]).label)
    return HarvestLink(row["id"], row["title"], kind, row["version"], at)


def _text(
    viewer: Viewer,
    row: Mapping[str, Any],
    prompts: Iterable[PromptRow],
    names: markup.Names,
    *,
    is_newest: bool,
) -> HarvestText:
    citations = rows_of(viewer, row["citations"])
    return HarvestText(
        link=_link(row),
        for_whom=row["for_whom"],
        goes_to=row["goes_to"],
        html=markup.fill(row["html"], replace(names, citations=places_of(citations))),
        citations=citations,
        coverage=in_words(row["coverage"], prompts),
        may_dispute=is_newest and viewer.is_member,
    )


def harvest_for(viewer: Viewer, harvest_id: int) -> Harvest:
    """The harvest with its topic, and whether the viewer drafts it (`is_mine`).

    Raises `Http404` when it is not visible: a draft is its writers' alone.
    """
    harvests = Harvest.objects.visible_to(viewer).select_related("topic__category")
    cohosts = CoHost.objects.filter(topic=OuterRef("topic")).order_by("since", "id")
    mine = Harvest.objects.drafted_by(viewer).filter(pk=OuterRef("pk"))
    found = get_object_or_404(
        harvests.annotate(
            cohost_ids=ArraySubquery(cohosts.values("person_id")), is_mine=Exists(mine)
        ),
        pk=harvest_id,
    )
    found.topic.cohost_ids = found.cohost_ids  # type: ignore[attr-defined]
    return found


def is_drafter(harvest: Harvest) -> bool:
    """Whether it came with `harvest_for` to somebody who drafts it."""
    return bool(vars(harvest)["is_mine"])


def harvest_page(viewer: Viewer, harvest: Harvest, version: int = 0) -> HarvestPage:
    """A version of a harvest, the newest where none is named. Raises `Http404` where it has none:
    a draft is read where it is written."""
    topic = harvest.topic
    is_newest = version in (0, harvest.version)
    versions = HarvestVersion.objects.filter(harvest=harvest)
    wanted = versions.filter(version=version or harvest.version)
    row = wanted.values_list(_text_row(viewer), flat=True).first()
    if row is None:
        raise Http404
    names = names_in(topic.category_id, row["html"])
    prompts = prompt_rows(viewer, topic)
    is_published = harvest.state == Harvest.State.PUBLISHED
    may_edit = policies.may(policies.check_harvest, viewer, topic, is_drafter(harvest))
    return HarvestPage(
        harvest=harvest,
        topic=topic,
        text=_text(viewer, row, prompts, names, is_newest=is_newest and is_published),
        versions=_versions(harvest, versions),
        is_newest=is_newest,
        may_edit=may_edit,
        may_publish=policies.may(policies.check_publish_harvest, viewer, topic, harvest.state),
        may_unpublish=policies.may(policies.check_unpublish_harvest, viewer, topic, harvest.state),
    )


def _versions(harvest: Harvest, versions: QuerySet[HarvestVersion]) -> tuple[HarvestLink, ...]:
    kind = str(harvest.get_kind_display())
    rows = versions.order_by("-version").values_list("title", "version", "published_at")
    return tuple(HarvestLink(harvest.pk, title, kind, number, at) for title, number, at in rows)


def harvest_list(viewer: Viewer, topic: Topic) -> HarvestList:
    """Every harvest of a topic that the viewer may know, its versions, and who drafts. Two
    queries."""
    found = Harvest.objects.visible_to(viewer).filter(topic=topic).order_by("-changed_at", "-pk")
    versions = HarvestVersion.objects.filter(harvest=OuterRef("pk")).order_by("-version")
    harvests = found.defer("source").annotate(
        version_rows=ArraySubquery(versions.values(row=_version_row()))
    )
    people = _harvesters(viewer, topic)
    is_named = any(row.is_me and row.is_named for row in people)
    may_name = policies.may(policies.check_name_harvester, viewer, topic)
    may_offer = policies.may(policies.check_offer_harvest, viewer, topic) and not may_name
    return HarvestList(
        topic=topic,
        harvests=tuple(
            ListedHarvest(
                one,
                str(one.get_kind_display()),
                str(one.get_state_display()),
                tuple(_link(row) for row in one.version_rows),
            )
            for one in harvests
        ),
        # Offers are the host's to see, and one's own.
        harvesters=tuple(row for row in people if row.is_named or row.is_me or may_name),
        may_begin=policies.may(policies.check_harvest, viewer, topic, is_named),
        may_name=may_name,
        may_offer=may_offer and not any(row.is_me for row in people),
    )


def _harvesters(viewer: Viewer, topic: Topic) -> list[HarvesterRow]:
    rows = Harvester.objects.filter(topic=topic).order_by("since", "pk")
    return [
        HarvesterRow(face(handle, name), state == Harvester.State.NAMED, pk == viewer.id)
        for pk, handle, name, state in rows.values_list(
            "person_id", "person__username", "person__display_name", "state"
        )
    ]


def is_harvester(viewer: Viewer, topic: Topic) -> bool:
    """Whether the viewer was named to draft the harvests of a topic."""
    named = Harvester.objects.filter(topic=topic, state=Harvester.State.NAMED)
    return viewer.is_member and named.filter(person_id=viewer.id).exists()


def harvest_markdown(viewer: Viewer, harvest: Harvest) -> str:
    """The newest published version as Markdown: its text, and as notes what it cites; without the
    words of what does not stand for the viewer. Empty where nothing is published. Two queries.

    The caller fetched the harvest as one that the viewer may read (`harvest_for`).
    """
    versions = HarvestVersion.objects.filter(harvest=harvest, version=harvest.version)
    version = versions.annotate(rows=citation_rows(viewer, OuterRef("pk"))).first()
    if version is None or harvest.state != Harvest.State.PUBLISHED:
        return ""
    kept = Citation.objects.filter(version=version).order_by("-number")
    numbers = {(post, words): n for post, words, n in kept.values_list("post", "excerpt", "number")}

    def noted(one: markup.Cited) -> markup.Cited | str:
        number = numbers.get((one.number, one.words)) if one.is_id else None
        return f"[^{number}]" if number else markup.Cited(one.number, is_id=one.is_id)

    whom = _("For whom, and for what: %(line)s") % {"line": version.for_whom}
    goes = _("Goes to: %(line)s") % {"line": version.goes_to} if version.goes_to else ""
    body = markup.change_each(version.source, noted).strip()
    notes = "\n".join(_note(row) for row in rows_of(viewer, version.rows))
    parts = (f"## {version.title}", whom, goes, body, notes)
    return "\n\n".join(part for part in parts if part) + "\n"


def _note(row: CitationRow) -> str:
    who = markup.as_words(row.author.name) if row.author else _("Somebody")
    place = f"#{row.post_number} <{row.url}>" if row.url else ""
    said = f"“{row.excerpt}”" if row.excerpt else ""
    pieces = (who, place, said, row.state)
    return f"[^{row.number}]: " + " · ".join(piece for piece in pieces if piece)
