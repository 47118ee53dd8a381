"""The running fishbowl that a topic is: who sits where, who waits, who was heard.

The rules stand in docs/fishbowl.md, part 11 and following. What must never be, the database
refuses: two people in one seat, one person in two, two hands of one person.
"""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager, User
from threads.models.panels import MOST_PANELISTS
from threads.models.topics import Topic

MOST_CHAIRS = 3
# Panelists have the slots from 1, open chairs those behind them.
FIRST_CHAIR = MOST_PANELISTS + 1
LAST_SLOT = MOST_PANELISTS + MOST_CHAIRS
# How long an invitation onto the panel stands.
INVITED_FOR = timedelta(days=14)
# How long before a chair is passed on its speaker was told that somebody waits.
NOTICE = timedelta(hours=12)


def kept_until(held_from: datetime, told_at: datetime, holds: timedelta) -> datetime:
    """Until when who took an open chair keeps it, once they were told that somebody waits: so long
    since they sat down or last spoke, and since they were told (docs/fishbowl.md, rule 13.6)."""
    return max(held_from + holds, told_at + NOTICE)


class Fishbowl(models.Model):
    """The fishbowl of a topic: its phase, its chairs, what the gallery may do, and its dates.

    `free_chairs` are the open chairs that nobody has and nobody is offered; `due_at` is when the
    clock has something to do next (`threads.actions.tending`). Both follow from the rows below.
    """

    class Phase(models.TextChoices):
        GATHERING = "gathering", _("Gathering")
        PANEL = "panel", _("Panel")
        OPEN_FLOOR = "open_floor", _("Open floor")
        CLOSED = "closed", _("Closed")

    class Gallery(models.TextChoices):
        FULL = "full", _("Notes and questions")
        QUESTIONS = "questions", _("Questions only")
        OFF = "off", _("Nothing")

    topic = models.OneToOneField(
        Topic, models.DB_CASCADE, related_name="fishbowl", verbose_name=_("topic")
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.GATHERING)
    open_chairs = models.PositiveSmallIntegerField(
        _("open chairs"), default=1, validators=[MaxValueValidator(MOST_CHAIRS)]
    )
    free_chairs = models.PositiveSmallIntegerField(
        _("free chairs"), default=0, db_default=0, editable=False
    )
    gallery = models.CharField(
        _("what the gallery writes"),
        max_length=9,
        choices=Gallery,
        default=Gallery.FULL,
        db_default="full",
    )
    hold_hours = models.PositiveSmallIntegerField(
        _("hours that a chair is held while somebody waits"),
        default=48,
        db_default=48,
        validators=[MinValueValidator(12), MaxValueValidator(168)],
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours that an offered chair is held"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(6), MaxValueValidator(72)],
    )
    panel_at = models.DateTimeField(_("when the panel begins"), null=True, blank=True)
    floor_at = models.DateTimeField(_("when the floor opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("when the clock looks"), null=True, editable=False)

    objects = StrictManager["Fishbowl"]()

    class Meta:
        verbose_name = _("fishbowl")
        verbose_name_plural = _("fishbowls")
        constraints = [
            models.CheckConstraint(
                condition=Q(open_chairs__lte=MOST_CHAIRS), name="threads_fishbowl_chairs_range"
            ),
            models.CheckConstraint(
                condition=Q(hold_hours__range=(12, 168), offer_hours__range=(6, 72)),
                name="threads_fishbowl_hours_range",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="threads_fishbowl_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.phase}"

    @property
    def holds(self) -> timedelta:
        """How long a chair is held while somebody waits."""
        return timedelta(hours=self.hold_hours)

    @property
    def offers(self) -> timedelta:
        """How long an offered chair is held."""
        return timedelta(hours=self.offer_hours)


class SeatKind(models.TextChoices):
    """Seats that people are invited to, and chairs that one takes."""

    PANEL = "panel", _("panel seat")
    OPEN = "open", _("open chair")


class SeatState(models.TextChoices):
    """What becomes of a seat; one that was left is never taken up again, a new row is made."""

    INVITED = "invited", _("invited")
    SEATED = "seated", _("seated")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("did not answer")
    WITHDRAWN = "withdrawn", _("no longer invited")
    LEFT = "left", _("left")


class Seat(models.Model):
    """Somebody in the bowl, or invited to it, or who was.

    `slot` is set while somebody sits. `held_from` is when they sat down or last spoke, `told_at`
    when they were told that somebody waits (open chairs only).
    """

    class Why(models.TextChoices):
        GAVE_BACK = "gave_back", _("gave the chair back")
        GAVE_TO = "gave_to", _("gave the chair to somebody")
        TIME = "time", _("the time was over, and somebody waited")
        FREED = "freed", _("the chair was freed")
        PHASE_END = "phase_end", _("the panel ended")
        GONE = "gone", _("left the community")

    fishbowl = models.ForeignKey(
        Fishbowl,
        models.DB_CASCADE,
        related_name="seats",
        db_index=False,
        verbose_name=_("fishbowl"),
    )
    kind = models.CharField(_("kind"), max_length=5, choices=SeatKind)
    person = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    state = models.CharField(_("state"), max_length=9, choices=SeatState)
    slot = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    asked_at = models.DateTimeField(_("invited"), null=True, blank=True)
    sat_at = models.DateTimeField(_("sat down"), null=True, blank=True)
    held_from = models.DateTimeField(_("last spoke or sat down"), null=True, blank=True)
    told_at = models.DateTimeField(_("told that somebody waits"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_why = models.CharField(_("why"), max_length=10, choices=Why, blank=True, default="")

    objects = StrictManager["Seat"]()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["fishbowl", "slot"],
                condition=Q(state=SeatState.SEATED),
                name="threads_seat_slot_once",
            ),
            models.UniqueConstraint(
                fields=["fishbowl", "person"],
                condition=Q(state__in=(SeatState.SEATED, SeatState.INVITED)),
                name="threads_seat_person_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatState.SEATED)
                | Q(kind=SeatKind.PANEL, slot__range=(1, MOST_PANELISTS))
                | Q(kind=SeatKind.OPEN, slot__range=(FIRST_CHAIR, LAST_SLOT)),
                name="threads_seat_slot_of_kind",
            ),
        ]
        indexes = [models.Index(fields=["fishbowl", "person"], name="threads_seat_fishbowl")]

    def __str__(self) -> str:
        return f"{self.person_id} in fishbowl {self.fishbowl_id}: {self.state}"


class HandState(models.TextChoices):
    """What becomes of a raised hand."""

    RAISED = "raised", _("raised")
    OFFERED = "offered", _("offered a chair")
    SEATED = "seated", _("seated")
    LOWERED = "lowered", _("lowered")


class Hand(models.Model):
    """Somebody who waits in the line, or did.

    `was_passed` is set once an offer lapsed; the next one that lapses lowers the hand. `gift` is
    the panel seat that its holder offers this person."""

    fishbowl = models.ForeignKey(
        Fishbowl,
        models.DB_CASCADE,
        related_name="hands",
        db_index=False,
        verbose_name=_("fishbowl"),
    )
    person = models.ForeignKey(
        User, models.DB_SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    state = models.CharField(_("state"), max_length=7, choices=HandState, default=HandState.RAISED)
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    was_passed = models.BooleanField(_("was passed over"), default=False)
    offered_until = models.DateTimeField(_("held until"), null=True, blank=True)
    gift = models.ForeignKey(
        Seat, models.DB_SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("gift")
    )

    objects = StrictManager["Hand"]()

    class Meta:
        verbose_name = _("hand")
        verbose_name_plural = _("hands")
        constraints = [
            models.UniqueConstraint(
                fields=["fishbowl", "person"],
                condition=Q(state__in=(HandState.RAISED, HandState.OFFERED)),
                name="threads_hand_person_once",
            ),
            models.UniqueConstraint(
                fields=["gift"],
                condition=Q(state=HandState.OFFERED),
                name="threads_hand_gift_once",
            ),
            models.CheckConstraint(
                condition=Q(state=HandState.OFFERED, offered_until__isnull=False)
                | ~Q(state=HandState.OFFERED) & Q(offered_until=None),
                name="threads_hand_offer_until",
            ),
        ]
        indexes = [models.Index(fields=["fishbowl", "raised_at"], name="threads_hand_fishbowl")]

    def __str__(self) -> str:
        return f"{self.person_id} in fishbowl {self.fishbowl_id}: {self.state}"


class Rest(models.Model):
    """Somebody whom moderators rest from the chairs of a fishbowl; the ledger says why."""

    fishbowl = models.ForeignKey(
        Fishbowl,
        models.DB_CASCADE,
        related_name="rests",
        db_index=False,
        verbose_name=_("fishbowl"),
    )
    person = models.ForeignKey(User, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = StrictManager["Rest"]()

    class Meta:
        verbose_name = _("rest from chairs")
        verbose_name_plural = _("rests from chairs")
        constraints = [
            models.UniqueConstraint(fields=["fishbowl", "person"], name="threads_rest_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in fishbowl {self.fishbowl_id}"
