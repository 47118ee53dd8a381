"""What a list of topics is narrowed to, as plain links that live in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from threads.models import Topic
from threads.queries.pages import asked_url
from threads.queries.prompts import unanswered

STATES = (Topic.State.OPEN, Topic.State.CLOSED)
KINDS = (Topic.Kind.RECAP, Topic.Kind.FISHBOWL)
WAITING = "1"


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of the filters; the one that is on leads to the list without it."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """Which topics of a list are wanted; empty words want all."""

    state: str = ""
    kind: str = ""
    waiting: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "TopicFilter":
        """The filter that an address asks for; words that mean nothing here are left out."""
        state, kind, waiting = (asked.get(name, "") for name in ("state", "kind", "waiting"))
        return cls(
            state if state in STATES else "",
            kind if kind in KINDS else "",
            waiting if waiting == WAITING else "",
        )

    def __bool__(self) -> bool:
        return bool(self.state or self.kind or self.waiting)

    def url(self, base: str) -> str:
        """The list at `base`, narrowed to this."""
        named = {"state": self.state, "kind": self.kind, "waiting": self.waiting}
        query = urlencode({name: word for name, word in named.items() if word})
        return asked_url(base, query) if query else base

    def keep(self, viewer: Viewer, topics: QuerySet[Topic]) -> QuerySet[Topic]:
        """Those of the topics that are wanted."""
        if self.state:
            topics = topics.filter(state=self.state)
        if self.kind:
            topics = topics.filter(kind=self.kind)
        if self.waiting:
            waiting = unanswered().filter(topic=OuterRef("pk"))
            topics = topics.filter(Exists(waiting), prompt_count__gt=0, state=Topic.State.OPEN)
        return topics

    def choices(self, base: str) -> tuple[Choice, ...]:
        """Everything that the list can be narrowed to."""
        return (
            *(self._choice(base, "state", state, str(state.label)) for state in STATES),
            self._choice(base, "kind", Topic.Kind.FISHBOWL, _("fishbowls")),
            self._choice(base, "kind", Topic.Kind.RECAP, _("recaps")),
            self._choice(base, "waiting", WAITING, _("questions that wait")),
        )

    def _choice(self, base: str, name: str, word: str, label: str) -> Choice:
        is_on = getattr(self, name) == word
        return Choice(label, replace(self, **{name: "" if is_on else word}).url(base), is_on)


ALL = TopicFilter()
