"""What a handle may look like (the rule follows a widely used forum's validator).

Letters, digits, `_`, `.`, `-`; starts with a letter, digit or `_`; ends with a letter or digit;
no two of `. _ -` in a row; does not end like a file name; 2 to 40 characters; ASCII. Unique
without regard to case: the database holds that (`accounts.User`).
"""

from collections.abc import Callable
from datetime import timedelta

from django.core.validators import MaxLengthValidator, MinLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

MIN_LENGTH, MAX_LENGTH = 2, 40
# For so long nobody else can take a handle that somebody gave up.
HELD_FOR = timedelta(days=180)
# Who changed their handle keeps it for so long.
KEPT_FOR = timedelta(days=30)
FILE_ENDINGS = "css|csv|gif|htm|html|ico|jpeg|jpg|js|json|md|pdf|php|png|svg|txt|webp|xml|zip"

# What reads alike in many a typeface: two letters for one, one sign for another, and the marks
# between (`skeleton`; the database does the same in `accounts.models.people.SKELETON`).
PAIRS = (("rn", "m"), ("vv", "w"))
ALIKE, INSTEAD, SKIPPED = "01i5", "olls", "._-"


def skeleton(handle: str) -> str:
    """What a handle is to a glance: of two with the same skeleton the one passes for the other."""
    seen = handle.lower()
    for pair, letter in PAIRS:
        seen = seen.replace(pair, letter)
    return seen.translate(str.maketrans(ALIKE, INSTEAD, SKIPPED))


VALIDATORS: list[Callable[[str], None]] = [
    MinLengthValidator(MIN_LENGTH),
    MaxLengthValidator(MAX_LENGTH),
    RegexValidator(
        r"\A_?[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\Z",
        _(
            "Use letters and digits, with single dots, hyphens or underscores between them;"
            " end with a letter or a digit."
        ),
        code="shape",
    ),
    RegexValidator(
        rf"(?i)\.(?:{FILE_ENDINGS})\Z",
        _("A handle cannot end like the name of a file."),
        code="file_name",
        inverse_match=True,
    ),
]
