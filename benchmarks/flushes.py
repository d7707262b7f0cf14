"""How often a bot waits for its disk: a small library before the system's own counts the calls, in
a file both processes see. Without a C compiler nothing is counted.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_COUNTER = "COUNTED_FLUSHES"
# opened at its first call; every thread may come first, and each then counts in the same place
_LIBRARY = f"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

static int count(const char *name, int file) {{
    static long *flushes;
    if (!flushes) {{
        int kept = open(getenv("{_COUNTER}"), O_RDWR);
        flushes = mmap(0, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, kept, 0);
    }}
    __atomic_add_fetch(flushes, 1, __ATOMIC_RELAXED);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}}

int fdatasync(int file) {{ return count("fdatasync", file); }}
int fsync(int file) {{ return count("fsync", file); }}
"""
_LONG = 8  # bytes


@dataclass(frozen=True, slots=True)
class Flushes:
    """The calls of one process."""

    library: Path
    counter: Path

    @classmethod
    def prepare(cls, directory: Path) -> Self | None:
        """Build the library; None where there is no compiler."""
        compiler = shutil.which("cc")
        if compiler is None:
            return None
        source, made = directory / "flushes.c", cls(directory / "flushes.so", directory / "flushes")
        source.write_text(_LIBRARY, encoding="utf-8")
        made.counter.write_bytes(bytes(_LONG))
        words = [compiler, "-shared", "-fPIC", "-o", str(made.library), str(source), "-ldl"]
        subprocess.run(words, check=True)
        return made

    @property
    def environment(self) -> dict[str, str]:
        """For the process whose calls are counted."""
        preload = f"{self.library} {os.environ.get('LD_PRELOAD', '')}"
        return {"LD_PRELOAD": preload.strip(), _COUNTER: str(self.counter)}

    @property
    def total(self) -> int:
        """The calls so far."""
        return int.from_bytes(self.counter.read_bytes(), "little")
