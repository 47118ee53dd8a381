"""The question lines at the end of a text, which the composer offers to turn into prompts."""

import re
from dataclasses import dataclass
from typing import Final

MAX_QUESTIONS: Final = 12
MAX_LENGTH: Final = 280
"""Longest question, in characters, without its list marker."""

_MARKER = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_QUESTION = re.compile(r"[?？؟][\"'”’»›“‘)\]）」』*_]*\Z")  # noqa: RUF001
_SENTENCE_END = re.compile(r"[.!?？؟][\"'”’»›)\]）」』]*\s+(?=[^\Wa-z_]|[^\w\s])")  # noqa: RUF001
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NO_QUESTION = (">", "#", "|", "```", "~~~")


@dataclass(frozen=True, slots=True)
class Trailing:
    """The question lines without their list markers, and the text without these lines."""

    questions: tuple[str, ...]
    remainder: str


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    question: str
    """The question this line asks, or nothing."""


def trailing_questions(text: str) -> Trailing:
    """Return the question lines a text ends with, at most the last 12, and the rest.

    Question lines stand one below the other, or each alone with one blank line between
    (then each is one sentence). A single last line counts when it is one sentence and a
    paragraph of its own, a list item, or follows a colon. Without question lines the remainder
    is the text, untouched; else it is the text before them without the blank space at its end.
    """
    lines = _read(text)
    while lines and not lines[-1].text.strip():
        lines.pop()
    found = _block(lines)
    if len(found) == 1:
        found = _spaced(lines) or found
        if len(found) == 1 and not _stands_alone(lines):
            found = []
    found = found[:MAX_QUESTIONS]
    if not found:
        return Trailing((), text)
    questions = tuple(line.question for line in reversed(found))
    return Trailing(questions, text[: found[-1].start].rstrip())


def _read(text: str) -> list[_Line]:
    lines: list[_Line] = []
    fence = ""
    start = 0
    for line in text.split("\n"):
        match = _FENCE.match(line)
        question = ""
        if match and not fence:
            fence = match.group(1)
        elif match and match.group(1).startswith(fence) and not line[match.end() :].strip():
            fence = ""
        elif not fence:
            question = _question(line)
        lines.append(_Line(start, line, question))
        start += len(line) + 1
    return lines


def _question(line: str) -> str:
    """Return the question a line asks, without its list marker, or nothing."""
    text = line.strip()
    if len(text) > 2 * MAX_LENGTH:  # bounds the work; no list marker is that long
        return ""
    while marker := _MARKER.match(text):
        text = text[marker.end() :].lstrip()
    if len(text) > MAX_LENGTH or text.startswith(_NO_QUESTION) or not _QUESTION.search(text):
        return ""
    return text if any(character.isalnum() for character in text) else ""


def _block(lines: list[_Line]) -> list[_Line]:
    """Return the last lines that are questions without a gap, last first."""
    found: list[_Line] = []
    for line in reversed(lines):
        if not line.question:
            break
        found.append(line)
    return found


def _spaced(lines: list[_Line]) -> list[_Line]:
    """Return the last lines that each stand alone and ask one sentence, last first."""
    found: list[_Line] = []
    for place in range(len(lines) - 1, -1, -2):
        line = lines[place]
        above = lines[place - 1].text if place else ""
        if not line.question or above.strip() or not _is_one_sentence(line.question):
            break
        found.append(line)
    return found


def _stands_alone(lines: list[_Line]) -> bool:
    """Tell whether the last line is a question by itself, not the end of a paragraph."""
    last = lines[-1]
    above = lines[-2].text.strip() if len(lines) > 1 else ""
    own = not above or above.endswith((":", "…")) or _MARKER.match(last.text.strip()) is not None
    return own and _is_one_sentence(last.question)


def _is_one_sentence(question: str) -> bool:
    return _SENTENCE_END.search(question) is None
