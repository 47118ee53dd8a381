"""Is the process up; is the site ready: database, migrations, demo and worker."""

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse

from accounts.models import User
from leadership_forum.backlog import backlog
from leadership_forum.clock import worker_lives


def healthz() -> HttpResponse:
    """200 as soon as this process serves."""
    return answer("ok")


def readyz() -> HttpResponse:
    """200 when everything that the site needs is done and alive, else 503 with the reason.

    When ready it says in further lines what waits behind the pages (`backlog.lines`). Work that
    waits for too long is said there and takes nothing away: every web process waits for the same
    worker, so 503 would close the whole site to its readers because notices are late.
    """
    try:
        reason = _what_is_missing()
        words = "" if reason else _ready()
    except DatabaseFailure:
        reason = "the database does not answer"
    return answer(reason, 503) if reason else answer(words)


def _ready() -> str:
    work = backlog()
    behind = ("the worker is far behind",) if work.is_far else ()
    return "\n".join(("ready", *behind, *work.lines))


def _what_is_missing() -> str:
    if _migrations.pending():
        return "the database is being migrated"
    if settings.DEMO and not User.objects.exists():
        return "the demo is being filled in"
    if not worker_lives():
        return "the worker gives no sign of life"
    return ""


class _Migrations:
    """Whether the tables are up to date; once they were, they stay so while this process runs."""

    done = False

    def pending(self) -> bool:
        """Look, until it is done."""
        if not self.done:
            executor = MigrationExecutor(connection)
            self.done = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return not self.done


_migrations = _Migrations()


def answer(text: str, status: int = 200) -> HttpResponse:
    """A line that nobody keeps."""
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not ready yet is an answer, not an error: Django's log of responses leaves it alone.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


PAGES = {"/healthz": healthz, "/readyz": readyz}
