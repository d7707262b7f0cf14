"""A coordinator asks partners on one page, each for a reason, and notes what was said."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.enquiry import ENQUIRY_AGAIN, ENQUIRY_ASKING, ENQUIRY_NOTING, ENQUIRY_WITHDRAWING
from dialogs.weighing import WEIGHING
from domain.enquiry import Enquiry, EnquiryAnswer, EnquiryEnd
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import AGREED, ALL_MET, happened
from tests.support.conversation import Conversation, inputs
from tests.support.enquiries import a_tested_case, asked, say
from tests.support.judging_house import JudgingHouse

FRAMES = pytest.mark.parametrize("frame", list(Frame))
WHY = f"{CANARY} woont daar."


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    dialogs = (ENQUIRY_ASKING, ENQUIRY_NOTING, ENQUIRY_AGAIN, ENQUIRY_WITHDRAWING, WEIGHING)
    return replace(talk, dialogs=dialogs, member="iris")


async def police_asked(house: JudgingHouse) -> SeenCase:
    return (await asked(house))[0]


async def police_involved(house: JudgingHouse) -> SeenCase:
    seen, enquiry = await asked(house)
    await say(house, enquiry, EnquiryAnswer.INVOLVED)
    return SeenCase(id=seen.id)


async def police_unknowing(house: JudgingHouse) -> SeenCase:
    seen, enquiry = await asked(house)
    await say(house, enquiry, EnquiryAnswer.NOT_KNOWN)
    return seen


async def kept(talk: Conversation, seen: SeenCase) -> Enquiry:
    async with talk.at_desk() as (_, ctx):
        (enquiry,) = await ctx.uow.enquiries.of_case(seen.id)
        return enquiry


@FRAMES
async def test_a_partner_is_asked_with_a_reason_that_stays_with_the_case(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, a_tested_case)
    page = await talk.begins(ENQUIRY_ASKING, AboutCase(case=seen.id))
    assert "GGZ Rivierstad (genoemd door de aanmelder)" in page
    assert "Woonbemiddeling" not in page
    assert "Politie" not in page
    review = await talk.goes_through({"partner_1": CARE, "why_1": WHY})
    assert "Niet ingevuld" not in review
    assert review.count("Waarom deze partner?") == 1
    receipt = await talk.presses("Vragen")
    assert "KX7-Q42: gevraagd aan 1." in receipt
    assert CANARY not in receipt
    assert (await kept(talk, seen)).organisation == CARE


async def test_a_partner_without_a_reason_a_reason_without_a_partner_and_one_twice_are_told(
    talk: Conversation,
):
    seen = await happened(talk, a_tested_case)
    await talk.begins(ENQUIRY_ASKING, AboutCase(case=seen.id))
    twice = {"partner_1": CARE, "why_1": WHY, "partner_2": CARE, "why_3": WHY}
    page = await talk.goes_through(twice)
    assert "Schrijf op waarom u deze partner vraagt." in page
    assert "Deze partner koos u al." in page
    assert "Kies een partner bij deze reden" in page
    async with talk.at_desk() as (_, ctx):
        assert await ctx.uow.enquiries.of_case(seen.id) == []


@FRAMES
async def test_what_was_said_by_telephone_is_noted(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, police_asked)
    await talk.begins(ENQUIRY_NOTING, AboutCase(case=seen.id))
    needless = {"partner": POLICE, "answer": "not_known", "ground": "consent"}
    page = await talk.goes_through(needless)
    assert "Een grond hoort alleen bij" in page
    await talk.goes_through({"partner": POLICE, "answer": "known", "ground": ""})
    assert "het antwoord is vastgelegd" in await talk.presses("Vastleggen")
    assert (await kept(talk, seen)).answer is EnquiryAnswer.KNOWN


async def test_who_said_not_to_know_is_asked_again_and_nobody_else_is_offered(talk: Conversation):
    seen = await happened(talk, police_unknowing)
    page = await talk.begins(ENQUIRY_AGAIN, AboutCase(case=seen.id))
    assert "Politie" in page
    await talk.goes_through({"partner": POLICE})
    assert "opnieuw gevraagd" in await talk.presses("Opnieuw vragen")
    assert (await kept(talk, seen)).is_silent
    assert "Politie" not in await talk.begins(ENQUIRY_AGAIN, AboutCase(case=seen.id))


async def test_a_question_is_withdrawn(talk: Conversation):
    seen = await happened(talk, police_asked)
    await talk.begins(ENQUIRY_WITHDRAWING, AboutCase(case=seen.id))
    await talk.goes_through({"partner": POLICE})
    assert "de vraag is ingetrokken" in await talk.presses("Intrekken")
    assert (await kept(talk, seen)).end is EnquiryEnd.WITHDRAWN


async def test_who_weighs_reads_what_partners_said_and_finds_who_is_involved_filled_in(
    talk: Conversation,
):
    talk.member = "sanne"
    seen = await happened(talk, police_involved)
    assert "Politie antwoordde: betrokken" in await talk.begins(WEIGHING, seen)
    page = await talk.goes_through(ALL_MET, {"outcome": "taken_up", **AGREED})
    assert "Politie antwoordde: betrokken" in page
    assert set(inputs(talk.card)["involved"].split(",")) == {POLICE, CARE}
