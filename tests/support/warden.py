"""Ends a PostgreSQL whose test run is gone: killed, it can end nothing itself any more.

Reads until the run closes its end of the pipe, which the system does for a run that is killed.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

_ENDS_WITHIN = 30  # seconds


@contextmanager
def guard(directory: Path) -> Iterator[None]:
    """Keep a warden beside the server under this directory for as long as this process lives."""
    command = [sys.executable, "-m", __name__, str(directory)]
    root = Path(__file__).parents[2]
    # in a session of its own: what kills a whole run must not reach it
    with Popen(command, cwd=root, stdin=PIPE, start_new_session=True) as warden:
        yield
        assert warden.stdin is not None
        warden.stdin.close()


def main(directory: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin.read()
    postmaster = directory / "data" / "postmaster.pid"
    if postmaster.exists():
        # negative while the server is being made
        _end(abs(int(postmaster.read_text(encoding="utf-8").split()[0])))
    shutil.rmtree(directory, ignore_errors=True)


def _end(server: int) -> None:
    """Stop a server at once; nothing in it is worth keeping."""
    try:
        os.kill(server, signal.SIGQUIT)
        for _ in range(_ENDS_WITHIN * 10):
            os.kill(server, 0)
            time.sleep(0.1)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
