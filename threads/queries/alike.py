"""People and titles that are written almost as somebody typed them: one wrong letter in a word does
not hide them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, FloatField, Func, TextField, Value
from django.db.models.expressions import RawSQL

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from threads import markup
from threads.models import SearchText, Topic
from threads.models.topics import topic_path
from threads.queries.lexemes import any_of, telling_words

MOST_PEOPLE: Final = 4
MOST_TITLES: Final = 3
MOST_SIMILAR: Final = 5
LONGEST: Final = 120
# Shorter words are like too many others.
FORGIVING: Final = 4
_LOOKED_AT: Final = 60
_PEOPLE: Final = "SELECT threads_people_alike(%s, %s)"
_TITLES: Final = "SELECT threads_titles_alike(%s, %s)"
_CALLED: Final = "SELECT threads_people_called(%s, %s)"
# A title is similar that has so much of the words of another.
_MUCH: Final = 0.5


@dataclass(frozen=True, slots=True)
class Alike:
    """A topic with a title like the one that was typed."""

    title: str
    url: str


def people_called(wanted: str) -> tuple[Face, ...]:
    """Up to four active people whose handle or name begins with these folded words. One
    statement."""
    # Folded words hold no sign that means something to LIKE.
    ids = RawSQL(_CALLED, (f"{wanted}%", MOST_PEOPLE))  # noqa: S611 - our own statement
    people = User.objects.filter(pk__in=ids, is_active=True).order_by("username")
    names = people.values_list("username", "display_name")[:MOST_PEOPLE]
    return tuple(face(handle, name) for handle, name in names)


def alike(viewer: Viewer, wanted: str) -> tuple[tuple[Face, ...], tuple[Alike, ...]]:
    """Up to four active people whose handle or name has these folded words, and up to three topics
    in lists whose title has them almost: with one wrong letter in any. One statement."""
    if len(wanted) < FORGIVING:
        return people_called(wanted), ()
    people = User.objects.filter(pk__in=_close(_PEOPLE, wanted), is_active=True)
    topics = Topic.objects.listed_for(viewer).filter(pk__in=_close(_TITLES, wanted))
    no_id = Value(0, BigIntegerField())
    rows = (
        people.annotate(key=no_id, said=F("display_name"), more=F("username"))
        .values_list("key", "said", "more")
        .union(
            topics.annotate(key=F("pk"), said=F("title"), more=F("slug")).values_list(
                "key", "said", "more"
            ),
            all=True,
        )
    )
    faces, titles = [], []
    for key, said, more in rows.order_by("-key", "more"):
        if key and _is_like(wanted, said) and not _says(wanted, said):
            titles.append(Alike(said, topic_path(more, key)))
        elif not key and (_is_like(wanted, said) or _is_like(wanted, more)):
            faces.append(face(more, said))
    return tuple(faces[:MOST_PEOPLE]), tuple(titles[:MOST_TITLES])


def similar_topics(viewer: Viewer, title: str) -> tuple[Alike, ...]:
    """Up to five topics in lists that the viewer may read whose titles share at least half of the
    telling words of one that is being written, those that share most first. One statement."""
    words = telling_words(title[:LONGEST])
    if not words:
        return ()
    query = any_of(words)
    rank = Func(F("above"), query.as_value(), function="ts_rank", output_field=FloatField())
    lexemes = Func("above", function="tsvector_to_array", output_field=ArrayField(TextField()))
    rows = SearchText.objects.filter(query.matches("above"), kind=SearchText.Kind.TITLE)
    rows = rows.filter(topic__in=Topic.objects.listed_for(viewer))
    rows = rows.annotate(lexemes=lexemes).select_related("topic").defer("words", "above")
    found = [
        (sum(not set(row.lexemes).isdisjoint(word.all) for word in words), row.topic)
        for row in rows.order_by(rank.desc(), "-id")[:_LOOKED_AT]
    ]
    close = [(share, topic) for share, topic in found if share >= _MUCH * len(words)]
    close.sort(key=lambda one: (-one[0], -one[1].pk))
    return tuple(
        Alike(topic.title, topic.get_absolute_url()) for _share, topic in close[:MOST_SIMILAR]
    )


def _close(statement: str, wanted: str) -> RawSQL:
    """The ids of those that are most like it, whoever may see them: who asks filters by gates."""
    return RawSQL(statement, (wanted, _LOOKED_AT))  # noqa: S611 - one of the two above


def _says(wanted: str, said: str) -> bool:
    """Whether a text has these very words."""
    return set(wanted.split()) <= set(markup.fold(said).split())


def _is_like(wanted: str, said: str) -> bool:
    """Whether a text has each of the folded words, or begins so."""
    words = markup.fold(said).split()
    return all(_holds(word, words) for word in wanted.split())


def _holds(word: str, words: Sequence[str]) -> bool:
    return any(_is_close(word, other) or other.startswith(word) for other in words)


def _is_close(word: str, other: str) -> bool:
    """Whether one word is the other, but for one letter that is wrong, missing, too much, or has
    changed its place with the next; short words must be the same."""
    if word == other:
        return True
    if len(word) < FORGIVING or len(other) < FORGIVING or abs(len(word) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, others = word[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
