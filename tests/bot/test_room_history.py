"""Whatever people answer and however Graph fails, nobody is in the chat of a session who never said
to come; and once Graph answers again exactly who comes is there.
"""

from random import Random

import pytest

from domain.acute_invitation import InvitationAnswer
from tests.support.acute_house import AcuteFiles
from tests.support.graph import GraphCall, StandInGraph
from tests.support.room_table import MINUTE, Table, open_table
from tests.support.teams import BAD_GATEWAY, BAD_GATEWAY_AFTER_DELIVERY, FORBIDDEN, throttled

INVITED = ("wim", "gijs", "piet", "olga", "vera")
ANSWERS = (InvitationAnswer.COMES, InvitationAnswer.CANNOT, InvitationAnswer.CANNOT_SAY)
FAULTS = (BAD_GATEWAY, BAD_GATEWAY_AFTER_DELIVERY, FORBIDDEN, throttled("30"))
# making the chat goes wrong in tests of its own: it is not asked for twice
LATER = (GraphCall.LIST, GraphCall.ADD, GraphCall.REMOVE)


@pytest.mark.parametrize("seed", range(3))
async def test_nobody_is_in_the_chat_who_never_came_and_in_the_end_exactly_who_comes(
    acute_files: AcuteFiles, socket_enabled: None, seed: int
):
    async with StandInGraph() as graph, open_table(acute_files, graph) as table:
        await play(table, Random(seed))  # noqa: S311 - a history, not a secret


async def play(table: Table, chance: Random) -> None:
    coming, ever = set[str](), {"cora"}
    for _ in range(15):
        name, said = chance.choice(INVITED), chance.choice(ANSWERS)
        await table.answer(name, said)
        coming.discard(name)
        if said is InvitationAnswer.COMES:
            coming.add(name)
            ever.add(name)
        if table.graph.chats and chance.random() < 1 / 2:
            table.graph.fail_next(chance.choice(LATER), chance.choice(FAULTS))
        await table.tick(after=chance.choice((0, 1, 20)) * MINUTE)
        known = await table.accounts(*ever)
        assert all(people <= known for people in table.graph.people())
    table.graph._planned.clear()
    await table.settle()
    assert await table.has("cora", *coming)
    assert await table.trouble() is None
