"""The community in the admin: its settings, each with its default and what it means."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import NOT_PROVIDED, Field
from django.forms import BaseModelForm, BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import Agreement, Community

# Which settings stand together; one that is named nowhere stands with the others at the end.
SECTIONS = (
    (_("Name"), ("name", "tagline")),
    (_("Reading and mail"), ("unread_days", "digest")),
    (_("Keeping"), ("keep_addresses", "keep_drafts", "keep_notices", "keep_withdrawn")),
    (_("Watched words"), ("refused_words", "held_words")),
    (_("New members"), ("signup", "held_first_posts")),
    (
        _("Limits"),
        (
            "limits_percent",
            "new_member_days",
            "new_member_posts",
            "new_member_links",
            "new_member_mentions",
        ),
    ),
)


def default_of(name: str) -> Any:
    """The value a setting has where nobody chose one, or `NOT_PROVIDED`."""
    return _field(name).default


def in_words(name: str, value: Any) -> str:
    """A value as the form shows it."""
    choices = dict(_field(name).flatchoices)
    if isinstance(value, bool):
        return str(_t("yes") if value else _t("no"))
    return str(choices.get(value, value))


def _field(name: str) -> Field[Any, Any]:
    return next(field for field in Community._meta.concrete_fields if field.name == name)  # noqa: SLF001


class CommunityAdmin(ForumModelAdmin[Community]):
    """The one community; `threads`, where texts wait, registers it."""

    list_display = ("name", "tagline", "signup", "held_first_posts", "digest")
    search_fields = ("name",)
    change_form_template = "admin/settings.html"

    def get_fieldsets(self, request: HttpRequest, obj: Community | None = None) -> Any:
        """The settings by what they are about, whatever settings there come to be."""
        names = list(self.get_fields(request, obj))
        named = {name for _title, section in SECTIONS for name in section}
        sections = [*SECTIONS, (_("More"), tuple(name for name in names if name not in named))]
        return [
            (title, {"fields": [name for name in section if name in names]})
            for title, section in sections
            if set(section) & set(names)
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """What each means, and what it is where nobody chose."""
        form = super().get_form(request, obj, change, **kwargs)
        for name, field in form.base_fields.items():
            default = default_of(name)
            if default is NOT_PROVIDED or default == "":
                continue
            said = _t("Default: %(value)s.") % {"value": in_words(name, default)}
            field.help_text = f"{field.help_text} {said}".strip()
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A setting goes back to its default together with whatever else was typed."""
        name = request.POST.get("reset", "")
        if name in {field.name for field in self._settings()}:
            data = request.POST.copy()
            data[name] = "" if (value := default_of(name)) is False else value
            request.POST = data  # type: ignore[assignment]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what can be set back."""
        form = context["adminform"].form
        context["away"] = [
            {"name": name, "label": capfirst(form[name].label), "default": in_words(name, default)}
            for name in form.fields
            if (default := default_of(name)) is not NOT_PROVIDED
            and default != ""
            and not self._is_default(form, form[name], default)
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def _is_default(self, form: BaseModelForm[Community], field: BoundField, default: Any) -> bool:
        return getattr(form.instance, field.name) == default

    def _settings(self) -> list[Any]:
        return [
            field
            for field in Community._meta.concrete_fields  # noqa: SLF001 - as Django
            if field.editable and field.default is not NOT_PROVIDED
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not Community.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Community | None = None) -> bool:
        """A site keeps its community."""
        return False


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, ForumModelAdmin[Agreement]):
    """Who agreed to the documents, up to which version, and when."""

    list_display = ("person", "version", "at")
    list_filter: ClassVar[tuple] = ("at",)
    search_fields = ("person__username", "=version")
    date_hierarchy = "at"
    list_select_related = ("person",)
