"""Text in, safe HTML and facts out. Pure: no models, no database.

`render` a source, look up `handles_to_look_up`, store what `bind_mentions` makes of both together
with `VERSION`; to print, look up the people of `slots` and `fill` them in.
"""

from .binding import BoundText, bind_mentions, fill, handles_to_look_up, slots
from .limits import MAX_LENGTH, VERSION
from .mentions import is_handle
from .plain import excerpt, plain_text, shows_something
from .process import render
from .questions import Trailing, trailing_questions
from .refusals import MarkupRefused, Reason
from .rendered import Rendered

__all__ = [
    "MAX_LENGTH",
    "VERSION",
    "BoundText",
    "MarkupRefused",
    "Reason",
    "Rendered",
    "Trailing",
    "bind_mentions",
    "excerpt",
    "fill",
    "handles_to_look_up",
    "is_handle",
    "plain_text",
    "render",
    "shows_something",
    "slots",
    "trailing_questions",
]
