"""Put before the bot on its path, this writes down the whole text of every error that the bot
raises itself or catches at its edge: what a careless log line or error page would show.
"""

import os
import traceback
from pathlib import Path

import bot.logs
import domain.errors

_FILE = Path(os.environ["STOPLICHT_TEST_OVERHEARD"])
_describe = bot.logs.describe_error
_make = domain.errors.StoplichtError.__init__


def _write(text: str) -> None:
    with _FILE.open("a", encoding="utf-8") as file:
        file.write(text + "\n")


def _overhear(error: BaseException) -> dict[str, str]:
    _write("".join(traceback.format_exception(error)))
    return _describe(error)


def _note(self: domain.errors.StoplichtError, *said: str | None, **parameters: str | int) -> None:
    _make(self, *said, **parameters)
    _write(f"{self!r} {self.parameters}")


bot.logs.describe_error = _overhear
domain.errors.StoplichtError.__init__ = _note  # type: ignore[method-assign] # to listen, in tests only
