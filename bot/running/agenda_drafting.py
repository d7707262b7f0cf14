"""Drafts of agendas, planned and drawn in a process of their own: a planner that thinks for two
seconds holds up no turn and keeps no unit of work open.
"""

import asyncio
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from bot.logs import log
from domain.errors import StoplichtError
from services.agenda.drafting import DraftingTask, DraftMade, make_draft

# Every draft has a process of its own, forked from one that has loaded all it needs, so that who
# changes a draft waits for the planner and not for imports. That one begins with the first draft,
# is begun again when it is gone, and ends when nobody asked for ten minutes, or with the bot.
_CONTEXT: Final = get_context("forkserver")
_NEEDED: Final = ("agenda_drafting", "agenda_drawing", "agenda_ready", "agenda_idle")
_CONTEXT.set_forkserver_preload([f"bot.running.{name}" for name in _NEEDED])

# what was made, and the kind of error that kept it from being made or drawn
_Answer = tuple[DraftMade | None, str]


class PlanningFailedError(StoplichtError):
    """No draft came out of the planner."""


async def plan_in_a_process(task: DraftingTask) -> DraftMade:
    """Make one draft in a fresh process, which ends with its answer, also when nobody waits; where
    drawing fails, without its pictures.

    Raises PlanningFailedError, with the kind of error, when the planner fails.
    """
    receiving, sending = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_answer, args=(sending, task), daemon=True)
    # the first one waits until all is loaded
    await asyncio.to_thread(process.start)
    sending.close()
    with receiving:
        made, trouble = await asyncio.to_thread(_receive, receiving)
    await asyncio.to_thread(process.join)
    if made is None:
        raise PlanningFailedError(trouble)
    if trouble:
        log.warning("draft_not_drawn", cause=trouble)
    return made


def _answer(sending: Connection, task: DraftingTask) -> None:
    try:
        made = make_draft(task)
    except Exception as error:  # noqa: BLE001 - its message may say more than a log may hold
        sending.send((None, type(error).__name__))
    else:
        sending.send(_draw(made))


def _draw(made: DraftMade) -> _Answer:
    """Draw a draft; of a change of what was approved nobody is shown a picture."""
    if made.task.proposal:
        return made, ""
    try:
        # here alone, as the plotting library would stay in the memory of whoever loads it
        from bot.running.agenda_drawing import draw_pictures  # noqa: PLC0415

        return replace(made, pictures=draw_pictures(made)), ""
    except Exception as error:  # noqa: BLE001 - its message may say more than a log may hold
        return made, type(error).__name__


def _receive(receiving: Connection) -> _Answer:
    try:
        answer: _Answer = receiving.recv()
    except EOFError:
        return None, "no_answer"
    return answer
