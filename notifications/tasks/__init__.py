"""Work after the answer. The rows are the truth; a task only wakes the work."""

from notifications.tasks.telling import deliver

__all__ = ["deliver"]
