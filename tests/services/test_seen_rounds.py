"""What is shown of written rounds is on record. ``test_seen`` sees to it that every service is in
one of these tables.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from domain.access import Ground
from domain.sight import SeenPart
from services import written_round, written_round_views
from services.moment import Context
from tests.services.test_seen_actions import rows_of
from tests.support.acute_house import AcuteHouse
from tests.support.written_rounds import GreenCase, a_green_case, morning

Show = Callable[[Context, GreenCase], Awaitable[object]]

COORDINATOR: Final = Ground.INFORMATION_COORDINATOR


async def list_own(ctx: Context, _case: GreenCase) -> object:
    return await written_round_views.list_own_rounds(ctx)


async def view(ctx: Context, case: GreenCase) -> object:
    return await written_round_views.view_round(ctx, await case.round_id())


async def read(ctx: Context, case: GreenCase) -> object:
    return await written_round_views.read_round(ctx, await case.round_id())


async def find_newest(ctx: Context, case: GreenCase) -> object:
    return await written_round_views.find_newest_round(ctx, case.id)


async def list_unanswered(ctx: Context, case: GreenCase) -> object:
    found = await written_round.open_to_guard_round(ctx, await case.round_id())
    return await written_round.list_unanswered(ctx, found)


async def list_candidates(ctx: Context, case: GreenCase) -> object:
    found = await written_round.open_to_guard_round(ctx, await case.round_id())
    return await written_round.list_candidates(ctx, found)


# of a round in which the partners are asked: who looks, and what is on record
OF_A_ROUND: Final[dict[str, tuple[str, Show, set[tuple[SeenPart, Ground]]]]] = {
    "list_own_rounds": ("piet", list_own, {(SeenPart.OVERVIEW, Ground.CIRCLE)}),
    "view_round": (
        "ina",
        view,
        {(SeenPart.CIRCLE, COORDINATOR), (SeenPart.ROUND, COORDINATOR)},
    ),
    "read_round": ("piet", read, {(SeenPart.ROUND, Ground.CIRCLE)}),
    "find_newest_round": ("vera", find_newest, {(SeenPart.ROUND, Ground.CIRCLE)}),
    "list_unanswered": ("ina", list_unanswered, {(SeenPart.CIRCLE, COORDINATOR)}),
    "list_candidates": ("ina", list_candidates, {(SeenPart.CIRCLE, COORDINATOR)}),
}


@pytest.mark.parametrize("service", OF_A_ROUND)
async def test_what_is_shown_of_a_round_is_on_record(acute_house: AcuteHouse, service: str):
    name, show, expected = OF_A_ROUND[service]
    case = await a_green_case(acute_house)
    await case.mornings(1)
    acute_house.now = morning(1, 10)
    await case.write()
    async with acute_house.acting(name) as ctx:
        await show(ctx, case)
    assert rows_of(await acute_house.on_record(case.id), name) == expected
