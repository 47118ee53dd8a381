"""How allauth meets our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.utils.translation import gettext_lazy as _

from accounts.queries import community


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules with our words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails speak for the community, not for the address of the machine."""
        found = community()
        host = get_current_site(self.request).domain
        site = {"name": found.name if found else host, "domain": host}
        super().send_mail(template_prefix, email, {"current_site": site} | context)

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": _("Somebody already has this handle."),
    }
