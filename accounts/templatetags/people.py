"""Prints people and icons: `{% avatar face %}`, `{% icon "heart" %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.faces import Face
from accounts.viewer import Viewer

register = template.Library()

ICON = '<svg class="icon i-{0}" aria-hidden="true" focusable="false"><use href="#i-{0}"/></svg>'
AVATAR = (
    '<svg class="avatar hue-{}" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
    '<circle cx="20" cy="20" r="20"/><text x="20" y="20" dy=".36em">{}</text></svg>'
)


@register.simple_tag
def avatar(face: Face) -> SafeString:
    """The person's initials on their colour; drawn in the page, so it costs no request."""
    return format_html(AVATAR, face.hue if face.handle else 0, face.initials)


@register.simple_tag
def look(viewer: Viewer) -> SafeString:
    """How the viewer wants pages to look, as attributes of the page."""
    return format_html(
        "{}{}{}{}{}",
        format_html(' data-theme="{}"', viewer.theme) if viewer.theme else "",
        SafeString(' data-contrast="more"' if viewer.more_contrast else ""),
        SafeString(" data-member" if viewer.is_member else ""),
        SafeString(" data-keys" if viewer.is_member and viewer.has_keys else ""),
        SafeString("" if viewer.counts_in_title else " data-plain-title"),
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of `templates/components/icons.html`; words beside it say what it means."""
    return format_html(ICON, name)
