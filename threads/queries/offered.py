"""Whom one can name, while one types an @."""

from typing import Final

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    TextField,
    Value,
)
from django.db.models.functions import Upper

from accounts.compiled import FIRST, Compiled, made_once
from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from threads.models import Panelist, Post, Topic

OFFERED: Final = 8
# Accents that people leave out, as the index of names has them (migration 0010).
_ACCENTS: Final = ("áàâäãåçéèêëíìîïñóòôöõøúùûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy")
_PLAIN: Final = str.maketrans(*_ACCENTS)
_PATTERN: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})
# Stand in the statement for what handles begin with, what names do, and a later word of them.
_HANDLE, _NAME, _WORD = "\u0001handle", "\u0001name", "\u0001word"


class _Plain(Func):
    """A name as its index has it."""

    template = f"translate(lower(%(expressions)s), '{_ACCENTS[0]}', '{_ACCENTS[1]}')"
    output_field = TextField()


class _Like(Func):
    """Whether a text is like a pattern, in a way that indexes of its signs know."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    output_field = BooleanField()


def people_like(viewer: Viewer, wanted: str, topic_id: int | None) -> tuple[Face, ...]:
    """Up to eight people whose handle, or a word of whose name, begins so, with or without its
    accents; those who wrote in the topic or sit on its panel come first, where the viewer may read
    it; handles before names."""
    handle = wanted.translate(_PATTERN)
    name = wanted.lower().translate(_PLAIN).translate(_PATTERN)
    said = {_HANDLE: f"{handle}%", _NAME: f"{name}%", _WORD: f"% {name}%", FIRST: topic_id or 0}
    found = _called(viewer.rights(viewer.id)).run(
        lambda one: said.get(one, one) if isinstance(one, (str, int)) else one
    )
    return tuple(face(username, display_name) for username, display_name, *_ in found)


@made_once(300)
def _called(viewer: Viewer) -> Compiled:
    readable = Topic.objects.visible_to(viewer).filter(pk=FIRST)
    said = Post.objects.open_to(viewer).shown().filter(topic__in=readable, author=OuterRef("pk"))
    sits = Panelist.objects.filter(topic__in=readable, person=OuterRef("pk"))
    plain, handle = _Plain(F("display_name")), _Like(F("username"), Value(_HANDLE))
    begins = Q(handle) | Q(_Like(plain, Value(_NAME))) | Q(_Like(plain, Value(_WORD)))
    found = User.objects.filter(begins, is_active=True).annotate(
        is_here=Exists(said) | Exists(sits),
        by_handle=ExpressionWrapper(Q(handle), output_field=BooleanField()),
    )
    in_order = found.order_by("-is_here", "-by_handle", Upper("username"))
    return Compiled(in_order.values_list("username", "display_name", "is_here")[:OFFERED])
