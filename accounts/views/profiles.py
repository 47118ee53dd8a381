"""Settings about oneself; signing in and out is allauth's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.profiles import update_profile
from accounts.forms.profiles import AppearanceForm, ProfileForm
from accounts.queries.people import ignored_people
from accounts.texts import TextRefused
from accounts.viewer import ForumRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: ForumRequest) -> HttpResponse:
    """Change how one shows up to others."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        try:
            update_profile(request.viewer, **form.cleaned_data)
        except TextRefused as refused:
            form.add_error("about", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:profile_edit")
    return render(
        request, "accounts/profile_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appearance_edit(request: ForumRequest) -> HttpResponse:
    """Change how pages look to one, in which language and time zone."""
    form = AppearanceForm(request.POST or None, instance=request.user)
    if form.is_valid():
        update_profile(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:appearance_edit")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/appearance_edit.html", {"form": form}, status=status)


@require_safe
def ignored_list(request: ForumRequest) -> HttpResponse:
    """Whom one ignores, and where one takes it back."""
    people = ignored_people(request.viewer)
    return render(request, "accounts/ignored_list.html", {"people": people})
