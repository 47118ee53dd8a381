"""What a post speaks from: free words about a context, which never pass for a role of this site
(domain §3.13, rule 9)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.lines import clean_line, is_legible
from accounts.models import Circle, RoleLabel
from accounts.texts import TextRefused
from threads.models.posts import SPEAKING_LENGTH

# The roles that the site itself gives, as its pages say them; each in every language it speaks.
TITLES: Final = (
    gettext_noop("admin"),
    gettext_noop("administrator"),
    gettext_noop("moderator"),
    gettext_noop("staff"),
    gettext_noop("host"),
    gettext_noop("co-host"),
    gettext_noop("panelist"),
    gettext_noop("on the panel"),
    gettext_noop("as host"),
)
# Forms of these words that no page of ours says, but readers would take for them.
MORE_TITLES: Final = (
    *("admins", "mod", "moderators", "moderation", "Administratorin", "Moderatorin", "Gastgeber"),
    *("Gastgeberin", "Mitgastgeber", "Mitgastgeberin", "administrador", "administradora"),
    *("moderador", "moderadora", "anfitrión", "anfitriona", "coanfitrión", "coanfitriona"),
    *("moderación", "panelista"),
)
# The roles of a circle, which are somebody's there: with the name of a circle of this site they
# are a claim.
CIRCLE_ROLES: Final = (
    *("leader", "lead", "lead link", "facilitator", "secretary", "delegate", "representative"),
    *("coordinator", "focalizer", "focaliser", "Leitung", "Leiter", "Leiterin", "Sekretär"),
    *("Sekretärin", "Delegierte", "Delegierter", "Koordination", "Koordinatorin", "líder"),
    *("facilitador", "facilitadora", "secretario", "secretaria", "delegado", "delegada"),
    *("coordinador", "coordinadora"),
)
# Letters of other scripts that are drawn like these; NFKD knows the others. Capitals first: a
# capital Eta is an H, a small one an n.
CAPITALS: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx")  # noqa: RUF001
ALIKE: Final = str.maketrans(
    "аевгкмнорстухіјѕԁһԛԝьαβγεηικνορτυχωɑɡı0134578",  # noqa: RUF001
    "aebrkmhopctyxijsdhqwbabyenikvoptuxwagioieastb",
)
# Signs that stand for letters, where they do not stand between words.
SIGNS: Final = str.maketrans("@$€|!", "aseii")
LATIN: Final = re.compile(r"(?:LETTER|CAPITAL|SMALL) ([A-Z])(?: WITH .+)?\Z")
# What counts as a letter but prints nothing.
BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
CIRCLE: Final = frozenset({"circie", "kreis", "circuio"})

type Words = tuple[str, ...]


def folded(line: str, signs: Mapping[int, int] | None = None) -> Words:
    """The words of a line as an eye takes them: without case, accents, width, what nobody sees and
    punctuation; letters that look alike are one letter, and `signs` are letters as well.

    A word is what stands between spaces and signs, so "h.o s t" has four.
    """
    plain = unicodedata.normalize("NFKD", line).translate(CAPITALS).casefold()
    seen = (sign for sign in unicodedata.normalize("NFKD", plain) if not _is_unseen(sign))
    letters = "".join(_letter(sign) for sign in seen).translate(ALIKE).translate(signs or {})
    # Small L and capital I are one stroke.
    return tuple(re.findall(r"[^\W_]+", letters.replace("l", "i")))


def _is_unseen(sign: str) -> bool:
    """Accents, joiners, marks of direction, fillers."""
    kind = unicodedata.category(sign)
    return kind[0] == "M" or kind in {"Cf", "Cc", "Cn"} or sign in BLANK


def _letter(sign: str) -> str:
    """The Latin letter of a sign that is one with a stroke, a small capital, or on a square."""
    if sign.isascii():
        return sign
    name = unicodedata.name(sign, "")
    found = None if name.startswith(("GREEK", "CYRILLIC")) else LATIN.search(name)
    return found[1].lower() if found else sign


def imitates(line: str, titles: Iterable[str], circles: Iterable[str] = ()) -> bool:
    """Whether a line is, or begins with, one of these titles; or says a role of one of these
    circles. "Hostel" is no host."""
    wanted = {"".join(folded(title)) for title in titles}
    names = {_circle(name) for name in circles} - {""}
    return any(_claims(words, wanted, names) for words in (folded(line), folded(line, SIGNS)))


def _claims(words: Words, titles: set[str], circles: set[str]) -> bool:
    begun = {"".join(words[:count]) for count in range(1, len(words) + 1)}
    ended = {"".join(words[count:]) for count in range(len(words))}
    if begun & titles:
        return True
    roles = {"".join(folded(role)) for role in CIRCLE_ROLES}
    if not (begun | ended) & roles:
        return False
    return any("".join(words[a:b]) in circles for a, b in combinations(range(len(words) + 1), 2))


def _circle(name: str) -> str:
    """What a circle is called, without the word circle."""
    words = folded(name)
    return "".join(word for word in words if word not in CIRCLE) or "".join(words)


def titles() -> frozenset[str]:
    """Every word for a role here: of the catalogues, and what the community calls them."""
    found = {*TITLES, *MORE_TITLES, *RoleLabel.objects.values_list("label", flat=True)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {_(title) for title in TITLES}
    return frozenset(found)


def checked_context(typed: str) -> str:
    """What a post speaks from as it is stored: one line of 60 characters. Two queries, none where
    nothing was typed. Raises `TextRefused`."""
    line = clean_line(typed)
    if not line:
        return ""
    if not is_legible(line):
        raise TextRefused(_("Write something that one can read, or leave it empty."))
    if len(line) > SPEAKING_LENGTH:
        raise TextRefused(
            _("This can have %(most)s characters; it has %(length)s.")
            % {"most": SPEAKING_LENGTH, "length": len(line)}
        )
    if imitates(line, titles(), Circle.objects.values_list("name", flat=True)):
        raise TextRefused(
            _("This looks like a role of this site. Say where you speak from in other words.")
        )
    return line
