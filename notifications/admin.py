"""Notices in the admin: to see whether people are told."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ForumModelAdmin, ReadOnly
from accounts.viewer import viewer_on
from notifications.models import Announcement, Notice
from notifications.registry import registry


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ForumModelAdmin[Notice]):
    """Who was told of what."""

    list_display = ("at", "recipient", "kind", "actor", "subject_id", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter), "at")
    search_fields = ("recipient__username", "actor__username", "=subject_id")
    list_select_related = ("recipient", "actor")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Without those that would say who wrote what the admin may not read yet."""
        return super().get_queryset(request).exclude(registry.withheld(viewer_on(request)))


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, ForumModelAdmin[Announcement]):
    """What is still to be told; a row that stays here keeps failing."""

    list_display = ("at", "occasion", "subject_id", "attempts", "due_at")
    list_filter = ("occasion", "attempts")
    search_fields = ("=subject_id",)
    date_hierarchy = "at"
