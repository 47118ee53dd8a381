"""What every admin page of ours has."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.fetch_modes import FETCH_PEERS
from django.http import HttpRequest

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
