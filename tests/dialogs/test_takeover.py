"""Who reads that their organisation is asked to take a case on, while somebody else answers it."""

from dataclasses import replace

import pytest

from dialogs.takeover import TAKEOVER, AboutTakeover
from domain.identifiers import CaseId
from services.access import RefusedError
from services.seen_case import SeenCase
from services.takeover import accept_takeover, open_takeover
from tests.support.conversation import Conversation
from tests.support.enquiries import a_tested_case
from tests.support.judging_house import TAKEN_ON_BY_CARE, JudgingHouse
from tests.support.permits import weigh_seen


async def asked(talk: Conversation) -> CaseId:
    async with talk.house() as house:
        judging = JudgingHouse(house.database, house.house, house.now)
        seen = await a_tested_case(judging)
        async with house.acting("sanne") as ctx:
            await weigh_seen(ctx, SeenCase(id=seen.id), TAKEN_ON_BY_CARE)
    return seen.id


async def test_who_read_what_a_coordinator_recorded_meanwhile_hears_that_it_is_over(
    talk: Conversation,
):
    case = await asked(talk)
    nurse = replace(talk, member="nurse", dialogs=(TAKEOVER,))
    await nurse.begins(TAKEOVER, AboutTakeover(case=case))
    async with talk.house() as house, house.acting("iris") as ctx:
        await accept_takeover(ctx, await open_takeover(ctx, case))
    assert "Deze vraag is voorbij" in await nurse.presses("Verder", decision="yes")
    with pytest.raises(RefusedError):
        await nurse.begins(TAKEOVER, AboutTakeover(case=case))
