"""Who hears of it: announcements and notices, the ways people choose, and mail."""

from notifications.models.choices import Choice, CommunityChoice, MailChoice
from notifications.models.kinds import (
    FOLLOWED,
    HEARD_FROM_ALL,
    OF_POST,
    SHIPPED,
    SORTS,
    STARRED,
    ByMail,
    Kind,
    Sort,
)
from notifications.models.mails import Bounce, Mail, MailStop
from notifications.models.notices import Announcement, Notice

__all__ = [
    "FOLLOWED",
    "HEARD_FROM_ALL",
    "OF_POST",
    "SHIPPED",
    "SORTS",
    "STARRED",
    "Announcement",
    "Bounce",
    "ByMail",
    "Choice",
    "CommunityChoice",
    "Kind",
    "Mail",
    "MailChoice",
    "MailStop",
    "Notice",
    "Sort",
]
