"""Who hosts a topic."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from threads.models import CoHost

# The ids of the co-hosts of the topic of an outer query, earliest first: `cohost_ids`.
COHOST_IDS = ArraySubquery(
    CoHost.objects.filter(topic=OuterRef("pk")).order_by("since", "id").values("person_id")
)
