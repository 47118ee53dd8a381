"""Operations in the admin: the clock and the worker."""

from django.contrib import admin

from accounts.admin.base import ForumModelAdmin, ReadOnly
from leadership_forum.models import ClockJob, Heartbeat


@admin.register(ClockJob)
class ClockJobAdmin(ReadOnly, ForumModelAdmin[ClockJob]):
    """When each clock job ran, and what went wrong."""

    list_display = ("name", "ran_at", "due_at", "error")
    list_filter = ("ran_at",)
    search_fields = ("name", "error")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly, ForumModelAdmin[Heartbeat]):
    """Who gave a sign of life when."""

    list_display = ("role", "at")
    list_filter = ("at",)
    search_fields = ("role",)
