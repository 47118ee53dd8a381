"""Cases, reports and notes: made by acts, looked at and decided here too."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.viewer import Viewer, viewer_on
from moderation import policies
from moderation.curation import CASE_ACTS
from moderation.models import Appeal, Case, CaseNote, Report
from threads.admin.acts import RowAct, as_admin_action
from threads.admin.gates import Curated, ReadOnlyRows
from threads.forms.curation import CurationForm, LightForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _open_about(what: str) -> Callable[[Case], bool]:
    return lambda case: case.is_open and getattr(case, f"{what}_id") is not None


def _label(case: Case) -> str:
    """Where what the case is about stands, or is to stand."""
    if case.post:
        return f"{case.post.topic.title} #{case.post.number}"
    return case.held.topic_title if case.held else str(case)


def _text(case: Case) -> str:
    """What the case is about."""
    return case.about.source


def _version(case: Case) -> int:
    return case.about.version


def _deciding(
    name: str,
    title: "StrOrPromise",
    title_of_many: "StrOrPromise",
    effect: "StrOrPromise",
    form: type[CurationForm] = CurationForm,
) -> RowAct[Case]:
    """An act of the queue (`CASE_ACTS`) on the open cases that it is about."""
    act = CASE_ACTS[name]
    return RowAct[Case](
        name=name,
        title=title,
        title_of_many=title_of_many,
        effect=effect,
        act=act.do,
        check=policies.check_case,
        applies=_open_about(act.about),
        form=form,
        label=_label,
        text=_text,
        version=_version,
    )


ACTS = (
    _deciding(
        "keep",
        _("Keep"),
        _("Keep the posts of the chosen cases"),
        _("The posts stand. Who reported and who wrote them are told."),
        LightForm,
    ),
    _deciding(
        "hide",
        _("Hide"),
        _("Hide the posts of the chosen cases"),
        _("Readers see your reason in place of the text. Who reported and who wrote it are told."),
    ),
    _deciding(
        "approve",
        _("Approve"),
        _("Approve the texts of the chosen cases"),
        _("They appear now, as posts of their writers, who are told."),
        LightForm,
    ),
    _deciding(
        "refuse",
        _("Refuse"),
        _("Refuse the texts of the chosen cases"),
        _("They do not appear. Their writers keep them, read why, and can send them again."),
    ),
)


class AboutFilter(admin.SimpleListFilter):
    """By what a case is about."""

    title = _("about")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """A reported post, or a text that waits."""
        return [("post", _("reported posts")), ("held", _("waiting texts"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """The cases of that choice."""
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() else queryset


class OpenFilter(admin.SimpleListFilter):
    """Cases that wait for a decision, or one kind of decision."""

    title = _("decision")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """Open, or each of the decisions."""
        return [("open", _("open")), *((d.value, d.label) for d in Case.Decision if d.value)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """The cases of that choice."""
        chosen = "" if self.value() == "open" else self.value()
        return queryset if chosen is None else queryset.filter(decision=chosen)


def _about(viewer: Viewer) -> Q:
    """Rows of cases about a text of the viewer: who reported it, and what others noted on it, is
    not for them, whatever their right."""
    return Q(case__post__author_id=viewer.id) | Q(case__held__author_id=viewer.id)


class ReportInline(ReadOnlyRows, admin.TabularInline[Report, Case]):
    """What was said of the post."""

    model = Report
    fields = ("reason", "words", "reporter", "at", "taken_back_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """With who reported it; who is reported is not told by whom."""
        rows = super().get_queryset(request).select_related("reporter")
        return rows.exclude(_about(viewer_on(request)))


class CaseNoteInline(ReadOnlyRows, admin.TabularInline[CaseNote, Case]):
    """What moderators told each other."""

    model = CaseNote
    fields = ("text", "author", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseNote]:
        """With who wrote it; between those who are not concerned."""
        rows = super().get_queryset(request).select_related("author")
        return rows.exclude(_about(viewer_on(request)))


@admin.register(Case)
class CaseAdmin(Curated, ReadOnly, ForumModelAdmin[Case]):
    """What moderators are to look at, and what was decided."""

    list_display = (
        "about",
        "topic",
        "author",
        "report_count",
        "opened_at",
        "taken_by",
        "decision",
        "decided_by",
    )
    list_filter = (OpenFilter, AboutFilter, ("taken_by", admin.EmptyFieldListFilter), "opened_at")
    search_fields = (
        "post__topic__title",
        "held__title",
        "held__topic__title",
        "post__author__username",
        "held__author__username",
    )
    search_help_text = _("A title of a topic, or the handle of an author.")
    list_select_related = (
        "post__topic__category",
        "post__author",
        "held__topic",
        "held__author",
        "taken_by",
        "decided_by",
    )
    date_hierarchy = "opened_at"
    fields = (
        "post",
        "held",
        "text",
        "opened_at",
        "taken_by",
        "decision",
        ("decided_by", "decided_at"),
    )
    readonly_fields = ("text",)
    inlines = (ReportInline, CaseNoteInline)
    actions = tuple(as_admin_action(act) for act in ACTS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """The cases of places that the viewer moderates, with how many report each."""
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        if not viewer_on(request).is_admin:
            rows = rows.filter(pk__in=Case.objects.visible_to(viewer_on(request)))
        rows = rows.open_to(viewer_on(request))  # type: ignore[attr-defined]
        standing = Report.objects.filter(case=OuterRef("pk"), taken_back_at=None)
        counted = standing.order_by().values("case").annotate(number=Count("pk")).values("number")
        return rows.annotate(report_count=Coalesce(Subquery(counted), 0))

    @admin.display(description=_("case"))
    def about(self, case: Case) -> str:
        """What it is about, and its number."""
        what = _("reported post") if case.post_id else _("waiting text")
        return f"{what} ({case.pk})"

    @admin.display(description=_("topic"))
    def topic(self, case: Case) -> str:
        """Where it stands, or is to stand."""
        return _label(case)

    @admin.display(description=_("author"))
    def author(self, case: Case) -> str:
        """Who wrote it."""
        return str(case.about.author or "")

    @admin.display(description=_("reports"), ordering="report_count")
    def report_count(self, case: Any) -> int:
        """How many members report it."""
        return case.report_count

    @admin.display(description=_("text"))
    def text(self, case: Case) -> str:
        """What is to be decided about."""
        return _text(case)


class OfCase[M: Model](Curated, ReadOnly, ForumModelAdmin[M]):
    """Rows of cases: seen by whoever sees the case."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Those of visible cases about others."""
        viewer = viewer_on(request)
        rows = super().get_queryset(request).exclude(_about(viewer))
        cases = Case.objects.open_to(viewer) if viewer.is_admin else Case.objects.visible_to(viewer)
        return rows.filter(Exists(cases.filter(pk=OuterRef("case"))))

    def view_on_site(self, obj: Any) -> str:
        """The case."""
        return obj.case.get_absolute_url()


@admin.register(Report)
class ReportAdmin(OfCase[Report]):
    """Who said what of which post."""

    list_display = ("case", "reason", "words", "reporter", "at", "taken_back_at")
    list_filter = ("reason", ("taken_back_at", admin.EmptyFieldListFilter), "at")
    search_fields = ("words", "reporter__username", "case__post__topic__title")
    list_select_related = ("case", "reporter")
    date_hierarchy = "at"


@admin.register(CaseNote)
class CaseNoteAdmin(OfCase[CaseNote]):
    """What moderators told each other."""

    list_display = ("case", "text", "author", "at")
    list_filter = ("at",)
    search_fields = ("text", "author__username")
    list_select_related = ("case", "author")
    date_hierarchy = "at"


@admin.register(Appeal)
class AppealAdmin(Curated, ReadOnly, ForumModelAdmin[Appeal]):
    """Who asks that a decision is looked at again; answered on a page of its own."""

    list_display = ("id", "person", "words", "at", "decision", "decided_by", "answer")
    list_filter = ("decision", "at")
    search_fields = ("words", "answer", "person__username")
    list_select_related = ("person", "decided_by")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """Those of places that the viewer moderates."""
        return (
            super()
            .get_queryset(request)
            .filter(pk__in=Appeal.objects.visible_to(viewer_on(request)).values("pk"))
        )

    def view_on_site(self, obj: Appeal) -> str:
        """Where it is answered."""
        return f"/moderation/appeals/#appeal-{obj.pk}"
