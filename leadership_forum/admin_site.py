"""Django's admin: it shares our session and our sign-in."""

from http import HTTPStatus
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.viewer import viewer_on
from leadership_forum.mail import send_test_mail
from leadership_forum.state import site_state
from moderation.queries.rights import rights_page


class ForumAdminSite(admin.AdminSite):
    """Signs in through `/account/login/`; staff need a second factor where strangers come."""

    site_header = _("Admin of the forum")
    site_title = _("Admin")
    index_template = "admin/index.html"

    def get_urls(self) -> list[Any]:
        """Django's addresses, and ours before them: who may do what, and a "view on site" that
        knows who sees what."""
        ours = [
            path("rights/", self.admin_view(self.rights), name="rights"),
            path("test-mail/", self.admin_view(self.test_mail), name="test_mail"),
            path(
                "r/<int:content_type_id>/<str:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
        ]
        return [*ours, *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits for moderators and how the site runs, before the list of tables."""
        extra = {"state": site_state(viewer_on(request))} | (extra_context or {})
        return super().index(request, extra)

    def rights(self, request: HttpRequest) -> TemplateResponse:
        """Who may do what, as a table, and who holds which right."""
        context = {
            **self.each_context(request),
            "title": _("Who may do what"),
            "page": rights_page(viewer_on(request)),
        }
        return TemplateResponse(request, "admin/rights.html", context)

    def test_mail(self, request: HttpRequest) -> HttpResponse:
        """Send a mail to oneself now, and say what the mail server said."""
        if not viewer_on(request).is_admin:
            raise PermissionDenied(_("This is for admins."))
        address, failure = str(getattr(request.user, "email", "")), ""
        if request.method == "POST":
            failure = send_test_mail(address)
            if not failure:
                messages.success(request, _("Sent to %(address)s.") % {"address": address})
                return redirect("admin:test_mail")
        context = {
            **self.each_context(request),
            "title": _("Send a test mail"),
            "address": address,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "failure": failure,
        }
        status = HTTPStatus.BAD_GATEWAY if failure else HTTPStatus.OK
        return TemplateResponse(request, "admin/test_mail.html", context, status=status)

    def view_on_site(
        self, request: HttpRequest, content_type_id: int, object_id: str
    ) -> HttpResponse:
        """Lead from a row to its page on the site, if the viewer sees the row here; else 404."""
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model = kind.model_class() if kind else None
        page = self._registry.get(model) if model else None
        row = page.get_object(request, object_id) if page else None
        url = page.get_view_on_site_url(row) if page and row else None
        if not page or not url or not page.has_view_permission(request, row):
            raise Http404
        return redirect(url)

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
