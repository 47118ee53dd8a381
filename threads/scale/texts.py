"""Texts of posts, put together from blocks that the renderer made.

A block is rendered once, whatever number of posts holds it. A text is blocks with an empty line
between, and a last paragraph of its own words; rendering the whole gives the same as putting
together what was rendered (`tests/threads/test_seed_scale.py` tries it).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Final

from threads.markup import EXCERPT_LENGTH, Facts, shorten, to_index
from threads.markup.slots import name_in_excerpt, person_slot

from .words import Lexicon

# The number of prose blocks of a post, by cumulative weight: about three, seldom ten.
_BLOCKS: Final = (1, 2, 3, 4, 5, 6, 8, 10)
_BLOCK_WEIGHTS: Final = (25, 50, 70, 82, 88, 94, 97, 100)
_SPECIAL_SHARE: Final = 0.1
_SPECIAL: Final = 12


@dataclass(frozen=True, slots=True)
class Block:
    """A rendered block; its text has one line for each of its own blocks."""

    source: str
    html: str
    text: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Said:
    """A text as a post stores it."""

    source: str
    html: str
    text: str
    excerpt: str
    facts: dict[str, Any]
    # Its words for the index of search, block by block; those of the last paragraph are its own.
    spelt: tuple[str, ...]


def block_sources(chance: Random, lexicon: Lexicon, number: int) -> tuple[list[str], list[str]]:
    """Markdown for so many blocks of prose, and for some lists, quotes and code."""
    prose = [_prose(chance, lexicon) for _ in range(number)]
    makers = (_list, _quote, _code)
    special = [makers[n % len(makers)](chance, lexicon) for n in range(max(6, number // _SPECIAL))]
    return prose, special


def _prose(chance: Random, lexicon: Lexicon) -> str:
    """Two to four sentences with a link or two, something bold and something in code."""
    words = [
        word
        for _ in range(chance.randint(2, 4))
        for word in lexicon.sentence(chance.randint(7, 16)).split()
    ]
    for _ in range(chance.choices((1, 2), (1, 4))[0]):
        linked, address = " ".join(lexicon.draw(2)), "/".join(lexicon.draw(4))
        _put_into(chance, words, f"[{linked}](https://example.org/{address})")
    _put_into(chance, words, f"**{' '.join(lexicon.draw(2))}**")
    if chance.random() < 0.6:
        _put_into(chance, words, f"`{lexicon.draw(1)[0]}`")
    return " ".join(words)


def _put_into(chance: Random, words: list[str], piece: str) -> None:
    words.insert(chance.randrange(1, len(words)), piece)


def _list(chance: Random, lexicon: Lexicon) -> str:
    return "\n".join(
        f"- {' '.join(lexicon.draw(chance.randint(4, 9)))}" for _ in range(chance.randint(3, 5))
    )


def _quote(chance: Random, lexicon: Lexicon) -> str:
    return f"> {lexicon.sentence(chance.randint(8, 18))}"


def _code(chance: Random, lexicon: Lexicon) -> str:
    lines = [" ".join(lexicon.draw(3)) for _ in range(chance.randint(2, 4))]
    return "\n".join(("```", *lines, "```"))


class Pool:
    """The rendered blocks, and how texts are made of them."""

    def __init__(
        self, chance: Random, lexicon: Lexicon, prose: Sequence[Block], special: Sequence[Block]
    ) -> None:
        self._chance = chance
        self._lexicon = lexicon
        self._prose = prose
        self._special = special
        self._facts: dict[tuple[int, ...], dict[str, Any]] = {}
        self._words: dict[str, str] = {}

    def say(self, *more: str, mention: tuple[str, int] | None = None) -> Said:
        """A text of a chance length whose last paragraph holds `more`, and names somebody: their
        handle and their id."""
        chance = self._chance
        blocks = chance.choices(
            self._prose, k=chance.choices(_BLOCKS, cum_weights=_BLOCK_WEIGHTS, k=1)[0]
        )
        if chance.random() < _SPECIAL_SHARE:
            blocks.insert(1, self._special[int(len(self._special) * chance.random())])
        last = f"{self._lexicon.seldom(2 + int(7 * chance.random()))} {' '.join(more)}".rstrip()
        return self.join(blocks, last, mention)

    def join(self, blocks: Sequence[Block], last: str, mention: tuple[str, int] | None) -> Said:
        """What is stored of these blocks and a last paragraph of plain words."""
        named, slot, mark = "", "", ""
        if mention:
            handle, person = mention
            named, slot = f" @{handle}", f" {person_slot(person)}"
            mark = f" {name_in_excerpt(person)}"
        text = "\n".join([block.text for block in blocks])
        return Said(
            source="\n\n".join([*[block.source for block in blocks], last + named]),
            html="\n".join([*[block.html for block in blocks], f"<p>{last}{slot}</p>"]),
            text=f"{text}\n{last}{named}",
            excerpt=shorten(f"{text} {last}{mark}".replace("\n", " "), EXCERPT_LENGTH),
            facts=self._counted(blocks, len(last.split()) + bool(mention)),
            spelt=(*map(self._spelt, blocks), f"{last} {to_index(named)}".rstrip()),
        )

    def _spelt(self, block: Block) -> str:
        """The folded words of a block; equal ones are one object."""
        if block.text not in self._words:
            self._words[block.text] = to_index(block.text)
        return self._words[block.text]

    def _counted(self, blocks: Sequence[Block], words: int) -> dict[str, Any]:
        """The facts of the whole; equal ones are one object."""
        links = code = 0
        for block in blocks:
            words += block.facts.words
            links += block.facts.links
            code += block.facts.code
        key = (words, links, code)
        if key not in self._facts:
            self._facts[key] = asdict(Facts(words=words, links=links, code=code))
        return self._facts[key]
