"""Which version of a topic, or of all of them, stands: what remembered pages are kept by."""

from threads.models import TopicChange
from threads.models.changes import ANYTHING, SITE

# Written once: it is asked before every remembered page, and building it costs more than it.
_ROWS = TopicChange.objects.order_by("id").values_list("id", flat=True)


def version_of_topic(topic_id: int) -> str:
    """A word that changes with every act that changes what pages of this topic show to a guest, or
    what all pages show. One query, of a row or two from an index."""
    return _version(topic_id, SITE)


def version_of_lists() -> str:
    """A word that changes with every act that changes what any page of conversations shows."""
    return _version(ANYTHING, SITE)


def _version(*places: int) -> str:
    return ".".join(map(str, _ROWS.filter(topic_id__in=places)))
