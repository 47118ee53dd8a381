"""What kind of machine and which versions: nothing that names this one."""

import importlib.metadata
import os
import platform
import re
from pathlib import Path

from benchmarks.database import Server

PACKAGES = ("Django", "psycopg2-binary", "gunicorn", "bleach", "Markdown")


def kind() -> dict[str, str]:
    """Processor, cores, memory and system."""
    cores = os.sched_getaffinity(0)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": _processor(),
        "cores": str(len(cores)),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions(server: Server) -> dict[str, str]:
    """Of what was measured."""
    [(postgres,)] = server.execute("SHOW server_version")
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"Python": platform.python_version(), "PostgreSQL": str(postgres), **packages}


def slug(machine: dict[str, str]) -> str:
    """The kind as part of a file name."""
    name = re.sub(r"\(\w+\)|\bprocessor\b|\bcpu\b|@.*|\d+-core", " ", machine["processor"].lower())
    words = re.findall(r"[a-z0-9.]+", name)[:3]
    return "-".join([*words, machine["cores"], "cores"])


def load() -> str:
    """The load average of one, five and fifteen minutes."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )
