"""Answering a reaction asks for words unless the case is closed, where closing it is a choice."""

from dataclasses import replace

import pytest

from dialogs.reaction import REACTION_ANSWER, ReactionOf
from domain.access import CaseState
from domain.identifiers import ReactionId
from domain.weighing import Outcome
from services.reaction import open_to_react, react
from services.weighing import WeighingForm
from tests.support.canaries import CANARY
from tests.support.case_talk import open_for_judging
from tests.support.conversation import Conversation
from tests.support.judging_house import ADVISE, TAKE_UP, JudgingHouse
from tests.support.permits import weigh_seen

NOT_NEEDED = "niet nodig als u de casus sluit"
REFUSE = replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP)


async def reacted(house: JudgingHouse, form: WeighingForm) -> ReactionId:
    seen = await house.refer(state=CaseState.PURPOSE_TESTED)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, form)
    async with house.acting("agent") as ctx:
        held = await open_to_react(ctx, seen.id)
        return (await react(ctx, held, f"{CANARY} woont nu elders.")).id


async def begun(talk: Conversation, form: WeighingForm) -> tuple[Conversation, str]:
    async with talk.house() as house:
        known_as = await reacted(await open_for_judging(house), form)
    answering = replace(talk, dialogs=(REACTION_ANSWER,), member="daan")
    page = await answering.begins(REACTION_ANSWER, ReactionOf(reaction=known_as))
    return answering, page


@pytest.mark.parametrize("form", [REFUSE, ADVISE])
async def test_where_closing_is_no_choice_nobody_reads_of_it(
    talk: Conversation, form: WeighingForm
):
    answering, page = await begun(talk, form)
    assert NOT_NEEDED not in page
    assert "De casus sluiten" not in page
    page = await answering.presses("Verder", decision="keep")
    assert "Vul dit nog in." in page


async def test_who_closes_the_case_writes_nothing_here(talk: Conversation):
    answering, page = await begun(talk, TAKE_UP)
    assert NOT_NEEDED in page
    review = await answering.presses("Verder", decision="close")
    assert "De casus sluiten" in review
    assert "Niet ingevuld" not in review
    assert "KX7-Q42 sluiten" in await answering.presses("Vastleggen")
