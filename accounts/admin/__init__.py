"""People, circles and the community in the admin."""

from accounts.admin import base, circles, community, invitations, leaving, limits, people

__all__ = ["base", "circles", "community", "invitations", "leaving", "limits", "people"]
