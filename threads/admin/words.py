"""The community's words in the admin; each change goes through its action and leaves a line."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import RoleLabel
from accounts.viewer import viewer_on
from threads.actions import words as actions
from threads.models import GlossaryEntry, GlossaryName


@admin.register(RoleLabel)
class RoleLabelAdmin(ForumModelAdmin[RoleLabel]):
    """What roles are called here, by language."""

    list_display = ("label", "role", "language")
    list_filter = ("role", "language")
    search_fields = ("label",)

    def get_readonly_fields(self, request: HttpRequest, obj: RoleLabel | None = None) -> Any:
        """Another role or language is another row."""
        return ("role", "language") if obj else ()

    def save_model(self, request: HttpRequest, obj: RoleLabel, form: Any, change: bool) -> None:
        """Done by the action; the row is the one that it made."""
        actions.set_label(viewer_on(request), obj.role, obj.language, obj.label)
        rows = RoleLabel.objects.filter(role=obj.role, language=obj.language)
        obj.pk = rows.values_list("pk", flat=True).get()

    def delete_model(self, request: HttpRequest, obj: RoleLabel) -> None:
        """Done by the action."""
        actions.set_label(viewer_on(request), obj.role, obj.language, "")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RoleLabel]) -> None:
        """Done by the action, row by row."""
        for row in queryset:
            self.delete_model(request, row)


class GlossaryNameInline(admin.TabularInline[GlossaryName, GlossaryEntry]):
    """Its other names."""

    model = GlossaryName
    extra = 2


@admin.register(GlossaryEntry)
class GlossaryEntryAdmin(ForumModelAdmin[GlossaryEntry]):
    """The words of the community."""

    list_display = ("word", "meaning")
    list_filter = ("names__language",)
    search_fields = ("word", "meaning", "names__name")
    inlines: ClassVar[tuple] = (GlossaryNameInline,)

    def save_model(self, request: HttpRequest, obj: GlossaryEntry, form: Any, change: bool) -> None:
        """A word that is new is made, to hang its names on; what it says is set with them."""
        if not change:
            GlossaryEntry(word=obj.word).save()
            obj.pk = GlossaryEntry.objects.values_list("pk", flat=True).get(word=obj.word)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Word, meaning and names in one act: one line."""
        names = [
            (said["name"], said["language"])
            for formset in formsets
            for said in formset.cleaned_data
            if said and not said.get("DELETE")
        ]
        obj = form.instance
        actions.change_word(viewer_on(request), obj.pk, obj.word, obj.meaning, names)
        for formset in formsets:
            formset.new_objects = formset.changed_objects = formset.deleted_objects = []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its other names go with a word."""
        rows, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return rows, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: GlossaryEntry) -> None:
        """Done by the action."""
        actions.drop_word(viewer_on(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[GlossaryEntry]) -> None:
        """Done by the action, row by row."""
        for row in queryset:
            actions.drop_word(viewer_on(request), row)


@admin.register(GlossaryName)
class GlossaryNameAdmin(ReadOnly, ForumModelAdmin[GlossaryName]):
    """Other names of words; changed with their word."""

    list_display = ("name", "language", "entry")
    list_filter = ("language",)
    search_fields = ("name", "entry__word")
    list_select_related = ("entry",)
