"""Categories and tags."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import ForumModelAdmin
from threads.models import Category, CategoryCircle, Tag, TopicTag

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CategoryCircleInline(admin.TabularInline[CategoryCircle, Category]):
    """Whose members may read a category of circles."""

    model = CategoryCircle
    autocomplete_fields = ("circle",)
    extra = 1


@admin.register(Category)
class CategoryAdmin(ForumModelAdmin[Category]):
    """Places of conversation."""

    list_display = ("name", "visibility", "colour", "position")
    list_filter = ("visibility",)
    search_fields = ("name", "slug", "description")
    prepopulated_fields: ClassVar[dict] = {"slug": ("name",)}
    inlines = (CategoryCircleInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """Only an empty category can go; words are not deleted with their place."""
        if obj is None or obj.topics.exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(CategoryCircle)
class CategoryCircleAdmin(ForumModelAdmin[CategoryCircle]):
    """Which circle reads which category."""

    list_display = ("category", "circle")
    list_filter = ("category",)
    search_fields = ("category__name", "circle__name")
    autocomplete_fields = ("category", "circle")
    list_select_related = ("category", "circle")


class CarriedFilter(admin.SimpleListFilter):
    """Tags that some topic carries, or none."""

    title = _("carried by topics")
    parameter_name = "carried"

    def lookups(
        self, request: HttpRequest, model_admin: object
    ) -> list[tuple[str, "StrOrPromise"]]:
        """Yes or no."""
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        """The tags of that choice."""
        carried = Exists(TopicTag.objects.filter(tag=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(carried)
        return queryset.filter(~carried) if self.value() == "no" else queryset


@admin.register(Tag)
class TagAdmin(ForumModelAdmin[Tag]):
    """Words that topics are found by."""

    list_display = ("name", "slug")
    list_filter = (CarriedFilter,)
    search_fields = ("name", "slug")
    prepopulated_fields: ClassVar[dict] = {"slug": ("name",)}


@admin.register(TopicTag)
class TopicTagAdmin(ForumModelAdmin[TopicTag]):
    """Which topic carries which tag."""

    list_display = ("topic", "tag")
    list_filter = ("tag",)
    search_fields = ("topic__title", "tag__name")
    autocomplete_fields = ("topic", "tag")
    list_select_related = ("topic", "tag")
