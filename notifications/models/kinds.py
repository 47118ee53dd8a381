"""Why somebody is told, and the sorts of it for which people choose how they are told."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sort(models.TextChoices):
    """What people choose ways for: the kinds of notices that mean the same to who is told."""

    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody replies to me")
    QUOTE = "quote", _("Somebody quotes me")
    ASK = "ask", _("Somebody asks me a question")
    ANSWER = "answer", _("Somebody answers my question")
    LIKE = "like", _("Somebody likes my post")
    WATCHED = "watched", _("New posts in what I watch")
    NEW_TOPIC = "new_topic", _("New topics in what I watch")
    CITED = "cited", _("A harvest cites me")
    DISPUTED = "disputed", _("Somebody disputes a harvest of mine")
    PROMPT = "prompt", _("A question that concerns me changes")
    SEAT = "seat", _("A chair for me in a fishbowl")
    TURN = "turn", _("My turn in a round")
    PANEL = "panel", _("A panel that I follow or sit on begins")
    HOST = "host", _("Who cares for a topic of mine")
    MODERATION = "moderation", _("What moderators do with what is mine")
    SYSTEM = "system", _("What concerns my account")


class ByMail(models.TextChoices):
    """How mail tells of something: not at all, at once (held some minutes), in the digest; or each
    post as it comes, for who gets a whole category by mail."""

    NEVER = "", _("Never")
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")
    EACH = "each", _("Each post")


class Kind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", _("mentioned you")
    REPLY = "reply", _("replied to you")
    QUOTE = "quote", _("quoted you")
    LIKE = "like", _("liked your post")
    MODERATION = "moderation", _("moderated")
    ASK = "ask", _("asked you a question")
    REMINDER = "reminder", _("still waits for your answer")
    ANSWERED = "answered", _("answered your question")
    PROMPT = "prompt", _("changed what a question means that you answered")
    FILING = "filing", _("suggests what your post answers")
    SUGGESTION = "suggestion", _("suggests a question")
    PERSPECTIVE = "perspective", _("wrote down what you said")
    CITED = "cited", _("cited you in a harvest")
    DISPUTED = "disputed", _("disputes how a harvest cites them")
    HOST = "host", _("changed who cares for a topic")
    WATCHED = "watched", _("posted in a topic that you watch")
    WATCHED_PROMPT = "watched_prompt", _("answered a question that you watch")
    NEW_TOPIC = "new_topic", _("started a topic in a category that you watch")
    NEW_TAGGED = "new_tagged", _("started a topic with a tag that you watch")
    EACH_POST = "each_post", _("posted in a category that you get by mail")
    QUESTIONS = "questions", _("put questions of the gallery to you")
    INVITED = "invited", _("invited you onto a panel")
    OFFERED = "offered", _("holds a chair for you")
    WAITED = "waited", _("tells you that somebody waits for your chair")
    TURN = "turn", _("waits for your turn in a round")
    PANEL = "panel", _("began the panel of a fishbowl")
    EMPTY_BOWL = "empty_bowl", _("tells you that nobody sits in the bowl any more")
    STALLED = "stalled", _("could not begin the panel on its date")
    JOINING = "joining", _("asks to join a circle")
    SYSTEM = "system", _("has a message for you")

    @property
    def gate(self) -> str:
        """What its subject is: a post, unless it says otherwise."""
        return SUBJECTS.get(self, "post")

    @property
    def why(self) -> str:
        """Why its hearer is told, in a sentence to them."""
        return str(WHY[self])

    @property
    def sort(self) -> Sort:
        """What its hearers choose ways for."""
        return SORTS[self]


# The subjects that are no posts.
SUBJECTS = {
    Kind.MODERATION: "entry",
    Kind.ASK: "ask",
    Kind.REMINDER: "ask",
    Kind.ANSWERED: "ask",
    Kind.PROMPT: "prompt",
    Kind.SUGGESTION: "suggestion",
    Kind.PERSPECTIVE: "perspective",
    Kind.CITED: "citation",
    Kind.DISPUTED: "citation",
    Kind.HOST: "entry",
    Kind.INVITED: "invitation",
    Kind.OFFERED: "offer",
    Kind.WAITED: "chair",
    Kind.TURN: "turn",
    Kind.PANEL: "panel",
    Kind.EMPTY_BOWL: "empty_bowl",
    Kind.STALLED: "stalled",
    Kind.JOINING: "join_request",
    Kind.SYSTEM: "bounce",
}

WHY: Final = {
    Kind.MENTION: _("because somebody mentioned you"),
    Kind.REPLY: _("because somebody replied to you"),
    Kind.QUOTE: _("because somebody quoted you"),
    Kind.LIKE: _("because the post is yours"),
    Kind.MODERATION: _("because it concerns you or what you take part in"),
    Kind.ASK: _("because you are asked"),
    Kind.REMINDER: _("because you were asked"),
    Kind.ANSWERED: _("because you asked"),
    Kind.PROMPT: _("because you answered this question"),
    Kind.FILING: _("because the post is yours"),
    Kind.SUGGESTION: _("because you look after this topic"),
    Kind.PERSPECTIVE: _("because it is about what you said"),
    Kind.CITED: _("because your words are cited"),
    Kind.DISPUTED: _("because you look after this harvest"),
    Kind.HOST: _("because you look after this topic"),
    Kind.WATCHED: _("because you watch this topic"),
    Kind.WATCHED_PROMPT: _("because you watch this question"),
    Kind.NEW_TOPIC: _("because you watch this category"),
    Kind.NEW_TAGGED: _("because you watch a tag of it"),
    Kind.EACH_POST: _("because you get this category by mail"),
    Kind.QUESTIONS: _("because you sit in the bowl"),
    Kind.INVITED: _("because you are asked onto the panel"),
    Kind.OFFERED: _("because you stand in line"),
    Kind.WAITED: _("because you sit in an open chair"),
    Kind.TURN: _("because you take part in the round"),
    Kind.PANEL: _("because you watch this topic, or are of the panel"),
    Kind.EMPTY_BOWL: _("because you look after this topic"),
    Kind.STALLED: _("because you look after this topic"),
    Kind.JOINING: _("because you decide about it"),
    Kind.SYSTEM: _("because it concerns your account"),
}

# What people choose ways for, by the kind.
SORTS: Final = {
    Kind.MENTION: Sort.MENTION,
    Kind.REPLY: Sort.REPLY,
    Kind.QUOTE: Sort.QUOTE,
    Kind.LIKE: Sort.LIKE,
    Kind.MODERATION: Sort.MODERATION,
    Kind.ASK: Sort.ASK,
    Kind.REMINDER: Sort.ASK,
    Kind.ANSWERED: Sort.ANSWER,
    Kind.PROMPT: Sort.PROMPT,
    Kind.FILING: Sort.PROMPT,
    Kind.SUGGESTION: Sort.HOST,
    Kind.PERSPECTIVE: Sort.CITED,
    Kind.CITED: Sort.CITED,
    Kind.DISPUTED: Sort.DISPUTED,
    Kind.HOST: Sort.HOST,
    Kind.WATCHED: Sort.WATCHED,
    Kind.WATCHED_PROMPT: Sort.WATCHED,
    Kind.NEW_TOPIC: Sort.NEW_TOPIC,
    Kind.NEW_TAGGED: Sort.NEW_TOPIC,
    Kind.EACH_POST: Sort.WATCHED,
    Kind.QUESTIONS: Sort.ASK,
    Kind.INVITED: Sort.SEAT,
    Kind.OFFERED: Sort.SEAT,
    Kind.WAITED: Sort.SEAT,
    Kind.TURN: Sort.TURN,
    Kind.PANEL: Sort.PANEL,
    Kind.EMPTY_BOWL: Sort.HOST,
    Kind.STALLED: Sort.HOST,
    Kind.JOINING: Sort.ASK,
    Kind.SYSTEM: Sort.SYSTEM,
}

# What somebody is told because they follow something: one of these about each post, and none where
# they are mentioned in it or answered by it.
FOLLOWED = (Kind.WATCHED, Kind.WATCHED_PROMPT, Kind.NEW_TOPIC, Kind.NEW_TAGGED)

# What a post makes somebody hear of it, the strongest reason first: of one post somebody is told
# once, for the strongest.
OF_POST: Final = (
    Kind.MENTION,
    Kind.REPLY,
    Kind.QUOTE,
    Kind.QUESTIONS,
    Kind.WATCHED_PROMPT,
    Kind.WATCHED,
    Kind.NEW_TOPIC,
    Kind.NEW_TAGGED,
    Kind.EACH_POST,
)

# What happens to somebody more than once with the same subject: each time is told anew, in the row
# of the last time.
ANEW: Final = (Kind.OFFERED, Kind.WAITED, Kind.PANEL, Kind.EMPTY_BOWL, Kind.STALLED)
# What a crowd can be told for.
OF_CROWD: Final = (*OF_POST, Kind.PANEL)
# What is over by itself some time after it was told: an answered invitation, a chair that is held
# no more. What is over is neither shown nor mailed.
PASSING: Final = (Kind.INVITED, Kind.TURN, *ANEW)
# Of these mail does not wait until somebody has been in the topic: they have hours to act.
PRESSING: Final = (Kind.INVITED, Kind.OFFERED, Kind.WAITED, Kind.TURN)

# How each sort is told where neither the person nor the community chose: on the site, and by mail.
SHIPPED: Final = {
    Sort.MENTION: (True, ByMail.AT_ONCE),
    Sort.REPLY: (True, ByMail.AT_ONCE),
    Sort.QUOTE: (True, ByMail.AT_ONCE),
    Sort.ASK: (True, ByMail.AT_ONCE),
    Sort.ANSWER: (True, ByMail.AT_ONCE),
    Sort.LIKE: (True, ByMail.NEVER),
    Sort.WATCHED: (True, ByMail.AT_ONCE),
    Sort.NEW_TOPIC: (True, ByMail.DIGEST),
    Sort.CITED: (True, ByMail.AT_ONCE),
    Sort.DISPUTED: (True, ByMail.AT_ONCE),
    Sort.PROMPT: (True, ByMail.DIGEST),
    Sort.SEAT: (True, ByMail.AT_ONCE),
    Sort.TURN: (True, ByMail.AT_ONCE),
    Sort.PANEL: (True, ByMail.AT_ONCE),
    Sort.HOST: (True, ByMail.AT_ONCE),
    Sort.MODERATION: (True, ByMail.AT_ONCE),
    Sort.SYSTEM: (True, ByMail.AT_ONCE),
}
# What nobody can switch off on the site: it may decide what they can do here.
STARRED: Final = frozenset({Sort.SEAT, Sort.MODERATION, Sort.SYSTEM})

# What is told also of people whom one ignores: who curates has to be heard.
HEARD_FROM_ALL: Final = (Kind.MODERATION, Kind.SYSTEM)
