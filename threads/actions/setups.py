"""What a new topic is set up as: its kind, its panel, and what it recaps."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from accounts.models import User
from threads.actions.running.ends import AS_USUAL, Beginning, begin_gathering
from threads.models import Panelist, Source, Topic
from threads.models.panels import NAME_LENGTH

DATES = ("panel_at", "floor_at")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The source block as somebody typed it: cleaned, not yet stored."""

    title: str
    kind: str
    held_on: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything about a new topic beside its words. `panel` holds handles or plain names,
    `beginning` counts in a fishbowl."""

    kind: str = Topic.Kind.OPEN
    panel: tuple[str, ...] = ()
    source: SourceFacts | None = None
    beginning: Beginning = AS_USUAL

    def beginning_with(self, beginning: Beginning) -> "Setup":
        """The same, with how its fishbowl begins."""
        return replace(self, beginning=beginning)

    def as_json(self) -> dict[str, Any]:
        """The same as values that a waiting text keeps."""
        kept = asdict(self)
        for name in DATES:
            at = kept["beginning"][name]
            kept["beginning"][name] = at.isoformat() if at else None
        return kept

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` made; texts that wait since before there were setups have none."""
        source = kept.get("source")
        facts = SourceFacts(**{**source, "links": tuple(source["links"])}) if source else None
        beginning = dict(kept.get("beginning", {}))
        for name in DATES:
            at = beginning.get(name)
            beginning[name] = datetime.fromisoformat(at) if at else None
        return cls(
            kept.get("kind", Topic.Kind.OPEN),
            tuple(kept.get("panel", ())),
            facts,
            Beginning(**beginning),
        )


ORDINARY = Setup()


def set_up(topic: Topic, setup: Setup) -> None:
    """Give a topic that was just made its panel, source and fishbowl; inside a transaction."""
    if setup.source:
        facts = asdict(setup.source)
        Source.objects.create(topic=topic, **{**facts, "links": list(facts["links"])})
    if setup.panel:
        Panelist.objects.bulk_create(_panelists(topic, setup.panel))
    if setup.kind == Topic.Kind.FISHBOWL:
        begin_gathering(topic, setup.beginning)


def _panelists(topic: Topic, names: tuple[str, ...]) -> list[Panelist]:
    """Each person once, in this order; a name that is no handle stays a name."""
    rows: list[Panelist] = []
    seated: set[int] = set()
    for name, person in zip(names, accounts_of(names), strict=True):
        if person and person.pk in seated:
            continue
        if person:
            seated.add(person.pk)
        called = called_on_panel(name, person)
        rows.append(Panelist(topic=topic, position=len(rows) + 1, person=person, name=called))
    return rows


def accounts_of(names: Sequence[str]) -> list[User | None]:
    """For each handle or plain name the account that it means, if one; in one query."""
    handles = [name.removeprefix("@").upper() for name in names]
    found = User.objects.filter(username__upper__in=handles, is_active=True)
    people = {person.username.upper(): person for person in found}
    return [people.get(handle) for handle in handles]


def called_on_panel(name: str, person: User | None) -> str:
    """The name that stays with a panel, also when an account is closed."""
    return (person.name if person else name)[:NAME_LENGTH]
