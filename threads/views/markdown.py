"""A record of a topic as Markdown, piece by piece.

What is a line of ours (titles, names, questions) is escaped, and what somebody wrote stands in a
quotation: so no title and no text can pass for a heading, or for somebody else's post.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import Face
from accounts.queries.community import host_label
from threads.queries.panels import PanelSeat, SourceBlock
from threads.queries.perspectives import View
from threads.queries.prompts import PromptRow
from threads.queries.records import Record, Told

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
# A line that would begin a list, a rule or an underlined heading.
_BEGINS = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def line(words: str) -> str:
    """Words on one line that say what they are and mark nothing."""
    escaped = _MARKS.sub(r"\\\1", " ".join(words.split()))
    return _BEGINS.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped)


def quoted(text: str) -> str:
    """Somebody's own words, every line of them inside a quotation."""
    lines = _LINE_ENDS.split(text.strip("\r\n"))
    return "\n".join(f"> {one}".rstrip() for one in lines)


def person(face: Face) -> str:
    """A name, and the handle where it is another word."""
    name = line(face.name)
    return f"{name} ({line(f'@{face.handle}')})" if face.handle else name


def moment(at: datetime) -> str:
    """A day and a time that any program reads, in the reader's zone, which is named."""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def head(record: Record, address: str) -> str:
    """Everything above the posts. `address` is where the topic stands."""
    parts = [f"# {line(record.topic.title)}", _facts(record, address)]
    if record.source:
        parts += [_part(_("Where this comes from")), _source(record.source)]
    if record.kept:
        parts += [_part(_("Harvest")), quoted(record.kept)]
    if record.panel and record.panel.people:
        parts.append(_part(_("On the panel")))
        parts += [_panelist(one) for one in record.panel.people]
    if record.prompts:
        parts += [_part(_("Questions")), "\n".join(_prompt(row) for row in record.prompts)]
    parts.append(_part(_("Posts")))
    return "\n\n".join(parts) + "\n"


def _part(title: str) -> str:
    return f"## {title}"


def _facts(record: Record, address: str) -> str:
    topic = record.topic
    facts = [
        (_("Category"), line(topic.category.name)),
        (_("Opened by"), person(record.author)),
        (_("Opened"), moment(topic.created_at)),
        (_("Last post"), moment(topic.last_post_at)),
        (_("Posts"), str(topic.post_count)),
        (_("Voices"), str(record.voices)),
        (_("State"), str(topic.get_state_display())),
        (_("Tags"), ", ".join(line(tag) for tag in record.tags)),
        (_("Address"), f"<{address}>"),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in facts if value)


def _source(source: SourceBlock) -> str:
    words = f"{source.kind}: {line(source.title)}"
    first = f"- {words}, {source.held_on}" if source.held_on else f"- {words}"
    # The angle brackets of an address end at these, so they are written as what they stand for.
    links = (link.url.replace("<", "%3C").replace(">", "%3E") for link in source.links)
    return "\n".join([first, *(f"- <{''.join(url.split())}>" for url in links)])


def _panelist(one: PanelSeat) -> str:
    parts = [f"### {person(one.face)}"]
    return "\n\n".join(parts + (_view(one, one.view) if one.view else []))


def _view(one: PanelSeat, view: View) -> list[str]:
    parts = [_("As heard by %(name)s:") % {"name": person(view.by)}, quoted(view.source)]
    if view.response:
        text = _("%(name)s corrects:") if view.response.corrects else _("%(name)s adds:")
        said = text % {"name": person(one.face)}
        if view.response.is_earlier:
            earlier = _("answered an earlier wording")
            said = f"{said} ({earlier})"
        parts += [said, quoted(view.response.source)]
    return parts


def _prompt(row: PromptRow) -> str:
    note = f" {line(row.note)}" if row.note else ""
    return f"{row.number}. {line(row.text)}{note} ({coverage(row)})"


def coverage(row: PromptRow) -> str:
    """How many people answered a question; of one that is sealed to the reader only that it is."""
    if row.is_shut:
        return _("answers open to members who have answered")
    if not row.voices:
        return _("no answers yet")
    return ngettext("%(count)d voice", "%(count)d voices", row.voices) % {"count": row.voices}


def posts(told: Iterator[Told]) -> Iterator[str]:
    """Each post under a heading of its own."""
    for post in told:
        yield f"\n{_post(post)}\n"


def _post(post: Told) -> str:
    if post.gone or post.author is None or post.created_at is None:
        return f"### #{post.number}\n\n*{line(post.gone)}*"
    parts = [f"### #{post.number} · {person(post.author)} · {moment(post.created_at)}"]
    facts = [
        _("on the panel") if post.is_panel else "",
        post.lane,
        _("as %(role)s") % {"role": host_label()} if post.as_host else "",
        _("speaking from") + f": {line(post.speaking_from)}" if post.speaking_from else "",
        _answers(post),
        _("in reply to #%(number)d") % {"number": post.parent} if post.parent else "",
        _("edited") + f" {moment(post.edited_at)}" if post.edited_at else "",
    ]
    if said := " · ".join(fact for fact in facts if fact):
        parts.append(said)
    return "\n\n".join([*parts, quoted(post.source)])


def _answers(post: Told) -> str:
    if not post.answers:
        return ""
    numbers = ", ".join(str(number) for number in post.answers)
    text = ngettext(
        "answers question %(numbers)s", "answers questions %(numbers)s", len(post.answers)
    )
    return text % {"numbers": numbers}
