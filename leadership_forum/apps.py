from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class LeadershipForumConfig(AppConfig):
    name = "leadership_forum"
    verbose_name = _("Operations")
    default = True


class ForumAdminConfig(admin.AdminConfig):
    """Django's admin behind our sign-in."""

    default = False
    default_site = "leadership_forum.admin_site.ForumAdminSite"
