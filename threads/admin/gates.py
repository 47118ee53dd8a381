"""What staff see in the admin: admins everything, moderators the places that they moderate."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, Field, Model, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.viewer import Viewer, viewer_on
from threads.models import Category, Post, seals


def open_rows[M: Model](rows: QuerySet[M], viewer: Viewer) -> QuerySet[M]:
    """Without posts that are sealed to the viewer, and rows that speak of one: an admin is a reader
    like others here."""
    if issubclass(rows.model, Post):
        return rows.filter(seals.open_to(viewer))
    sealed = Post.objects.sealed_to(viewer)
    for column in rows.model._meta.concrete_fields:  # noqa: SLF001 - Django's way to ask a model
        if column.related_model is Post:
            rows = rows.exclude(Exists(sealed.filter(pk=OuterRef(column.name))))
    return rows


class Gated[M: Model](ForumModelAdmin[M]):
    """Rows of places. Here stands what the site keeps from most readers (withdrawn texts, earlier
    versions), so moderators see rows of the places that they moderate, not of all they read."""

    # Where a row says its category, all of which must be open.
    places: ClassVar[tuple[str, ...]] = ("topic__category",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """The rows that the viewer may see."""
        viewer = viewer_on(request)
        rows = open_rows(super().get_queryset(request), viewer)
        if viewer.is_admin:
            return rows
        ours = Category.objects.moderated_by(viewer)
        return rows.filter(**{f"{place}__in": ours for place in self.places})


class OfTopic[M: Model](ReadOnly, Gated[M]):
    """Rows that belong to a topic, and are looked at there."""

    list_select_related = ("topic", "topic__category")
    places = ("topic__category",)

    def view_on_site(self, obj: Any) -> str:
        """The topic."""
        url: str = obj.topic.get_absolute_url()
        return url


class Curated:
    """Rows that moderators look at and act on; the rule of each act is asked for each row."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Moderators of any place; the gate of the rows says of which."""
        return viewer_on(request).moderates_somewhere

    def has_curate_permission(self, request: HttpRequest) -> bool:
        """Whoever may curate on the site itself."""
        return viewer_on(request).moderates_somewhere


class ReadOnlyRows(ReadOnly):
    """Rows under a page, seen by whoever may see the page."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The page was gated."""
        return True


class PlaceFilter(admin.RelatedFieldListFilter):
    """By category, among those that the viewer moderates: the others' names are not said."""

    def field_choices(
        self, field: Field, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[Any]:
        """Their ids and names, in the order of the site."""
        ours = Category.objects.moderated_by(viewer_on(request))
        return list(ours.values_list("pk", "name"))
