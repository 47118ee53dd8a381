"""Where somebody is signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewer import Viewer

# Stands where an address stood that is kept no longer.
NOWHERE = "::"
# The first that is found says it: a browser that is made of another says both names.
BROWSERS = (
    ("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
    ("FxiOS", "Firefox"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A place where somebody is signed in: with which browser, from which address, since when.
    `id` is 0 for the one that asks where nothing was noted of it."""

    id: int
    browser: str
    address: str
    since: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """Where somebody is signed in; the one that asks is the first."""

    sessions: tuple[SignedIn, ...]

    @property
    def has_others(self) -> bool:
        """Whether they are signed in somewhere else, too."""
        return len(self.sessions) > 1


def sessions_page(viewer: Viewer, current_key: str | None) -> SessionsPage:
    """Where the viewer is signed in now, in two queries."""
    noted = list(UserSession.objects.filter(user_id=viewer.id).order_by("-created_at"))
    keys = [one.session_key for one in noted]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    living = set(alive.values_list("session_key", flat=True))
    rows = [_signed_in(one, current_key) for one in noted if one.session_key in living]
    here = [row for row in rows if row.is_current] or [SignedIn(0, "", "", None, is_current=True)]
    return SessionsPage((*here, *(row for row in rows if not row.is_current)))


def _signed_in(one: UserSession, current_key: str | None) -> SignedIn:
    return SignedIn(
        id=one.pk,
        browser=browser_in_words(one.user_agent),
        address=one.ip if one.ip != NOWHERE else "",
        since=one.created_at,
        is_current=one.session_key == current_key,
    )


def browser_in_words(agent: str) -> str:
    """Which browser on which system, as far as it says so."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another browser")
