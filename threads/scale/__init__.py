"""A made-up community of any size, as plain data: the same numbers for the same seed, and no
database. `threads.actions.scaling` stores it; nothing in it is anybody's text or name."""

from .community import CAST, Community, Place, draw_community
from .spread import FEWEST_POSTS, Sizes, draw_sizes, zipf
from .talk import (
    YEARS,
    Conversation,
    Crowd,
    Saying,
    draw_conversations,
    draw_readers,
    draw_saying,
    in_order_of_time,
)
from .texts import Block, Pool, Said, block_sources
from .words import COMMON, RARE, Lexicon

__all__ = [
    "CAST",
    "COMMON",
    "FEWEST_POSTS",
    "RARE",
    "YEARS",
    "Block",
    "Community",
    "Conversation",
    "Crowd",
    "Lexicon",
    "Place",
    "Pool",
    "Said",
    "Saying",
    "Sizes",
    "block_sources",
    "draw_community",
    "draw_conversations",
    "draw_readers",
    "draw_saying",
    "draw_sizes",
    "in_order_of_time",
    "zipf",
]
