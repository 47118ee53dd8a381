"""Work after the answer. The rows are the truth; a task only wakes the work."""

from notifications.tasks.digests import queue_digests
from notifications.tasks.queueing import queue_mail
from notifications.tasks.sending import prune_mail, send_mail
from notifications.tasks.telling import deliver

__all__ = ["deliver", "prune_mail", "queue_digests", "queue_mail", "send_mail"]
