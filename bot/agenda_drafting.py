"""Drafts of agendas, planned in a process of their own: a planner that thinks for two seconds
holds up no turn and keeps no unit of work open.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from domain.house import House
from services.agenda_drafting import (
    DraftingTask,
    DraftMade,
    collect_drafts,
    keep_draft,
    make_draft,
)
from services.ports.turns import Database

PlanElsewhere = Callable[[DraftingTask], Awaitable[DraftMade]]


async def plan_in_a_process(task: DraftingTask) -> DraftMade:
    """Make one draft in a fresh process; drafts are rare, so none is kept waiting for them."""
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, make_draft, task)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


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
        for task in tasks:
            made = await self.plan(task)
            async with self.database.work() as work:
                await keep_draft(work, await work.now(), self.house, made)
