"""Changing one's handle."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import handles
from accounts.actions.handles import rename_person
from accounts.forms.handles import HandleForm
from accounts.viewer import ForumRequest


@require_http_methods(["GET", "HEAD", "POST"])
def handle_edit(request: ForumRequest) -> HttpResponse:
    """Have another handle; what leads to the old one leads to the new one."""
    form = HandleForm(request.POST or None, initial={"username": request.viewer.handle})
    if form.is_valid():
        try:
            if rename_person(request.viewer, form.cleaned_data["username"]):
                messages.success(request, _("Your handle is changed."))
        except ValidationError as taken:
            form.add_error("username", taken)
        else:
            return redirect("accounts:handle_edit")
    context = {"form": form, "kept": handles.KEPT_FOR.days, "held": handles.HELD_FOR.days}
    return render(
        request, "accounts/handle_edit.html", context, status=422 if form.is_bound else 200
    )
