"""The ledger in the admin: to read."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import User
from accounts.viewer import viewer_on
from ledger.admin import LOG, with_handles
from ledger.models import Entry
from ledger.queries import withheld_from
from moderation.queries.log import entries_for
from threads.admin.gates import Curated
from threads.models import Category, Topic


@admin.register(Entry)
class EntryAdmin(Curated, ReadOnly, ForumModelAdmin[Entry]):
    """What was done; nobody changes a line, the database refuses it.

    Moderators see here the lines that they may read in full; the log shows them the others, as far
    as these are for them.
    """

    list_display = ("at", "act", "actor", "person", "topic", "reason", "until")
    list_display_links = ("at", "act")
    list_filter = ("act", "audience", "at")
    search_fields = ("reason", "=topic_id", "=post_id", "=held_id")
    search_help_text = _(
        "@handle of who did it or to whom, words of a reason, or the id of a topic or post."
    )
    date_hierarchy = "at"
    ordering = ("-id",)
    fields = (
        "at", "act", "actor", "person", ("topic_id", "topic"), "post_id", "held_id",
        ("category_id", "category"), "other_topic_id", "other_category_id",
        ("before", "after"), "reason", "until", "audience", "reverts_id",
    )  # fmt: skip
    readonly_fields = ("actor", "person", "topic", "category")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        """Lines that the viewer may read in full, with what they name."""
        viewer = viewer_on(request)
        rows = super().get_queryset(request).exclude(withheld_from(viewer))
        if not viewer.is_admin:
            readable: QuerySet[Any, Any] = entries_for(viewer)
            # What came from a place that they may not read has its reason there.
            ours = Category.objects.visible_to(viewer).values("pk")
            whence = Q(other_category_id=None) | Q(other_category_id__in=ours)
            rows = rows.filter(whence, pk__in=readable.filter(is_full=True).values("pk"))
        topics = Topic.objects.visible_to(viewer).filter(pk=OuterRef("topic_id"))
        places = Category.objects.visible_to(viewer).filter(pk=OuterRef("category_id"))
        return with_handles(rows).annotate(
            topic_title=Subquery(topics.values("title")[:1]),
            category_name=Subquery(places.values("name")[:1]),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        """A handle finds what somebody did and what was done to them."""
        term = search_term.strip()
        if term.startswith("@"):
            people = User.objects.filter(username__iexact=term[1:]).values("pk")
            return queryset.filter(Q(actor_id__in=people) | Q(person_id__in=people)), False
        return super().get_search_results(request, queryset, search_term)

    def view_on_site(self, obj: Any) -> str:
        """The line in the log."""
        return f"{LOG}?line={obj.pk}"

    @admin.display(description=_("who"))
    def actor(self, entry: Any) -> str:
        """Who did it, by today's handle."""
        return entry.actor_handle or str(entry.actor_id)

    @admin.display(description=_("person"))
    def person(self, entry: Any) -> str:
        """To whom, by today's handle."""
        return entry.person_handle or ""

    @admin.display(description=_("topic"))
    def topic(self, entry: Any) -> str:
        """Where, by today's title."""
        return entry.topic_title or ""

    @admin.display(description=_("category"))
    def category(self, entry: Any) -> str:
        """Where, by today's name."""
        return entry.category_name or ""
