"""Forks bots that have imported everything already: what importing costs is paid once per test
worker. Each bot is a process of its own, with its own environment, and ends like any other.

Reads a line of JSON for each bot (``words``, ``env``, ``log``) and answers with its process id.
"""

import ctypes
import gc
import importlib
import importlib.util
import json
import os
import signal
import sys
from types import ModuleType
from typing import Any

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def main() -> None:
    program = _load_program()
    for late in ("composition", "storage.migrate", "holidays.countries"):
        importlib.import_module(late)
    gc.collect()
    gc.freeze()  # no bot looks for garbage in what they all share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system clears away who has ended
    for line in sys.stdin:
        sys.stdout.write(f"{_fork(program, json.loads(line))}\n")
        sys.stdout.flush()


def _load_program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stoplicht_program", "app.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules["stoplicht_program"] = program
    spec.loader.exec_module(program)
    return program


def _fork(program: ModuleType, wanted: dict[str, Any]) -> int:
    log = os.open(wanted["log"], os.O_WRONLY)  # before its folder goes
    process = os.fork()
    if process:
        os.close(log)
        return process
    _become(wanted["env"], log)
    code = 1
    try:
        code = program.run_command_line(program.PROGRAMS, wanted["words"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(environment: dict[str, str], log: int) -> None:
    _end_with_the_run()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, file in ((0, nothing), (1, log), (2, log)):
        os.dup2(file, place)
    os.close(log)


def _end_with_the_run() -> None:
    """Ask the system to end this bot when who forked it is gone: a killed run ends nothing."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


if __name__ == "__main__":
    main()
