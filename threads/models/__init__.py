"""What is said. The same noun has the same file name in every layer of this app."""

from threads.models.categories import Category, CategoryCircle, CategoryModerator
from threads.models.held import HeldPost
from threads.models.likes import Like
from threads.models.links import PostLink
from threads.models.mentions import Mention
from threads.models.panels import Fishbowl, Panelist, Source
from threads.models.posts import FormerPlace, Post, PostRevision
from threads.models.prompts import Answer, Prompt
from threads.models.readers import Draft, TopicReader
from threads.models.tags import Tag, TopicTag
from threads.models.topics import Topic

__all__ = [
    "Answer",
    "Category",
    "CategoryCircle",
    "CategoryModerator",
    "Draft",
    "Fishbowl",
    "FormerPlace",
    "HeldPost",
    "Like",
    "Mention",
    "Panelist",
    "Post",
    "PostLink",
    "PostRevision",
    "Prompt",
    "Source",
    "Tag",
    "Topic",
    "TopicReader",
    "TopicTag",
]
