"""The admin of people, cases and the ledger. Every act goes through the actions of the site."""

from moderation.admin import cases, ledger, people

__all__ = ["cases", "ledger", "people"]
