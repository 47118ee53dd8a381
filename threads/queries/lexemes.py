"""Words that are looked for, as a query of vectors: what stands in them, and what must not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value

from threads import markup
from threads.models.search import PLAIN, WORD, dictionary, stems_of
from threads.queries.asked import Asked, Term

_KNOWN: Final = 20_000
_LEXEMES: Final = """
SELECT word, tsvector_to_array(to_tsvector('{plain}', word)), tsvector_to_array({stems})
FROM unnest(%s::text[]) AS it (word)
"""
# Read inside and out: `unnest(vector) ... ANY(lexemes)`.
_NUMBERS: Final = (
    "(SELECT string_agg(array_to_string(one.positions, ' '), ' ') FROM unnest(%(expressions)s))"
)
_WHERE: Final = ") AS one WHERE one.lexeme = ANY("


@dataclass(frozen=True, slots=True)
class Lexemes:
    """How a folded word stands in vectors: as it is, and by its stems. A dictionary that knows it
    for one of the words that are in every text has no stem."""

    plain: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both, without repeats."""
        return tuple(dict.fromkeys((*self.plain, *self.stems)))


@dataclass(frozen=True, slots=True)
class Query:
    """What vectors are asked for: `text` is a tsquery, empty where everything will do; `lexemes`
    are those that count as found."""

    text: str
    lexemes: tuple[str, ...]

    def matches(self, column: str) -> Func:
        """The condition that a column of vectors holds it."""
        return _matches(F(column), self.as_value())

    def as_value(self) -> Func:
        """The query as SQL."""
        return Func(Value(self.text), template="%(expressions)s::tsquery")

    def numbers_in(self, column: str) -> Func:
        """Where what counts as found stands in a column of vectors: numbers with spaces."""
        return Func(
            F(column),
            Value(list(self.lexemes), ArrayField(TextField())),
            template=_NUMBERS,
            arg_joiner=_WHERE,
            output_field=TextField(),
        )


def _matches(words: F, query: Func) -> Func:
    return Func(
        words, query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )


def query_of(asked: Asked, others: Iterable[str] = ()) -> Query:
    """The query of a search; `others` say what its plain words say with other names. One statement
    where a word was not asked for before, in this process."""
    others = tuple(others)
    folded = [markup.fold(term.words) for term in asked.terms]
    joined = [markup.joined(term.words) for term in asked.terms]
    known = _known({word for text in (*folded, *joined, *others) for word in text.split()})
    wanted = [term for term in asked.wanted if not term.is_exact]
    wanted = [term for term in wanted if not _is_stopped(term, known)] or wanted
    parts = [_of_term(term, known) for term in wanted]
    ways = [" & ".join(parts)] if parts else []
    ways += [_all(text.split(), known) for text in others if ways]
    plain = f"({' | '.join(f'({way})' for way in ways)})" if ways else ""
    exact = [_of_term(term, known) for term in asked.wanted if term.is_exact]
    without = [f"!({_of_term(term, known)})" for term in asked.terms if term.is_without]
    found = [word for term in asked.wanted for word in _words(term)]
    found += [word for text in others for word in text.split()]
    lexemes = dict.fromkeys(one for word in found for one in known[word].all)
    return Query(" & ".join(filter(None, [plain, *exact, *without])), tuple(lexemes))


def telling_words(text: str) -> tuple[Lexemes, ...]:
    """The words of a text that are not in every text, each once; all of them, where there are no
    others."""
    known = _known(set(markup.fold(text).split()))
    telling = [one for one in known.values() if one.stems or dictionary() == PLAIN]
    return tuple(telling or known.values())


def any_of(words: Iterable[Lexemes]) -> Query:
    """The query for any of these words."""
    lexemes = tuple(dict.fromkeys(one for word in words for one in word.all))
    return Query(_any(lexemes), lexemes)


def _words(term: Term) -> list[str]:
    return [*markup.fold(term.words).split(), *markup.joined(term.words).split()]


def _is_stopped(term: Term, known: Mapping[str, Lexemes]) -> bool:
    """Whether the dictionary of the language takes no notice of it."""
    words = markup.fold(term.words).split()
    return dictionary() != PLAIN and not any(known[word].stems for word in words)


def _of_term(term: Term, known: Mapping[str, Lexemes]) -> str:
    """All words of it, in any form; the very words in their order where it is exact, or where its
    script has no spaces. Or all of it as one word, as it stands with a hyphen."""
    words = markup.fold(term.words).split()
    if term.is_exact or markup.is_unspaced(term.words):
        said = " <-> ".join(_any(known[word].plain, WORD) for word in words)
    else:
        said = _all(words, known)
    whole = markup.joined(term.words)
    return f"({said} | {_any(known[whole].all)})" if whole else f"({said})"


def _all(words: Iterable[str], known: Mapping[str, Lexemes]) -> str:
    return " & ".join(_any(known[word].all) for word in words)


def _any(lexemes: Iterable[str], weights: str = "") -> str:
    """One of these; they are letters and digits, and quoted all the same."""
    quoted = ("'" + one.replace("\\", "\\\\").replace("'", "''") + "'" for one in lexemes)
    marked = f":{weights}" if weights else ""
    return f"({' | '.join(f'{one}{marked}' for one in quoted)})"


def _known(words: Collection[str]) -> dict[str, Lexemes]:
    """The lexemes of folded words; a word without any stands for itself."""
    memory = _memory(dictionary())
    missing = [word for word in sorted(words) if word not in memory]
    if missing:
        if len(memory) > _KNOWN:
            memory.clear()
        statement = _LEXEMES.format(plain=PLAIN, stems=stems_of("word"))
        with connection.cursor() as cursor:
            cursor.execute(statement, [missing])
            found = {
                word: Lexemes(tuple(p) or (word,), tuple(s)) for word, p, s in cursor.fetchall()
            }
        memory |= found
        return {word: memory.get(word) or found[word] for word in words}
    return {word: memory[word] for word in words}


@lru_cache(maxsize=8)
def _memory(_name: str) -> dict[str, Lexemes]:
    """What this process knows of a dictionary: they do not change while it runs."""
    return {}
