"""What the slots in stored texts stand for: one query for all the texts of a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User
from threads import markup
from threads.models import Category, Tag, Topic

PUBLIC = 0
"""Stands for a place that everybody may read, where a text has none yet."""


@dataclass(slots=True)
class _Found:
    people: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    categories: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)

    def names(self, people: Mapping[int, str]) -> markup.Names:
        return markup.Names(people, self.titles, self.categories, self.tags)


def names_for(texts: Iterable[tuple[int, str]]) -> dict[int, markup.Names]:
    """The names that these stored texts print, by the id of the category they stand in.

    `texts` are pairs of category id (or `PUBLIC`) and stored HTML or excerpt. A title, category
    or tag is only there when everybody who may read the text's category may read it too, so that
    a text says the same to all its readers. One query, none where no text has a slot.
    """
    needed: dict[int, markup.Needs] = {}
    for place, text in texts:
        needed[place] = needed.get(place, markup.Needs()) | markup.needs([text])
    found = {place: _Found() for place in needed}
    people: dict[int, str] = {}
    for kind, place, key, name in _rows(needed):
        known = people if kind == "people" else getattr(found[place], kind)
        known[key] = name
    return {place: known.names(people) for place, known in found.items()}


def names_in(place: int, *texts: str) -> markup.Names:
    """The names that stored texts of one category print."""
    return names_for((place, text) for text in texts).get(place, markup.Names())


def _rows(needed: Mapping[int, markup.Needs]) -> Iterable[tuple[str, int, int, str]]:
    parts: list[QuerySet[Any, Any]] = []
    people = frozenset[int]().union(*(needs.people for needs in needed.values()))
    if people:
        parts.append(_part("people", PUBLIC, User.objects.filter(pk__in=people), "username"))
    for place, needs in needed.items():
        open_to_all = Category.objects.read_with(place)
        if needs.topics:
            topics = Topic.objects.filter(pk__in=needs.topics, category__in=open_to_all)
            parts.append(_part("titles", place, topics.filter(merged_into=None), "title"))
        if needs.categories:
            places = open_to_all.filter(pk__in=needs.categories)
            parts.append(_part("categories", place, places, "slug"))
        if needs.tags:
            tags = Tag.objects.filter(pk__in=needs.tags, topics__category__in=open_to_all)
            parts.append(_part("tags", place, tags.distinct(), "slug"))
    if not parts:
        return ()
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _part(kind: str, place: int, rows: QuerySet[Any], name: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(
        Value(kind),
        Value(place, IntegerField()),
        F("pk"),
        Cast(name, CharField()),
    )
