"""Makes .venv with the pinned packages, then runs a command in it. Standard library only.

Called by bin/bootstrap: `bootstrap.py WANTED [--dev] python ARGUMENTS...`. What is installed is
written into `.venv/stamp`; while that agrees with the requirements nothing is installed. With
`--dev` the packages of package-lock.json are put into `.venv/node`, where there is npm.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "stamp"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "node"
NODE_STAMP = NODE / "stamp"
# Kept when a broken environment is made anew: the lock, and the Python that uv got.
KEPT = {"lock", "base"}
# Settings of pip that would put packages elsewhere than into .venv.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV")


def main(arguments: list[str]) -> NoReturn:
    """Make the environment, then become the command."""
    wanted, *rest = arguments
    development = rest[:1] == ["--dev"]
    command = rest[2:] if development else rest[1:]
    files = ["requirements.txt"] + ["requirements-dev.txt"] * development
    signal.signal(signal.SIGTERM, _stop)
    try:
        if not _is_current(wanted, files):
            with _alone():
                if not _is_current(wanted, files):
                    _install(wanted, files)
        if development and not _node_is_current():
            with _alone():
                if not _node_is_current():
                    _install_node()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(f"error: .venv cannot be made: {error.strerror} ({error.filename}).")
    _become(command)


def _become(command: list[str]) -> NoReturn:
    for name in ("VIRTUAL_ENV", "PYTHON"):
        os.environ.pop(name, None)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execv(PYTHON, [str(PYTHON), *command])


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _marks(wanted: str, files: list[str]) -> list[str]:
    """The lines that stand in the stamp when these files are installed."""
    # The development file includes the other: a change there counts for both.
    seen = b""
    marks = [f"wanted {wanted}"]
    for file in files:
        seen += (ROOT / file).read_bytes()
        marks.append(f"{file} {hashlib.sha256(seen).hexdigest()}")
    return marks


def _is_current(wanted: str, files: list[str]) -> bool:
    try:
        lines = STAMP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return PYTHON.exists() and set(_marks(wanted, files)) <= set(lines) and _asked_for(lines)


def _asked_for(lines: list[str]) -> bool:
    """Whether .venv has the Python that the person named by PYTHON=…, if any."""
    return "PYTHON" not in os.environ or f"base {_base()}" in lines


def _base() -> str:
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


@contextmanager
def _alone() -> Iterator[None]:
    """One start at a time installs; the others wait and then find it done."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(wanted: str, files: list[str]) -> None:
    """Make or mend .venv; the stamp is written last, so a start that was cut off is repeated."""
    fresh = not _venv_fits()
    STAMP.unlink(missing_ok=True)
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"Installing the pinned packages into .venv (Python {version}) …", flush=True)
    if fresh:
        for entry in VENV.iterdir():
            if entry.name in KEPT:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        _run([_base(), "-I", "-m", "venv", str(VENV)], "the environment could not be made")
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "-r", str(ROOT / files[-1])]
    _run(pip, "the packages could not be installed")
    new = STAMP.with_suffix(".new")
    lines = [*_marks(wanted, files), f"base {_base()}"]
    new.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new.replace(STAMP)


def _venv_fits() -> bool:
    """Whether .venv works, has pip, and is of the Python that runs this."""
    probe = "import pip, sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [PYTHON, "-I", "-c", probe], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def _node_mark() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def _node_is_current() -> bool:
    try:
        return NODE_STAMP.read_text(encoding="utf-8") == _node_mark()
    except OSError:
        return False


def _install_node() -> None:
    """Put what the tests need from npm into .venv; without npm only say so."""
    npm = shutil.which("npm")
    if npm is None:
        print("No npm here: the CommonMark examples will not be tested.", file=sys.stderr)
        return
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir()
    for file in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / file, NODE)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [f"--cache={NODE / 'cache'}", "--update-notifier=false"]
    _run(command, "the packages from npm could not be installed", cwd=NODE)
    shutil.rmtree(NODE / "cache", ignore_errors=True)
    NODE_STAMP.write_text(_node_mark(), encoding="utf-8")


def _run(command: list[str], complaint: str, cwd: Path = ROOT) -> None:
    """Run to the end; when it fails, show the end of what it said and one sentence."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        cwd=cwd,
    ) as process:
        try:
            said, _ = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        lines = [line for line in said.splitlines() if not line.startswith("WARNING")]
        print(*lines[-8:], sep="\n", file=sys.stderr)
        sys.exit(f"error: {complaint} (is there a network?); nothing was changed outside .venv.")


if __name__ == "__main__":
    main(sys.argv[1:])
