from django.apps import AppConfig, apps
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Tell `accounts` which kinds of notices wait for somebody, so that a bell asks no more
        than it has to; hear of addresses that were confirmed, and of what providers tell."""
        from allauth.account.signals import email_confirmed  # noqa: PLC0415 - models load first

        from accounts.exports import register_export  # noqa: PLC0415
        from accounts.models import register_waiting  # noqa: PLC0415
        from notifications.queries import joining, newest_unread  # noqa: PLC0415
        from notifications.queries.bounces import BOUNCES  # noqa: PLC0415
        from notifications.queries.exports import own_notices  # noqa: PLC0415
        from notifications.registry import registry  # noqa: PLC0415
        from notifications.tasks.bounces import lift_bounce, note_event  # noqa: PLC0415

        register_export(own_notices)
        registry.register_gate("bounce", BOUNCES)
        registry.register_gate("join_request", joining.REQUESTS)
        registry.register_audience("join_request", joining.audience_of_request)
        email_confirmed.connect(lift_bounce)
        if apps.is_installed("anymail"):
            from anymail.signals import tracking  # noqa: PLC0415 - not everybody's

            tracking.connect(note_event)
        register_waiting(newest_unread(OuterRef("pk")).values("kind"))
