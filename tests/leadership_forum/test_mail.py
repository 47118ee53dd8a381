"""The outbox of a machine that sends no mail."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from leadership_forum import mail


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return tmp_path / "outbox"


def post(subject: str, text: str, to: tuple[str, ...] = ("nina@example.org",)) -> int:
    message = EmailMultiAlternatives(subject, text, "forum@example.org", list(to))
    message.attach_alternative(f"<p>{text}</p>", "text/html")
    return mail.OutboxBackend(alias="default").send_messages([message])


def test_mails_come_back_newest_first(outbox: Path) -> None:
    for number in range(3):
        assert post(f"Letter {number} – naïve", f"Line ä\nCode {number}") == 1
    letters = mail.recent(2)
    assert [letter.subject for letter in letters] == ["Letter 2 – naïve", "Letter 1 – naïve"]
    assert letters[0].text.strip() == "Line ä\nCode 2"
    assert letters[0].to == "nina@example.org"
    assert letters[0].sent_at >= letters[1].sent_at


def test_the_files_are_private_and_whole(outbox: Path) -> None:
    post("Private", "text")
    (path,) = outbox.iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert outbox.stat().st_mode & 0o777 == 0o700


def test_a_broken_file_is_left_out(outbox: Path) -> None:
    post("Whole", "text")
    (outbox / "99999999999999999999-bad.eml").write_bytes(b"\xff\xfe\x00Content-Type: \xff")
    (outbox / "no-number.eml").write_text("Subject: x\n\ny")
    (outbox / "88888888888888888888-folder.eml").mkdir()
    assert "Whole" in [letter.subject for letter in mail.recent()]


def test_before_the_first_mail_the_outbox_is_empty(outbox: Path) -> None:
    assert mail.recent() == []


def test_development_prints_the_mail(
    outbox: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    post("Quiet", "nothing is printed")
    assert capsys.readouterr().out == ""
    settings.DEBUG = True
    post("Your code", "It is 123456", to=("a@example.org", "b@example.org"))
    printed = capsys.readouterr().out
    assert "mail to a@example.org, b@example.org: Your code" in printed
    assert "It is 123456" in printed
