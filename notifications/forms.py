"""The shape of what is sent to the list of notices, and of how one wants to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Community
from notifications.models import STARRED, ByMail, MailChoice, Sort
from notifications.queries.choices import Way
from notifications.queries.estimates import Wishes, hints, way_words
from notifications.queries.settings import NoticeSettings
from notifications.queries.stops import WAYS_BACK

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BIGGEST_ID = 2**63 - 1


class PageForm(forms.Form):
    """Which part of the list."""

    before = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)


class MarkReadForm(forms.Form):
    """One notice, or all."""

    id = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)


class StopForm(forms.Form):
    """What a mail program sends for one press (RFC 8058), and what our own page sends; `undo` says
    how it came before."""

    undo = forms.ChoiceField(choices=[(way, way) for way in WAYS_BACK], required=False)

    def clean(self) -> None:
        """One of both must be there."""
        if self.data.get("List-Unsubscribe") != "One-Click" and not self.cleaned_data.get("undo"):
            raise forms.ValidationError("Nothing was asked for.")


# Mail as the form says it, in the order of its columns: never needs a word there.
NEVER: Final = "never"
BY_MAIL: "Final[dict[str, StrOrPromise]]" = {
    ByMail.AT_ONCE: ByMail.AT_ONCE.label,
    ByMail.DIGEST: gettext_lazy("Digest"),
    NEVER: ByMail.NEVER.label,
}
# What each field of the table is called by itself.
NAMES: "Final[dict[str, StrOrPromise]]" = {
    "site": gettext_lazy("%(sort)s: on the site"),
    ByMail.AT_ONCE: gettext_lazy("%(sort)s: by mail at once"),
    ByMail.DIGEST: gettext_lazy("%(sort)s: by mail in the digest"),
    NEVER: gettext_lazy("%(sort)s: never by mail"),
}


@dataclass(frozen=True, slots=True)
class WayOption:
    """One way to be told of a sort by mail."""

    value: str
    label: str
    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SortRow:
    """A row of the table, as it stands in the form."""

    sort: str
    label: str
    is_starred: bool
    site: WayOption
    mails: tuple[WayOption, ...]
    common: str
    is_own: bool
    errors: Any


class ClockField(forms.TimeField):
    """A time of the day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, required=False, **kwargs)


class WishesForm(forms.Form):
    """How somebody wants to be told: for each sort `site_<sort>` and `mail_<sort>`, and mail as a
    whole. `page` says how it stands."""

    is_off = forms.BooleanField(
        required=False,
        label=gettext_lazy("No mail at all"),
        help_text=gettext_lazy("Mail that you need to sign in comes all the same."),
    )
    digest = forms.ChoiceField(required=False, label=gettext_lazy("Digest"))
    one_a_visit = forms.BooleanField(
        required=False,
        label=gettext_lazy("At most one mail about a topic until I have been there"),
    )
    quiet_from = ClockField(label=gettext_lazy("Quiet from"))
    quiet_until = ClockField(label=gettext_lazy("Quiet until"))

    def __init__(self, page: NoticeSettings, data: Mapping[str, Any] | None = None) -> None:
        wishes = page.wishes
        facts = ("is_off", "digest", "one_a_visit", "quiet_from", "quiet_until")
        initial = {name: getattr(wishes, name) for name in facts}
        super().__init__(data, initial=initial | _typed(wishes.ways))
        self.page = page
        as_all = Community.Digest(page.past.digest).label
        self.fields["digest"].choices = [  # type: ignore[attr-defined]
            ("", _("As the community has it: %(digest)s") % {"digest": as_all}),
            *MailChoice.Digest.choices[1:],
        ]
        for sort in Sort:
            self.fields[f"site_{sort}"] = forms.BooleanField(
                required=False, disabled=sort in STARRED
            )
            self.fields[f"mail_{sort}"] = forms.ChoiceField(choices=list(BY_MAIL.items()))

    @property
    def quiet(self) -> list[forms.BoundField]:
        """The two ends of the quiet hours."""
        return [self["quiet_from"], self["quiet_until"]]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends."""
        data = super().clean() or {}
        ends = ("quiet_from", "quiet_until")
        if any(name in self.errors for name in ends):
            return data
        missing = [name for name in ends if data.get(name) is None]
        if len(missing) == 1:
            self.add_error(missing[0], _("Say both when it is quiet from and until when."))
        elif not missing and data["quiet_from"] == data["quiet_until"]:
            self.add_error("quiet_until", _("Quiet hours end at another time than they begin."))
        return data

    @cached_property
    def wishes(self) -> Wishes:
        """What a valid form wishes; one that was not sent, what stands."""
        if not self.is_bound:
            return self.page.wishes
        data = self.cleaned_data
        ways = {
            sort: Way(data[f"site_{sort}"] or sort in STARRED, _by_mail(data[f"mail_{sort}"]))
            for sort in Sort
        }
        rest = {name: data[name] for name in ("is_off", "one_a_visit", "quiet_from", "quiet_until")}
        return Wishes(ways=ways, digest=data["digest"], **rest)

    @property
    def rows(self) -> list[SortRow]:
        """The table."""
        return [self._row(sort) for sort in Sort]

    def _row(self, sort: Sort) -> SortRow:
        label, by_mail = {"sort": sort.label}, self[f"mail_{sort}"].value()
        on_site = sort in STARRED or bool(self[f"site_{sort}"].value())
        common = self.page.common[sort]
        return SortRow(
            sort=str(sort),
            label=str(sort.label),
            is_starred=sort in STARRED,
            site=WayOption("on", _("On the site"), NAMES["site"] % label, on_site),
            mails=tuple(
                WayOption(value, str(words), NAMES[value] % label, by_mail == value)
                for value, words in BY_MAIL.items()
            ),
            common=way_words(common),
            is_own=Way(on_site, _by_mail(by_mail)) != common,
            errors=self[f"mail_{sort}"].errors,
        )

    @property
    def meaning(self) -> str:
        """What a form that is not broken means, as the part of a sentence."""
        return self.page.past.means(self.wishes)

    @property
    def meaning_now(self) -> str:
        """What stands means, where that is something else."""
        now = self.page.past.means(self.page.wishes)
        return now if now != self.meaning else ""

    @property
    def hints(self) -> list[str]:
        """What else is to be known of it."""
        return hints(self.page.wishes, self.wishes, self.page.past.digest)


def _typed(ways: Mapping[Sort, Way]) -> dict[str, Any]:
    """Ways as the fields of the table say them."""
    sites = {f"site_{sort}": way.on_site for sort, way in ways.items()}
    return sites | {f"mail_{sort}": way.by_mail or NEVER for sort, way in ways.items()}


def _by_mail(value: str) -> str:
    return "" if value == NEVER else value


def as_common(page: NoticeSettings, data: QueryDict) -> QueryDict:
    """What was sent, with the table as the community has it."""
    changed = data.copy()
    for name, value in _typed(page.common).items():
        if value is False:
            changed.pop(name, None)
        else:
            changed[name] = value
    return changed


# Mornings begin here; who asks at night for the morning means the one that comes.
MORNING: Final = time(8)
NIGHT_ENDS: Final = 4
LONGEST_PAUSE: Final = timedelta(days=366)


class PauseForm(forms.Form):
    """How long no mail comes: `until`, with a `day` where that is one."""

    until = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            ("hours", gettext_lazy("For 2 hours")),
            ("morning", gettext_lazy("Until tomorrow morning")),
            ("week", gettext_lazy("For a week")),
            ("day", gettext_lazy("Until a day")),
            ("resume", gettext_lazy("Resume")),
        ],
    )
    day = forms.DateField(
        required=False,
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """A day that comes, and not in years."""
        data = super().clean() or {}
        if data.get("until") != "day" or "day" in self.errors:
            return data
        if data.get("day") is None:
            self.add_error("day", _("Choose the day."))
        elif (end := _morning_of(data["day"])) <= timezone.now():
            self.add_error("day", _("This day is over; choose one that comes."))
        elif end > timezone.now() + LONGEST_PAUSE:
            self.add_error("day", _("A pause is a year at most; choose “No mail at all” instead."))
        return data

    @property
    def ends_at(self) -> datetime | None:
        """When a valid form ends the pause; None resumes."""
        now = timezone.localtime()
        match self.cleaned_data["until"]:
            case "hours":
                return now + timedelta(hours=2)
            case "morning":
                return _morning_of(now + timedelta(days=now.hour >= NIGHT_ENDS))
            case "week":
                return now + timedelta(weeks=1)
            case "day":
                return _morning_of(self.cleaned_data["day"])
        return None


def _morning_of(day: Any) -> datetime:
    """The morning of a day in the zone of who asks."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, MORNING.hour))  # noqa: DTZ001


class AgainForm(forms.Form):
    """Of what mail comes again: of a topic, or anything at all at the person's address."""

    topic = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID)
    address = forms.BooleanField(required=False)
