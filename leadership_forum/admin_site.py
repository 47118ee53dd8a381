"""Django's admin: it shares our session and our sign-in."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class ForumAdminSite(admin.AdminSite):
    """Signs in through `/account/login/`; staff need a second factor where strangers come."""

    site_header = _("Admin of the forum")
    site_title = _("Admin")

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff, with a second factor in production."""
        if not super().has_permission(request):
            return False
        return not settings.ADMIN_NEEDS_SECOND_FACTOR or is_mfa_enabled(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Our sign-in for guests, the second factor for staff without one, 403 for others."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return redirect(wanted)
        if not super().has_permission(request):
            raise PermissionDenied(_("The admin is for staff."))
        messages.info(request, _("The admin asks for a second factor; set one up here."))
        return redirect("mfa_activate_totp")
