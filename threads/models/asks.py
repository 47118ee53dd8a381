"""Questions to a person or to the panel, which do not get lost."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from accounts.viewer import Viewer
from threads.models.categories import Category
from threads.models.panels import Panelist
from threads.models.posts import Post
from threads.models.topics import Topic

ASK_LENGTH = 500
WORDS_LENGTH = 280
# So many questions of one person wait for one other in a topic; more would be no questions.
MOST_WAITING = 5


class AskQuerySet(models.QuerySet["Ask"]):
    """Which asks."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those in topics that the viewer may read. One that was put from a post is known to who
        may know that post, for its words are about it; and always to who asked and who is asked.
        """
        asks = self.filter(topic__category__in=Category.objects.visible_to(viewer))
        known = Q(post=None)
        known |= Q(Exists(Post.objects.visible_to(viewer).filter(pk=OuterRef("post"))))
        if viewer.is_member:
            known |= Q(author_id=viewer.id) | Q(to_person_id=viewer.id)
        return asks.filter(known)

    def waiting(self) -> Self:
        """Those that wait for an answer where one can still be given."""
        return self.filter(state=Ask.State.WAITING, topic__state=Topic.State.OPEN)

    def put_to(self, person_id: int | None) -> Self:
        """Those that this person is asked, alone or as one of the panel."""
        seats = Panelist.objects.filter(topic=OuterRef("topic"), person_id=person_id)
        asked = Q(to_person_id=person_id) | Q(Exists(seats), to_panel=True)
        return self.filter(asked) if person_id else self.none()


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
    # The post of the host by which the gallery's questions were put into the bowl together.
    batch = models.ForeignKey(
        Post, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("batch")
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

    objects = StrictManager.from_queryset(AskQuerySet)()

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

    def get_absolute_url(self) -> str:
        """Its place among the asks of its topic."""
        return f"{asks_path(self.topic_id)}#ask-{self.pk}"


def asks_path(topic_id: int) -> str:
    """Where the asks of a topic stand, and where one asks."""
    return f"/t/{topic_id}/asks/"
