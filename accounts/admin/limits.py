"""What counts towards a limit, in the admin; only to look at."""

from django.contrib import admin

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import Bucket


@admin.register(Bucket)
class BucketAdmin(ReadOnly, ForumModelAdmin[Bucket]):
    """How far each is used up; addresses stand here as keyed hashes."""

    list_display = ("key", "until", "window")
    list_filter = ("until",)
    search_fields = ("key",)
    ordering = ("-until",)
