"""People, circles and the community in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Count, Model, QuerySet
from django.db.models.fetch_modes import FETCH_PEERS
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Circle, Community, Membership, User


class ForumModelAdmin[M: Model](admin.ModelAdmin[M]):
    """What all our admin pages share: bounded lists, no count of everything, lazy relations."""

    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """All rows; the admin may follow relations, for a page of rows at a time."""
        return super().get_queryset(request).fetch_mode(FETCH_PEERS)


class ReadOnly:
    """Rows that only actions make: looked at in the admin, never typed there."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class MembershipInline(admin.TabularInline[Membership, Circle]):
    """The members of a circle."""

    model = Membership
    autocomplete_fields = ("person",)
    extra = 1


@admin.register(User)
class PersonAdmin(ForumModelAdmin[User], UserAdmin[User]):
    """Accounts. The words of people are changed by nobody but themselves."""

    list_display = (
        "username",
        "display_name",
        "email",
        "is_moderator",
        "is_staff",
        "is_active",
        "date_joined",
    )
    list_filter = ("is_moderator", "is_staff", "is_active", "is_demo", "date_joined")
    search_fields = ("username", "display_name", "email")
    date_hierarchy = "date_joined"
    ordering = ("-date_joined",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    autocomplete_fields = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("display_name", "email", "about", "time_zone", "language")}),
        (_("Rights"), {"fields": ("is_active", "is_moderator", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are made inactive here; closing one for good is its owner's."""
        return False


@admin.register(Circle)
class CircleAdmin(ForumModelAdmin[Circle]):
    """Circles and who belongs to them."""

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


@admin.register(Community)
class CommunityAdmin(ForumModelAdmin[Community]):
    """The one community."""

    list_display = ("name", "tagline")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return not Community.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """A site keeps its community."""
        return False
