"""The page on which somebody says how they want to be told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from accounts.models import Community, User
from accounts.policies import check_member
from accounts.queries.community import community
from accounts.viewer import Viewer
from notifications.models import Bounce, MailChoice, MailStop, Notice, Sort
from notifications.queries.choices import Way, ways_of
from notifications.queries.estimates import MONTH, Heard, Past, Wishes
from notifications.registry import registry

# As many as the list of notices looks at; who is told more has had them in fewer days.
MOST_HEARD: Final = 500
MOST_STOPS: Final = 100
COLUMNS: Final = ("kind", "topic_id", "at", "read_at", "by_mail")


@dataclass(frozen=True, slots=True)
class StoppedTopic:
    """A topic about which the viewer wants no mail."""

    id: int
    title: str

    @property
    def url(self) -> str:
        """Where it is."""
        return f"/t/{self.id}/"


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """The page `/settings/notices/`: what the viewer wants (`wishes`), how it would be if they had
    not chosen (`common`, and the digest in `past`), what they were told (`past`), until when they
    paused mail, and where no mail goes: their address, and topics."""

    wishes: Wishes
    common: dict[Sort, Way]
    past: Past
    paused_until: datetime | None
    address: str
    bounce: Bounce | None
    stops: tuple[StoppedTopic, ...]

    @property
    def zone(self) -> str:
        """The zone in which hours and days are meant."""
        return timezone.get_current_timezone_name()


def notice_settings(viewer: Viewer) -> NoticeSettings:
    """All of it, in a fixed number of queries. Raises `Refusal` for guests."""
    person_id = check_member(viewer)
    person = User.objects.select_related("mail_choice").get(pk=person_id)
    choice = getattr(person, "mail_choice", None) or MailChoice(person_id=person_id)
    ways = ways_of([person_id])
    paused = choice.paused_until
    return NoticeSettings(
        wishes=Wishes(
            ways={sort: ways.of(person_id, sort) for sort in Sort},
            is_off=choice.is_off,
            digest=choice.digest,
            one_a_visit=choice.one_a_visit,
            quiet_from=choice.quiet_from,
            quiet_until=choice.quiet_until,
        ),
        common={sort: ways.of_all(sort) for sort in Sort},
        past=_past(viewer, person.date_joined),
        paused_until=paused if paused and paused > timezone.now() else None,
        address=person.email,
        bounce=Bounce.objects.filter(address__iexact=person.email).first(),
        stops=_stops(viewer),
    )


def _past(viewer: Viewer, joined: datetime) -> Past:
    """What the viewer was told in the last 30 days, as far as they may read it now."""
    now = timezone.now()
    since = max(now - timedelta(days=MONTH), joined)
    newest = Notice.objects.filter(recipient_id=viewer.id).order_by("-id")[:MOST_HEARD]
    rows: Any = Notice.objects.filter(
        registry.readable(viewer), pk__in=newest.values("pk"), at__gte=since
    )
    heard = tuple(Heard(*row) for row in rows.values_list(*COLUMNS))
    if len(heard) == MOST_HEARD:
        since = min(one.at for one in heard)
    return Past(
        heard=heard,
        days=(now - since) / timedelta(days=1),
        hold=timedelta(minutes=settings.MAIL_HOLD_MINUTES),
        digest=(community() or Community()).digest,
    )


def _stops(viewer: Viewer) -> tuple[StoppedTopic, ...]:
    """Topics about which the viewer wants no mail, those they may read, the newest wish first."""
    rows = MailStop.objects.filter(person_id=viewer.id).order_by("-at", "-pk")
    ids = list(rows.values_list("topic_id", flat=True)[:MOST_STOPS])
    titles = registry.conversations.titles(viewer, ids)
    return tuple(StoppedTopic(pk, titles[pk]) for pk in ids if pk in titles)
