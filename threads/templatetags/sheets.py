"""Leaves holes in a page: `{% hole "own" %}…{% endhole %}` is what differs from reader to reader.

In a page that is made for one reader the tag does nothing. In a sheet (`threads.views.sheets`) it
leaves a mark, and hands over what would have stood there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@dataclass
class Holes:
    """The holes of a sheet in the making. The mark is a secret of the moment: no text that people
    wrote can hold it."""

    mark: str = field(default_factory=lambda: f"\x00{token_hex(8)}\x00")
    left: list[tuple[str, str]] = field(default_factory=list)
    depth: int = 0

    def leave(self, name: str, content: Callable[[], str]) -> SafeString:
        """A hole of that name. What would have stood there is kept, with marks for holes in it."""
        self.depth += 1
        said = content()
        self.depth -= 1
        if not self.depth:
            self.left.append((name, said))
        return mark_safe(self.mark)  # noqa: S308 - a mark of our own

    def take(self) -> list[tuple[str, str]]:
        """The names of the holes in their order with what stood in each; begins anew."""
        found, self.left = self.left, []
        return found


class HoleNode(template.Node):
    """A part of a page that differs from reader to reader."""

    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        """What stands there, or a mark where a sheet is made."""
        holes: Holes | None = context.get("holes")
        if holes is None:
            return self.nodelist.render(context)
        return holes.leave(self.name.resolve(context), lambda: self.nodelist.render(context))


@register.tag
def hole(parser: Parser, token: Token) -> HoleNode:
    """`{% hole "name" %}…{% endhole %}`."""
    try:
        _tag, name = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("hole takes a name") from None
    nodelist = parser.parse(("endhole",))
    parser.delete_first_token()
    return HoleNode(parser.compile_filter(name), nodelist)
