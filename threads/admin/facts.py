"""Likes, mentions, links and former places: rows that acts leave behind, to look at."""

from typing import Any

from django.contrib import admin

from accounts.admin import ReadOnly
from threads.admin.gates import Curated, Gated, PlaceFilter
from threads.models import FormerPlace, Like, Mention, PostLink


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
