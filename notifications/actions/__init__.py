"""What changes about who hears of what."""

from notifications.actions.telling import announce, mark_read, mark_seen, tell_anew

__all__ = ["announce", "mark_read", "mark_seen", "tell_anew"]
