from django.apps import AppConfig
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Tell `accounts` which kinds of notices wait for somebody, so that a bell asks no more
        than it has to."""
        from accounts.models import register_waiting  # noqa: PLC0415 - models load first
        from notifications.queries import newest_unread  # noqa: PLC0415
        from notifications.queries.bounces import BOUNCES  # noqa: PLC0415
        from notifications.registry import registry  # noqa: PLC0415

        registry.register_gate("bounce", BOUNCES)
        register_waiting(newest_unread(OuterRef("pk")).values("kind"))
