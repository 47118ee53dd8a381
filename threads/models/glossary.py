"""The community's own words: what each means, and by which other names it goes."""

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager

WORD_LENGTH = 60


class GlossaryEntry(models.Model):
    """A word of the community and what it means here."""

    word = models.CharField(_("word"), max_length=WORD_LENGTH)
    meaning = models.CharField(_("what it means here"), max_length=500, blank=True)

    objects = StrictManager["GlossaryEntry"]()

    class Meta:
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        ordering = [Upper("word")]
        constraints = [models.UniqueConstraint(Upper("word"), name="threads_glossary_word_unique")]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        """Its place on the page of all words."""
        return f"/glossary/#word-{self.pk}"


class GlossaryName(models.Model):
    """Another name for a word; `language` is empty where it belongs to none."""

    entry = models.ForeignKey(
        GlossaryEntry,
        models.DB_CASCADE,
        related_name="names",
        db_index=False,
        verbose_name=_("word"),
    )
    name = models.CharField(_("name"), max_length=WORD_LENGTH)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")

    objects = StrictManager["GlossaryName"]()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint("entry", Upper("name"), name="threads_glossary_name_unique")
        ]

    def __str__(self) -> str:
        return self.name
