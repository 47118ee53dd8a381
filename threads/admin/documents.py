"""What the community says about itself in the admin: each change is a new version."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import ForumModelAdmin
from accounts.policies import Refusal
from accounts.viewer import viewer_on
from threads import markup
from threads.actions.documents import publish_document
from threads.models import Document


class DocumentForm(forms.ModelForm[Document]):
    """A version; published while the form is looked at, so that what cannot be shown is said beside
    its text."""

    viewer: Any = None

    class Meta:
        model = Document
        fields = ("kind", "text", "note", "asks")

    def clean(self) -> dict[str, Any]:
        """Publish it where all of it is well."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        try:
            self.published = publish_document(
                self.viewer, said["kind"], said["text"], note=said["note"], asks=said["asks"]
            )
        except (Refusal, markup.MarkupRefused) as refused:
            self.add_error("text", str(refused))
        return said


@admin.register(Document)
class DocumentAdmin(ForumModelAdmin[Document]):
    """Versions of documents: added, looked at, and never changed."""

    form = DocumentForm
    list_display = ("kind", "number", "at", "by", "asks", "note")
    list_filter = ("kind", "asks")
    search_fields = ("text", "note")
    date_hierarchy = "at"
    list_select_related = ("by",)
    fields = ("kind", "text", "note", "asks")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """For the one who publishes."""
        form = super().get_form(request, obj, change, **kwargs)
        form.viewer = viewer_on(request)  # type: ignore[attr-defined]
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The text that stands, to be changed."""
        kind = request.GET.get("kind", "")
        last = Document.objects.filter(kind=kind).first()
        return {"kind": kind, "text": last.text if last else ""}

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        """Done by the action; the row is the one that it made."""
        obj.pk = form.published.pk

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Nobody: another text is another version."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Nobody: who agreed to it must find it."""
        return False
