"""What somebody looks for, and where: a form that is sent with GET, so that it can be shared.

Nothing that is typed is refused but a day that is none; so there is nothing for a form of Django's
to check, and the page of results is too often asked for to make one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from threads.models import Category
from threads.queries.asked import Asked, clean, read_asked
from threads.queries.search import RELEVANCE

FILTERS = ("in", "from", "category", "tag", "is", "after", "before")
# What an address can say, in this order. A question has no field: its page leads here with it.
NAMES = ("q", *FILTERS, "prompt", "sort")
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Field:
    """A field beside the words: a choice, a day or a word."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    is_day: bool = False
    error: str = ""


class SearchForm:
    """Words, and what narrows them, as they stand in an address."""

    def __init__(self, data: Mapping[str, str], categories: Iterable[Category]) -> None:
        # As typed, but for what no page can hold.
        self.said = {name: data.get(name, "").replace("\0", "") for name in NAMES}
        self.categories = tuple(categories)
        said = {name: self.said[name] for name in (*FILTERS, "prompt")}
        self.asked: Asked = read_asked(self.said["q"], said)

    @property
    def words(self) -> str:
        """What stands in the field of words."""
        return self.said["q"]

    @property
    def prompt(self) -> str:
        """The id of the question whose answers are looked through."""
        return self.said["prompt"]

    @property
    def is_by_relevance(self) -> bool:
        """Whether what says it most comes first."""
        return self.said["sort"] == RELEVANCE

    @property
    def is_narrowed(self) -> bool:
        """Whether a field beside the words says something: those stand open then."""
        return any(self.said[name] for name in (*FILTERS, "sort"))

    @property
    def url(self) -> str:
        """The address of these results, of their first page."""
        said = {name: clean(typed)[:LONGEST_VALUE] for name, typed in self.said.items()}
        return f"/search/?{urlencode({name: typed for name, typed in said.items() if typed})}"

    @property
    def words_url(self) -> str:
        """The address of the words alone."""
        words = " ".join(term.words for term in self.asked.wanted)
        return f"/search/?{urlencode({'q': words})}"

    @property
    def error(self) -> str:
        """What is wrong with a day among the words."""
        wrong = [typed for name, typed in self.asked.no_days.items() if not self._is_typed_in(name)]
        return _no_day(wrong[0]) if wrong else ""

    @property
    def filters(self) -> tuple[Field, ...]:
        """The fields beside the words."""
        places = tuple((place.slug, place.name) for place in self.categories)
        return (
            self._field("in", _("Where"), _places()),
            self._field("from", _("Who")),
            self._field("category", _("Category"), (("", _("all categories")), *places)),
            self._field("tag", _("Tag")),
            self._field("is", _("Which topics"), _states()),
            self._field("after", _("From this day on")),
            self._field("before", _("Before this day")),
            self._field("sort", _("Order"), _orders()),
        )

    def _field(self, name: str, label: str, choices: tuple[tuple[str, str], ...] = ()) -> Field:
        is_wrong = name in self.asked.no_days and self._is_typed_in(name)
        error = _no_day(self.asked.no_days[name]) if is_wrong else ""
        # A calendar shows nothing that is no day: then it is typed.
        is_day = name in {"after", "before"} and not error
        return Field(name, label, self.said[name], choices, is_day, error)

    def _is_typed_in(self, name: str) -> bool:
        return clean(self.said[name])[:LONGEST_VALUE] == self.asked.no_days[name]


def _no_day(typed: str) -> str:
    return _("Write a day as 2026-03-31, not “%(typed)s”.") % {"typed": typed}


def _places() -> tuple[tuple[str, str], ...]:
    return (
        ("", _("everything")),
        ("title", _("titles")),
        ("prompts", _("questions")),
        ("posts", _("posts")),
        ("harvests", _("harvests")),
    )


def _states() -> tuple[tuple[str, str], ...]:
    return (
        ("", _("all topics")),
        ("open", _("open topics")),
        ("closed", _("closed topics")),
        ("fishbowl", _("fishbowls")),
        ("recap", _("recaps")),
        ("waiting", _("topics with questions that wait")),
    )


def _orders() -> tuple[tuple[str, str], ...]:
    return (("", _("newest first")), (RELEVANCE, _("most fitting first")))
