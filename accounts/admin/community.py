"""The community in the admin."""

from django.http import HttpRequest

from accounts.admin.base import ForumModelAdmin
from accounts.models import Community


class CommunityAdmin(ForumModelAdmin[Community]):
    """The one community; `threads`, where texts wait, registers it."""

    list_display = ("name", "tagline", "signup", "held_first_posts", "digest")
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not Community.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """A site keeps its community."""
        return False
