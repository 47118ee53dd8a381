"""Harvests, who drafts them and what they cite: looked at, never typed here. Drafts are their
writers' alone, and the words of a post that does not stand are nobody's."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from accounts.viewer import viewer_on
from threads.admin.facts import OfTopic
from threads.admin.gates import Gated, PlaceFilter
from threads.models import Citation, Harvest, Harvester, HarvestVersion, Post
from threads.queries.citations import typed_source


@admin.register(Harvester)
class HarvesterAdmin(OfTopic[Harvester]):
    """Who drafts the harvests of a topic, or offers to."""

    list_display = ("person", "topic", "state", "since")
    list_filter = ("state", ("topic__category", PlaceFilter))
    search_fields = ("person__username", "topic__title")
    list_select_related = ("topic", "person")
    date_hierarchy = "since"


@admin.register(Harvest)
class HarvestAdmin(OfTopic[Harvest]):
    """Harvests, without what their writers have not published."""

    list_display = ("topic", "kind", "state", "version", "author", "changed_at")
    fields = ("topic", "kind", "state", "version", "author", "created_at", "changed_at")
    list_filter = ("state", "kind", ("topic__category", PlaceFilter))
    search_fields = ("topic__title", "=author__username")
    list_select_related = ("topic", "author")
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Harvest]:
        """Without the texts."""
        return super().get_queryset(request).defer("source")

    def view_on_site(self, obj: Any) -> str:
        """Its page."""
        return str(obj.get_absolute_url())


@admin.register(HarvestVersion)
class HarvestVersionAdmin(ReadOnly, Gated[HarvestVersion]):
    """What was published."""

    list_display = ("title", "version", "published_at", "published_by", "for_whom")
    fields = (
        "title", "version", "for_whom", "goes_to", "text", "coverage", "published_at",
        "published_by",
    )  # fmt: skip
    readonly_fields = ("text",)
    list_filter = (("harvest__topic__category", PlaceFilter), "published_at")
    search_fields = ("title", "harvest__topic__title")
    list_select_related = ("published_by", "harvest__topic")
    date_hierarchy = "published_at"
    places = ("harvest__topic__category",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HarvestVersion]:
        """With the topic, in which a text cites."""
        rows = super().get_queryset(request).select_related("harvest__topic", "published_by")
        return rows.defer("html", "harvest__source")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> HarvestVersion | None:
        """With the text as the viewer may read it."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            topic = found.harvest.topic
            found.read_text = typed_source(viewer_on(request), topic, found.source)  # type: ignore[attr-defined]
        return found

    @admin.display(description=_("text"))
    def text(self, obj: HarvestVersion) -> str:
        """Without the words of what does not stand for the viewer."""
        return str(vars(obj).get("read_text", ""))

    def view_on_site(self, obj: Any) -> str:
        """This version."""
        return f"/harvests/{obj.harvest_id}/versions/{obj.version}/"


@admin.register(Citation)
class CitationAdmin(ReadOnly, Gated[Citation]):
    """What published harvests cite, and who disputes it."""

    list_display = ("__str__", "post", "state", "disputed_at", "words")
    fields = (
        "version", "number", "post", "post_version", "words", "state", "objection", "disputed_at",
    )  # fmt: skip
    readonly_fields = ("words",)
    list_filter = ("state", ("harvest__topic__category", PlaceFilter))
    search_fields = ("=post__author__username", "harvest__topic__title")
    list_select_related = ("post", "version")
    date_hierarchy = "version__published_at"
    # Both sides: a post may have been moved to where the moderator has nothing to do.
    places = ("harvest__topic__category", "post__topic__category")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        """Those that were published, with the words that stand for the viewer."""
        rows = super().get_queryset(request).filter(version__isnull=False)
        standing = Post.objects.visible_to(viewer_on(request)).shown().filter(pk=OuterRef("post"))
        shown = Case(When(Exists(standing), then=F("excerpt")), default=Value(""))
        return rows.select_related("post", "version").defer("excerpt").annotate(shown=shown)

    @admin.display(description=_("cited words"))
    def words(self, obj: Citation) -> str:
        """Empty while the post does not stand for the viewer."""
        return str(vars(obj).get("shown", ""))

    def view_on_site(self, obj: Any) -> str:
        """Where it stands."""
        return f"/harvests/{obj.harvest_id}/#citation-{obj.number}"
