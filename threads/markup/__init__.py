"""Text in, safe HTML and facts out. Pure: no models, no database.

`render` a source, look up the people of `handles_to_look_up` and the `hashtags`, store what `bind`
makes of both; to print, look up the names of what it `needs` and `fill` them in.
"""

from .binding import BoundText, Known, bind, handles_to_look_up
from .limits import MAX_LENGTH, VERSION
from .mentions import is_handle
from .plain import EXCERPT_LENGTH, shorten, shows_something
from .process import Renderer, render, warm_up
from .questions import Trailing, trailing_questions
from .refusals import RETRY_AFTER, MarkupRefused, Reason
from .rendered import Facts, Rendered
from .slots import Names, Needs, fill, fill_excerpt, needs, people_in, printed

__all__ = [
    "EXCERPT_LENGTH",
    "MAX_LENGTH",
    "RETRY_AFTER",
    "VERSION",
    "BoundText",
    "Facts",
    "Known",
    "MarkupRefused",
    "Names",
    "Needs",
    "Reason",
    "Rendered",
    "Renderer",
    "Trailing",
    "bind",
    "fill",
    "fill_excerpt",
    "handles_to_look_up",
    "is_handle",
    "needs",
    "people_in",
    "printed",
    "render",
    "shorten",
    "shows_something",
    "trailing_questions",
    "warm_up",
]
