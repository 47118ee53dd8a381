"""How closely the viewer follows something, as a column of the query that fetches it."""

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.viewer import Viewer
from threads.models import Follow


def level_at(viewer: Viewer, thing: str) -> Coalesce | Value:
    """The level at the `category`, `tag` or `prompt` of the outer query; empty where there is none,
    and without asking for a guest."""
    if not viewer.is_member:
        return Value("", CharField())
    mine = Follow.objects.filter(person_id=viewer.id, **{thing: OuterRef("pk")})
    return Coalesce(Subquery(mine.values("level")), Value(""))
