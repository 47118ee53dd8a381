"""Accounts that are being closed, handles that were given up, and archives of own data."""

from django.contrib import admin

from accounts.admin.base import ForumModelAdmin, ReadOnly
from accounts.models import Closing, Export, FormerHandle


@admin.register(Closing)
class ClosingAdmin(ReadOnly, ForumModelAdmin[Closing]):
    """What the clock has still to take apart; empty when all is well."""

    list_display = ("asked_at", "person", "withdraws")
    list_filter = ("withdraws", "asked_at")
    search_fields = ("person__username",)
    list_select_related = ("person",)


@admin.register(FormerHandle)
class FormerHandleAdmin(ReadOnly, ForumModelAdmin[FormerHandle]):
    """Who was called what before; nobody stands there whose account is closed."""

    list_display = ("handle", "person", "given_up_at")
    list_filter = ("given_up_at",)
    search_fields = ("handle", "person__username")
    list_select_related = ("person",)


@admin.register(Export)
class ExportAdmin(ReadOnly, ForumModelAdmin[Export]):
    """Which archives were asked for and made; what is in them is their owner's alone."""

    list_display = ("asked_at", "person", "ready_at", "size")
    list_filter = ("asked_at", "ready_at")
    search_fields = ("person__username",)
    list_select_related = ("person",)
    exclude = ("file",)
