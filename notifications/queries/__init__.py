"""What pages read of notices, and how people want to be told. Everything goes through the gate:
what somebody may no longer read, or wants to hear nothing of, neither shows nor counts."""

from notifications.queries.lines import notice_page
from notifications.queries.notices import newest_unread, unread_count
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
