"""Where tests keep their files: in memory where there is enough of it, so that none waits for a
disk. Nothing else becomes of it: a power cut is played by ending processes, and what those wrote
stays.
"""

import os
import tempfile
from pathlib import Path
from typing import Final

_IN_MEMORY: Final = Path("/dev/shm")
_ROOM_NEEDED: Final = 2 << 30  # bytes; containers often have 64 MB


def keep_files_in_memory() -> None:
    """For this process and those it starts; whoever says where by TMPDIR is listened to."""
    if "TMPDIR" in os.environ or not os.access(_IN_MEMORY, os.W_OK):
        return
    place = os.statvfs(_IN_MEMORY)
    if place.f_bavail * place.f_frsize >= _ROOM_NEEDED and not place.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_IN_MEMORY)
