"""Typed reading of the environment: a value that cannot be ends the start, in words.

Every variable is documented in the table of docs/operations.md.
"""

import os
import re
import secrets
import zoneinfo
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ON = {"1", "on", "true", "yes"}
OFF = {"0", "off", "false", "no", ""}


class SettingError(Exception):
    """An environment variable has a value that cannot be; the message is for the operator."""


def data_dir(base: Path) -> Path:
    """DATA_DIR, which may be relative to the folder one stands in; `.data` of the site if unset."""
    return (Path.cwd() / (text("DATA_DIR") or base / ".data")).absolute()


def adopt_mode(data_dir: Path) -> None:
    """Let a command typed beside a local site run as that site does.

    The site notes in DATA_DIR that it is development or trial; whatever the environment says
    itself goes first, and a production site notes neither, so its commands need its settings.
    """
    if {"DEBUG", "TRIAL", "SECRET_KEY", "SECRET_KEY_FILE"} & set(os.environ):
        return
    try:
        mode = (data_dir / "mode").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return
    if mode in {"DEBUG", "TRIAL"}:
        os.environ[mode] = "on"


def text(name: str, default: str = "") -> str:
    """The variable, or the contents of the file that `<name>_FILE` names (for secrets)."""
    file = os.environ.get(f"{name}_FILE")
    if file and name in os.environ:
        raise SettingError(f"{name} and {name}_FILE are both set; keep one of them.")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE: {file} cannot be read ({error.strerror}).") from error
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1/0, on/off, true/false, yes/no; an empty value means no."""
    value = os.environ.get(name)
    if value is None:
        return default
    value = value.strip().lower()
    if value not in ON | OFF:
        raise SettingError(f"{name} is {value!r}; it can be on or off.")
    return value in ON


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number within limits."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingError(f"{name} is {value!r}; it can be a number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, options: Collection[str]) -> str:
    """One of a closed list of words, compared as written."""
    value = text(name) or default
    if value not in options:
        raise SettingError(f"{name} is {value!r}; it can be one of {', '.join(sorted(options))}.")
    return value


def words(name: str) -> list[str]:
    """A comma-separated list; empty entries are dropped."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def site_url(name: str, default: str = "") -> str:
    """The public address of the site, `https://host[:port]`, without a path."""
    value = text(name) or default
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise SettingError(f"{name} is {value!r}; it looks like https://forum.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def database(url: str, **defaults: str) -> dict[str, Any]:
    """Django's settings for a `postgres://user:password@host:port/name?option=value` address.

    User, password, host and name may be percent-encoded; a Unix socket folder goes
    percent-encoded in place of the host or as `?host=/folder`. Other options go to libpq;
    `defaults` are options for what the address does not say.
    """
    wrong = "DATABASE_URL cannot be read; it looks like postgres://user:password@host:5432/name."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError(wrong) from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name or "/" in name:
        raise SettingError(wrong)
    options = defaults | dict(parse_qsl(parts.query))
    host = re.sub(r":\d*\Z", "", parts.netloc.rpartition("@")[2])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(host.strip("[]"))),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def time_zone(name: str, default: str) -> str:
    """The name of a time zone, such as Europe/Lisbon."""
    value = text(name) or default
    if value not in zoneinfo.available_timezones():
        raise SettingError(f"{name} is {value!r}; it looks like Europe/Lisbon.")
    return value


def mailer(url: str) -> dict[str, object]:
    """Django's mailer for `smtp://user:password@host:port` (STARTTLS) or `smtps://` (TLS).

    `smtp+plain://` sends without encryption, for a relay on the same machine.
    """
    wrong = "MAIL_URL cannot be read; it looks like smtp://user:password@mail.example.org:587."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError(wrong) from error
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname:
        raise SettingError(wrong)
    return {
        "BACKEND": "leadership_forum.smtp.PhasedBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }


def kept_secret(path: Path) -> str:
    """A random key kept in a file of ours, made at the first call; several processes share it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise SettingError(
            f"DATA_DIR: {path.parent} cannot be written ({error.strerror})."
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(64))
    return key
