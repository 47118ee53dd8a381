"""Footnotes: what `[^1]: …` says goes to the end, in the order in which it is referred to."""

from hashlib import blake2s
from typing import Final
from xml.etree.ElementTree import Element, SubElement

BACK: Final = "↩"
"""What the way back is called, in any language; its sign is drawn by the style sheet."""


def salt_of(source: str) -> str:
    """Return what keeps the footnotes of one text on a page apart from those of another."""
    return blake2s(source.encode("utf-8", "replace"), digest_size=3).hexdigest()


def place(root: Element, salt: str) -> None:
    """Number the references below root and collect what they refer to in a section at its end.

    A footnote that nobody refers to stays where it is, as it was typed.
    """
    notes: dict[str, Element] = {}
    for element in root.iter("footnote"):
        notes.setdefault(element.get("label", ""), element)
    if not notes:
        return
    used = _number(root, notes, salt)
    parents = [
        (parent, note) for parent in root.iter() for note in parent if note.tag == "footnote"
    ]
    for parent, note in parents:
        if used.get(note.get("label", "")) and notes[note.get("label", "")] is note:
            parent.remove(note)
        else:
            _as_typed(note)
    if not used:
        return
    section = SubElement(root, "section", {"class": "footnotes"})
    entries = SubElement(section, "ol")
    for number, (label, references) in enumerate(used.items(), start=1):
        entry = SubElement(entries, "li", {"id": f"user-content-fn-{number}-{salt}"})
        entry.extend(notes[label])
        _lead_back(entry, number, references, salt)


def _number(root: Element, notes: dict[str, Element], salt: str) -> dict[str, int]:
    """Turn references into links; return how many there are of each, in order."""
    numbers: dict[str, int] = {}
    counts: dict[str, int] = {}
    for reference in list(root.iter("footnote-ref")):
        label = reference.attrib.pop("label")
        number = numbers.setdefault(label, len(numbers) + 1)
        counts[label] = counts.get(label, 0) + 1
        reference.tag = "sup"
        again = f"-{counts[label]}" if counts[label] > 1 else ""
        link = SubElement(
            reference,
            "a",
            {
                "class": "footnote-ref",
                "href": f"#user-content-fn-{number}-{salt}",
                "id": f"user-content-fnref-{number}-{salt}{again}",
            },
        )
        link.text = str(number)
    return counts


def _lead_back(entry: Element, number: int, references: int, salt: str) -> None:
    last = entry[-1] if len(entry) and entry[-1].tag == "p" else SubElement(entry, "p")
    for count in range(1, min(references, 10) + 1):
        again = f"-{count}" if count > 1 else ""
        SubElement(
            last,
            "a",
            {
                "class": "footnote-back",
                "href": f"#user-content-fnref-{number}-{salt}{again}",
                "aria-label": f"{BACK} {number}",
            },
        )


def _as_typed(note: Element) -> None:
    label = f"[^{note.attrib.pop('label')}]: "
    note.tag = "div"
    if not len(note) or note[0].tag != "p":
        note.insert(0, Element("p"))
    note[0].text = label + (note[0].text or "")
    note.tag = "unwrapped"
