"""What can be written, by example: shown on the help page as it is typed and as it comes out."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """Something that can be written: what it is, and what is typed for it."""

    name: str | Promise
    typed: str


EXAMPLES: Final = (
    Example(_("Emphasis"), "*quietly*, **firmly**, ~~not at all~~"),
    Example(_("Line breaks as typed"), "One line\nand the next\n\nA new paragraph"),
    Example(_("Links"), "[the minutes](https://example.org/minutes) or https://example.org"),
    Example(_("Calling somebody"), "What do you think, @handle?"),
    Example(_("Categories and tags"), "This belongs to #category-or-tag."),
    Example(_("Lists"), "- bread\n- tea\n  - black\n  - green"),
    Example(_("Numbered lists"), "3. Listen\n4. Ask\n5. Answer"),
    Example(_("Tasks"), "- [x] book the room\n- [ ] bring the chairs"),
    Example(_("Quotes"), "> We need to notice what is already there."),
    Example(_("Headings"), "# What we heard"),
    Example(_("A line across"), "before\n\n---\n\nafter"),
    Example(_("Code"), "The command `make run`, or a block:\n\n```python\nprint('hello')\n```"),
    Example(_("Tables"), "| Circle | Meets |\n|:--|--:|\n| Garden | Monday |\n| House | Friday |"),
    Example(_("Footnotes"), "It is written down.[^1]\n\n[^1]: In the logbook of May."),
    Example(
        _("A moment, in each reader's time zone"),
        '[date=2026-12-01 time=18:00 timezone="Europe/Berlin"]',
    ),
    Example(_("Emoji"), ":tea: :seedling:"),
    Example(_("Keys, marks, small letters"), "<kbd>Ctrl</kbd> <mark>new</mark> H<sub>2</sub>O"),
    Example(
        _("Something to unfold"),
        "<details><summary>The long version</summary>\n\nWith **everything** in it.\n\n</details>",
    ),
    Example(_("Spoilers"), "The chair was taken by [spoiler]the quiet one[/spoiler]."),
    Example(_("Signs as they are"), r"\*no emphasis\*, snake_case_word, 2 * 3 * 4"),
)
