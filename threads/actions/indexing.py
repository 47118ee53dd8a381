"""What search finds of a text, stored in the transaction of the act, and anew in batches.

Each row holds what was folded here (`threads.markup.folding`), so that what is stored and what is
asked go through one function.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from threads import markup
from threads.models import Harvest, HarvestVersion, Post, Prompt, SearchText, Topic
from threads.models.search import PLAIN, STEM, WORD, dictionary, stems_of
from threads.queries.names import PUBLIC, names_in

Kind = SearchText.Kind
BATCH: Final = 500
# How the database knows the row of the same thing.
_ONCE: Final = {
    Kind.TITLE: "(topic_id) WHERE kind = 'title'",
    Kind.PROMPT: "(prompt_id) WHERE prompt_id IS NOT NULL",
    Kind.HARVEST: "(harvest_id) WHERE harvest_id IS NOT NULL",
    Kind.POST: "(post_id)",
}
_COLUMNS: Final = (
    "kind, topic_id, prompt_id, harvest_id, post_id, at, text, folded, made_by, words, above"
)
_STORE: Final = """
INSERT INTO threads_searchtext ({columns})
SELECT it.kind, it.topic_id, it.prompt_id, it.harvest_id, it.post_id, it.at, it.text, it.folded,
       %s, CASE WHEN kind = 'post' THEN made.words END, CASE WHEN kind <> 'post' THEN made.words END
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
            %s::timestamptz[], %s::text[], %s::text[], %s::text[])
     AS it (kind, topic_id, prompt_id, harvest_id, post_id, at, text, folded, spelt)
CROSS JOIN LATERAL (
    SELECT setweight(to_tsvector('{plain}', it.spelt), '{word}') || setweight({stems}, '{stem}')
        AS words OFFSET 0
) AS made
"""
_ANEW: Final = """
ON CONFLICT {once} DO UPDATE SET topic_id = excluded.topic_id, at = excluded.at,
text = excluded.text, folded = excluded.folded, made_by = excluded.made_by, words = excluded.words,
above = excluded.above
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A thing that is to be found: `words` are what is folded, `text` what is stored of them."""

    kind: Kind
    at: datetime
    words: str
    topic: int | None = None
    prompt: int | None = None
    harvest: int | None = None
    post: int | None = None
    text: str = ""


def made_by() -> str:
    """What a row that is up to date was made by."""
    return f"{dictionary()}/{markup.FOLDING}"


def index_new(*things: Said) -> None:
    """Store things that are new; inside the transaction that made them."""
    if things:
        _store(things, "ON CONFLICT DO NOTHING")


def index_again(*things: Said) -> None:
    """Store things, all of one kind, in the place of what stood; inside the transaction that
    changed them, after the rows that they speak of."""
    if things:
        _store(things, _ANEW.format(once=_ONCE[things[0].kind]))


def said_in_post(post_id: int, at: datetime, text: str, html: str) -> Said:
    """A post. Found by its author's own words: what quotes another post is found there, and goes
    with it; what is hidden in a spoiler would stand open in a result."""
    own = _own_text(html)
    return Said(Kind.POST, at, text if own is None else own, post=post_id, text=own or "")


def said_in_title(topic: Topic) -> Said:
    """A title."""
    return Said(Kind.TITLE, topic.created_at, topic.title, topic=topic.pk)


def said_in_prompt(prompt: Prompt) -> Said:
    """A question with its clarification."""
    words = f"{prompt.text}\n{prompt.note}".rstrip()
    facts = {"topic": prompt.topic_id, "prompt": prompt.pk}
    return Said(Kind.PROMPT, prompt.created_at, words, text=words, **facts)


def said_in_harvest(harvest: Harvest, version: HarvestVersion) -> Said:
    """A harvest as it was published last, without the words that it cites."""
    own = _own_text(version.html)
    words = f"{version.title}\n{markup.plain_text(version.html) if own is None else own}"
    facts = {"topic": harvest.topic_id, "harvest": harvest.pk}
    return Said(Kind.HARVEST, version.published_at, words, text=words, **facts)


def _own_text(html: str) -> str | None:
    """What is left without quotations and spoilers, with the names of today."""
    own = markup.own_text(html)
    return markup.fill_excerpt(own, names_in(PUBLIC, own)) if own else own


def carry_index(source: Topic, target: Topic) -> None:
    """What was asked and kept in a topic stands in another now, into which it is merged. Posts are
    found where they stand, and the title is gone with its topic."""
    kept = SearchText.objects.filter(topic=source).exclude(kind=Kind.TITLE)
    kept.update(topic=target)


def _store(things: Sequence[Said], conflict: str) -> None:
    columns: list[list[Any]] = [
        [thing.kind.value for thing in things],
        [thing.topic for thing in things],
        [thing.prompt for thing in things],
        [thing.harvest for thing in things],
        [thing.post for thing in things],
        [thing.at for thing in things],
        [thing.text for thing in things],
        [markup.fold(thing.words) if thing.kind == Kind.TITLE else "" for thing in things],
        [markup.to_index(thing.words) for thing in things],
    ]
    statement = _STORE.format(
        columns=_COLUMNS, plain=PLAIN, stems=stems_of("it.spelt"), word=WORD, stem=STEM
    )
    with connection.cursor() as cursor:
        cursor.execute(statement + conflict, [made_by(), *columns])


def outdated(kind: Kind, *, everything: bool = False) -> QuerySet[Any]:
    """What is of this kind and has no row, or one of another folding or dictionary (or all), by id.

    Nothing of a harvest that was never published.
    """
    rows, key = {
        Kind.TITLE: (Topic.objects.all(), "topic"),
        Kind.PROMPT: (Prompt.objects.all(), "prompt"),
        Kind.HARVEST: (Harvest.objects.filter(version__gt=0), "harvest"),
        Kind.POST: (Post.objects.all(), "post"),
    }[kind]
    if not everything:
        up_to_date = SearchText.objects.filter(
            kind=kind, made_by=made_by(), **{key: OuterRef("pk")}
        )
        rows = rows.filter(~Exists(up_to_date))
    return rows.order_by("pk")


def index_outdated(kind: Kind, *, after: int = 0, everything: bool = False) -> tuple[int, int]:
    """Store a batch of what is outdated and has a higher id than `after`; answers how many, and the
    last id. Beside a running site: who changes a text meanwhile waits for this batch, and wins."""
    with transaction.atomic():
        rows = outdated(kind, everything=everything).filter(pk__gt=after)
        batch = list(rows.select_for_update(of=("self",), no_key=True)[:BATCH])
        if not batch:
            return 0, after
        index_again(*_said(kind, batch))
    return len(batch), batch[-1].pk


def index_everything() -> None:
    """Store all that is outdated, where nobody else writes yet."""
    for kind in Kind:
        done, last = index_outdated(kind)
        while done:
            done, last = index_outdated(kind, after=last)


def _said(kind: Kind, rows: Sequence[Any]) -> Iterator[Said]:
    if kind == Kind.TITLE:
        return map(said_in_title, rows)
    if kind == Kind.PROMPT:
        return map(said_in_prompt, rows)
    if kind == Kind.POST:
        return (said_in_post(post.pk, post.created_at, post.text, post.html) for post in rows)
    wanted = Q()
    for harvest in rows:
        wanted |= Q(harvest=harvest, version=harvest.version)
    versions = {one.harvest_id: one for one in HarvestVersion.objects.filter(wanted)}
    return (said_in_harvest(harvest, versions[harvest.pk]) for harvest in rows)
