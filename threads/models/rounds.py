"""Rounds: each one speaks once before anyone speaks twice."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.fishbowls import Fishbowl
from threads.models.posts import Post
from threads.models.prompts import Prompt

ROUND_LENGTH = 280


class Round(models.Model):
    """A round on a prompt, or on `text`; who takes part was noted when it began."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        COMPLETE = "complete", _("everybody had their turn")
        ENDED = "ended", _("ended before")

    fishbowl = models.ForeignKey(
        Fishbowl,
        models.DB_CASCADE,
        related_name="rounds",
        db_index=False,
        verbose_name=_("fishbowl"),
    )
    prompt = models.ForeignKey(
        Prompt,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prompt"),
    )
    text = models.CharField(_("question"), max_length=ROUND_LENGTH, blank=True, default="")
    in_order = models.BooleanField(_("one after the other"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = StrictManager["Round"]()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.UniqueConstraint(
                fields=["fishbowl"], condition=Q(state="running"), name="threads_round_one_runs"
            )
        ]
        indexes = [models.Index(fields=["fishbowl", "-id"], name="threads_round_fishbowl")]

    def __str__(self) -> str:
        return f"of fishbowl {self.fishbowl_id}: {self.state}"

    @property
    def half_at(self) -> datetime:
        """From when a turn can be skipped."""
        return self.started_at + (self.ends_at - self.started_at) / 2


class Turn(models.Model):
    """One person's turn in a round, in their place; `post` is what they said."""

    class State(models.TextChoices):
        WAITING = "waiting", _("not heard yet")
        SPOKEN = "spoken", _("heard")
        PASSED = "passed", _("passed")
        SKIPPED = "skipped", _("not heard")

    round = models.ForeignKey(
        Round, models.DB_CASCADE, related_name="turns", db_index=False, verbose_name=_("round")
    )
    person = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    post = models.ForeignKey(
        Post, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    settled_at = models.DateTimeField(_("when"), null=True, blank=True)

    objects = StrictManager["Turn"]()

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="threads_turn_person_once"),
            models.UniqueConstraint(fields=["round", "position"], name="threads_turn_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in round {self.round_id}: {self.state}"
