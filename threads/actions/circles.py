"""What `accounts` is told at start of circles: which categories they read and whose moderators
curate, and how what is done to them is written down and told."""

from django.db.models import OuterRef

from accounts.chronicle import register_herald, register_writer
from accounts.models import register_moderated
from accounts.queries.circles import register_places
from notifications.actions import announce
from threads.actions.lines import leave_line
from threads.models.moderated import categories_moderated
from threads.queries.lists import places_of_circle


def tell_of_circles() -> None:
    """Called when the app is ready."""
    register_moderated(categories_moderated(OuterRef("pk")).values("pk"))
    register_places(places_of_circle)
    register_writer(leave_line)
    register_herald(announce)
