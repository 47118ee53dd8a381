"""Archives of people's own data, made after the answer. The rows are the truth; a task only wakes
the work, and the clock does it where no task came."""

import logging
import secrets
import tempfile
import zipfile
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from accounts.exports import files_of
from accounts.models import Export
from accounts.models.exports import FETCHED_FOR

logger = logging.getLogger("leadership_forum.accounts")

# After this an archive that was begun and is not ready is begun anew.
LEASE = timedelta(minutes=30)


@task
def make_exports() -> None:
    """Make every archive that waits; safe late, twice and in parallel: of several workers one
    takes it. One that fails is tried again when its lease is over, and holds up no other."""
    now = timezone.now()
    free = Q(began_at=None) | Q(began_at__lt=now - LEASE)
    for pk in list(Export.objects.filter(free, ready_at=None).values_list("pk", flat=True)):
        if Export.objects.filter(free, pk=pk, ready_at=None).update(began_at=timezone.now()):
            try:
                _make(Export.objects.select_related("person").get(pk=pk))
            except Exception:
                logger.exception("archive %s could not be made", pk)


def forget_exports() -> None:
    """Remove archives whose time is over, and files that nobody owns any more: a clock job."""
    Export.objects.filter(ready_at__lte=timezone.now() - FETCHED_FOR).delete()
    store = storages["exports"]
    if not store.exists("."):
        return
    kept = set(Export.objects.values_list("file", flat=True))
    for name in store.listdir(".")[1]:
        if name not in kept and not _is_young(store, name):
            store.delete(name)


def _is_young(store: Any, name: str) -> bool:
    """Whether it may be about to be named by its row."""
    return bool(store.get_modified_time(name) > timezone.now() - LEASE)


def _make(export: Export) -> None:
    """Write the archive beside the others, and only then say that it is there."""
    store = storages["exports"]
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files_of(export.person):
                archive.writestr(name, content)
        size = file.tell()
        file.seek(0)
        name = store.save(f"{secrets.token_hex(16)}.zip", File(file))
    facts = {"ready_at": timezone.now(), "file": name, "size": size}
    if not Export.objects.filter(pk=export.pk, ready_at=None).update(**facts):
        store.delete(name)
