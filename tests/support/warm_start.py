"""Forks bots that have imported everything, read all words, with Babel its languages, and compiled
what others had to: that is paid once per test worker.
Each bot is a process of its own, with its own environment, and ends like any other; they share
the process that planners of agendas are forked from.

Reads a line of JSON for each (``words``, ``env``, ``log``, ``directory``) and answers with its
process id, or with its exit code when that is asked for (``waits``).
"""

import ctypes
import gc
import importlib
import importlib.util
import json
import os
import signal
import sys
import traceback
from multiprocessing import forkserver
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

from cards.kit import Frame, Kit
from cards.words import Words
from domain.member import Language
from tests.support.compiled_ahead import CompiledAhead
from tests.support.judged_plans import judge_planners

_LATE = (
    *("composition", "storage.migrate", "holidays.countries", "asyncpg", "bot.running.printing"),
    *("apscheduler.executors.asyncio", "apscheduler.triggers.interval", "tzdata.zoneinfo"),
)
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


def main() -> None:
    gc.disable()
    program = _load_program()
    for late in _LATE:
        importlib.import_module(late)
    judge_planners()
    for language in Language:
        kit = Kit(Words(language), str, ZoneInfo("Europe/Amsterdam"), Frame.CHAT_CARD)
        kit.listed(["Babel", "reads", "a language too"])
    with TemporaryDirectory() as notes:
        ahead = CompiledAhead(Path(notes))
        ahead.install()
        _answer(program, ahead)


def _answer(program: ModuleType, ahead: CompiledAhead) -> None:
    gc.freeze()  # no bot looks for garbage in what they all share
    gc.enable()
    bots = set[int]()
    for line in sys.stdin:
        bots -= {bot for bot in bots if os.waitpid(bot, os.WNOHANG)[0]}
        forkserver.ensure_running()
        ahead.learn()
        wanted = json.loads(line)
        process = _fork(program, ahead, wanted)
        if not wanted["waits"]:
            bots.add(process)
        sys.stdout.write(f"{_wait(process) if wanted['waits'] else process}\n")
        sys.stdout.flush()


def _wait(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _load_program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stoplicht_program", "app.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules["stoplicht_program"] = program
    spec.loader.exec_module(program)
    return program


def _fork(program: ModuleType, ahead: CompiledAhead, wanted: dict[str, Any]) -> int:
    log = os.open(wanted["log"], os.O_WRONLY)  # before its folder goes
    process = os.fork()
    if process:
        os.close(log)
        return process
    _become(wanted["env"], wanted["directory"], log)
    code: object = 1
    try:
        code = program.run_command_line(program.PROGRAMS, wanted["words"], program.tell_who_asked)
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - told as an interpreter would tell it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        ahead.note()
        os._exit(code if isinstance(code, int) else 1)


def _become(environment: dict[str, str], directory: str, log: int) -> None:
    _end_with_the_run()
    vars(forkserver)["_forkserver"].ensure_running = bool  # it runs, and is no child of the bot
    os.chdir(directory)
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
