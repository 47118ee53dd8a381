"""What is said. The same noun has the same file name in every layer of this app."""

from threads.models.asks import Ask
from threads.models.bookmarks import Bookmark
from threads.models.categories import Category, CategoryCircle, CategoryModerator
from threads.models.changes import TopicChange
from threads.models.documents import Document
from threads.models.fishbowls import Fishbowl, Hand, Rest, Seat
from threads.models.follows import CategoryByMail, Follow
from threads.models.glossary import GlossaryEntry, GlossaryName
from threads.models.harvests import Citation, Harvest, Harvester, HarvestVersion
from threads.models.held import HeldPost
from threads.models.hosts import CoHost, HostOffer
from threads.models.likes import Like
from threads.models.links import PostLink
from threads.models.mentions import Mention
from threads.models.panels import Panelist, Perspective, Source
from threads.models.posts import FormerPlace, Post, PostRevision
from threads.models.prompts import Answer, Prompt, PromptPass, PromptSuggestion, PromptVersion
from threads.models.readers import CategoryReader, Draft, TopicReader
from threads.models.relations import TopicRelation
from threads.models.rounds import Round, Turn
from threads.models.search import SearchText
from threads.models.tags import Tag, TopicTag
from threads.models.topics import Topic

__all__ = [
    "Answer",
    "Ask",
    "Bookmark",
    "Category",
    "CategoryByMail",
    "CategoryCircle",
    "CategoryModerator",
    "CategoryReader",
    "Citation",
    "CoHost",
    "Document",
    "Draft",
    "Fishbowl",
    "Follow",
    "FormerPlace",
    "GlossaryEntry",
    "GlossaryName",
    "Hand",
    "Harvest",
    "HarvestVersion",
    "Harvester",
    "HeldPost",
    "HostOffer",
    "Like",
    "Mention",
    "Panelist",
    "Perspective",
    "Post",
    "PostLink",
    "PostRevision",
    "Prompt",
    "PromptPass",
    "PromptSuggestion",
    "PromptVersion",
    "Rest",
    "Round",
    "SearchText",
    "Seat",
    "Source",
    "Tag",
    "Topic",
    "TopicChange",
    "TopicReader",
    "TopicRelation",
    "TopicTag",
    "Turn",
]
