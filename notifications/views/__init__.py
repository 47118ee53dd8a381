"""Pages of notices and of mail."""

from notifications.views.notices import digest, mark_read, notice_list
from notifications.views.settings import mail_again, mail_pause, notice_settings
from notifications.views.stops import mail_stop

__all__ = [
    "digest",
    "mail_again",
    "mail_pause",
    "mail_stop",
    "mark_read",
    "notice_list",
    "notice_settings",
]
