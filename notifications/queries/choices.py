"""How people want to be told of each sort: what they chose, else what the community chose, else
what is shipped.

`ways_of` answers it for some people, `WAYS` and `OWN_WAYS` are the same inside a statement that
tells a crowd.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from notifications.models import (
    OF_CROWD,
    SHIPPED,
    STARRED,
    ByMail,
    Choice,
    CommunityChoice,
    Kind,
    Sort,
)


@dataclass(frozen=True, slots=True)
class Way:
    """Whether the site tells of something, and whether and how mail does."""

    on_site: bool
    by_mail: str

    @property
    def is_off(self) -> bool:
        """Nobody is told: no notice is made."""
        return not self.on_site and not self.by_mail

    @property
    def without_haste(self) -> "Way":
        """The same, but what mail would tell at once is in the digest."""
        if self.by_mail != ByMail.AT_ONCE:
            return self
        return Way(self.on_site, str(ByMail.DIGEST))


# How each post of a category by mail is told: it is chosen by the category, not by a sort.
EACH_POST: Final = Way(on_site=False, by_mail=str(ByMail.EACH))


@dataclass(frozen=True, slots=True)
class Ways:
    """How each of some people is told of each sort."""

    common: dict[str, Way] = field(default_factory=dict)
    own: dict[tuple[int, str], Way] = field(default_factory=dict)

    def of_all(self, sort: str) -> Way:
        """How somebody is told who did not choose."""
        shipped = SHIPPED[Sort(sort)]
        return _starred(sort, self.common.get(str(sort)) or Way(shipped[0], str(shipped[1])))

    def of(self, person_id: int, sort: str) -> Way:
        """How this person is told of a sort."""
        own = self.own.get((person_id, str(sort)))
        return _starred(sort, own) if own else self.of_all(sort)

    def of_kind(self, person_id: int, kind: str) -> Way:
        """How this person is told for this reason."""
        return EACH_POST if kind == Kind.EACH_POST else self.of(person_id, Kind(kind).sort)


def ways_of(people: Iterable[int]) -> Ways:
    """How these people are told, in two queries however many they are."""
    columns = ("sort", "on_site", "by_mail")
    chosen = Choice.objects.filter(person__in=list(people)).values_list("person_id", *columns)
    return Ways(
        {
            sort: Way(on_site, by_mail)
            for sort, on_site, by_mail in CommunityChoice.objects.values_list(*columns)
        },
        {(person_id, sort): Way(on_site, by_mail) for person_id, sort, on_site, by_mail in chosen},
    )


def _starred(sort: str, way: Way) -> Way:
    """What nobody can switch off on the site is there whatever was chosen."""
    return Way(on_site=True, by_mail=way.by_mail) if sort in STARRED else way


def _row(kind: Kind) -> str:
    """A reason that a crowd can have, its sort and how that is shipped, the strongest first."""
    way = Ways().of_kind(0, kind)
    sort = "" if kind == Kind.EACH_POST else str(kind.sort)
    return f"('{kind.value}', {OF_CROWD.index(kind)}, '{sort}', {way.on_site}, '{way.by_mail}')"


# Constants all: nothing in them is said by anybody.
WAYS: Final = f"(VALUES {', '.join(_row(kind) for kind in OF_CROWD)})"
"""Rows of `kind, rank, sort, on_site, by_mail`: the reasons of a crowd as shipped."""
OWN_WAYS: Final = """
    COALESCE(own.on_site, common.on_site, ways.on_site) AS on_site,
    COALESCE(own.by_mail, common.by_mail, ways.by_mail) AS by_mail
"""
"""The way of a row of `ways` to the `person_id` of a row of `part`, with `FROM_OWN_WAYS`."""
FROM_OWN_WAYS: Final = """
    LEFT JOIN notifications_choice AS own
    ON own.person_id = part.person_id AND own.sort = ways.sort
    LEFT JOIN notifications_communitychoice AS common ON common.sort = ways.sort
"""
