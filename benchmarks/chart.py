"""Draws ratios to the floor as bars, with the goal as a mark on each: an SVG that reads on light and on
dark paper. What it says stands in the text beside it too; nothing is said by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Bars of more than this are cut, with a mark; their number says how far they would go.
WIDEST = 2.0
LEFT, RIGHT, SPAN = 280, 130, 440
BAR, GAP, ROW, TOP = 13, 3, 18, 92
WIDTH = LEFT + SPAN + RIGHT
STYLE = """
  .paper { fill: #FFFFFF } text { fill: #1F2829; font: 13px system-ui, sans-serif }
  .head { font-size: 17px; font-weight: 600 } .soft { fill: #485452 } .end { text-anchor: end }
  .grid { stroke: #D5DBD2 } .floor { stroke: #1F2829; stroke-width: 1.5 }
  .cut { stroke: #FFFFFF; stroke-width: 3 } .goal { stroke: #A5421B; stroke-width: 3 } .goal-word { fill: #A5421B }
  .s0 { fill: #9CCBD0 } .s1 { fill: #3C93A0 } .s2 { fill: #0E6573 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #192223 } text { fill: #E8ECE6 } .soft { fill: #B4BDB7 }
    .grid { stroke: #2E3A3B } .floor { stroke: #E8ECE6 }
    .cut { stroke: #192223 } .goal { stroke: #F2A47C } .goal-word { fill: #F2A47C }
    .s0 { fill: #2F6B73 } .s1 { fill: #4FA7B2 } .s2 { fill: #9ADDE4 }
  }
"""


@dataclass(frozen=True, slots=True)
class Bars:
    """A page: its ratio at each size, in the order of the sizes, and the most it may be."""

    label: str
    ratios: Sequence[float | None]
    goal: float


def draw(sizes: Sequence[int], pages: Sequence[Bars], caption: str) -> str:
    """The picture. `caption` says when and on what it was measured."""
    parts, y = [], TOP
    for page in pages:
        parts.append(_page(page, y))
        y += len(sizes) * (BAR + GAP) + ROW
    height = y + 34
    frame = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-labelledby="t d">',
        '<title id="t">Processor time of our pages as a part of a bare Django page</title>',
        f'<desc id="d">{escape(describe(sizes, pages))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        '<text class="head" x="20" y="30">Processor time of a page, bare Django page = 1</text>',
        _legend(sizes),
        _axis(y),
        *parts,
        f'<text class="soft" x="20" y="{height - 12}">{escape(caption)}</text>',
        "</svg>",
    ]
    return "\n".join(frame) + "\n"


def describe(sizes: Sequence[int], pages: Sequence[Bars]) -> str:
    """The picture in words."""
    lines = []
    for page in pages:
        found = ", ".join(
            f"{ratio:.2f} at {size:,} posts"
            for size, ratio in zip(sizes, page.ratios, strict=True)
            if ratio is not None
        )
        lines.append(f"{page.label}: {found}; goal at most {page.goal:.2f}.")
    return " ".join(lines)


def _page(page: Bars, y: int) -> str:
    drawn = [f'<text class="end" x="{LEFT - 12}" y="{y + 11}">{escape(page.label)}</text>']
    for index, ratio in enumerate(page.ratios):
        if ratio is None:
            continue
        top = y + index * (BAR + GAP)
        length = max(2.0, _x(ratio) - LEFT)
        drawn.append(
            f'<rect class="s{index}" x="{LEFT}" y="{top}" width="{length:.0f}" height="{BAR}"/>'
        )
        if ratio > WIDEST:
            cut = LEFT + SPAN - 24
            drawn.append(
                f'<path class="cut" d="M{cut} {top + BAR}l5 -{BAR}M{cut + 7} {top + BAR}l5 -{BAR}"/>'
            )
        word = "met" if ratio <= page.goal else "missed"
        x = max(_x(ratio), _x(page.goal)) + 8
        drawn.append(f'<text x="{x:.0f}" y="{top + 11}">{ratio:.2f} {word}</text>')
    bottom = y + len(page.ratios) * (BAR + GAP)
    goal = _x(page.goal)
    drawn.append(f'<path class="goal" d="M{goal:.0f} {y - 3}V{bottom}"/>')
    return "\n".join(drawn)


def _axis(bottom: int) -> str:
    lines = []
    for step in range(int(WIDEST * 2) + 1):
        ratio, x = step / 2, _x(step / 2)
        kind = "floor" if ratio == 1 else "grid"
        lines.append(f'<path class="{kind}" d="M{x:.0f} {TOP - 10}V{bottom - 8}"/>')
        anchor = f'<text class="soft" text-anchor="middle" x="{x:.0f}" y="{TOP - 16}">'
        lines.append(f"{anchor}{ratio:g}</text>")
    return "\n".join(lines)


def _legend(sizes: Sequence[int]) -> str:
    drawn, x = [], 20
    for index, size in enumerate(sizes):
        drawn.append(f'<rect class="s{index}" x="{x}" y="42" width="{BAR}" height="{BAR}"/>')
        words = f"{size:,} posts"
        drawn.append(f'<text x="{x + BAR + 5}" y="53">{words}</text>')
        x += 40 + 8 * len(words)
    drawn.append(f'<path class="goal" d="M{x} 41V56"/>')
    drawn.append(f'<text class="goal-word" x="{x + 8}" y="53">the most it may be</text>')
    return "\n".join(drawn)


def _x(ratio: float) -> float:
    return LEFT + SPAN * min(ratio, WIDEST) / WIDEST
