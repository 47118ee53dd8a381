"""Who hears of it: announcements and notices, the ways people choose, and mail."""

from notifications.models.choices import Choice, CommunityChoice, MailChoice
from notifications.models.kinds import (
    ANEW,
    FOLLOWED,
    HEARD_FROM_ALL,
    OF_CROWD,
    OF_POST,
    PASSING,
    PRESSING,
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
    "ANEW",
    "FOLLOWED",
    "HEARD_FROM_ALL",
    "OF_CROWD",
    "OF_POST",
    "PASSING",
    "PRESSING",
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
