"""What makes two words the same to a search: one function for what is stored and what is asked.

Case, accents, the kind of quotes and hyphens, British and American spelling and the ways to write
one letter do not matter. What is left are words of letters and digits with single spaces between
them, which no parser behind this one takes apart again.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

VERSION: Final = 1
"""Grows when the same text folds to something else: what was stored before is stored anew."""

LONGEST_WORD: Final = 100
"""Characters of a word that count; nothing that people say is longer."""

_MOST_PARTS: Final = 5
# Letters that Unicode takes for letters of their own, as those write them who have no such key.
_SPELT: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "\u0131": "i",
    }
)
# Signs inside a word: what stands on both sides is two words, and also one.
_JOINERS: Final = r"'\u2018\u2019\u02bc`\u00b4\u2010\u2011\u2012\u2013\u2014\u2212_\-"
# Nobody sees them: places where a word may break, joiners, marks of direction.
_UNSEEN: Final = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_RUN: Final = re.compile(rf"[\w\u0300-\u036f{_UNSEEN}{_JOINERS}]+")
_PARTS: Final = re.compile(rf"[^{_JOINERS}]+")
_IGNORED: Final = re.compile(rf"[{_UNSEEN}]")
# Written without spaces: each sign is a word, and neighbours are looked for as neighbours.
_UNSPACED: Final = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])")
# What a parser of texts takes for a number, and the rest for a word.
_POWER: Final = re.compile(r"([0-9]e[0-9]+)(?=[^\W0-9])")
_ASCII: Final = re.compile(r"[a-z0-9]+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
# British spellings become American ones, wherever the rest of the word allows it. What a rule
# makes of words that are no English is the same on both sides, so it hides nothing.
_SPELLINGS: Final = (
    (re.compile(r"(?<=^prac)tis(?=(?:e[ds]?|ing)$)"), "tic"),
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e[drs]?|ers|ings?|ations?|ational|ationally|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}a)lys(?=(?:e[drs]?|ers|ing)$)"), "lyz"),
    (
        re.compile(
            r"(?<=[a-z]{2}[bdgilmnpv])our"
            r"(?=(?:s|ed|ing|ings|able|al|ally|ful|ite|ites|itism|less|ly|er|ers|hood|hoods)?$)"
        ),
        "or",
    ),
    (
        re.compile(
            r"(?<=cen)tre(?=[ds]?$)|(?<=thea)tre(?=s?$)|(?<=me)tre(?=s?$)|(?<=li)tre(?=s?$)"
        ),
        "ter",
    ),
    (re.compile(r"(?<=[a-z]{2})ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=[a-z]{3}e)ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"(?:(?<=^de)|(?<=^of))fence(?=s?$|less$)"), "fense"),
    (re.compile(r"(?<=^progra)mme(?=s?$)"), "m"),
)
# Written apart, with a hyphen or as one word, by the same people.
_SELF: Final = re.compile(r"(self|selbst)(?!ish|less|ie)([a-z]{5,})")


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of letters, digits and joiners, folded: its words, and all of it as one word."""

    words: tuple[str, ...]
    joined: tuple[str, ...]


def fold(text: str) -> str:
    """The words of a text as a search compares them; folding twice is folding once.

    Never raises, whatever the text.
    """
    return " ".join([word for run in _RUN.findall(text) for word in _run(run).words])


def to_index(text: str) -> str:
    """What a vector is made of: the words of `fold` in their order, then what stands with a hyphen
    or an apostrophe in it once more as one word."""
    words: list[str] = []
    joined: list[str] = []
    for found in _RUN.findall(text):
        run = _run(found)
        words += run.words
        joined += run.joined
    return " ".join(words + joined)


def joined(text: str) -> str:
    """A text that is one run with joiners in it, as one word; empty where it is not."""
    runs = _RUN.findall(text)
    return "".join(_run(runs[0]).joined) if len(runs) == 1 else ""


def places(text: str, numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Where the words of these numbers stand in a text: from, and before; in order, no two alike.

    They count from 1 as `to_index` does; a number past the last word is that of a stem, which
    stands as far behind as its word stands behind the beginning.
    """
    runs: list[tuple[re.Match[str], _Run]] = []
    at, starts, singles = 0, [], []
    for match in _RUN.finditer(text):
        run = _run(match.group())
        starts.append(at)
        runs.append((match, run))
        at += len(run.words)
        if run.joined:
            singles.append(match.span())
    last = at + len(singles)
    found: set[tuple[int, int]] = set()
    for number in {number if number <= last else number - last for number in numbers}:
        if at < number <= last:
            found.add(singles[number - at - 1])
        elif 0 < number <= at:
            index = bisect_left(starts, number) - 1
            found.add(_part_at(runs[index][0], number - starts[index]))
    return sorted(found)


def is_unspaced(text: str) -> bool:
    """Whether a script without spaces stands in it: its words are rows of signs."""
    return not text.isascii() and _UNSPACED.search(text) is not None


@lru_cache(maxsize=100_000)
def _run(run: str) -> _Run:
    parts = _PARTS.findall(run)
    words = tuple(word for part in parts for word in _folded(part))
    if not 2 <= len(parts) <= _MOST_PARTS:
        return _Run(words, ())
    whole = _folded("".join(parts))
    return _Run(words, whole if len(whole) == 1 < len(words) else ())


def _part_at(run: re.Match[str], number: int) -> tuple[int, int]:
    """Where the part of a run stands that holds the word of this number in it, from 1."""
    at, span = 0, run.span()
    for part in _PARTS.finditer(run.group()):
        at += len(_folded(part.group()))
        if number <= at:
            return run.start() + part.start(), run.start() + part.end()
    return span


def _folded(part: str) -> tuple[str, ...]:
    """The words of a run of letters and digits: one, or more where they belong apart."""
    word = part.lower()
    if not _ASCII.fullmatch(word):
        word = _plain_letters(word)
    words = tuple(_spelling(one)[:LONGEST_WORD] for one in _POWER.sub(r"\1 ", word).split())
    if len(words) == 1 and (apart := _SELF.fullmatch(words[0])):
        return (apart[1], _spelling(apart[2]))
    return words


def _plain_letters(word: str) -> str:
    """Letters without marks, in lower case; signs of scripts without spaces apart."""
    word = unicodedata.normalize("NFKD", _IGNORED.sub("", word).casefold())
    word = "".join(sign for sign in word if not unicodedata.combining(sign))
    # What casefold makes of letters that decomposing brought, and the other way round.
    word = unicodedata.normalize("NFKC", word.casefold().translate(_SPELT))
    return _NO_LETTER.sub(" ", _UNSPACED.sub(r" \1 ", word)).strip()


def _spelling(word: str) -> str:
    for pattern, other in _SPELLINGS:
        word = pattern.sub(other, word)
    return word
