"""Circles in the admin: who is in them, and what as, goes through the actions, so that each change
leaves its line."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import circles as actions
from accounts.admin.base import AddedOrRemoved, ForumModelAdmin, ReadOnly
from accounts.forms.circles import PlacedCircleForm
from accounts.models import Circle, CircleRole, JoinRequest, Membership
from accounts.policies import Refusal
from accounts.viewer import Viewer, viewer_on


def _remove(viewer: Viewer, membership: Membership) -> None:
    """Through the action; an admin who leaves, leaves."""
    if membership.person_id == viewer.id:
        actions.leave_circle(viewer, membership.circle)
    else:
        actions.remove_member(viewer, membership.circle, membership.person)


class MembershipInline(AddedOrRemoved, admin.TabularInline[Membership, Circle]):
    """The members of a circle."""

    model = Membership
    fields = ("person",)
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the people, whose handles are shown."""
        return super().get_queryset(request).select_related("person", "circle")


class CircleAdminForm(PlacedCircleForm):
    """A circle; one that would be part of itself is refused beside the field."""

    def clean_parent(self) -> Circle | None:
        """No circle above it is part of it."""
        parent: Circle | None = self.cleaned_data["parent"]
        parents = dict(Circle.objects.values_list("pk", "parent_id"))
        above = parent.pk if parent else None
        while above is not None and self.instance.pk:
            if above == self.instance.pk:
                raise forms.ValidationError(
                    _("This circle cannot be part of one that is part of it.")
                )
            above = parents.get(above)
        return parent


class CircleAdmin(ForumModelAdmin[Circle]):
    """Circles and who belongs to them; `threads`, whose places they read, registers them."""

    form = CircleAdminForm
    list_display = ("name", "parent", "aim", "member_count")
    list_filter = ("takes_requests",)
    list_select_related = ("parent",)
    search_fields = ("name", "slug", "aim")
    prepopulated_fields: ClassVar[dict] = {"slug": ("name",)}
    fields = ("name", "slug", "parent", "aim", "domain", "takes_requests")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Circle]:
        """Circles with the number of their members."""
        return super().get_queryset(request).annotate(member_count=Count("memberships"))

    @admin.display(description=_("members"), ordering="member_count")
    def member_count(self, circle: Circle) -> int:
        """How many belong to it."""
        return circle.member_count  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Circle, form: Any, change: bool) -> None:
        """A new one is made; of one that stands, the changes go through the action."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        actions.change_circle(viewer_on(request), obj, **form.facts())

    def save_formset(
        self, request: HttpRequest, form: Any, formset: forms.BaseFormSet, change: bool
    ) -> None:
        """Members are taken in and out, one line each."""
        new = formset.save(commit=False)  # type: ignore[attr-defined]
        for row in formset.deleted_objects:  # type: ignore[attr-defined]
            _remove(viewer_on(request), row)
        for row in new:
            actions.add_member(viewer_on(request), row.circle, row.person)


@admin.register(Membership)
class MembershipAdmin(AddedOrRemoved, ForumModelAdmin[Membership]):
    """Who belongs to which circle."""

    list_display = ("person", "circle", "since")
    list_filter = ("circle",)
    fields = ("circle", "person")
    search_fields = ("person__username", "circle__name")
    autocomplete_fields = ("person", "circle")
    list_select_related = ("person", "circle")
    date_hierarchy = "since"

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Done by the action; the row is the one that it made."""
        actions.add_member(viewer_on(request), obj.circle, obj.person)
        obj.pk = Membership.objects.get(circle=obj.circle, person=obj.person).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """Done by the action."""
        _remove(viewer_on(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """Done by the action, row by row."""
        for row in queryset.select_related("person", "circle"):
            _remove(viewer_on(request), row)


class RoleOfMemberForm(forms.ModelForm[CircleRole]):
    """A role that a member is to have."""

    class Meta:
        model = CircleRole
        fields = ["membership", "role", "until"]


@admin.register(CircleRole)
class CircleRoleAdmin(AddedOrRemoved, ForumModelAdmin[CircleRole]):
    """What members are in their circles, and until when."""

    form = RoleOfMemberForm
    list_display = ("membership", "role", "since", "until")
    list_filter = ("role", "membership__circle")
    search_fields = ("membership__person__username", "membership__circle__name")
    autocomplete_fields = ("membership",)
    list_select_related = ("membership__person", "membership__circle")

    def save_model(self, request: HttpRequest, obj: CircleRole, form: Any, change: bool) -> None:
        """Done by the action; the row is the one that it made."""
        of = Membership.objects.select_related("person", "circle").get(pk=obj.membership_id)
        try:
            actions.give_role(viewer_on(request), of.circle, of.person, obj.role, obj.until)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        held = CircleRole.objects.filter(membership=of, role=obj.role)
        obj.pk = held.values_list("pk", flat=True).first()

    def delete_model(self, request: HttpRequest, obj: CircleRole) -> None:
        """Done by the action."""
        of = Membership.objects.select_related("person", "circle").get(pk=obj.membership_id)
        actions.end_role(viewer_on(request), of.circle, of.person, obj.role)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CircleRole]) -> None:
        """Done by the action, row by row."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnly, ForumModelAdmin[JoinRequest]):
    """Who wants to join a circle; decided on the page of its members."""

    list_display = ("at", "person", "circle", "state")
    list_filter = ("state", "circle")
    search_fields = ("person__username", "circle__name")
    list_select_related = ("person", "circle")
