"""Folders for real servers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadership_forum import embedded


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A folder with a space in it, too long for a Unix socket, gone after the tests.

    Not under pytest's own: as root the database's system user could not reach it there.
    """
    base = Path(tempfile.mkdtemp(dir=os.environ["DATA_DIR"], prefix="with space "))
    base.chmod(0o755)
    folder = base / ("long" * 30)
    folder.mkdir()
    yield folder
    cluster = cluster_of(folder)
    shutil.rmtree(base)
    if cluster.exists():  # as root, in a clone that is closed to others
        shutil.rmtree(cluster.parent)


def cluster_of(folder: Path) -> Path:
    """Where the server of that folder keeps its files."""
    state = embedded._read(folder)
    return embedded._cluster(folder, state) if state else folder / "postgres"
