"""Loaded by the process that planners are forked from, and by no other: it ends when nobody asked
for a draft for a while, and what it keeps in memory goes with it.
"""

import os
import signal
from typing import Final

_IDLE_SECONDS: Final = 600  # who changes a draft and looks again is not made to wait for imports


def _wait_for_the_next() -> None:
    signal.alarm(_IDLE_SECONDS)  # nobody catches it, so it ends the process; no child inherits it


os.register_at_fork(after_in_parent=_wait_for_the_next)
_wait_for_the_next()
