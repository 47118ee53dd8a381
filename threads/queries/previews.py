"""What a text would look like."""

from django.utils.safestring import SafeString

from accounts.models import User
from threads import markup
from threads.queries.people import people_called


def preview_html(source: str) -> SafeString:
    """The HTML that would stand inside the post's body. Raises `markup.MarkupRefused`."""
    rendered = markup.render(source)
    bound = markup.bind_mentions(rendered, people_called(markup.handles_to_look_up(rendered)))
    handles = User.objects.filter(pk__in=bound.mentioned).values_list("pk", "username")
    return markup.fill(bound.html, dict(handles))
