"""The line that every act of curating leaves, and word of it to those concerned."""

from typing import Any

from accounts.viewer import Viewer
from ledger.actions import record
from ledger.models import Act, Entry
from notifications.actions import announce
from threads.models import Topic


def leave_line(viewer: Viewer, act: Act, topic: Topic | None = None, **facts: Any) -> Entry:
    """Write what was done into the ledger and have those concerned told, in the transaction of
    the act. With a topic, the line stands in it and in the log of its category."""
    if topic:
        facts = {"topic_id": topic.pk, "category_id": topic.category_id} | facts
    entry = record(viewer, act, **facts)
    announce("entry", entry.pk)
    return entry
