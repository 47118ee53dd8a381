"""The questions a topic carries, and which posts answer them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager
from threads.models.posts import Post
from threads.models.topics import Topic

PROMPT_LENGTH = 280
MOST_PROMPTS = 12


class Prompt(models.Model):
    """A question to everybody. Its number is its position; addresses use the id."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="prompts", db_index=False, verbose_name=_("topic")
    )
    position = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=PROMPT_LENGTH)
    note = models.CharField(_("clarification"), max_length=PROMPT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = StrictManager["Prompt"]()

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "position"],
                name="threads_prompt_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_PROMPTS),
                name="threads_prompt_position_range",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The prompt's own page; its topic must have been fetched with it."""
        return prompt_path(self.topic.slug, self.topic_id, self.pk)


class Answer(models.Model):
    """A post answers a prompt; remembers which wording it answered."""

    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="answers", verbose_name=_("post")
    )
    prompt = models.ForeignKey(
        Prompt, models.DB_CASCADE, related_name="answers", db_index=False, verbose_name=_("prompt")
    )
    prompt_version = models.PositiveSmallIntegerField(_("wording"), default=1)

    objects = StrictManager["Answer"]()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["prompt", "post"], name="threads_answer_unique")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} answers {self.prompt_id}"


def prompt_path(slug: str, topic_id: int, prompt_id: int) -> str:
    """The address of a prompt's own page."""
    return f"/t/{slug}/{topic_id}/prompts/{prompt_id}/"
