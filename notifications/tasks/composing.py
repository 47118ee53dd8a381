"""What a letter of each purpose is put together by; each in a fixed number of queries."""

from collections.abc import Callable
from typing import Final

from accounts.models import User
from notifications.models import Mail
from notifications.queries.digests import DigestLetter
from notifications.queries.letters import Dropped, Letter, Postponed, letter_of_notices
from notifications.tasks.digests import letter_of_digest

Made = Letter | DigestLetter | Dropped | Postponed

COMPOSERS: Final[dict[Mail.Purpose, Callable[[Mail, User], Made]]] = {
    Mail.Purpose.NOTICES: letter_of_notices,
    Mail.Purpose.POST: letter_of_notices,
    Mail.Purpose.DIGEST: letter_of_digest,
}
