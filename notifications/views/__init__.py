"""Pages of notices and of mail."""

from notifications.views.notices import mark_read, notice_list
from notifications.views.stops import mail_stop

__all__ = ["mail_stop", "mark_read", "notice_list"]
