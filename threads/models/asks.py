"""Questions to a person or to the panel, which do not get lost."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.posts import Post
from threads.models.topics import Topic

ASK_LENGTH = 500


class Ask(models.Model):
    """A question put to a person, or to the panel (`to_panel`), from a topic or a post of it.

    It waits until a post is linked as its answer, until it is set aside (with words or without),
    or until nobody is left to answer it. Its asker may reopen it once. One notice, one reminder.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        SET_ASIDE = "set_aside", _("set aside")
        MOOT = "moot", _("can no longer be answered")

    topic = models.ForeignKey(
        Topic, models.DB_CASCADE, related_name="asks", db_index=False, verbose_name=_("topic")
    )
    post = models.ForeignKey(
        Post, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    author = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("asked by"),
    )
    to_panel = models.BooleanField(_("to the panel"), default=False)
    to_person = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="asks",
        db_index=False,
        verbose_name=_("asked of"),
    )
    text = models.CharField(_("question"), max_length=ASK_LENGTH)
    link = models.URLField(_("link"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.ForeignKey(
        Post, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answer")
    )
    words = models.CharField(_("why set aside"), max_length=280, blank=True)
    settled_by = models.ForeignKey(
        User,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    was_reopened = models.BooleanField(_("was reopened"), default=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    form_token = models.UUIDField(null=True, editable=False)

    objects = StrictManager["Ask"]()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        constraints = [
            models.UniqueConstraint(fields=["author", "form_token"], name="threads_ask_form_once"),
            models.CheckConstraint(
                condition=Q(to_panel=False) | Q(to_person=None), name="threads_ask_of_one"
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "id"], name="threads_ask_topic"),
            models.Index(
                fields=["to_person"], condition=Q(state="waiting"), name="threads_ask_waiting"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state="waiting", reminded_at=None),
                name="threads_ask_unreminded",
            ),
        ]

    def __str__(self) -> str:
        return self.text
