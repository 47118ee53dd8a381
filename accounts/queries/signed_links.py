"""A link for somebody who cannot sign in: it says who they are to the page where they appeal."""

from django.core import signing

SALT = "accounts.appeal"
# The page that refuses them makes a new one each time.
LASTS_SECONDS = 24 * 3600


def link_of_person(person_id: int) -> str:
    """The signed part of the address."""
    return signing.dumps(person_id, salt=SALT)


def person_of_link(token: str) -> int:
    """Whose it is. Raises `signing.BadSignature` for what was not signed here, or too long ago."""
    return int(signing.loads(token, salt=SALT, max_age=LASTS_SECONDS))
