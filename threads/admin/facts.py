"""Likes, mentions, links and former places: rows that acts leave behind, to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from threads.admin.gates import Curated, Gated, OfTopic, PlaceFilter
from threads.models import (
    CoHost,
    FormerPlace,
    HostOffer,
    Like,
    Mention,
    Panelist,
    Perspective,
    PostLink,
    SearchText,
    Source,
    TopicChange,
    TopicRelation,
)
from threads.models.changes import SITE


@admin.register(Like)
class LikeAdmin(ReadOnly, Gated[Like]):
    """Who likes what."""

    list_display = ("post", "person", "created_at")
    list_filter = ("created_at", ("post__topic__category", PlaceFilter))
    search_fields = ("person__username", "post__topic__title")
    list_select_related = ("post", "person")
    date_hierarchy = "created_at"
    places = ("post__topic__category",)

    def view_on_site(self, obj: Any) -> str:
        """The post that is liked."""
        return obj.post.get_absolute_url()


@admin.register(Mention)
class MentionAdmin(ReadOnly, Gated[Mention]):
    """Who is named where."""

    list_display = ("post", "person", "post_version")
    list_filter = ("post__created_at", ("post__topic__category", PlaceFilter))
    search_fields = ("person__username", "post__topic__title")
    list_select_related = ("post", "person")
    date_hierarchy = "post__created_at"
    places = ("post__topic__category",)

    def view_on_site(self, obj: Any) -> str:
        """The post that names them."""
        return obj.post.get_absolute_url()


@admin.register(PostLink)
class PostLinkAdmin(ReadOnly, Gated[PostLink]):
    """What leads where."""

    list_display = ("post", "topic", "target")
    list_filter = (
        ("post__topic__category", PlaceFilter),
        ("topic__category", PlaceFilter),
        "post__created_at",
    )
    search_fields = ("topic__title", "post__topic__title")
    list_select_related = ("post", "topic", "target")
    # Both sides: a place that the moderator has nothing to do with is not named.
    places = ("post__topic__category", "topic__category")

    def view_on_site(self, obj: Any) -> str:
        """The post that holds the link."""
        return obj.post.get_absolute_url()


@admin.register(FormerPlace)
class FormerPlaceAdmin(Curated, ReadOnly, Gated[FormerPlace]):
    """Where moved posts stood; their old addresses lead on."""

    list_display = ("__str__", "topic", "post", "entry_id")
    list_filter = (("topic__category", PlaceFilter),)
    search_fields = ("topic__title", "=post__id", "=entry_id")
    list_select_related = ("topic", "post")
    # Both sides of a move: a place that the moderator has nothing to do with is not named.
    places = ("topic__category", "post__topic__category")

    def view_on_site(self, obj: Any) -> str:
        """The post, wherever it stands now."""
        return obj.post.get_absolute_url()


@admin.register(Source)
class SourceAdmin(OfTopic[Source]):
    """What topics recap or grew out of."""

    list_display = ("title", "kind", "held_on", "topic")
    list_filter = ("kind", ("topic__category", PlaceFilter))
    search_fields = ("title", "topic__title")
    date_hierarchy = "topic__created_at"


@admin.register(Panelist)
class PanelistAdmin(OfTopic[Panelist]):
    """Who sits on which panel."""

    list_display = ("name", "person", "position", "topic")
    list_filter = (("topic__category", PlaceFilter),)
    search_fields = ("name", "person__username", "topic__title")
    list_select_related = ("topic", "person")
    date_hierarchy = "topic__created_at"


@admin.register(Perspective)
class PerspectiveAdmin(ReadOnly, Gated[Perspective]):
    """What hosts heard of those on their panels, and what these answered. Nobody edits the words
    of another person."""

    list_display = ("panelist", "author", "version", "written_at", "response_kind", "responded_at")
    list_filter = (
        "response_kind",
        "written_at",
        ("panelist__topic__category", PlaceFilter),
    )
    search_fields = ("panelist__name", "panelist__topic__title", "author__username")
    list_select_related = ("panelist__topic", "author")
    date_hierarchy = "written_at"
    places = ("panelist__topic__category",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Perspective]:
        """With their topics, whose address is theirs."""
        return super().get_queryset(request).select_related("panelist__topic")

    def view_on_site(self, obj: Any) -> str:
        """Where it stands."""
        return f"{obj.panelist.topic.get_absolute_url()}#panelist-{obj.panelist_id}"


@admin.register(TopicRelation)
class TopicRelationAdmin(ReadOnly, Gated[TopicRelation]):
    """Which topics continue others, or grew out of them."""

    list_display = ("topic", "kind", "origin", "created_at")
    list_filter = ("kind", "created_at", ("topic__category", PlaceFilter))
    search_fields = ("topic__title", "origin__title")
    list_select_related = ("topic", "origin")
    date_hierarchy = "created_at"
    # Both ends: a place that the moderator has nothing to do with is not named.
    places = ("topic__category", "origin__category")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TopicRelation]:
        """With both ends."""
        return super().get_queryset(request).select_related("topic", "origin")

    def view_on_site(self, obj: Any) -> str:
        """The topic that says so."""
        url: str = obj.topic.get_absolute_url()
        return url


@admin.register(CoHost)
class CoHostAdmin(OfTopic[CoHost]):
    """Who hosts which topic beside its host; changed on the topic."""

    list_display = ("topic", "person", "since")
    list_filter = (("topic__category", PlaceFilter),)
    search_fields = ("topic__title", "person__username")
    list_select_related = ("topic", "person")
    date_hierarchy = "since"


@admin.register(HostOffer)
class HostOfferAdmin(OfTopic[HostOffer]):
    """Who offers to host a topic that nobody hosts."""

    list_display = ("topic", "person", "created_at")
    list_filter = (("topic__category", PlaceFilter),)
    search_fields = ("topic__title", "person__username")
    list_select_related = ("topic", "person")
    date_hierarchy = "created_at"


class OfWhat(admin.SimpleListFilter):
    """Versions of topics, or of what is no topic."""

    title = _("of what")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two sorts."""
        return [("topic", _("of a topic")), ("site", _("of the site"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[TopicChange]) -> QuerySet[TopicChange]:
        """Those of the sort that was chosen."""
        if self.value() == "topic":
            return rows.filter(topic_id__gt=SITE)
        return rows.filter(topic_id__lte=SITE) if self.value() == "site" else rows


@admin.register(TopicChange)
class TopicChangeAdmin(ReadOnly, admin.ModelAdmin[TopicChange]):
    """The versions of topics by which pages are remembered."""

    list_display = ("topic_id", "id")
    list_filter = (OfWhat,)
    search_fields = ("=topic_id",)
    show_full_result_count = False


@admin.register(SearchText)
class SearchTextAdmin(ReadOnly, Gated[SearchText]):
    """What search finds: rows that follow the texts, to look whether they are there."""

    list_display = ("__str__", "kind", "at", "made_by")
    list_filter = ("kind", "made_by", "at")
    search_fields = ("=post__id", "=topic__id", "=prompt__id", "=harvest__id")
    date_hierarchy = "at"
    exclude = ("words", "above", "text", "folded")
