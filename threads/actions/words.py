"""The community's own words: what it calls a host, and its glossary. One line for each change."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import RoleLabel
from accounts.policies import check_rights
from accounts.remembered import forget_on_commit
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from threads.actions.lines import leave_line
from threads.models import GlossaryEntry, GlossaryName

SAID_LENGTH = 500


@transaction.atomic
def set_label(viewer: Viewer, role: str, language: str, label: str) -> Entry | None:
    """Call a role so in one language, or with an empty label by the word of the catalogue again;
    None when it is called so already."""
    check_rights(viewer)
    rows = RoleLabel.objects.filter(role=role, language=language)
    before = rows.values_list("label", flat=True).first() or ""
    if before == label:
        return None
    if label:
        RoleLabel.objects.update_or_create(role=role, language=language, defaults={"label": label})
    else:
        rows.delete()
    forget_on_commit()
    called = [f"{role} ({language}): {said}" if said else "" for said in (before, label)]
    return leave_line(viewer, Act.LABEL, before=called[0], after=called[1])


@transaction.atomic
def change_word(
    viewer: Viewer, entry_id: int, word: str, meaning: str, names: Sequence[tuple[str, str]]
) -> Entry | None:
    """Say what a word of the glossary means and how else it is called: `names`, each with the
    code of its language or an empty text. None when it stands so already."""
    check_rights(viewer)
    entry = GlossaryEntry.objects.select_for_update().get(pk=entry_id)
    wanted = sorted(set(names))
    standing = sorted(entry.names.values_list("name", "language"))
    if (entry.word, entry.meaning, standing) == (word, meaning, wanted):
        return None
    before = entry_in_words(entry)
    GlossaryEntry.objects.filter(pk=entry.pk).update(word=word, meaning=meaning)
    GlossaryName.objects.filter(entry=entry).delete()
    GlossaryName.objects.bulk_create(
        GlossaryName(entry=entry, name=name, language=language) for name, language in wanted
    )
    after = entry_in_words(GlossaryEntry.objects.get(pk=entry.pk))
    return leave_line(viewer, Act.LABEL, before=before[:SAID_LENGTH], after=after[:SAID_LENGTH])


@transaction.atomic
def drop_word(viewer: Viewer, entry: GlossaryEntry) -> Entry | None:
    """Take a word out of the glossary; None when it is gone already."""
    check_rights(viewer)
    before = entry_in_words(entry)
    if not GlossaryEntry.objects.filter(pk=entry.pk).delete()[0]:
        return None
    return leave_line(viewer, Act.LABEL, before=before[:SAID_LENGTH])


def entry_in_words(entry: GlossaryEntry) -> str:
    """The entry in one line; empty for one that says nothing yet."""
    names = list(entry.names.order_by("language", "name").values_list("name", flat=True))
    if not entry.meaning and not names:
        return ""
    called = f"{entry.word} ({', '.join(names)})" if names else entry.word
    return f"{called}: {entry.meaning}"
