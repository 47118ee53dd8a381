"""The questions a topic carries, in every wording they had, and which posts answer them."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models import seals
from threads.models.posts import Post
from threads.models.topics import Topic

PROMPT_LENGTH = 280
MOST_PROMPTS = 12


class PromptQuerySet(models.QuerySet["Prompt"]):
    """Which questions."""

    def sealed_to(self, viewer: Viewer) -> Self:
        """Those whose answers the viewer may not read yet: a date is not over, and they have
        neither answered nor passed."""
        return self.filter(seals.in_force()).exclude(seals.opened_by(viewer))


class Prompt(models.Model):
    """A question to everybody. Its number is its position; addresses use the id.

    `version` counts its wordings, `meaning_version` is the wording that last changed what it
    means: answers to an earlier one wait to be confirmed. Of a `sealed` one the answers of others
    are read only by who has answered or passed, or once `sealed_until` is over; the promise is
    only ever tightened.
    """

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
    meaning_version = models.PositiveSmallIntegerField(
        _("wording that changed the meaning"), default=1, db_default=1
    )
    sealed = models.BooleanField(_("sealed"), default=False, db_default=False)
    sealed_until = models.DateTimeField(_("sealed until"), null=True, blank=True)
    suggested_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("suggested by"),
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now)

    objects = StrictManager.from_queryset(PromptQuerySet)()

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
        indexes = [
            # Asked of every post that is read: what is not there must cost nothing.
            models.Index(fields=["topic"], condition=Q(sealed=True), name="threads_prompt_sealed")
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The prompt's own page; its topic must have been fetched with it."""
        return prompt_path(self.topic.slug, self.topic_id, self.pk)

    @property
    def is_sealed(self) -> bool:
        """Whether the answers of others are still kept from those who have not answered."""
        return self.sealed and (self.sealed_until is None or self.sealed_until > timezone.now())


class PromptVersion(models.Model):
    """An earlier wording of a prompt; the newest stands on the prompt itself.

    `voices` is how many people had answered when it was replaced, `changed_meaning` whether the
    wording after it means something else.
    """

    prompt = models.ForeignKey(
        Prompt, models.DB_CASCADE, related_name="versions", db_index=False, verbose_name=_("prompt")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.CharField(_("question"), max_length=PROMPT_LENGTH)
    note = models.CharField(_("clarification"), max_length=PROMPT_LENGTH, blank=True)
    voices = models.PositiveIntegerField(_("answers by then"), default=0)
    changed_meaning = models.BooleanField(_("the meaning changed after it"), default=False)
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)
    replaced_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("replaced by"),
    )

    objects = StrictManager["PromptVersion"]()

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        ordering = ["prompt", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["prompt", "version"], name="threads_prompt_version_unique"
            )
        ]

    def __str__(self) -> str:
        return self.text


class PromptPass(models.Model):
    """Somebody passes on a prompt: a proper answer, without words."""

    prompt = models.ForeignKey(
        Prompt, models.DB_CASCADE, related_name="passes", db_index=False, verbose_name=_("prompt")
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = StrictManager["PromptPass"]()

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        constraints = [
            models.UniqueConstraint(fields=["prompt", "person"], name="threads_prompt_pass_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} passes on {self.prompt_id}"


class PromptSuggestion(models.Model):
    """A question that a member would ask; the host takes it up with credit, or not."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the host")
        ADOPTED = "adopted", _("taken up")
        DECLINED = "declined", _("not taken up")
        TAKEN_BACK = "taken_back", _("taken back")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("topic")
    )
    author = models.ForeignKey(
        User, models.DB_CASCADE, related_name="+", db_index=False, verbose_name=_("who")
    )
    text = models.CharField(_("question"), max_length=PROMPT_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    prompt = models.OneToOneField(
        Prompt,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prompt that came of it"),
    )
    created_at = models.DateTimeField(_("suggested"), default=timezone.now)

    objects = StrictManager["PromptSuggestion"]()

    class Meta:
        verbose_name = _("suggested prompt")
        verbose_name_plural = _("suggested prompts")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "author", "text"], name="threads_prompt_suggestion_unique"
            )
        ]

    def __str__(self) -> str:
        return self.text


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Which links between posts and prompts."""

    def filed(self) -> Self:
        """Those that count: set or accepted by the author of the post."""
        return self.filter(state=Answer.State.FILED)

    def standing_for(self, viewer: Viewer) -> Self:
        """Those that count, of posts whose text stands and is open to the viewer."""
        posts = Post.objects.open_to(viewer).shown().filter(pk=OuterRef("post"))
        return self.filed().filter(Exists(posts))

    def counted(self) -> Self:
        """Those that count, of posts whose text stands and is under no seal: what lists tell
        everybody alike."""
        posts = Post.objects.counted().shown().filter(pk=OuterRef("post"))
        return self.filed().filter(Exists(posts))


class Answer(models.Model):
    """A post answers a prompt; remembers which wording it answered.

    What a host suggests counts only when the author of the post accepts it; a refused suggestion
    stays as a row, so that it cannot be made again.
    """

    class State(models.TextChoices):
        FILED = "filed", _("filed by its author")
        SUGGESTED = "suggested", _("suggested by the host")
        REFUSED = "refused", _("refused by the author")

    post = models.ForeignKey(
        Post, models.DB_CASCADE, related_name="answers", verbose_name=_("post")
    )
    prompt = models.ForeignKey(
        Prompt, models.DB_CASCADE, related_name="answers", db_index=False, verbose_name=_("prompt")
    )
    prompt_version = models.PositiveSmallIntegerField(_("wording"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.FILED, db_default="filed"
    )
    suggested_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("suggested by"),
    )

    objects = StrictManager.from_queryset(AnswerQuerySet)()

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
