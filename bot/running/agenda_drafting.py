"""Drafts of agendas, planned in a process of their own: a planner that thinks for two seconds
holds up no turn and keeps no unit of work open.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from domain.errors import StoplichtError
from domain.house import House
from services.agenda.drafting import DraftingTask, DraftMade, collect_drafts, keep_draft, make_draft
from services.ports.turns import Database

PlanElsewhere = Callable[[DraftingTask], Awaitable[DraftMade]]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDrafting:
    """Makes every draft that is due; one of the slow works of the tick."""

    database: Database
    house: House
    plan: PlanElsewhere = plan_in_a_process

    async def draft_due(self) -> None:
        """Read what is due, plan it without a transaction, and keep each draft in its own."""
        async with self.database.reading() as work:
            tasks = await collect_drafts(work, await work.now(), self.house)
        failures = [failure for task in tasks if (failure := await self._draft(task))]
        if failures:
            raise failures[0]

    async def _draft(self, task: DraftingTask) -> PlanningFailedError | None:
        """Make one draft; a failure is handed back, so that it stops no other draft."""
        try:
            made = await self.plan(task)
        except PlanningFailedError as failure:
            return failure
        async with self.database.work() as work:
            await keep_draft(work, await work.now(), self.house, made)
        return None
