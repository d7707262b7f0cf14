"""A page of a dialog that shows the case is seen each time it is opened, also days later."""

import pytest

from cards.colour import SET_COLOUR
from cards.referral import EDIT
from domain.access import CaseState
from domain.press import Press
from domain.sight import SeenPart
from tests.support.desk import drafts, presses
from tests.support.judging_house import JudgingHouse


@pytest.mark.parametrize(
    ("verb", "name", "state", "parts"),
    [
        (EDIT, "agent", CaseState.SUBMITTED, [SeenPart.IDENTITY, SeenPart.STORY]),
        (SET_COLOUR, "sanne", CaseState.TAKEN_UP, [SeenPart.COLOUR]),
    ],
)
async def test_a_draft_gone_on_with_shows_the_case_again(
    judging_house: JudgingHouse, verb: str, name: str, state: CaseState, parts: list[SeenPart]
):
    seen = await judging_house.refer(state=state)
    await presses(judging_house, name, Press(verb=verb, subject=seen.id, version=1))
    entries = await judging_house.on_record(seen.id)
    assert [one.part for one in entries] == parts

    [written] = await drafts(judging_house, name)
    for page in ("", "review"):
        await presses(
            judging_house, name, Press(verb="dialog.goto", subject=f"{written.id}:{page}")
        )
    entries = await judging_house.on_record(seen.id)
    assert [one.part for one in entries] == parts * 3
    assert {one.who for one in entries} == {name}
