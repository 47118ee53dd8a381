"""The documents of the community: what stands, what stood, and what somebody is to agree to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.http import Http404
from django.utils.safestring import SafeString

from accounts.models import DocumentKind
from threads import markup
from threads.models import Document
from threads.queries.history import Change, difference
from threads.queries.names import PUBLIC, names_in

MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class Version:
    """One version in a list of them."""

    number: int
    at: datetime
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document as it stands, or as it stood."""

    kind: str
    title: str
    url: str
    number: int
    at: datetime
    note: str
    is_current: bool
    html: SafeString
    # What this version changed of the one before.
    changes: tuple[Change, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that somebody is to agree to, whole, with what changed since they last did."""

    title: str
    url: str
    note: str
    html: SafeString
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """All that somebody is to agree to; `version` is the newest of it."""

    version: int
    asked: tuple[Asked, ...]


def document_page(kind: str, number: int | None = None) -> DocumentPage:
    """A document as it stands, or version `number` of it. Raises `Http404` where there is none, and
    for what was taken down."""
    rows = list(Document.objects.filter(kind=kind).order_by("-number")[:MOST_VERSIONS])
    found = [row for row in rows if row.number == number] if number else rows[:1]
    if not found or not rows[0].html:
        raise Http404
    (document,) = found
    before = next((row for row in rows if row.number == document.number - 1), None)
    return DocumentPage(
        kind=kind,
        title=document.get_kind_display(),
        url=f"/about/{kind}/",
        number=document.number,
        at=document.at,
        note=document.note,
        is_current=document.number == rows[0].number,
        html=_html(document),
        changes=difference(before.text, document.text) if before and number else (),
        versions=tuple(
            Version(row.number, row.at, row.note, row.get_absolute_url()) for row in rows
        ),
    )


def agreement_page(agreed_to: int) -> AgreementPage:
    """What who agreed up to the version `agreed_to` is to read and agree to now."""
    rows = list(Document.objects.filter(asks=True, pk__gt=agreed_to).order_by("pk"))
    current = {row.kind: row for row in _standing()}
    asked = [kind for kind in DocumentKind.values if kind in {row.kind for row in rows}]
    return AgreementPage(
        version=max((row.pk for row in rows if row.kind in current), default=0),
        asked=tuple(_asked(current[kind], agreed_to) for kind in asked if kind in current),
    )


def _standing() -> list[Document]:
    newest = Document.objects.values("kind").annotate(newest=Max("pk")).values("newest")
    return list(Document.objects.filter(pk__in=newest).exclude(html=""))


def _asked(document: Document, agreed_to: int) -> Asked:
    """With what changed since the version that stood when they agreed."""
    known = (
        Document.objects.filter(kind=document.kind, pk__lte=agreed_to).order_by("-number").first()
    )
    return Asked(
        title=document.get_kind_display(),
        url=f"/about/{document.kind}/",
        note=document.note if known else "",
        html=_html(document),
        changes=difference(known.text, document.text) if known else (),
    )


def _html(document: Document) -> SafeString:
    return markup.printed(document.html, names_in(PUBLIC, document.html))
