"""Notices in the admin: to see whether people are told."""

from django.contrib import admin

from accounts.admin import ForumModelAdmin, ReadOnly
from notifications.models import Announcement, Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnly, ForumModelAdmin[Notice]):
    """Who was told of what."""

    list_display = ("at", "recipient", "kind", "actor", "subject_id", "read_at")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter), "at")
    search_fields = ("recipient__username", "actor__username", "=subject_id")
    list_select_related = ("recipient", "actor")
    date_hierarchy = "at"


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, ForumModelAdmin[Announcement]):
    """What is still to be told; a row that stays here keeps failing."""

    list_display = ("at", "occasion", "subject_id", "attempts", "due_at")
    list_filter = ("occasion", "attempts")
    search_fields = ("=subject_id",)
    date_hierarchy = "at"
