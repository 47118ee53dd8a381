"""What the community says about itself, and agreeing to it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.community import agree
from accounts.viewer import ForumRequest
from threads.forms.documents import AgreementForm
from threads.queries.documents import agreement_page, document_page


@login_not_required
@require_safe
def document_detail(request: ForumRequest, kind: str) -> HttpResponse:
    """A document as it stands."""
    return render(request, "threads/document_detail.html", {"page": document_page(kind)})


@login_not_required
@require_safe
def document_version(request: ForumRequest, kind: str, number: int) -> HttpResponse:
    """One version of a document with what it changed."""
    return render(request, "threads/document_detail.html", {"page": document_page(kind, number)})


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: ForumRequest) -> HttpResponse:
    """All that one is to agree to, before one goes on to where one was."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = "/"
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        agree(request.viewer, form.cleaned_data["version"])
        return redirect(wanted)
    page = agreement_page(request.viewer.agreed_to)
    status = 422 if form.is_bound else 200
    context = {"page": page, "form": form, "next": wanted}
    return render(request, "threads/agreement.html", context, status=status)
