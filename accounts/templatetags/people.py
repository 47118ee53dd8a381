"""Prints people: `{% avatar face %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.faces import Face

register = template.Library()

AVATAR = (
    '<svg class="avatar hue-{}" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
    '<circle cx="20" cy="20" r="20"/><text x="20" y="20" dy=".36em">{}</text></svg>'
)


@register.simple_tag
def avatar(face: Face) -> SafeString:
    """The person's initials on their colour; drawn in the page, so it costs no request."""
    return format_html(AVATAR, face.hue if face.handle else 0, face.initials)
