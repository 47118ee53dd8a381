"""What pages read of notices. Everything goes through the gate: what somebody may no longer
read neither shows nor counts."""

from notifications.queries.notices import newest_unread, notice_page, unread_count
from notifications.queries.outbox import OutboxState, outbox_state
from notifications.queries.stops import stop_page

__all__ = [
    "OutboxState",
    "newest_unread",
    "notice_page",
    "outbox_state",
    "stop_page",
    "unread_count",
]
