"""How much one text may hold of what others are called by, or led to: less from new members."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from threads.markup import MarkupRefused, Reason


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one text may hold; None: as much as it likes."""

    links: int | None = None
    mentions: int | None = None


class TooMuch(MarkupRefused):
    """A text that may not stand as it is, answered beside the field like one that cannot be shown;
    the sentence says what to change."""

    def __init__(self, sentence: str) -> None:
        super().__init__(Reason.BROKEN)
        self.sentence = sentence

    @property
    def message(self) -> str:
        """What to change."""
        return self.sentence


def require_amounts(most: Amounts, *, links: int, mentions: int) -> None:
    """New members link and name a few at a time. Raises `TooMuch`."""
    if most.links is not None and links > most.links:
        raise TooMuch(
            ngettext(
                "For your first days here a text can hold %(count)d link.",
                "For your first days here a text can hold %(count)d links.",
                most.links,
            )
            % {"count": most.links}
        )
    if most.mentions is not None and mentions > most.mentions:
        raise TooMuch(
            ngettext(
                "For your first days here a text can name %(count)d person.",
                "For your first days here a text can name %(count)d people.",
                most.mentions,
            )
            % {"count": most.mentions}
        )


def require_said_anew(*, was_said: bool) -> None:
    """The same text is posted once; whoever wants it seen again links to it. Raises `TooMuch`."""
    if was_said:
        raise TooMuch(_("You have posted this same text already. You can link to it instead."))
