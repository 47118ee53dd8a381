from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class LeadershipForumConfig(AppConfig):
    name = "leadership_forum"
    verbose_name = _("Operations")
    default = True

    def ready(self) -> None:
        """What a migration made is the web's to use."""
        from django.db.models.signals import post_migrate  # noqa: PLC0415 - models load first

        from leadership_forum.roles import grant_after_migration  # noqa: PLC0415

        post_migrate.connect(grant_after_migration, sender=self)


class ForumAdminConfig(admin.AdminConfig):
    """Django's admin behind our sign-in."""

    default = False
    default_site = "leadership_forum.admin_site.ForumAdminSite"
