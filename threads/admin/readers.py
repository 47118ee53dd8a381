"""What people read, follow, keep and began to write, in the admin: to look at, and of what is for
themselves alone only that it is there."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.admin.base import ReadOnly
from accounts.viewer import viewer_on
from threads.admin.gates import Gated, OfTopic, PlaceFilter
from threads.models import (
    Bookmark,
    CategoryByMail,
    CategoryReader,
    Draft,
    Follow,
    Post,
    TopicReader,
)


@admin.register(TopicReader)
class TopicReaderAdmin(OfTopic[TopicReader]):
    """Which posts somebody has read, and how closely they follow the topic; why is theirs: it would
    tell of a sealed answer that mentions them."""

    list_display = ("topic", "person", "level", "read", "visited_at")
    fields = ("topic", "person", "level", "read", "unread_from", "visited_at")
    list_filter = ("level", ("topic__category", PlaceFilter))
    search_fields = ("topic__title", "person__username")
    list_select_related = ("topic", "person")
    date_hierarchy = "visited_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TopicReader]:
        """Without who wrote an answer there that is sealed to the viewer: they follow for that."""
        sealed = Post.objects.sealed_to(viewer_on(request))
        theirs = sealed.filter(topic=OuterRef("topic"), author=OuterRef("person"))
        return super().get_queryset(request).exclude(Exists(theirs))


@admin.register(Draft)
class DraftAdmin(ReadOnly, admin.ModelAdmin[Draft]):
    """Who began to write where. What they wrote is theirs until they send it."""

    list_display = ("person", "place", "changed_at")
    fields = ("person", "place", "seq", "changed_at")
    list_filter = ("changed_at",)
    search_fields = ("person__username", "place")
    list_select_related = ("person",)
    date_hierarchy = "changed_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        """Without the texts."""
        return super().get_queryset(request).select_related("person").defer("body", "facts")


@admin.register(CategoryReader)
class CategoryReaderAdmin(ReadOnly, Gated[CategoryReader]):
    """Until when somebody has read a category."""

    list_display = ("category", "person", "read_until")
    list_filter = (("category", PlaceFilter),)
    search_fields = ("person__username",)
    list_select_related = ("category", "person")
    date_hierarchy = "read_until"
    places = ("category",)


@admin.register(Follow)
class FollowAdmin(ReadOnly, admin.ModelAdmin[Follow]):
    """How closely people follow categories, tags and questions; which ones is theirs."""

    list_display = ("person", "level", "at")
    fields = ("person", "level", "at")
    list_filter = ("level", "at")
    search_fields = ("person__username",)
    list_select_related = ("person",)
    date_hierarchy = "at"


@admin.register(Bookmark)
class BookmarkAdmin(ReadOnly, admin.ModelAdmin[Bookmark]):
    """Who keeps how much. What they keep, and what they noted, is theirs."""

    list_display = ("person", "created_at", "remind_on")
    fields = ("person", "created_at", "remind_on")
    list_filter = ("created_at",)
    search_fields = ("person__username",)
    list_select_related = ("person",)
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bookmark]:
        """Without the notes."""
        return super().get_queryset(request).select_related("person").defer("note")


@admin.register(CategoryByMail)
class CategoryByMailAdmin(ReadOnly, admin.ModelAdmin[CategoryByMail]):
    """Who gets each post of some category by mail; which one is theirs."""

    list_display = ("person", "since")
    fields = ("person", "since")
    list_filter = ("since",)
    search_fields = ("person__username",)
    list_select_related = ("person",)
