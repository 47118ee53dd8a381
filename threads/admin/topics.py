"""Topics and their prompts."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ForumModelAdmin, ReadOnly
from threads.actions.topics import close_topic, reopen_topic
from threads.admin.reasons import Curated, with_reason
from threads.models import Answer, Prompt, Topic


class PromptInline(ReadOnly, admin.TabularInline[Prompt, Topic]):
    """The prompts of a topic."""

    model = Prompt
    fields = ("position", "text", "state", "version")
    extra = 0


@admin.register(Topic)
class TopicAdmin(Curated, ReadOnly, ForumModelAdmin[Topic]):
    """Conversations. Closing and reopening ask for words that stand in the topic."""

    list_display = (
        "title",
        "category",
        "author",
        "state",
        "post_count",
        "prompt_count",
        "last_post_at",
    )
    list_filter = ("state", "category", "created_at")
    search_fields = ("title", "author__username")
    list_select_related = ("category", "author")
    date_hierarchy = "created_at"
    inlines = (PromptInline,)
    actions = (
        with_reason(
            "close_topics",
            _("Close the chosen topics"),
            _("They take no more replies; your words stand in each of them."),
            close_topic,
        ),
        with_reason(
            "reopen_topics",
            _("Reopen the chosen topics"),
            _("They take replies again; your words stand in each of them."),
            reopen_topic,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        """Topics that the admin may read."""
        return super().get_queryset(request).visible_to(request.viewer)  # type: ignore[attr-defined]


@admin.register(Prompt)
class PromptAdmin(ReadOnly, ForumModelAdmin[Prompt]):
    """Questions of topics."""

    list_display = ("text", "topic", "position", "state", "version")
    list_filter = ("state", "created_at")
    search_fields = ("text", "topic__title")
    list_select_related = ("topic",)
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prompt]:
        """Prompts with their topics, whose address is part of theirs."""
        return super().get_queryset(request).select_related("topic")


@admin.register(Answer)
class AnswerAdmin(ReadOnly, ForumModelAdmin[Answer]):
    """Which post answers which prompt."""

    list_display = ("post", "prompt", "prompt_version")
    list_filter = ("prompt__state",)
    search_fields = ("prompt__text", "post__topic__title")
    list_select_related = ("post", "prompt")
