"""Words that the community watches, as each process remembers them: no statement for a text."""

from accounts.models import Community
from accounts.queries.community import community
from accounts.viewer import Viewer
from threads.markup import WordsRefused, watched_words


def check_words(viewer: Viewer, category_id: int, *texts: str, before: str | None = None) -> None:
    """Raise `markup.WordsRefused` where somebody who does not moderate the place says what is not
    wanted; in a change (of the text `before`) also for words that would have to wait, for a post
    that stands cannot. What stood there already is nobody's to answer for again."""
    found = community()
    if found is None or viewer.moderates(category_id):
        return
    words = set(watched_words(found.refused_words, *texts))
    if before is not None:
        words |= set(watched_words(found.held_words, *texts))
        words -= set(_all(found, before))
    if words:
        raise WordsRefused(sorted(words))


def says_held_words(*texts: str) -> bool:
    """Whether a text waits for the words in it."""
    found = community()
    return found is not None and bool(watched_words(found.held_words, *texts))


def _all(found: Community, text: str) -> tuple[str, ...]:
    both = (found.refused_words, found.held_words)
    return tuple(word for lines in both for word in watched_words(lines, text))
