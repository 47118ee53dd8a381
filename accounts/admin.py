"""People, circles and the community in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Count, Model, QuerySet
from django.db.models.fetch_modes import FETCH_PEERS
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Circle, Community, Ignore, Membership, User
from accounts.texts import TextRefused, rendered
from accounts.viewer import viewer_on


class ForumModelAdmin[M: Model](admin.ModelAdmin[M]):
    """What all our admin pages share: bounded lists, no count of everything, lazy relations.

    Rights are those of the site (`moderation.queries.rights` shows them as a table): admins see
    and change all, moderators what `threads.admin.gates.Curated` opens to them. Django's own
    groups and permissions are not used, so that nothing is allowed that the table does not say.
    """

    list_per_page = 50
    show_full_result_count = False
    # Numbers beside the choices of a filter would be a query for each filter.
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """All rows; the admin may follow relations, for a page of rows at a time."""
        return super().get_queryset(request).fetch_mode(FETCH_PEERS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may look at the rows finds the list on the index."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Admins."""
        return viewer_on(request).is_admin

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Admins."""
        return viewer_on(request).is_admin

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Admins."""
        return viewer_on(request).is_admin

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Admins."""
        return viewer_on(request).is_admin

    def get_view_on_site_url(self, obj: M | None = None) -> str | None:
        """The address of the row on the site itself, without a detour that knows no gate."""
        if callable(self.view_on_site):
            return self.view_on_site(obj) if obj else None
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None


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


class AddedOrRemoved:
    """Rows that are added and removed, never changed into others: so each costs no query, and an
    act is one of two."""

    extra = 1

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class MembershipInline(AddedOrRemoved, admin.TabularInline[Membership, Circle]):
    """The members of a circle."""

    model = Membership
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the people, whose handles are shown."""
        return super().get_queryset(request).select_related("person")


class PersonAdmin(ForumModelAdmin[User], UserAdmin[User]):
    """Accounts; `moderation` registers them, with what can be done to people. Their words are
    changed by nobody but themselves."""

    list_display = (
        "username",
        "display_name",
        "email",
        "is_moderator",
        "is_staff",
        "is_active",
        "date_joined",
    )
    list_filter: ClassVar[tuple] = (
        "is_moderator",
        "is_staff",
        "is_superuser",
        "is_active",
        ("silenced_until", admin.EmptyFieldListFilter),
        ("suspended_until", admin.EmptyFieldListFilter),
        "is_demo",
        "date_joined",
    )
    search_fields = ("username", "display_name", "email")
    date_hierarchy = "date_joined"
    ordering = ("-date_joined",)
    readonly_fields = (
        "silenced_until", "silenced_reason", "suspended_until", "suspended_reason",
        "last_login", "date_joined",
    )  # fmt: skip
    filter_horizontal = ()
    autocomplete_fields = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("display_name", "email", "about", "time_zone", "language")}),
        (
            _("Rights"),
            {
                "fields": ("is_active", "is_moderator", "is_staff", "is_superuser"),
                "description": _("A change of these stands in the open ledger."),
            },
        ),
        (
            _("Sanctions"),
            {
                "fields": (
                    ("silenced_until", "silenced_reason"),
                    ("suspended_until", "suspended_reason"),
                )
            },
        ),
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

    def render_about(self, obj: User) -> None:
        """What somebody says of themselves is rendered; where it cannot be, it shows as text."""
        try:
            obj.about_html = rendered(obj.about)
        except TextRefused:
            obj.about_html = ""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are made inactive here; closing one for good is its owner's."""
        return False


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


class CommunityAdmin(ForumModelAdmin[Community]):
    """The one community; `threads`, where texts wait, registers it."""

    list_display = ("name", "tagline", "held_first_posts", "digest")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not Community.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """A site keeps its community."""
        return False


@admin.register(Ignore)
class IgnoreAdmin(ReadOnly, ForumModelAdmin[Ignore]):
    """Who wants to hear nothing from whom; theirs to say."""

    list_display = ("since", "person", "ignored")
    list_filter = ("since",)
    search_fields = ("person__username", "ignored__username")
    list_select_related = ("person", "ignored")
