"""What happens to a text on its way into the database."""

from dataclasses import dataclass

from threads import markup
from threads.models import Mention, Post
from threads.queries.people import people_called


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is stored: the person's own words, their rendering, who is named in it."""

    source: str
    html: str
    mentioned: tuple[int, ...]


def prepare(source: str) -> Text:
    """Render a text and find who it names. Raises `markup.MarkupRefused` with a sentence.

    Called before the transaction of the act, because rendering takes its time.
    """
    rendered = markup.render(source)
    bound = markup.bind_mentions(rendered, people_called(markup.handles_to_look_up(rendered)))
    return Text(source, bound.html, bound.mentioned)


def store_mentions(post: Post, text: Text) -> None:
    """Keep exactly the people whom the text names; those named before keep their row."""
    if post.version > 1:
        Mention.objects.filter(post=post).exclude(person_id__in=text.mentioned).delete()
    Mention.objects.bulk_create(
        [
            Mention(post=post, person_id=person_id, post_version=post.version)
            for person_id in text.mentioned
        ],
        ignore_conflicts=True,
    )
