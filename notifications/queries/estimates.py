"""What choices mean in words: how many mails they would have been in the last weeks. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import PRESSING, ByMail, Kind, MailChoice, Sort
from notifications.queries.choices import Way

Digest = MailChoice.Digest
# What happened in fewer days says nothing about a week.
FEWEST_DAYS: Final = 3
WEEK: Final = 7
MONTH: Final = 30
# From so many a week on one counts by days, and under so many by months.
DAILY: Final = 10.5
WEEKLY: Final = 0.75


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be told: of each sort, and by which mail at all."""

    ways: Mapping[Sort, Way]
    is_off: bool = False
    digest: str = ""
    one_a_visit: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice of the last weeks; `by_mail` as it was told."""

    kind: str
    topic_id: int
    at: datetime
    read_at: datetime | None
    by_mail: str = ""

    @property
    def is_each(self) -> bool:
        """Whether it is a post of a category by mail, whatever else its person heard of it for."""
        return self.kind == Kind.EACH_POST or self.by_mail == ByMail.EACH

    def is_read_within(self, hold: timedelta) -> bool:
        """Whether it was read while mail about it would still have waited."""
        return self.read_at is not None and self.read_at - self.at <= hold


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody was told in the last days: so many of them, how long mail waits, and how the
    digest comes to who did not choose."""

    heard: tuple[Heard, ...]
    days: float
    hold: timedelta
    digest: str

    def means(self, wishes: Wishes) -> str:
        """How much mail wishes would have been, as the part of a sentence."""
        if wishes.is_off:
            return _("no mail at all")
        if self.days < FEWEST_DAYS:
            mails = _("as many mails as there are occasions, which nobody can count yet")
        else:
            mails = _often(self.mails(wishes), self.days)
        match wishes.digest or self.digest:
            case Digest.DAILY:
                return _("%(mails)s, and a digest each day that brought something") % {
                    "mails": mails
                }
            case Digest.WEEKLY:
                return _("%(mails)s, and a digest each week that brought something") % {
                    "mails": mails
                }
        return _("%(mails)s, and no digest") % {"mails": mails}

    def mails(self, wishes: Wishes) -> int:
        """How many mails it would have been, without the digest: one about a topic until its person
        was there, which is when they read something of it; of a category by mail each post."""
        if wishes.is_off:
            return 0
        rows = sorted(self.heard, key=lambda one: (one.topic_id, one.at))
        return sum(
            self._of_topic(topic_id, tuple(those), wishes)
            for topic_id, those in groupby(rows, key=lambda one: one.topic_id)
        )

    def _of_topic(self, topic_id: int, rows: tuple[Heard, ...], wishes: Wishes) -> int:
        visits = [row.read_at for row in rows if row.read_at]
        count, last = 0, None
        for row in rows:
            if row.is_read_within(self.hold):
                continue
            if row.is_each:
                count += 1
            elif wishes.ways[Kind(row.kind).sort].by_mail == ByMail.AT_ONCE and (
                last is None
                or not topic_id
                or row.kind in PRESSING
                or self._is_anew(last, row.at, visits, wishes)
            ):
                count, last = count + 1, row.at
        return count

    def _is_anew(
        self, last: datetime, at: datetime, visits: Iterable[datetime], wishes: Wishes
    ) -> bool:
        """Whether what happened then is mailed again, after the last mail about that topic."""
        if wishes.one_a_visit:
            return any(last < visit <= at for visit in visits)
        return at - last > self.hold


def way_words(way: Way) -> str:
    """A way to be told, in words; that it is on the site goes without saying."""
    match way.by_mail:
        case ByMail.AT_ONCE:
            mail = _("mail at once")
        case ByMail.DIGEST:
            mail = _("in the digest")
        case _none:
            mail = _("no mail")
    return mail if way.on_site else _("not on the site, %(mail)s") % {"mail": mail}


def hints(before: Wishes, after: Wishes, digest: str) -> list[str]:
    """What else is to be known of wishes before they are saved, as sentences; `digest` is how it
    comes to who did not choose."""
    said = []
    in_digest = any(way.by_mail == ByMail.DIGEST for way in after.ways.values())
    if in_digest and not after.is_off and (after.digest or digest) == Digest.NONE:
        said.append(_("What is in the digest alone does not come by mail: you get no digest."))
    if any(before.ways[sort].is_off and not way.is_off for sort, way in after.ways.items()):
        said.append(_("What you had switched off altogether was not counted."))
    return said


def _often(count: int, days: float) -> str:
    """So many in so many days, as people say it."""
    weekly = count * WEEK / days
    if not count:
        return _("no mail at once")
    if weekly >= DAILY:
        number = round(weekly / WEEK)
        return ngettext("about %(n)d mail a day", "about %(n)d mails a day", number) % {"n": number}
    if weekly >= WEEKLY:
        number = round(weekly)
        text = ngettext("about %(n)d mail a week", "about %(n)d mails a week", number)
        return text % {"n": number}
    number = max(round(count * MONTH / days), 1)
    return ngettext("about %(n)d mail a month", "about %(n)d mails a month", number) % {"n": number}
