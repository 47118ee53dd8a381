"""`manage.py backup`: written whole or not at all, readable, compared, and the oldest removed."""

import json
import tarfile

import pytest
from django.core.management import CommandError, call_command

from leadership_forum import backups
from leadership_forum.models import Heartbeat
from tests.make import make_person, make_topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    (settings.DATA_DIR / "files").mkdir(parents=True)
    (settings.DATA_DIR / "files" / "a.png").write_bytes(b"picture")
    return tmp_path / "backups"


def test_a_backup_holds_rows_and_files_and_is_noted(place, capsys):
    make_topic(make_person("ada"))
    call_command("backup", to=place)
    (folder,) = place.iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "database.dump",
        "files.tar",
        "manifest.json",
    }
    assert folder.stat().st_mode & 0o077 == 0
    with tarfile.open(folder / "files.tar") as archive:
        assert "files/a.png" in archive.getnames()
    told = json.loads((folder / "manifest.json").read_text())
    assert told["tables"] > 50
    assert "tables" in capsys.readouterr().out
    assert Heartbeat.objects.filter(role="backup").exists()
    call_command("backup", check=folder)


def test_a_backup_that_was_touched_is_told(place):
    folder = backups.back_up(place, 7).folder
    assert backups.check(folder) == []
    (folder / "database.dump").write_bytes(b"short")
    assert backups.check(folder) == ["database.dump: is not what was written"]
    (folder / "files.tar").unlink()
    assert "files.tar: is missing" in backups.check(folder)
    with pytest.raises(CommandError, match="missing"):
        call_command("backup", check=folder)
    (folder / "manifest.json").write_text("{")
    assert backups.check(folder) == ["manifest.json: cannot be read"]


def test_the_oldest_go(place):
    made = [backups.back_up(place, 2).folder.name for _ in range(3)]
    assert sorted(path.name for path in place.iterdir()) == made[1:]


def test_what_failed_leaves_nothing(place, monkeypatch):
    monkeypatch.setattr(backups, "_tables", lambda _dump: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backups.back_up(place, 7)
    assert list(place.iterdir()) == []
    assert not Heartbeat.objects.exists()


def test_a_server_that_is_not_there_is_said_in_a_line(place, monkeypatch):
    monkeypatch.setattr(backups, "_way", lambda _facts: {"PGHOST": "127.0.0.1", "PGPORT": "1"})
    with pytest.raises(CommandError, match="connection"):
        call_command("backup", to=place)


def test_at_least_one_stays(place):
    with pytest.raises(CommandError, match="at least one"):
        call_command("backup", to=place, keep=0)
