"""Every sentence of the site in every language that it offers, and pages that speak it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from accounts.models import User

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+>")
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$')


@pytest.fixture(scope="module", autouse=True)
def _has_gettext():
    if not shutil.which("xgettext"):
        if os.environ.get("CI"):
            pytest.fail("gettext is not installed, and CI must not leave the catalogues out.")
        pytest.skip("gettext is not installed; .ci/run installs it.")


def entries(path: Path) -> list[dict[str, str]]:
    """The entries of a catalogue that are in use; each a field and its text."""
    found, entry, name = [], {}, ""
    for line in [*path.read_text().splitlines(), ""]:
        if matched := ENTRY.match(line):
            name, text = matched.groups()
            entry[name] = text
        elif line.startswith('"'):
            entry[name] += line[1:-1]
        elif not line and entry:
            found.append(entry)
            entry = {}
    return [entry for entry in found if entry.get("msgid")]


def catalogue(code: str, root: Path = ROOT) -> Path:
    return root / "locale" / code / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set[str]:
    """Every sentence that the code and the templates hold now."""
    copy = tmp_path_factory.mktemp("source")
    tracked = subprocess.run(
        ["git", "ls-files", "*.py", "templates"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    for name in tracked:
        if not name.startswith(("tests/", "benchmarks/", "bin/")) and (ROOT / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        patch.setattr(settings, "LOCALE_PATHS", [copy / "locale"])
        call_command("makemessages", locale=["de"], no_location=True, no_wrap=True, verbosity=0)
    return {entry["msgid"] for entry in entries(catalogue("de", copy))}


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_is_missing(code, extracted):
    translated = {entry["msgid"] for entry in entries(catalogue(code))}
    assert extracted - translated == set(), "run makemessages, translate, run compilemessages"
    assert translated - extracted == set(), "sentences that nothing says any more"


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_has_its_words_and_its_places(code):
    for entry in entries(catalogue(code)):
        plural = "msgid_plural" in entry
        fields = ["msgstr[0]", "msgstr[1]"] if plural else ["msgstr"]
        assert all(entry.get(field) for field in fields), entry["msgid"]
        source = entry["msgid_plural"] if plural else entry["msgid"]
        last = entry[fields[-1]]
        assert sorted(PLACEHOLDER.findall(last)) == sorted(PLACEHOLDER.findall(source)), source
        assert "fuzzy" not in entry


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_compiled_is_what_is_written(code, tmp_path):
    """Python reads the compiled file, so that a server needs no gettext."""
    compiled = tmp_path / "django.mo"
    command = ["msgfmt", "--check-format", "-o", str(compiled), str(catalogue(code))]
    subprocess.run(command, check=True, capture_output=True)
    assert _messages(compiled) == _messages(catalogue(code).with_suffix(".mo"))


def _messages(path: Path) -> str:
    return subprocess.run(
        ["msgunfmt", "--sort-output", str(path)], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize(
    ("code", "none", "one", "many"),
    [
        ("de", "noch keine Antworten", "1 Stimme", "2 Stimmen"),
        ("es", "aún sin respuestas", "1 voz", "2 voces"),
    ],
)
def test_pages_speak_the_language_of_the_browser(code, none, one, many, cast, topic, guest):
    page = guest.get(topic.get_absolute_url(), headers={"Accept-Language": code}).content.decode()
    assert f'<html lang="{code}"' in page
    assert none in page
    with translation.override(code):
        say = translation.ngettext("%(counter)s voice", "%(counter)s voices", 1)
        assert say % {"counter": 1} == one
        say = translation.ngettext("%(counter)s voice", "%(counter)s voices", 2)
        assert say % {"counter": 2} == many


def test_the_language_of_a_person_goes_before_the_browsers(cast, sign_in):
    User.objects.filter(pk=cast.ben.pk).update(language="es")
    page = sign_in(cast.ben).get("/", headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="es"' in page
    assert "Temas" in page


def test_a_language_that_is_not_offered_is_english(db):
    page = Client().get("/", headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="en"' in page
