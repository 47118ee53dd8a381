"""The ledger in the admin: to read."""

from django.contrib import admin

from accounts.admin import ForumModelAdmin, ReadOnly
from ledger.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnly, ForumModelAdmin[Entry]):
    """What was done; nobody changes a line, the database refuses it."""

    list_display = ("at", "act", "actor_id", "topic_id", "post_id", "person_id", "reason")
    list_filter = ("act", "at")
    search_fields = ("reason", "=topic_id", "=post_id", "=person_id", "=actor_id")
    date_hierarchy = "at"
