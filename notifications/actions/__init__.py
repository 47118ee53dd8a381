"""What changes about who hears of what."""

from notifications.actions.choosing import address_again, choose, mail_again, pause_mail
from notifications.actions.resending import send_again
from notifications.actions.stopping import stop_mail, take_back_stop
from notifications.actions.telling import (
    announce,
    carry_notices,
    mark_over,
    mark_passing,
    mark_read,
    mark_seen,
    tell_anew,
)

__all__ = [
    "address_again",
    "announce",
    "carry_notices",
    "choose",
    "mail_again",
    "mark_over",
    "mark_passing",
    "mark_read",
    "mark_seen",
    "pause_mail",
    "send_again",
    "stop_mail",
    "take_back_stop",
    "tell_anew",
]
