"""Circles in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AddedOrRemoved, ForumModelAdmin
from accounts.models import Circle, Membership


class MembershipInline(AddedOrRemoved, admin.TabularInline[Membership, Circle]):
    """The members of a circle."""

    model = Membership
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the people, whose handles are shown."""
        return super().get_queryset(request).select_related("person")


class CircleAdmin(ForumModelAdmin[Circle]):
    """Circles and who belongs to them; `threads`, whose places they read, registers them."""

    list_display = ("name", "aim", "member_count")
    search_fields = ("name", "slug", "aim")
    prepopulated_fields: ClassVar[dict] = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Circle]:
        """Circles with the number of their members."""
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    @admin.display(description=_("members"), ordering="member_count")
    def member_count(self, circle: Circle) -> int:
        """How many belong to it."""
        return circle.member_count  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(ForumModelAdmin[Membership]):
    """Who belongs to which circle."""

    list_display = ("person", "circle", "since")
    list_filter = ("circle",)
    search_fields = ("person__username", "circle__name")
    autocomplete_fields = ("person", "circle")
    list_select_related = ("person", "circle")
    date_hierarchy = "since"
