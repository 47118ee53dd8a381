"""What pages read of notices. Everything goes through the gate: what somebody may no longer
read neither shows nor counts."""

from notifications.queries.notices import newest_unread, notice_page, unread_count

__all__ = ["newest_unread", "notice_page", "unread_count"]
