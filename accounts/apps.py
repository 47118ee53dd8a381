from django.apps import AppConfig
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Say how the circles of somebody are found in the query that finds them, and what of their
        own data this app holds; a new password ends what the old one signed in."""
        from allauth.account.signals import (  # noqa: PLC0415 - models load first
            password_changed,
            password_reset,
            password_set,
        )

        from accounts.actions.sessions import end_sessions_of_old  # noqa: PLC0415
        from accounts.exports import register_export  # noqa: PLC0415
        from accounts.models import Membership, register_circles  # noqa: PLC0415
        from accounts.queries.exports import own_account  # noqa: PLC0415

        mine = Membership.objects.filter(person=OuterRef("pk"))
        register_circles(mine.values("circle_id"))
        register_export(own_account)
        for signal in (password_changed, password_reset, password_set):
            signal.connect(end_sessions_of_old)
