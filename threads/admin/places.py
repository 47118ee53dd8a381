"""Categories, who reads and moderates them, and tags. What decides who reads, writes or moderates
goes through the actions, so that it leaves a line."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.forms import BaseFormSet, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AddedOrRemoved, ForumModelAdmin, ReadOnly
from accounts.admin.circles import CircleAdmin
from accounts.admin.community import CommunityAdmin
from accounts.models import Circle, Community
from accounts.viewer import Viewer, viewer_on
from ledger.admin import Chronicled
from threads.actions import places as actions
from threads.admin.gates import Gated, PlaceFilter
from threads.models import Category, CategoryCircle, CategoryModerator, HeldPost, Tag, TopicTag

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _add(viewer: Viewer, row: Any) -> None:
    """Let the row be, through the action that it is made by."""
    if isinstance(row, CategoryModerator):
        actions.appoint_moderator(viewer, row.person, row.category)
    else:
        actions.admit_circle(viewer, row.circle, row.category)


def _remove(viewer: Viewer, row: Any) -> None:
    """Let the row no longer be, through the action that ends it."""
    if isinstance(row, CategoryModerator):
        actions.dismiss_moderator(viewer, row.person, row.category)
    else:
        actions.exclude_circle(viewer, row.circle, row.category)


class CategoryCircleInline(AddedOrRemoved, admin.TabularInline[CategoryCircle, Category]):
    """Whose members may read a category of circles."""

    model = CategoryCircle
    autocomplete_fields = ("circle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CategoryCircle]:
        """With the circles, whose names are shown."""
        return super().get_queryset(request).select_related("circle", "category")


class CategoryModeratorInline(AddedOrRemoved, admin.TabularInline[CategoryModerator, Category]):
    """Who moderates a category."""

    model = CategoryModerator
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CategoryModerator]:
        """With the people, whose handles are shown."""
        return super().get_queryset(request).select_related("person", "category")


class CirclesField(ModelMultipleChoiceField):
    """Circles, of which a row keeps the ids."""

    def __init__(self, label: Any) -> None:
        named = Circle.objects.order_by("name")
        super().__init__(named, label=label, initial=[], required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other circles are chosen than the row names."""
        return {str(pk) for pk in initial or ()} != {str(pk) for pk in data or ()}


class CategoryForm(ModelForm[Category]):
    """A category; who has a right for circles names one."""

    start_circles = CirclesField(_("circles that start"))
    reply_circles = CirclesField(_("circles that reply"))
    attach_circles = CirclesField(_("circles that attach"))

    def clean(self) -> dict[str, Any]:
        """Each right for circles with the ids of those that it names; for others with none."""
        data = super().clean() or {}
        for right, field in actions.RIGHTS.items():
            named = data.get(field) or []
            if data.get(right) != actions.CIRCLES:
                named = []
            elif not named:
                self.add_error(field, _("Name the circles to which you give this right."))
            data[field] = sorted(circle.pk for circle in named)
        return data


@admin.register(Category)
class CategoryAdmin(Chronicled, ForumModelAdmin[Category]):
    """Places of conversation."""

    form = CategoryForm
    list_display = ("name", "visibility", "starts", "replies", "holds", "colour", "position")
    list_filter = ("visibility", "starts", "replies", "attaches", "holds")
    search_fields = ("name", "slug", "description")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", ("colour", "position"))}),
        (
            _("Rules"),
            {
                "fields": (
                    "visibility",
                    *((right, field) for right, field in actions.RIGHTS.items()),
                    "holds",
                ),
                "description": _("A change of these stands in the open ledger."),
            },
        ),
    )
    prepopulated_fields: ClassVar[dict] = {"slug": ("name",)}
    inlines = (CategoryCircleInline, CategoryModeratorInline)
    ledger_ids = ("category_id",)

    def ledger_query(self, obj: Category) -> str:
        """What was done in it."""
        return f"category={obj.slug}"

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Its look is saved; its rules are changed, one line each. All in one transaction."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        decided = {*actions.RULES, *actions.RIGHTS, *actions.RIGHTS.values()}
        obj.save(update_fields=[name for name in form.changed_data if name not in decided])
        for rule in actions.RULES:
            if rule in form.changed_data:
                actions.change_rule(viewer_on(request), obj, rule, form.cleaned_data[rule])
        for right, field in actions.RIGHTS.items():
            if {right, field} & set(form.changed_data):
                circles = Circle.objects.filter(pk__in=form.cleaned_data[field])
                who = form.cleaned_data[right]
                actions.change_right(viewer_on(request), obj, right, who, circles)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseFormSet, change: bool
    ) -> None:
        """Circles are admitted and excluded, moderators appointed and dismissed."""
        new = formset.save(commit=False)  # type: ignore[attr-defined]
        for row in formset.deleted_objects:  # type: ignore[attr-defined]
            _remove(viewer_on(request), row)
        for row in new:
            _add(viewer_on(request), row)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """Only an empty category can go: words are not deleted with their place, and nobody loses
        a right without a line."""
        if obj is None or obj.topics.exists() or obj.moderators.exists():
            return False
        if HeldPost.objects.filter(category=obj).exists():
            return False
        return super().has_delete_permission(request, obj)


class LinkAdmin[M: Model](AddedOrRemoved, ForumModelAdmin[M]):
    """Rows between a category and somebody: made and ended by actions, one line each."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Done by the action; the row that it made is the one that was added."""
        _add(viewer_on(request), obj)
        same = {field: form.cleaned_data[field] for field in form.fields}
        obj.pk = type(obj).objects.values_list("pk", flat=True).get(**same)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Done by the action."""
        _remove(viewer_on(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Done by the action, row by row."""
        for row in queryset:
            _remove(viewer_on(request), row)

    def view_on_site(self, obj: Any) -> str:
        """The category."""
        return obj.category.get_absolute_url()


@admin.register(CategoryCircle)
class CategoryCircleAdmin(LinkAdmin[CategoryCircle]):
    """Which circle reads which category."""

    list_display = ("category", "circle")
    list_filter = (("category", PlaceFilter),)
    search_fields = ("category__name", "circle__name")
    autocomplete_fields = ("category", "circle")
    list_select_related = ("category", "circle")


@admin.register(CategoryModerator)
class CategoryModeratorAdmin(LinkAdmin[CategoryModerator]):
    """Who moderates which category."""

    list_display = ("category", "person")
    list_filter = (("category", PlaceFilter),)
    search_fields = ("category__name", "person__username")
    autocomplete_fields = ("category", "person")
    list_select_related = ("category", "person")


@admin.register(Circle)
class ReadingCircleAdmin(CircleAdmin):
    """Circles; one that reads a category is excluded there first, which leaves a line."""

    def has_delete_permission(self, request: HttpRequest, obj: Circle | None = None) -> bool:
        """Only one that no category names; one at a time."""
        if obj is None or CategoryCircle.objects.filter(circle=obj).exists():
            return False
        named = (Q(**{f"{field}__contains": [obj.pk]}) for field in actions.RIGHTS.values())
        if Category.objects.filter(reduce(or_, named)).exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(Community)
class RulingCommunityAdmin(CommunityAdmin):
    """The community; how many first posts wait and who may sign up are rules, whose change leaves a
    line."""

    def save_model(self, request: HttpRequest, obj: Community, form: Any, change: bool) -> None:
        """Its name and sentence are saved, its rules are changed. All in one transaction."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        rules: dict[str, Callable[..., object]] = {
            "held_first_posts": actions.change_first_posts,
            "signup": actions.change_signup,
        }
        look = [name for name in form.changed_data if name not in rules]
        Community.objects.filter(pk=obj.pk).update(
            **{name: form.cleaned_data[name] for name in look}
        )
        for rule, decide in rules.items():
            decide(viewer_on(request), obj, form.cleaned_data[rule])


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

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        """Only one that no topic carries: the tags of a topic are changed on it, with a line."""
        if obj is None or TopicTag.objects.filter(tag=obj).exists():
            return False
        return super().has_delete_permission(request, obj)


@admin.register(TopicTag)
class TopicTagAdmin(ReadOnly, Gated[TopicTag]):
    """Which topic carries which tag; changed on the topic."""

    list_display = ("topic", "tag")
    list_filter = (("topic__category", PlaceFilter),)
    search_fields = ("topic__title", "tag__name")
    list_select_related = ("topic", "tag")

    def view_on_site(self, obj: Any) -> str:
        """The topic."""
        return obj.topic.get_absolute_url()
