"""What search finds of a made-up community: copied as words, turned into vectors at once."""

from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Final

from django.db import connection

from threads.actions.indexing import Said, index_new, made_by
from threads.actions.scaled.copying import FLUSH_AFTER
from threads.models.search import PLAIN, STEM, WORD, stems_of

_TOLD: Final = """
CREATE TEMPORARY TABLE told_posts (key bigint, at timestamptz, blocks int[], own text)
    ON COMMIT DROP;
CREATE TEMPORARY TABLE told_blocks (number int PRIMARY KEY, plain tsvector, stems tsvector)
    ON COMMIT DROP;
"""
_BLOCKS: Final = """
INSERT INTO told_blocks SELECT number - 1, to_tsvector('{plain}', words), {stems}
FROM unnest(%s::text[]) WITH ORDINALITY AS it (words, number)
"""
# Put together from the vectors of its blocks, a text costs a tenth of what reading it would.
_JOIN: Final = """
DROP AGGREGATE IF EXISTS pg_temp.joined (tsvector);
CREATE AGGREGATE pg_temp.joined (tsvector) (SFUNC = tsvector_concat, STYPE = tsvector)
"""
_STORE: Final = """
INSERT INTO threads_searchtext (kind, post_id, at, text, folded, made_by, words)
SELECT 'post', key, at, '', '', %s,
       setweight(its.plain, '{word}') || setweight(its.stems, '{stem}')
FROM told_posts
CROSS JOIN LATERAL (
    SELECT pg_temp.joined(plain ORDER BY place) || to_tsvector('{plain}', own) AS plain,
           pg_temp.joined(stems ORDER BY place) || {stems} AS stems
    FROM unnest(blocks) WITH ORDINALITY AS said (number, place) JOIN told_blocks USING (number)
) AS its
"""


class Found:
    """The words of posts, titles and questions on their way into the index of search; made-up ones
    hold nothing that COPY must be told of."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_TOLD)
        self._lines: list[str] = []
        self._blocks: dict[str, int] = {}
        self._things: list[Said] = []

    def add_post(self, key: int, at: datetime, spelt: Sequence[str]) -> None:
        """A post with its folded words: those of its blocks, and those that are its own."""
        known = self._blocks
        blocks = [known.setdefault(block, len(known)) for block in spelt[:-1]]
        numbers = ",".join(map(str, blocks))
        self._lines.append(f"{key}\t{at.isoformat()}\t{{{numbers}}}\t{spelt[-1]}\n")
        if len(self._lines) >= FLUSH_AFTER:
            self._flush()

    def add(self, thing: Said) -> None:
        """A title or a question."""
        self._things.append(thing)
        if len(self._things) >= FLUSH_AFTER:
            self._store_things()

    def store(self) -> None:
        """Make vectors of everything that was told."""
        self._store_things()
        self._flush()
        with connection.cursor() as cursor:
            blocks = _BLOCKS.format(plain=PLAIN, stems=stems_of("words"))
            cursor.execute(blocks, [list(self._blocks)])
            cursor.execute("ANALYZE told_blocks")
            cursor.execute(_JOIN)
            stems = stems_of("own")
            statement = _STORE.format(plain=PLAIN, stems=stems, word=WORD, stem=STEM)
            cursor.execute(statement, [made_by()])

    def _store_things(self) -> None:
        index_new(*self._things)
        self._things.clear()

    def _flush(self) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert("COPY told_posts FROM STDIN", StringIO("".join(self._lines)))
        self._lines.clear()
