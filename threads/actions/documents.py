"""Publishing what the community says about itself and asks of its members."""

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.models import Community, DocumentKind
from accounts.policies import Refusal, check_rights
from accounts.remembered import forget_on_commit
from accounts.viewer import Viewer
from threads.models import Document
from threads.queries.texts import prepare


@transaction.atomic
def publish_document(
    viewer: Viewer, kind: str, text: str, *, note: str = "", asks: bool = False
) -> Document:
    """Publish a new version of a document; an empty text takes it down. One that `asks` is agreed
    to by everybody before they go on.

    Raises `Refusal` for who is no admin and for a version that changes nothing, and
    `markup.MarkupRefused` for a text that cannot be shown.
    """
    check_rights(viewer)
    community = Community.objects.select_for_update().get()
    last = Document.objects.filter(kind=kind).order_by("-number").first()
    if (last.text if last else "").splitlines() == text.splitlines() and not asks:
        raise Refusal(_("This is what stands already."))
    document = Document.objects.create(
        kind=kind,
        number=last.number + 1 if last else 1,
        text=text,
        html=prepare(text).html if text.strip() else "",
        note=note,
        asks=asks and bool(text.strip()),
        by_id=viewer.id,
    )
    _keep(community)
    return document


def _keep(community: Community) -> None:
    """What pages know of the documents without asking for them."""
    newest = Document.objects.filter(kind=OuterRef("kind")).order_by("-number").values("pk")
    standing = Document.objects.filter(pk=Subquery(newest[:1])).exclude(html="")
    kinds = set(standing.values_list("kind", flat=True))
    asking = Document.objects.filter(asks=True, kind__in=kinds)
    Community.objects.filter(pk=community.pk).update(
        documents=[kind for kind in DocumentKind.values if kind in kinds],
        agreement=asking.aggregate(newest=Max("pk"))["newest"] or 0,
    )
    forget_on_commit()
