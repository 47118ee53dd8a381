"""What a category lets its readers do: start topics, reply and attach files."""

from django.utils.translation import gettext as _

from accounts.policies import check_writer
from accounts.viewer import Viewer
from threads.models import Category
from threads.policies.rules import require_right


def check_start(viewer: Viewer, category: Category) -> None:
    """Members start topics where they read, as far as the category lets them. The caller fetched
    it as one that the viewer may read."""
    check_writer(viewer)
    sentence = _("You can read here; others were chosen to start topics in this category.")
    require_right(viewer, category, category.starts, category.start_circles, sentence)


def check_attach(viewer: Viewer, category: Category) -> None:
    """Members put files into what they write where they read, as far as the category lets them.
    The caller fetched it as one that the viewer may read."""
    check_writer(viewer)
    sentence = _("You can write here without files; others were chosen to attach them.")
    require_right(viewer, category, category.attaches, category.attach_circles, sentence)
