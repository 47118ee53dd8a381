"""A line of source with a cursor in it, which knows what a tab is worth."""

from typing import Final

TAB: Final = 4
"""Columns between two tab stops (CommonMark 0.31.2 §2.2)."""


class Line:
    """One line, read from left to right by the containers it stands in.

    After `look`, `start` is the place of the next character that is no space, `indent` how many
    columns lie before it, and `is_blank` whether there is none. `is_used` says that nothing of it
    is left for whoever comes next.
    """

    __slots__ = ("_partial", "column", "indent", "is_blank", "is_used", "place", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = self.column = 0
        self._partial = self.is_used = False
        self.look()

    def look(self) -> None:
        """Find the next character that is no space."""
        text, place, column = self.text, self.place, self.column
        end = len(text)
        while place < end:
            character = text[place]
            if character == " ":
                column += 1
            elif character == "\t":
                column += TAB - column % TAB
            else:
                break
            place += 1
        self.start = place
        self.indent = column - self.column
        self.is_blank = place == end

    @property
    def rest(self) -> str:
        """What is left of the line, a half used tab as the spaces it stands for."""
        if self._partial:
            return " " * (TAB - self.column % TAB) + self.text[self.place + 1 :]
        return self.text[self.place :]

    def skip_indent(self) -> None:
        """Go to the next character that is no space."""
        self.column += self.indent
        self.place = self.start
        self._partial = False
        self.indent = 0

    def skip(self, count: int) -> None:
        """Go on by that many characters, none of them a tab."""
        self.place += count
        self.column += count
        self._partial = False
        self.look()

    def skip_columns(self, count: int) -> None:
        """Go on by that many columns of white space, into the middle of a tab if need be."""
        text = self.text
        while count > 0 and self.place < len(text):
            if text[self.place] == "\t":
                width = TAB - self.column % TAB
                self._partial = width > count
                used = min(width, count)
                self.column += used
                count -= used
                if self._partial:
                    break
            elif text[self.place] == " ":
                self.column += 1
                count -= 1
                self._partial = False
            else:
                break
            self.place += 1
        self.look()

    def skip_one_space(self) -> None:
        """Go past one column of white space where there is one."""
        if self.place < len(self.text) and self.text[self.place] in " \t":
            self.skip_columns(1)

    def use_up(self) -> None:
        """Leave nothing of the line."""
        self.is_used = True
