"""How a person prints: name, handle, address, and an avatar of initials on one of 12 colours."""

import unicodedata
from dataclasses import dataclass
from zlib import crc32

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.leaving import NAMELESS

HUES = 12


@dataclass(frozen=True, slots=True)
class Face:
    """A person as pages print them; `handle` is empty for somebody whose account is gone."""

    handle: str
    name: str
    # Somebody without an account whose name was written down.
    is_named: bool = False

    @property
    def url(self) -> str:
        """The profile, or an empty text for somebody whose account is gone."""
        return f"/u/{self.handle}/" if self.handle else ""

    @property
    def hue(self) -> int:
        """The colour, 1 to 12, the same everywhere and for good."""
        return crc32(self.handle.encode()) % HUES + 1

    @property
    def initials(self) -> str:
        """Up to two letters, out of a name in any script."""
        return initials(self.name) if self.handle or self.is_named else ""


def initials(name: str) -> str:
    """The first letters of the first and the last word that begin with a letter or a digit."""
    starts = [word[0] for word in name.split() if unicodedata.category(word[0])[0] in "LN"]
    return "".join(starts[:1] + starts[1:][-1:]).upper() or "?"


def face(handle: str | None, display_name: str | None) -> Face:
    """The face of somebody, by their columns; without a handle, or once their account is being
    closed, it is a former member's."""
    if not handle or NAMELESS in handle:
        return Face("", _("Former member"))
    return Face(handle, display_name or handle)


def face_of(person: User | None) -> Face:
    """The face of somebody, or of a former member."""
    return face(person.username, person.display_name) if person else face(None, None)
