"""Likes and mentions: rows that acts leave behind, to look at."""

from django.contrib import admin

from accounts.admin import ForumModelAdmin, ReadOnly
from threads.models import Like, Mention


@admin.register(Like)
class LikeAdmin(ReadOnly, ForumModelAdmin[Like]):
    """Who likes what."""

    list_display = ("post", "person", "created_at")
    list_filter = ("created_at",)
    search_fields = ("person__username", "post__topic__title")
    list_select_related = ("post", "person")
    date_hierarchy = "created_at"


@admin.register(Mention)
class MentionAdmin(ReadOnly, ForumModelAdmin[Mention]):
    """Who is named where."""

    list_display = ("post", "person", "post_version")
    list_filter = ("post__created_at",)
    search_fields = ("person__username", "post__topic__title")
    list_select_related = ("post", "person")
