"""Invented words: made of syllables, used as often as words are (Zipf)."""

from collections.abc import Sequence
from random import Random
from typing import Final

from .spread import zipf

# No x and no z, which the two words below are made with: nothing else is like them. No s at an
# end, and no g, k or p, which make real words, some of them ugly.
_SYLLABLES: Final = tuple(first + vowel for first in "bdlmnrstv" for vowel in "aeiou")
_COMMON_WORDS: Final = 600
_ALL_WORDS: Final = 12_000
COMMON: Final = "zunova"
RARE: Final = "xiromel"


class Lexicon:
    """The words of a made-up language, the more often used first, and short ones among those."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.words = _distinct(chance, _COMMON_WORDS, (2, 2, 2, 3))
        seldom = _distinct(chance, _ALL_WORDS, (2, 3, 3, 3, 4))
        self.words = list(dict.fromkeys([*self.words, *seldom]))
        self._weights = zipf(len(self.words), 0.95)

    def draw(self, number: int) -> list[str]:
        """So many words of a text, each as often as its rank says."""
        return self._chance.choices(self.words, cum_weights=self._weights, k=number)

    def sentence(self, number: int) -> str:
        """A sentence of so many words."""
        return " ".join(self.draw(number)).capitalize() + "."

    def seldom(self, number: int) -> str:
        """Words from the long end of the list, each as seldom as any other."""
        first = len(self.words) // 2
        chance = self._chance.random
        span = len(self.words) - first
        return " ".join(self.words[first + int(span * chance())] for _ in range(number))


def _distinct(chance: Random, number: int, lengths: Sequence[int]) -> list[str]:
    """So many different words, of so many syllables each."""
    words: dict[str, None] = {}
    while len(words) < number:
        word = "".join(chance.choices(_SYLLABLES, k=chance.choice(lengths)))
        words.setdefault(word + chance.choice(("", "", "n", "r")))
    return list(words)
