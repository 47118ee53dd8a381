"""Posts: read here, hidden and restored here, written by their authors alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ForumModelAdmin, ReadOnly
from threads.actions.posts import hide_post, restore_post
from threads.admin.reasons import Curated, with_reason
from threads.models import Post, PostRevision


class PostRevisionInline(ReadOnly, admin.TabularInline[PostRevision, Post]):
    """Earlier versions of a text."""

    model = PostRevision
    fields = ("version", "written_at", "source")
    extra = 0


@admin.register(Post)
class PostAdmin(Curated, ReadOnly, ForumModelAdmin[Post]):
    """What people said."""

    list_display = (
        "__str__",
        "topic",
        "author",
        "created_at",
        "like_count",
        "edited_at",
        "withdrawn_at",
        "hidden_at",
    )
    list_filter = (
        ("hidden_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        ("edited_at", admin.EmptyFieldListFilter),
        "created_at",
        "topic__category",
    )
    search_fields = ("source", "topic__title", "author__username")
    list_select_related = ("topic", "author")
    date_hierarchy = "created_at"
    fields = (
        "topic", "number", "author", "reply_to", "source", "version", "like_count",
        "created_at", "edited_at", "withdrawn_at", "hidden_at", "hidden_reason",
    )  # fmt: skip
    inlines = (PostRevisionInline,)
    actions = (
        with_reason(
            "hide_posts",
            _("Hide the chosen posts"),
            _("Readers see your reason in place of the text."),
            hide_post,
        ),
        with_reason(
            "restore_posts",
            _("Restore the chosen posts"),
            _("Readers see the text again."),
            restore_post,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        """Posts that the admin may read."""
        return super().get_queryset(request).visible_to(request.viewer)  # type: ignore[attr-defined]


@admin.register(PostRevision)
class PostRevisionAdmin(ReadOnly, ForumModelAdmin[PostRevision]):
    """Every version that was."""

    list_display = ("post", "version", "written_at")
    list_filter = ("written_at",)
    search_fields = ("source", "post__topic__title")
    list_select_related = ("post",)
    date_hierarchy = "written_at"
