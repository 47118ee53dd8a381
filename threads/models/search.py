"""What search finds: titles, questions, harvests and posts, with their folded words as vectors."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StrictManager
from threads.models.harvests import Harvest
from threads.models.posts import Post
from threads.models.prompts import Prompt
from threads.models.topics import Topic

# The dictionaries that migration 0010 makes, by language; the plain one knows no inflection.
DICTIONARIES: Final = {"en": "forum_en", "de": "forum_de", "es": "forum_es"}
PLAIN: Final = "forum_plain"
# By their weights words as they stand in a text are told from their stems.
WORD: Final = "A"
STEM: Final = "D"
# What each is given of folded words: Spanish nouns lost the accent by which its stemmer knows them.
STEMMED: Final = {"forum_es": r"regexp_replace({}, 'ion\M', 'ión', 'g')"}


def dictionary() -> str:
    """The dictionary of the language that is mostly spoken here (`SEARCH_LANGUAGE`)."""
    return DICTIONARIES.get(settings.SEARCH_LANGUAGE, PLAIN)


def stems_of(words: str) -> str:
    """The SQL of the vector of stems of folded words, which are the SQL given."""
    name = dictionary()
    if name == PLAIN:
        return "''::tsvector"
    return f"to_tsvector('{name}', {STEMMED.get(name, '{}').format(words)})"


class SearchText(models.Model):
    """One thing that search finds. A row of its own, so that a like or a move of a post never
    touches the index, and the lists that search walks are narrow.

    `words` of a post, `above` of the others (apart, because what is frequent in one is not in the
    other, and who plans a query has to know) hold the folded words (`threads.markup.folding`) as
    they are, with their places, and behind them, with another weight, the stems that a dictionary
    makes of them. `text` is what was folded, where that is not what the thing itself
    says: of a post that quotes others or hides something.
    `folded` are the words of a title, for a look at likeness. `made_by` names folding and
    dictionary; another one means that the row waits for `manage.py reindex_search`.

    Who may find it is never asked here: rows are joined to what they speak of, through the gate
    of that (`threads.queries.hits`).
    """

    class Kind(models.TextChoices):
        TITLE = "title", _("title")
        PROMPT = "prompt", _("question")
        HARVEST = "harvest", _("harvest")
        POST = "post", _("post")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    # Of all but posts, which are found where they stand.
    topic = models.ForeignKey(
        Topic,
        models.DB_CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("topic"),
    )
    prompt = models.ForeignKey(
        Prompt,
        models.DB_CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("question"),
    )
    harvest = models.ForeignKey(
        Harvest,
        models.DB_CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("harvest"),
    )
    post = models.OneToOneField(
        Post, models.DB_CASCADE, null=True, related_name="found", verbose_name=_("post")
    )
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("what is searched"), default="", editable=False)
    folded = models.TextField(_("folded title"), default="", editable=False)
    made_by = models.CharField(_("made by"), max_length=20, editable=False)
    words = SearchVectorField(_("words of a post"), null=True, editable=False)
    above = SearchVectorField(_("words above posts"), null=True, editable=False)

    objects = StrictManager["SearchText"]()

    class Meta:
        verbose_name = _("searchable text")
        verbose_name_plural = _("searchable texts")
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(kind="title"), name="threads_search_title_once"
            ),
            models.UniqueConstraint(
                fields=["prompt"],
                condition=Q(prompt__isnull=False),
                name="threads_search_prompt_once",
            ),
            models.UniqueConstraint(
                fields=["harvest"],
                condition=Q(harvest__isnull=False),
                name="threads_search_harvest_once",
            ),
        ]
        indexes = [
            # What is found often is found by walking from the newest, what is rare by its words.
            models.Index(
                fields=["-at", "-id"], condition=Q(kind="post"), name="threads_search_posts"
            ),
            models.Index(
                fields=["-at", "-id"], condition=~Q(kind="post"), name="threads_search_others"
            ),
            models.Index(
                fields=["topic"], condition=Q(topic__isnull=False), name="threads_search_topic"
            ),
            GinIndex(
                fields=["words"],
                condition=Q(kind="post"),
                name="threads_search_words",
                gin_pending_list_limit=512,
            ),
            GinIndex(
                fields=["above"],
                condition=~Q(kind="post"),
                name="threads_search_above",
                gin_pending_list_limit=512,
            ),
            GinIndex(
                fields=["folded"],
                opclasses=["gin_trgm_ops"],
                condition=Q(kind="title"),
                name="threads_search_alike",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id or self.prompt_id or self.harvest_id or self.topic_id}"
