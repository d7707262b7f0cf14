"""A process director has the question answered which organisations are involved; one of them says
whether it may be named.
"""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.involved_answer import INVOLVED_ANSWER, AboutNaming
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.enquiry import EnquiryAnswer
from domain.identifiers import NamingId
from domain.weighing import ShortEffort
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.case_talk import AGREED, ALL_MET, happened, kept, purpose_tested
from tests.support.conversation import Conversation
from tests.support.enquiries import ask, bind, say
from tests.support.involved_answers import weigh_to_answer
from tests.support.judging_house import JudgingHouse

FRAMES = pytest.mark.parametrize("frame", list(Frame))
OUTCOME = {"outcome": "involved_answer", **AGREED}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(WEIGHING, INVOLVED_ANSWER), member="sanne")


async def known_to_care(house: JudgingHouse) -> SeenCase:
    seen = await purpose_tested(house)
    (care,) = await ask(house, seen, CARE)
    await say(house, care.id, EnquiryAnswer.KNOWN, who="nurse")
    return SeenCase(id=seen.id)


async def care_is_asked(house: JudgingHouse) -> SeenCase:
    seen = await known_to_care(house)
    await bind(house)
    await weigh_to_answer(house, seen, CARE)
    return seen


@FRAMES
async def test_who_weighs_ticks_which_organisations_are_asked(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, known_to_care)
    await talk.begins(WEIGHING, seen)
    page = await talk.goes_through(ALL_MET, OUTCOME)
    assert "GGZ Rivierstad, zei: bekend" in page
    await talk.goes_through({"to_be_named": CARE})
    receipt = await talk.presses("Weging vastleggen")
    assert "De aanmelder krijgt bericht." in receipt
    case, _, weighing = await kept(talk, seen)
    assert case.state is CaseState.ADVICE_OR_SIGNAL
    assert weighing is not None
    follow_up = weighing.verdict.follow_up
    assert (follow_up.effort, follow_up.to_be_named) == (ShortEffort.INVOLVED_ANSWER, {CARE})


@FRAMES
async def test_where_there_is_nobody_to_ask_the_weighing_goes_on(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    page = await talk.goes_through(ALL_MET, OUTCOME)
    assert "Staat er niemand, dan kunt u niemand vragen." in page
    await talk.goes_through({})
    await talk.presses("Weging vastleggen")
    assert (await kept(talk, seen)).case.state is CaseState.ADVICE_OR_SIGNAL


async def test_who_is_bound_by_secrecy_reads_that_a_yes_needs_a_ground(talk: Conversation):
    seen = await happened(talk, care_is_asked)
    async with talk.at_desk() as (_, ctx):
        found = await ctx.uow.involved_answers.find(seen.id)
    assert found is not None
    talk.member = "nurse"
    page = await talk.begins(INVOLVED_ANSWER, AboutNaming(naming=NamingId(found.namings[0].id)))
    assert CANARY in page
    await talk.goes_through({"decision": "may_be_named"})
    assert "beroepsgeheim" in await talk.presses("Antwoord vastleggen")
    await talk.presses("Wijzig")
    await talk.goes_through({"decision": "may_be_named", "ground": "consent"})
    receipt = await talk.presses("Antwoord vastleggen")
    assert "Alleen de coördinatoren lezen dit antwoord." in receipt
    assert CANARY not in receipt
