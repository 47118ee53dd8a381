"""What the links in a mail stop: a signed token says whose mail and which part of it."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import viewer_of
from notifications.models import ByMail, Choice, MailChoice, MailStop, Sort
from notifications.queries.choices import ways_of
from notifications.registry import registry

SALT: Final = "notifications.stop"
# What brings back a sort or a digest of which nothing was chosen.
DEFAULT: Final = "default"
# What the acts that take a stop back may name.
WAYS_BACK: Final = ("on", DEFAULT, ByMail.AT_ONCE, ByMail.DIGEST, "daily", "weekly")


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of somebody's mail: `topic`, `category` (with an id), `sort`, `digest`, `all`."""

    name: str
    value: str = ""

    @property
    def key(self) -> str:
        """How a token says it."""
        return f"{self.name}:{self.value}" if self.value else self.name

    @property
    def id(self) -> int:
        """The id of a topic or a category."""
        return int(self.value)


ALL: Final = Scope("all")
DIGEST: Final = Scope("digest")


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of somebody's mail that can be stopped, in words, and where."""

    scope: Scope
    label: str
    token: str

    @property
    def url(self) -> str:
        """The page that stops it."""
        return f"/mail/stop/{self.token}/"


@dataclass(frozen=True, slots=True)
class StopPage:
    """The page `/mail/stop/<token>/`: names nobody, and works signed out. `before` is what stood
    before, for who takes it back; `address` shows only its ends."""

    person_id: int
    stop: Stop
    is_stopped: bool
    before: str
    address: str
    others: tuple[Stop, ...]

    @property
    def way_back(self) -> str:
        """How it comes again where nobody knows how it came before."""
        return DEFAULT if self.stop.scope.name in ("sort", "digest") else "on"


def topic_scope(topic_id: int) -> Scope:
    """Mail about a topic."""
    return Scope("topic", str(topic_id))


def category_scope(category_id: int) -> Scope:
    """A category by mail."""
    return Scope("category", str(category_id))


def sort_scope(sort: str) -> Scope:
    """Mail of a sort."""
    return Scope("sort", str(sort))


def token_for(person_id: int, scope: Scope) -> str:
    """What may stop this, and nothing else, for good: it does not expire."""
    return signing.Signer(salt=SALT).sign(f"{person_id}.{scope.key}").replace(":", "~")


def stop_for(person_id: int, scope: Scope, label: str) -> Stop:
    """A part of mail with its words and its token."""
    return Stop(scope, label, token_for(person_id, scope))


def read_token(token: str) -> tuple[int, Scope]:
    """Whose mail, and which part of it. Raises `Http404` for what we did not sign."""
    try:
        signed = signing.Signer(salt=SALT).unsign(token.replace("~", ":"))
        person, _dot, key = signed.partition(".")
        name, _colon, value = key.partition(":")
        return int(person), Scope(name, value)
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error


def stop_page(token: str) -> StopPage:
    """What a token stops and what else can be stopped. Raises `Http404` for a broken token and for
    an account that is gone."""
    person_id, scope = read_token(token)
    person = User.objects.with_rights().filter(pk=person_id).first()
    if person is None:
        raise Http404
    others = [stop_for(person_id, DIGEST, _("The digest")), stop_for(person_id, ALL, _("All mail"))]
    before = state_of(person_id, scope)
    return StopPage(
        person_id=person_id,
        stop=Stop(scope, label_of(person, scope), token),
        is_stopped=before == "",
        before=before,
        address=masked(person.email),
        others=tuple(one for one in others if one.scope != scope),
    )


def label_of(person: User, scope: Scope) -> str:
    """What a part of somebody's mail is called, as far as they may read what it is about."""
    conversations, viewer = registry.conversations, viewer_of(person)
    match scope.name:
        case "topic":
            title = conversations.titles(viewer, [scope.id]).get(scope.id)
            return _("Mail about “%(title)s”") % {"title": title or _("this topic")}
        case "category":
            name = conversations.categories(viewer, [scope.id]).get(scope.id)
            return _("Each post in “%(title)s”") % {"title": name or _("this category")}
        case "sort":
            return _("Mail when: %(sort)s") % {"sort": Sort(scope.value).label}
        case "digest":
            return _("The digest")
    return _("All mail")


def state_of(person_id: int, scope: Scope) -> str:
    """How it stands: empty where it is stopped, else what brings it back."""
    match scope.name:
        case "topic":
            stops = MailStop.objects.filter(person=person_id, topic_id=scope.id)
            return "" if stops.exists() else "on"
        case "category":
            return "on" if registry.conversations.gets_category(person_id, scope.id) else ""
        case "sort":
            chosen = Choice.objects.filter(person=person_id, sort=scope.value).first()
            if chosen:
                return chosen.by_mail
            return DEFAULT if ways_of([]).of_all(scope.value).by_mail else ""
    choice = MailChoice.objects.filter(person=person_id).first()
    if scope.name == "digest":
        digest = choice.digest if choice else ""
        return "" if digest == MailChoice.Digest.NONE else digest or DEFAULT
    return "" if choice and choice.is_off else "on"


def masked(address: str) -> str:
    """An address as its owner knows it again, and nobody else reads it."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host[:1]}…" if host else ""


def site() -> str:
    """Where the forum is, for who reads mail."""
    return str(settings.MAIL_SITE)
