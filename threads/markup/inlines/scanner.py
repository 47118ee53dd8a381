"""From the text of a block to tokens: the second phase of the algorithm of CommonMark 0.31.2
(appendix), in one walk from left to right."""

import re
from collections import Counter
from collections.abc import Callable, Set
from typing import Final
from xml.etree.ElementTree import Element

from threads.markup import citations
from threads.markup.blocks.definitions import Definitions, label_key
from threads.markup.destinations import ESCAPABLE, Target, literal, read_inline_target
from threads.markup.limits import MAX_OPEN_TAGS

from . import autolinks, dates
from .emphasis import flanks, pair
from .tokens import Bracket, Kind, Run, Token

_SPECIAL: Final = re.compile(
    r"[\\`*_\[\]<&\n]|~~|!(?=\[)"
    r"|(?<![\w/@.:-])(?:[hH][tT][tT][pP][sS]?://|[wW]{3}\.)(?=[^\W_])"
)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TICKS: Final = re.compile(r"`+")
_LABEL: Final = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999}+)\]", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"\[\^([^\]\[\s]{1,60})\]")
_SPOILER: Final = re.compile(r"\[(/?)spoiler\]", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)(kbd|sub|sup|mark|ins|del)>", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br[ \t]*/?>[ \t]*\n?", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_LINKS: Final = ("[", "![")
# More than there can be open tags: one of these is a bracket, where one is open.
_LOOK_BACK: Final = MAX_OPEN_TAGS + 1
# Before a character that shall be no mention, hashtag or emoji; nobody can type it.
GUARD: Final = "\x02"
_GUARDED: Final = frozenset("@#:")


class Scanner:
    """Reads the text of one block. `used` are the labels of the definitions it used so far,
    `footnotes` those that it may refer to; `cites` says whether it cites posts."""

    def __init__(
        self,
        text: str,
        definitions: Definitions,
        footnotes: Set[str],
        used: set[str],
        *,
        cites: bool = False,
    ) -> None:
        self.text = text
        self._cites = cites
        self.tokens: list[Token] = []
        self.runs: dict[Token, Run] = {}
        self._definitions = definitions
        self._footnotes = footnotes
        self._used = used
        self._open_runs: list[Run] = []
        self._brackets: list[Bracket] = []
        self._open_tags: Counter[str] = Counter()
        self._has_comment_end = True
        self._ticks: dict[int, int] | None = None
        self._place = 0

    def scan(self) -> list[Token]:
        """Return the tokens of the text."""
        text, find = self.text, _SPECIAL.search
        while found := find(text, self._place):
            if found.start() > self._place:
                self._add_text(text[self._place : found.start()])
                self._place = found.start()
            self._HANDLERS.get(text[self._place], Scanner._url)(self)
        self._add_text(text[self._place :])
        pair(self._open_runs)
        return self.tokens

    def _add_text(self, text: str) -> None:
        if text:
            self.tokens.append(Token(Kind.TEXT, text))

    def _add_element(self, typed: str, element: Element) -> None:
        self.tokens.append(Token(Kind.ELEMENT, typed, element))

    def _as_typed(self, length: int = 1) -> None:
        self._add_text(self.text[self._place : self._place + length])
        self._place += length

    def _url(self) -> None:
        in_bracket = any(bracket.kind in _LINKS for bracket in self._brackets[-_LOOK_BACK:])
        found = autolinks.bare_url(self.text, self._place, in_bracket=in_bracket)
        if found is None:
            self._as_typed(3)  # at least; what follows is no beginning of another
            return
        element, end = found
        self._add_element(self.text[self._place : end], element)
        self._place = end

    def _backslash(self) -> None:
        following = self.text[self._place + 1 : self._place + 2]
        if following == "\n":
            self._place += 1
            self._newline()
        elif following and following in ESCAPABLE:
            self._add_text(GUARD + following if following in _GUARDED else following)
            self._place += 2
        else:
            self._as_typed()

    def _newline(self) -> None:
        if self.tokens and self.tokens[-1].kind is Kind.TEXT:
            self.tokens[-1].text = self.tokens[-1].text.rstrip(" ")
        self._add_element("\n", Element("br"))
        self._place += 1
        while self.text[self._place : self._place + 1] in (" ", "\t"):
            self._place += 1

    def _code(self) -> None:
        if self._ticks is None:
            self._ticks = _tick_pairs(self.text)
        found = _TICKS.match(self.text, self._place)
        length = len(found[0]) if found else 1
        end = self._ticks.get(self._place)
        if end is None:
            self._as_typed(length)
            return
        content = self.text[self._place + length : end].replace("\n", " ")
        if content.strip(" ") and content[0] == content[-1] == " ":
            content = content[1:-1]
        element = Element("code")
        element.text = content
        self._add_element(self.text[self._place : end + length], element)
        self._place = end + length

    def _run(self) -> None:
        text, start = self.text, self._place
        character, end = text[start], start + 1
        while end < len(text) and text[end] == character:
            end += 1
        token = Token(Kind.TEXT, text[start:end])
        self._place = end
        self.tokens.append(token)
        can_open, can_close = flanks(character, text[start - 1 : start], text[end : end + 1])
        if (can_open or can_close) and (character != "~" or end - start == 2):
            token.kind = Kind.RUN
            run = Run(token, character, end - start, end - start, can_open, can_close)
            self._open_runs.append(run)
            self.runs[token] = run

    def _entity(self) -> None:
        found = _ENTITY.match(self.text, self._place)
        if found is None:
            self._as_typed()
            return
        self._add_text(literal(found[0]))
        self._place = found.end()

    def _less_than(self) -> None:
        text, place = self.text, self._place
        if found := _BREAK.match(text, place):
            self._add_element(found[0], Element("br"))
        elif (tag := _TAG.match(text, place)) and self._tag(tag[2].lower(), bool(tag[1]), tag[0]):
            return
        elif text.startswith("<!--", place) and (found := self._comment()):
            pass
        elif autolink := autolinks.angle(text, place):
            self._add_element(text[place : autolink[1]], autolink[0])
            self._place = autolink[1]
            return
        else:
            self._as_typed()
            return
        self._place = found.end()

    def _comment(self) -> re.Match[str] | None:
        if self._has_comment_end:
            self._has_comment_end = "-->" in self.text[self._place :]
        return _COMMENT.match(self.text, self._place) if self._has_comment_end else None

    def _tag(self, name: str, is_end: bool, typed: str) -> bool:
        """Open or close `<kbd>` and its like; False where that is just text."""
        if is_end:
            return self._close(name, typed)
        if self._open_tags.total() >= MAX_OPEN_TAGS:
            return False
        self._open(name, typed)
        return True

    def _open(self, kind: str, typed: str) -> None:
        self._place += len(typed)
        if self._brackets:
            self._brackets[-1].holds_bracket = True
        if kind not in _LINKS:
            self._open_tags[kind] += 1
        bracket = Bracket(kind, len(self.tokens), self._place, len(self._open_runs))
        self._brackets.append(bracket)
        self._add_text(typed)

    def _close(self, kind: str, typed: str) -> bool:
        if not self._open_tags[kind]:
            return False
        place = len(self._brackets) - 1
        while self._brackets[place].kind != kind:
            place -= 1
        element = Element(kind)
        if kind == "spoiler":
            element = Element("span", {"class": "spoiler", "tabindex": "0"})
        self._wrap(place, element, typed)
        self._place += len(typed)
        return True

    def _wrap(self, place: int, element: Element, typed: str) -> None:
        """Make an element of everything since the bracket at this place of the stack."""
        bracket = self._brackets[place]
        pair(self._open_runs[bracket.runs :])
        del self._open_runs[bracket.runs :]
        self._open_tags.subtract(b.kind for b in self._brackets[place:] if b.kind not in _LINKS)
        del self._brackets[place:]
        opening = self.tokens[bracket.token]
        opening.kind, opening.element = Kind.OPEN, element
        self.tokens.append(Token(Kind.CLOSE, typed, element))

    def _open_bracket(self) -> None:
        text, place = self.text, self._place
        if spoiler := _SPOILER.match(text, place):
            if not spoiler[1] and self._open_tags.total() < MAX_OPEN_TAGS:
                self._open("spoiler", spoiler[0])
                return
            if spoiler[1] and self._close("spoiler", spoiler[0]):
                return
        if date := dates.read(text, place):
            self._add_element(text[place : date[1]], date[0])
            self._place = date[1]
            return
        if self._cites and (cited := citations.read(text, place)):
            element = Element(citations.CITATION)
            element.text = text[place : cited[1]]
            self._add_element(element.text, element)
            self._place = cited[1]
            return
        note = _FOOTNOTE.match(text, place)
        if note and note[1] in self._footnotes:
            self._add_element(note[0], Element("footnote-ref", {"label": note[1]}))
            self._place = note.end()
            return
        self._open("[", "[")

    def _open_picture(self) -> None:
        self._open("![", "![")

    def _close_bracket(self) -> None:
        place = len(self._brackets) - 1
        while place >= 0 and self._brackets[place].kind not in _LINKS:
            place -= 1
        bracket = self._brackets[place] if place >= 0 else None
        target = self._target(bracket) if bracket and bracket.is_active else None
        if bracket is None or target is None or not target.address:
            if bracket is not None:
                del self._brackets[place]
            self._as_typed()
            return
        element = Element("img" if bracket.kind == "![" else "a", {"href": target.address})
        if target.title:
            element.set("title", target.title)
        typed = self.text[self._place : target.end]
        self._wrap(place, element, typed)
        self._place = target.end
        if bracket.kind == "[":
            self._end_links()

    def _end_links(self) -> None:
        """No link inside a link: those that are still open are none."""
        for bracket in reversed(self._brackets):
            if bracket.kind == "[":
                if not bracket.is_active:
                    break
                bracket.is_active = False

    def _target(self, bracket: Bracket) -> Target | None:
        following = self._place + 1
        if self.text.startswith("(", following):
            found = read_inline_target(self.text, following)
            if found:
                return found
        label = _LABEL.match(self.text, following)
        if label and label[1]:
            return self._defined(label[1], label.end())
        if bracket.holds_bracket:
            return None
        end = label.end() if label else following
        return self._defined(self.text[bracket.place : self._place], end)

    def _defined(self, label: str, end: int) -> Target | None:
        key = label_key(label) if self._definitions else ""
        target = self._definitions.get(key) if key else None
        if target is None:
            return None
        self._used.add(key)
        return Target(target.address, target.title, end)

    _HANDLERS: Final[dict[str, Callable[["Scanner"], None]]] = {
        "\\": _backslash,
        "\n": _newline,
        "`": _code,
        "*": _run,
        "_": _run,
        "~": _run,
        "&": _entity,
        "<": _less_than,
        "[": _open_bracket,
        "!": _open_picture,
        "]": _close_bracket,
    }


def _tick_pairs(text: str) -> dict[int, int]:
    """Where each run of backticks finds its equal: start of one, start of the next as long."""
    pairs: dict[int, int] = {}
    following: dict[int, int] = {}
    for match in reversed(list(_TICKS.finditer(text))):
        length = len(match[0])
        if length in following:
            pairs[match.start()] = following[length]
        following[length] = match.start()
    return pairs
