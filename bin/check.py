"""Every check of `make check`, one after the other; all run, and any failure fails the whole.

`--format` changes the files instead of complaining.
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(str(path) for path in ROOT.glob("templates/**/*.html"))
# A site as strangers reach it: what `check --deploy` judges are the settings made from these.
PRODUCTION = {
    "DEBUG": "off",
    "TRIAL": "off",
    "DEMO": "off",
    "RATE_LIMITS": "on",
    "SECRET_KEY": "only-for-the-deployment-check-0123456789-abcdefghijklmnop",
    "SITE_URL": "https://forum.example.org",
    "MAIL_URL": "smtp://forum:secret@mail.example.org:587",
}
DEVELOPMENT = {"DEBUG": "on", "TRIAL": "off"}
# What the person who checks has set for a site of their own must not judge ours.
OTHERS = {"SECRET_KEY_FILE", "MAIL_URL_FILE", "HOST", "ALLOWED_HOSTS"}
# Found beside the Python that runs this, for tools that are no modules.
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Check:
    """A command, by the name that the report gives it."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def main() -> int:
    """Run them; answers the exit status."""
    checks = formatters() if sys.argv[1:] == ["--format"] else guards()
    failed = [check.name for check in checks if not passes(check)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def guards() -> list[Check]:
    """What must hold before anything is handed in."""
    manage = [sys.executable, "manage.py"]
    djade = template_formatter()
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    return [
        Check("lint", module("ruff", "check", ".")),
        Check("format", module("ruff", "format", "--check", ".")),
        Check("templates", [*djade, "--check", *TEMPLATES]),
        Check("types", module("mypy"), DEVELOPMENT),
        Check("layers", [str(PROGRAMS / "lint-imports"), "--no-logo"]),
        Check("deployment", [*manage, *deploy], PRODUCTION),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], DEVELOPMENT),
        Check("house rules", module("pytest", "-q", "-n", "2", "-m", "guard")),
    ]


def formatters() -> list[Check]:
    """What brings the files into shape."""
    djade = template_formatter()
    return [
        Check("lint", module("ruff", "check", "--fix", ".")),
        Check("format", module("ruff", "format", ".")),
        Check("templates", [*djade, *TEMPLATES]),
    ]


def template_formatter() -> list[str]:
    """A program without a Python module."""
    return [str(PROGRAMS / "djade"), "--target-version", "6.1"]


def module(*command: str) -> list[str]:
    """A tool as a module of this environment: its script breaks when the folder moves."""
    return [sys.executable, "-m", *command]


def passes(check: Check) -> bool:
    """Run one check, showing what it says only when it fails."""
    ours = {name: value for name, value in os.environ.items() if name not in OTHERS}
    result = subprocess.run(
        check.command,
        cwd=ROOT,
        env=ours | check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {check.name}", flush=True)
    if result.returncode != 0:
        print(result.stdout, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
