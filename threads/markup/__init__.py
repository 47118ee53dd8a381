"""Text in, safe HTML and facts out. Pure: no models, no database.

`render` a source, look up the people of `handles_to_look_up` and the `hashtags`, store what `bind`
makes of both; to print, look up the names of what it `needs` and `fill` them in.
"""

from .binding import BoundText, Known, bind, handles_to_look_up
from .citations import Cited, change_each
from .citations import read as read_citation
from .citations import tidy as tidy_words
from .citations import write as write_citation
from .folding import VERSION as FOLDING
from .folding import fold, is_unspaced, joined, to_index
from .found import marked_piece
from .limits import MAX_LENGTH, VERSION
from .mailed import mailed
from .mentions import is_handle
from .plain import EXCERPT_LENGTH, as_words, own_text, plain_text, shorten, shows_something
from .process import Renderer, render, warm_up
from .questions import Trailing, trailing_questions
from .refusals import RETRY_AFTER, MarkupRefused, Reason, WordsRefused
from .rendered import Facts, Rendered
from .slots import Names, Needs, fill, fill_excerpt, made_whole, needs, people_in, printed
from .watching import watched_words

__all__ = [
    "EXCERPT_LENGTH",
    "FOLDING",
    "MAX_LENGTH",
    "RETRY_AFTER",
    "VERSION",
    "BoundText",
    "Cited",
    "Facts",
    "Known",
    "MarkupRefused",
    "Names",
    "Needs",
    "Reason",
    "Rendered",
    "Renderer",
    "Trailing",
    "WordsRefused",
    "as_words",
    "bind",
    "change_each",
    "fill",
    "fill_excerpt",
    "fold",
    "handles_to_look_up",
    "is_handle",
    "is_unspaced",
    "joined",
    "made_whole",
    "mailed",
    "marked_piece",
    "needs",
    "own_text",
    "people_in",
    "plain_text",
    "printed",
    "read_citation",
    "render",
    "shorten",
    "shows_something",
    "tidy_words",
    "to_index",
    "trailing_questions",
    "warm_up",
    "watched_words",
    "write_citation",
]
