"""All that is kept for a time only, and what sweeps it."""

from accounts.actions.sessions import ADDRESSES
from notifications.tasks.keeping import NOTICES
from threads.actions.keeping import DRAFTS, WITHDRAWN

KEPT = (ADDRESSES, DRAFTS, NOTICES, WITHDRAWN)


def sweep() -> None:
    """Remove what the community keeps no longer: a clock job."""
    for kept in KEPT:
        kept.sweep()
