"""What the judge says of plans that are made in processes of their own, as each bot makes them: it
is written to a file of the test worker, which the test that runs reads at its end.
"""

import os
from pathlib import Path
from typing import Final

from bot.running.agenda_drafting import _CONTEXT, _NEEDED
from tests.support.judge import JudgeError

# names that file, for all processes that a worker starts; no setting of the product begins so
VERDICTS: Final = "TEST_VERDICTS"
ACCEPTED: Final = "accepted"


def judge_planners() -> None:
    """Have the planners go to the judge that are forked from a process that is still to begin."""
    needed = [f"bot.running.{name}" for name in _NEEDED]
    _CONTEXT.set_forkserver_preload([*needed, "tests.support.judged_planner"])


def give_verdict(said: str) -> None:
    """Write down what the judge said of one plan."""
    with Path(os.environ[VERDICTS]).open("a", encoding="utf-8") as verdicts:
        verdicts.write(said.replace("\n", "; ") + "\n")


def take_verdicts() -> list[str]:
    """What was said since the last time, a line for each plan."""
    verdicts = Path(os.environ[VERDICTS])
    if not verdicts.exists():
        return []
    said = verdicts.read_text(encoding="utf-8").splitlines()
    verdicts.unlink()
    return said


def refuse_the_broken(verdicts: list[str]) -> None:
    """Raise JudgeError with what was said against plans, if anything was."""
    if broken := [one for one in verdicts if one != ACCEPTED]:
        raise JudgeError("\n".join(broken))
