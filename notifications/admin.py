"""Notices in the admin: to see whether people are told."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ForumModelAdmin, ReadOnly
from accounts.viewer import viewer_on
from notifications.models import (
    Announcement,
    Bounce,
    Choice,
    CommunityChoice,
    Mail,
    MailChoice,
    MailStop,
    Notice,
)
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


@admin.register(CommunityChoice)
class CommunityChoiceAdmin(ForumModelAdmin[CommunityChoice]):
    """How people are told who did not choose themselves."""

    list_display = ("sort", "on_site", "by_mail")
    list_filter = ("on_site", "by_mail")
    search_fields = ("sort",)


@admin.register(Choice)
class ChoiceAdmin(ReadOnly, ForumModelAdmin[Choice]):
    """How somebody wants to be told; theirs to say."""

    list_display = ("person", "sort", "on_site", "by_mail")
    list_filter = ("sort", "on_site", "by_mail")
    search_fields = ("person__username",)
    list_select_related = ("person",)


@admin.register(MailChoice)
class MailChoiceAdmin(ReadOnly, ForumModelAdmin[MailChoice]):
    """When mail may come to somebody; theirs to say."""

    list_display = ("person", "is_off", "digest", "digest_at", "paused_until")
    list_filter = ("is_off", "digest")
    search_fields = ("person__username",)
    list_select_related = ("person",)


@admin.register(Mail)
class MailAdmin(ReadOnly, ForumModelAdmin[Mail]):
    """What was mailed to whom, what waits, and what became of it."""

    list_display = ("created_at", "recipient", "purpose", "state", "attempts", "reason")
    list_filter = ("state", "purpose", "created_at")
    search_fields = ("recipient__username", "address", "=message_id")
    list_select_related = ("recipient",)
    date_hierarchy = "created_at"


@admin.register(MailStop)
class MailStopAdmin(ReadOnly, ForumModelAdmin[MailStop]):
    """Topics about which somebody wants no mail; theirs to say."""

    list_display = ("at", "person", "topic_id")
    list_filter = ("at",)
    search_fields = ("person__username", "=topic_id")
    list_select_related = ("person",)


@admin.register(Bounce)
class BounceAdmin(ForumModelAdmin[Bounce]):
    """Addresses that get no mail; removing one lets mail go there again."""

    list_display = ("at", "address", "why", "words")
    list_filter = ("why", "at")
    search_fields = ("address",)
    date_hierarchy = "at"
