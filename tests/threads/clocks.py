"""Clocks as processes of their own, killed at random.

As a program (`python -m tests.threads.clocks SEED KILLS`) it tends what is due in a child that it
kills after a random time, so many times; then once to the end. It prints how many it really killed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from signal import SIGKILL
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
# The longest that a clock lives before it is killed.
LIFE = 0.25


def run_killed(clocks: int, kills: int) -> int:
    """So many clocks at once, each killed so often; answers how many were at work then."""
    from django.db import connection

    facts = connection.settings_dict
    user, password, name = (quote(facts[key], safe="") for key in ("USER", "PASSWORD", "NAME"))
    url = f"postgres://{user}:{password}@{facts['HOST']}:{facts['PORT']}/{name}"
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.threads.clocks", str(seed), str(kills)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(clocks)
    ]
    said = [process.communicate(timeout=SECONDS)[0] for process in running]
    assert [process.returncode for process in running] == [0] * clocks
    return sum(map(int, said))


def main() -> None:
    """Tend, be killed, tend again."""
    import django

    django.setup()
    from leadership_forum.children import die_with_parent
    from threads.actions.running.tending import tend_fishbowls

    die_with_parent()
    chance, killed = Random(sys.argv[1]), 0
    for _ in range(int(sys.argv[2])):
        pid = os.fork()
        if pid == 0:
            die_with_parent()
            tend_fishbowls()
            os._exit(0)
        time.sleep(chance.uniform(0, LIFE))
        os.kill(pid, SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    tend_fishbowls()
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
