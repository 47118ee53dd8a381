"""How allauth meets our accounts."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import Refusal, check_sign_in
from accounts.queries.community import community
from accounts.queries.signed_links import link_of_person
from accounts.viewer import zone_of


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules with our words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails speak for the community, not for the address of the machine."""
        found = community()
        host = get_current_site(self.request).domain
        site = {"name": found.name if found else host, "domain": host}
        super().send_mail(template_prefix, email, {"current_site": site} | context)

    def login(self, request: HttpRequest, user: User) -> None:
        """Every way in ends here, when password, mailed code and second factor are right: who is
        suspended gets no session, and reads until when and why."""
        try:
            with timezone.override(zone_of(user.time_zone)):
                check_sign_in(user)
        except Refusal as refusal:
            request.session.flush()
            page = render(
                request,
                "accounts/suspended.html",
                {"message": str(refusal), "appeal": link_of_person(user.pk)},
                status=HTTPStatus.FORBIDDEN,
            )
            raise ImmediateHttpResponse(page) from refusal
        super().login(request, user)

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": _("Somebody already has this handle."),
    }
