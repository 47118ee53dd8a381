"""Why a text was not rendered, in words for the person who wrote it."""

from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What stood in the way; the value travels between the processes."""

    TOO_LONG = "too-long"
    TOO_SLOW = "too-slow"
    TOO_BIG = "too-big"
    MEMORY = "memory"
    TOO_COSTLY = "too-costly"
    BROKEN = "broken"
    BUSY = "busy"
    EMPTY = "empty"
    WORDS = "words"


_MESSAGES = {
    Reason.TOO_LONG: _(
        "This text is too long. Please shorten it or share it out over several posts."
    ),
    Reason.TOO_SLOW: _("This text takes too long to prepare. Please simplify its formatting."),
    Reason.TOO_BIG: _(
        "This text becomes too large when it is shown. Please simplify its formatting."
    ),
    Reason.TOO_COSTLY: _(
        "This text has more brackets, quote marks and other signs of formatting than any text "
        "needs. Please simplify its formatting."
    ),
    Reason.MEMORY: _("This text needs too much memory. Please simplify its formatting."),
    Reason.BROKEN: _("This text cannot be shown as it is. Please simplify its formatting."),
    Reason.EMPTY: _("Nothing of this text would be seen. Write something that shows."),
    Reason.WORDS: _(
        "This community does not want these words here: %(words)s. Please say it in others."
    ),
    Reason.BUSY: _(
        "Too many texts are being prepared just now. Nothing is lost: please try again in a few "
        "seconds."
    ),
}


RETRY_AFTER: Final = 2
"""Seconds to wait before trying again where the reason was `BUSY`."""


class MarkupRefused(Exception):
    """The text was not rendered. `message` is a translated sentence for the person."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason

    @property
    def message(self) -> str:
        """The sentence for the person, in the language active now."""
        return str(_MESSAGES[self.reason])

    @property
    def may_try_again(self) -> bool:
        """Whether the same text may well be rendered in `RETRY_AFTER` seconds."""
        return self.reason is Reason.BUSY

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status of the answer."""
        if self.may_try_again:
            return HTTPStatus.TOO_MANY_REQUESTS
        return HTTPStatus.UNPROCESSABLE_ENTITY

    def __str__(self) -> str:
        """Return the sentence for the person."""
        return self.message


class WordsRefused(MarkupRefused):
    """The text holds words that the community does not want."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(Reason.WORDS)
        self.words = tuple(words)

    @property
    def message(self) -> str:
        """The sentence for the person, with the words."""
        return super().message % {"words": ", ".join(f"“{word}”" for word in self.words)}
