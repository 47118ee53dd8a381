"""How allauth meets our accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules with our words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": _("Somebody already has this handle."),
    }
