"""Pages of notices and of mail."""

from notifications.views.notices import mark_read, notice_list

__all__ = ["mark_read", "notice_list"]
