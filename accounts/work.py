"""The work that a browser does before an account is made: cheap for one person, dear for thousands.

The page hands out a puzzle of ours, signed and not stored. The answer is a number that makes the
hash of the puzzle, the address and itself begin with so many zero bits
(`static/js/behaviours/work.js`). The address is in it, so no answer serves for two accounts. The
hash is a slow one, which a browser takes as fast as anybody's machine.
"""

import hashlib
from datetime import timedelta
from typing import Final

from django.core import signing
from django.utils.crypto import get_random_string

# Some 1,000 hashes of half a millisecond: done while one types a password.
BITS: Final = 10
ROUNDS: Final = 4_000
# A form may stay open for so long.
GOOD_FOR: Final = timedelta(hours=12)
MOST_DIGITS: Final = 10


def new_puzzle() -> str:
    """One that nobody has worked on yet."""
    return _signer().sign(get_random_string(16))


def is_worked(puzzle: str, email: str, answer: str) -> bool:
    """Whether the answer took the work: on a puzzle of ours that is not too old, for this
    address."""
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= MOST_DIGITS):
        return False
    try:
        _signer().unsign(puzzle, max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    words = f"{puzzle}\n{email}".encode()
    return has_zeros(hashlib.pbkdf2_hmac("sha256", words, answer.encode(), ROUNDS, dklen=4))


def has_zeros(digest: bytes) -> bool:
    """Whether it begins with enough zero bits."""
    return int.from_bytes(digest) >> (len(digest) * 8 - BITS) == 0


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="accounts.work")
