"""Drafts of agendas, planned in a process of their own: a planner that thinks for two seconds
holds up no turn and keeps no unit of work open.
"""

import asyncio
from multiprocessing import get_context
from multiprocessing.connection import Connection

from domain.errors import StoplichtError
from services.agenda.drafting import DraftingTask, DraftMade, make_draft


class PlanningFailedError(StoplichtError):
    """No draft came out of the planner."""


async def plan_in_a_process(task: DraftingTask) -> DraftMade:
    """Make one draft in a fresh process, which ends with its answer, also when nobody waits.

    Raises PlanningFailedError, with the kind of error, when the planner fails.
    """
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, task), daemon=True)
    process.start()
    sending.close()
    with receiving:
        made = await asyncio.to_thread(_receive, receiving)
    await asyncio.to_thread(process.join)
    if isinstance(made, DraftMade):
        return made
    raise PlanningFailedError(made)


def _answer(sending: Connection, task: DraftingTask) -> None:
    try:
        sending.send(make_draft(task))
    except Exception as error:  # noqa: BLE001 - its message may say more than a log may hold
        sending.send(type(error).__name__)


def _receive(receiving: Connection) -> DraftMade | str:
    try:
        made: DraftMade | str = receiving.recv()
    except EOFError:
        return "no_answer"
    return made
