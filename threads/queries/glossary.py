"""The community's own words, and by which other names each goes."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from threads.models import GlossaryEntry, GlossaryName

MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class OtherName:
    """Another name, with its language in words where it belongs to one."""

    name: str
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary."""

    id: int
    word: str
    meaning: str
    names: tuple[OtherName, ...]


def glossary_words() -> tuple[Word, ...]:
    """All words, in their order, in one query."""
    names = GlossaryName.objects.filter(entry=OuterRef("pk")).order_by("language", "name")
    rows = GlossaryEntry.objects.annotate(
        name_rows=ArraySubquery(names.values(row=JSONObject(name="name", code="language")))
    )
    return tuple(_word(entry) for entry in rows[:MOST_WORDS])


def _word(entry: GlossaryEntry) -> Word:
    languages = dict(settings.LANGUAGES)
    rows: list[dict[str, Any]] = entry.name_rows  # type: ignore[attr-defined]
    names = (
        OtherName(row["name"], str(languages.get(row["code"], row["code"])), row["code"])
        for row in rows
    )
    return Word(entry.pk, entry.word, entry.meaning, tuple(names))
