"""How allauth meets our accounts."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone

from accounts.actions.invitations import begin_invited
from accounts.models import Community, User
from accounts.policies import Refusal, check_sign_in
from accounts.queries.community import community, signup
from accounts.queries.handles import TAKEN, is_free
from accounts.queries.signed_links import link_of_person
from accounts.sign_up import forget_invitation, is_open_for, kept_invitation
from accounts.viewer import zone_of


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules with our words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails speak for the community, not for the address of the machine."""
        found = community()
        host = get_current_site(self.request).domain
        site = {"name": found.name if found else host, "domain": host}
        super().send_mail(template_prefix, email, {"current_site": site} | context)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """A handle that somebody has just given up is as taken as one that somebody has."""
        username = super().clean_username(username, shallow)
        if not shallow and not is_free(username):
            raise self.validation_error("username_taken")
        return username

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """As the community says: to everybody, by invitation, or to nobody."""
        return is_open_for(request)

    @transaction.atomic
    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """Who followed an invitation comes by it; where its last place was taken meanwhile and
        nobody comes without one, there is no account."""
        # Forms that ask for no work vouch for somebody otherwise.
        user.first_waits = not getattr(form, "has_worked", True)
        saved: User = super().save_user(request, user, form, commit)
        words = kept_invitation(request)
        if not commit or not words:
            return saved
        try:
            with transaction.atomic():
                begin_invited(saved, words)
        except Refusal:
            if signup() != Community.SignUp.OPEN:
                raise
        forget_invitation(request)
        return saved

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
        "username_taken": TAKEN,
    }
