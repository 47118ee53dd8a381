"""What the community says about itself and asks of its members: rules, terms, privacy, imprint."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import DocumentKind, StrictManager, User

MOST_TEXT = 60_000


class Document(models.Model):
    """One version of a document. Each change is a new one, and none is ever edited; one without a
    text takes the document down."""

    kind = models.CharField(_("document"), max_length=10, choices=DocumentKind)
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    # With slots.
    html = models.TextField(_("rendered text"), blank=True, editable=False)
    note = models.CharField(
        _("what changed"),
        max_length=280,
        blank=True,
        help_text=_("One sentence for members, who read it before they agree again."),
    )
    asks = models.BooleanField(
        _("members agree to it"),
        default=False,
        help_text=_("At sign-up, and everybody anew before they go on."),
    )
    by = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("from"), default=timezone.now)

    objects = StrictManager["Document"]()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="threads_document_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.number}"

    def get_absolute_url(self) -> str:
        """Where everybody reads it."""
        return f"/about/{self.kind}/{self.number}/"
