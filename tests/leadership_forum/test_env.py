"""Reading the environment: every value that cannot be is a sentence, none a traceback."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadership_forum import env
from leadership_forum.env import SettingError

printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(password=printable, user=printable, name=printable)
def test_any_password_can_stand_in_a_database_url(password: str, user: str, name: str) -> None:
    if "/" in name:
        name = name.replace("/", "-")
    user, secret, place = (quote(part, safe="") for part in (user, password, name))
    settings = env.database(f"postgres://{user}:{secret}@db.example.org:6543/{place}")
    assert settings["PASSWORD"] == password
    assert settings["NAME"] == name
    assert (settings["HOST"], settings["PORT"]) == ("db.example.org", "6543")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgres://u:p@[::1]:5432/forum", "::1"),
        ("postgres://u:p@[::1]/forum", "::1"),
        ("postgres://u:p@localhost/forum", "localhost"),
        ("postgres://u:p@%2FVar%2Frun/forum", "/Var/run"),
        ("postgres:///forum?host=/run/postgresql", "/run/postgresql"),
        ("postgres:///forum", ""),
    ],
)
def test_the_host_of_a_database_url(url: str, host: str) -> None:
    assert env.database(url)["HOST"] == host


def test_options_of_a_database_url_go_to_libpq() -> None:
    settings = env.database("postgresql://u@h/forum?sslmode=verify-full")
    assert settings["OPTIONS"] == {"sslmode": "verify-full"}


@pytest.mark.parametrize(
    "url",
    [
        "forum",
        "mysql://u:p@h/forum",
        "postgres://u:p@h",
        "postgres://u:p@h/a/b",
        "postgres://u:p@h:port/forum",
        "postgres://u:p@[::1/forum",
    ],
)
def test_a_wrong_database_url_is_a_sentence(url: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL cannot be read"):
        env.database(url)


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("On", True), ("no", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("SOME_FLAG", value)
    assert env.flag("SOME_FLAG", default=not expected) is expected


def test_a_flag_that_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "maybe")
    with pytest.raises(SettingError, match="SOME_FLAG is 'maybe'; it can be on or off"):
        env.flag("SOME_FLAG")


@pytest.mark.parametrize("value", ["-1", "70000", "٣", "1.5", "many"])
def test_a_number_that_cannot_be(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(SettingError, match="a number from 0 to 65535"):
        env.number("PORT", 0, 0, 65535)


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "from a file"
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingError, match="cannot be read"):
        env.text("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY", "both")
    with pytest.raises(SettingError, match="both set"):
        env.text("SECRET_KEY")


def test_a_kept_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret-key"
    assert env.kept_secret(path) == env.kept_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_data_dir_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "my data")
    assert env.data_dir(Path("/site")) == tmp_path / "my data"
    monkeypatch.delenv("DATA_DIR")
    assert env.data_dir(Path("/site")) == Path("/site/.data")


def test_a_command_adopts_the_mode_of_a_local_site(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DEBUG", "TRIAL", "SECRET_KEY", "SECRET_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "mode").write_text("production")
    env.adopt_mode(tmp_path)
    assert not env.flag("DEBUG")
    assert not env.flag("TRIAL")
    monkeypatch.setenv("DEBUG", "off")
    (tmp_path / "mode").write_text("TRIAL")
    env.adopt_mode(tmp_path)
    assert not env.flag("TRIAL")
    monkeypatch.delenv("DEBUG")
    env.adopt_mode(tmp_path)
    assert env.flag("TRIAL")
