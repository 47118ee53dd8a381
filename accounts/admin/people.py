"""People in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import Ignore, User
from accounts.texts import TextRefused, rendered


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
        """Accounts are made inactive here, or closed for good by the act of that name."""
        return False


@admin.register(Ignore)
class IgnoreAdmin(ReadOnly, ForumModelAdmin[Ignore]):
    """Who wants to hear nothing from whom; theirs to say."""

    list_display = ("since", "person", "ignored")
    list_filter = ("since",)
    search_fields = ("person__username", "ignored__username")
    list_select_related = ("person", "ignored")
