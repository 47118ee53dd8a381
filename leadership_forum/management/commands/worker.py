import logging
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from leadership_forum import clock, memory
from notifications.tasks import deliver, queue_mail, send_mail

logger = logging.getLogger("leadership_forum.worker")

POLL_SECONDS = 0.5
BEAT_SECONDS = 5
CLOCK_SECONDS = 60
# How often the outbox is looked at; beside the tasks, so that a mail server that stalls stops none.
MAIL_SECONDS = 3
# How long the worker waits for a database that went away before it asks again.
RETRY_SECONDS = 2
# What looks for rows that wait. A worker that was killed took along the task that would have woken
# it, which nobody else runs again; the rows are the truth, so whoever begins looks at once.
WAKERS = (deliver, queue_mail)


class Command(BaseCommand):
    """`manage.py worker`: the work after the answer, the clock, and a sign of life."""

    help = "Runs tasks and clock jobs until it is stopped (SIGTERM or Ctrl-C)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        worker = ForumWorker()
        worker.configure_signals()
        memory.listen()
        repeat("heartbeat", BEAT_SECONDS, clock.beat)
        repeat("clock", CLOCK_SECONDS, clock.run_due)
        repeat("mail", MAIL_SECONDS, send_mail)
        worker.run_through_outages()


class ForumWorker(Worker):
    """The worker of django-tasks-db: quiet when it is stopped, patient without a database."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.stopped = threading.Event()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Leave now, or after the task at hand."""
        self.running = False
        self.stopped.set()
        if not self.running_task:
            raise SystemExit(0)

    def run_through_outages(self) -> None:
        """Run until stopped; a database that is away is waited for."""
        while self.running:
            try:
                for waker in WAKERS:
                    waker.enqueue()
                self.run()
            except (OperationalError, InterfaceError) as error:
                logger.warning("the worker waits for the database: %s", error)
                connections.close_all()
                self.stopped.wait(RETRY_SECONDS)


def repeat(name: str, seconds: float, act: Callable[[], object]) -> None:
    """Do something now and every so often beside the tasks, on a connection of its own."""

    def rounds() -> None:
        pause = threading.Event()
        while True:
            try:
                act()
            except (OperationalError, InterfaceError) as error:
                logger.warning("%s: the database is away: %s", name, error)
            except Exception:
                logger.exception("%s failed", name)
            finally:
                connections.close_all()
            pause.wait(seconds)

    threading.Thread(target=rounds, name=name, daemon=True).start()
