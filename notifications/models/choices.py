"""How people want to be told, and how they are where they did not say."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from notifications.models.kinds import ByMail, Sort

# Each post by mail is no way to be told of a sort: it is chosen for a category.
WAYS = [(way.value, way.label) for way in ByMail if way != ByMail.EACH]


class CommunityChoice(models.Model):
    """How the community tells of a sort whoever did not choose otherwise; without a row, as
    `SHIPPED` says."""

    sort = models.CharField(_("of what"), max_length=10, choices=Sort, unique=True)
    on_site = models.BooleanField(_("on the site"), default=True)
    by_mail = models.CharField(
        _("by mail"), max_length=7, choices=WAYS, default=ByMail.NEVER, blank=True
    )

    objects = StrictManager["CommunityChoice"]()

    class Meta:
        verbose_name = _("way of telling")
        verbose_name_plural = _("ways of telling")
        constraints = [
            models.CheckConstraint(
                condition=~Q(by_mail=ByMail.EACH), name="notifications_community_choice_way"
            )
        ]

    def __str__(self) -> str:
        return self.sort


class Choice(models.Model):
    """How somebody wants to be told of a sort; no row where they want what the community does."""

    person = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("person")
    )
    sort = models.CharField(_("of what"), max_length=10, choices=Sort)
    on_site = models.BooleanField(_("on the site"), default=True)
    by_mail = models.CharField(
        _("by mail"), max_length=7, choices=WAYS, default=ByMail.NEVER, blank=True
    )

    objects = StrictManager["Choice"]()

    class Meta:
        verbose_name = _("choice of a person")
        verbose_name_plural = _("choices of people")
        constraints = [
            models.UniqueConstraint(fields=["person", "sort"], name="notifications_choice_once"),
            models.CheckConstraint(
                condition=~Q(by_mail=ByMail.EACH), name="notifications_choice_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.sort}"


class MailChoice(models.Model):
    """When mail may come to somebody; no row where they never chose.

    `quiet_from` and `quiet_until` are times of the day in their zone, both or neither; the quiet
    hours may reach over midnight. The period of a digest begins at `digest_at`, the last one that
    was put together, and where there was none, with the account.
    """

    class Digest(models.TextChoices):
        COMMUNITY = "", _("As the community has it")
        NONE = "none", _("Never")
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    person = models.OneToOneField(
        User, models.DB_CASCADE, primary_key=True, related_name="mail_choice",
        verbose_name=_("person"),
    )  # fmt: skip
    is_off = models.BooleanField(_("no mail at all"), default=False)
    digest = models.CharField(
        _("digest"), max_length=6, choices=Digest, default=Digest.COMMUNITY, blank=True
    )
    digest_at = models.DateTimeField(_("last digest"), null=True, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    # One mail about a topic until one has been there; else one for each time something happens.
    one_a_visit = models.BooleanField(_("one mail a visit"), default=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = StrictManager["MailChoice"]()

    class Meta:
        verbose_name = _("mail of a person")
        verbose_name_plural = _("mail of people")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notifications_quiet_hours_whole",
            )
        ]

    def __str__(self) -> str:
        return f"mail of {self.person_id}"
