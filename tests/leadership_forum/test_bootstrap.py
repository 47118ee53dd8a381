"""The two commands before there is any Python environment."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    plain = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        command, cwd=ROOT, env=plain | settings, capture_output=True, text=True, check=False
    )


def test_a_python_that_cannot_be_is_one_sentence() -> None:
    result = run("bin/bootstrap", "python", "--version", PYTHON="/bin/false")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert (
        line == "error: PYTHON is /bin/false, which is no Python 3.12 or newer with venv and pip."
    )


def test_make_explains_itself() -> None:
    result = run("make")
    assert result.returncode == 0
    for target in ("run", "serve", "test", "check"):
        assert f"make {target}" in result.stdout
