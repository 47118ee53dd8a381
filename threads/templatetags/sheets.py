"""Leaves holes in a page: `{% hole "own" %}…{% endhole %}` is what differs from reader to reader;
`{% hole "mark" row %}…{% endhole %}` is what differs there about something.

In a page that is made for one reader the tag does nothing. In a sheet (`threads.views.sheets`) it
leaves a mark, and hands over what would have stood there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, NamedTuple

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Left(NamedTuple):
    """A hole, what stood there for the reader whom the sheet is made for, and what it is about."""

    name: str
    content: str
    about: Any = None


@dataclass
class Holes:
    """The holes of a sheet in the making. The mark is a secret of the moment: no text that people
    wrote can hold it."""

    mark: str = field(default_factory=lambda: f"\x00{token_hex(8)}\x00")
    csrf_mark: str = field(default_factory=lambda: f"csrf{token_hex(8)}")
    left: list[Left] = field(default_factory=list)
    depth: int = 0

    def leave(self, name: str, content: Callable[[], str], about: Any = None) -> SafeString:
        """A hole of that name. What would have stood there is kept, with marks for holes in it."""
        self.depth += 1
        said = content()
        self.depth -= 1
        if not self.depth:
            self.left.append(Left(name, said, about))
        return mark_safe(self.mark)  # noqa: S308 - a mark of our own

    def take(self) -> list[Left]:
        """The holes in their order; begins anew."""
        found, self.left = self.left, []
        return found


class HoleNode(template.Node):
    """A part of a page that differs from reader to reader."""

    def __init__(
        self, name: FilterExpression, about: FilterExpression | None, nodelist: NodeList
    ) -> None:
        self.name, self.about, self.nodelist = name, about, nodelist

    def render(self, context: Context) -> SafeString:
        """What stands there, or a mark where a sheet is made."""
        holes: Holes | None = context.get("holes")
        if holes is None:
            return self.nodelist.render(context)
        about = self.about.resolve(context) if self.about else None
        name = self.name.resolve(context)
        return holes.leave(name, lambda: self.nodelist.render(context), about)


@register.tag
def hole(parser: Parser, token: Token) -> HoleNode:
    """`{% hole "name" %}…{% endhole %}`, or with what it is about."""
    words = token.split_contents()[1:]
    if len(words) not in {1, 2}:
        raise template.TemplateSyntaxError("hole takes a name, and what it is about")
    nodelist = parser.parse(("endhole",))
    parser.delete_first_token()
    name, *about = map(parser.compile_filter, words)
    return HoleNode(name, about[0] if about else None, nodelist)
