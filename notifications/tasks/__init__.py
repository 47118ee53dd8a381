"""Work after the answer. The rows are the truth; a task only wakes the work."""

from notifications.tasks.queueing import queue_mail
from notifications.tasks.sending import send_mail
from notifications.tasks.telling import deliver

__all__ = ["deliver", "queue_mail", "send_mail"]
