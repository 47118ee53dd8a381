"""The registry of clock jobs, run by the worker every minute (`manage.py tick` runs them now).

Each job is safe late, twice and in parallel. To add one: write it in its app, name it here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.actions.limits import forget_buckets
from accounts.actions.sessions import forget_ended_sessions
from accounts.tasks import forget_exports, make_exports
from leadership_forum.keeping import sweep
from leadership_forum.models import ClockJob, Heartbeat
from notifications.tasks import deliver, prune_mail, queue_digests, queue_mail
from threads.actions.asks import remind_asks
from threads.actions.closing import finish_closings
from threads.actions.hosts import pass_on_lost_topics
from threads.actions.running.tending import tend_fishbowls
from threads.actions.seals import lift_seals
from threads.actions.settling import moot_asks
from threads.actions.timers import close_due_topics

logger = logging.getLogger("leadership_forum.clock")

# How long a silent worker counts as alive; it beats every five seconds.
HEARTBEAT_SECONDS = 30
# After this a job that was begun and not ended is taken up by another turn of the clock.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Job:
    """What runs how often."""

    name: str
    every: timedelta
    run: Callable[[], object]


def clear_sessions() -> None:
    """Remove sessions that ended, and where they were from."""
    call_command("clearsessions", verbosity=0)
    forget_ended_sessions()


def prune_tasks() -> None:
    """Remove finished tasks after a day; the announcements, not these rows, are the truth."""
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)
    # A worker that was killed leaves its task running for ever.
    since = timezone.now() - timedelta(days=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=since).delete()


JOBS = (
    Job("deliver", timedelta(minutes=1), deliver.func),
    Job("queue_mail", timedelta(minutes=1), queue_mail.func),
    Job("tend_fishbowls", timedelta(minutes=1), tend_fishbowls),
    Job("finish_closings", timedelta(minutes=1), finish_closings),
    Job("make_exports", timedelta(minutes=1), make_exports.func),
    Job("forget_exports", timedelta(hours=1), forget_exports),
    Job("close_due_topics", timedelta(minutes=1), close_due_topics),
    Job("lift_seals", timedelta(minutes=1), lift_seals),
    Job("forget_buckets", timedelta(hours=1), forget_buckets),
    Job("clear_sessions", timedelta(days=1), clear_sessions),
    Job("sweep", timedelta(hours=1), sweep),
    Job("prune_tasks", timedelta(hours=1), prune_tasks),
    Job("prune_mail", timedelta(hours=1), prune_mail),
    Job("pass_on_lost_topics", timedelta(hours=1), pass_on_lost_topics),
    Job("moot_asks", timedelta(hours=1), moot_asks),
    Job("queue_digests", timedelta(minutes=15), queue_digests),
    Job("remind_asks", timedelta(hours=1), remind_asks),
)


def run_due(*, everything: bool = False) -> list[str]:
    """Run the jobs that are due (or all); answers their names.

    A job that fails is logged, and its failure kept on its row; it is tried again when it is next
    due, after ten minutes at the latest.
    """
    ran = [job.name for job in JOBS if _claim(job, everything) and _run(job)]
    beat("clock")
    return ran


def _claim(job: Job, everything: bool) -> bool:
    """Take the job by moving its due time: of several clocks one wins. It moves no further than
    `LEASE`, so that a rare job whose clock is killed is taken up soon."""
    now = timezone.now()
    ClockJob.objects.bulk_create([ClockJob(name=job.name, due_at=now)], ignore_conflicts=True)
    rows = ClockJob.objects.filter(name=job.name)
    if not everything:
        rows = rows.filter(due_at__lte=now)
    return rows.update(due_at=now + min(job.every, LEASE)) == 1


def _run(job: Job) -> bool:
    began, error = timezone.now(), ""
    try:
        job.run()
    except Exception as failure:
        logger.exception("clock job %s failed", job.name)
        error = repr(failure)[:500]
    facts = {"ran_at": timezone.now(), "error": error}
    if not error:
        facts["due_at"] = began + job.every
    ClockJob.objects.filter(name=job.name).update(**facts)
    return True


def beat(role: str = "worker") -> None:
    """The worker says that it lives, and the clock that it made a turn."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(role=role, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["role"],
        update_fields=["at"],
    )


def worker_lives() -> bool:
    """Whether a worker gave a sign of life lately."""
    since = timezone.now() - timedelta(seconds=HEARTBEAT_SECONDS)
    return Heartbeat.objects.filter(role="worker", at__gte=since).exists()
