from django.apps import AppConfig
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Say how the circles of somebody are found in the query that finds them."""
        from accounts.models import Membership, register_circles  # noqa: PLC0415 - models load first

        mine = Membership.objects.filter(person=OuterRef("pk"))
        register_circles(mine.values("circle_id"))
