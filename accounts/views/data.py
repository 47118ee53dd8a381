"""One's own data: asking for an archive of it, and fetching that."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.exports import ask_for_export
from accounts.queries.exports import data_page, export_for
from accounts.viewer import ForumRequest


@require_http_methods(["GET", "HEAD", "POST"])
def data(request: ForumRequest) -> HttpResponse:
    """What one can take along, and how one goes."""
    if request.method == "POST":
        ask_for_export(request.viewer)
        messages.success(request, _("Your archive is being made. It will stand here."))
        return redirect("accounts:data")
    return render(request, "accounts/data.html", {"page": data_page(request.viewer)})


@require_safe
@reauthentication_required
def export_download(request: ForumRequest, export_id: int) -> HttpResponseBase:
    """One's own archive, for who has just said again who they are."""
    export = export_for(request.viewer, export_id)
    store = storages["exports"]
    if not store.exists(export.file):
        raise Http404
    name = f"{request.viewer.handle}-{timezone.localdate():%Y-%m-%d}.zip"
    response = FileResponse(store.open(export.file), as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    response["Content-Type"] = "application/zip"
    return response
