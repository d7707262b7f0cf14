"""A process director puts down by telephone what an organisation says, and settles what is
contradicted, each on one page.
"""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.confirmation import (
    CONFIRMATION_NOTING,
    CONFIRMATION_SETTLING,
    AboutConfirmation,
)
from domain.confirmation import Confirmation, ConfirmationAnswer
from domain.identifiers import ConfirmationId
from services.seen_case import SeenCase
from tests.services.test_confirmation import says, weighed
from tests.support.agenda_house import POLICE
from tests.support.case_talk import happened
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse

FRAMES = pytest.mark.parametrize("frame", list(Frame))


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    dialogs = (CONFIRMATION_NOTING, CONFIRMATION_SETTLING)
    return replace(talk, dialogs=dialogs, member="sanne")


async def contested(house: JudgingHouse) -> SeenCase:
    seen = await weighed(house)
    await says(house, seen, ConfirmationAnswer.CONTRADICTED)
    return seen


async def named(house: JudgingHouse) -> SeenCase:
    return await weighed(house)


async def named_too(house: JudgingHouse) -> SeenCase:
    return await weighed(house, "BB2-H55")


async def kept(talk: Conversation, seen: SeenCase) -> Confirmation:
    async with talk.at_desk() as (_, ctx):
        (one,) = await ctx.uow.confirmations.of_case(seen.id)
        return one


async def about(talk: Conversation, seen: SeenCase) -> AboutConfirmation:
    return AboutConfirmation(confirmation=ConfirmationId((await kept(talk, seen)).id))


@FRAMES
async def test_what_was_said_by_telephone_is_put_down_with_who_said_it_and_when(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, named)
    page = await talk.begins(CONFIRMATION_NOTING, await about(talk, seen))
    assert "Politie bellen" in page
    said = {"said_by": "deputy", "said_on": "2026-02-10"}
    assert "Deze dag moet nog komen." in await talk.goes_through(said)
    await talk.goes_through(said | {"said_on": "2026-02-09"})
    assert "Het antwoord is vastgelegd" in await talk.presses("Antwoord vastleggen")
    one = await kept(talk, seen)
    assert (one.answer, one.said_by) == (ConfirmationAnswer.CONFIRMED, "deputy")
    assert one.answered_by == "sanne"


async def test_whoever_ticks_nothing_puts_down_that_all_is_right(talk: Conversation):
    seen = await happened(talk, named)
    other = await happened(talk, named_too)
    await talk.begins(CONFIRMATION_NOTING, await about(talk, seen))
    await talk.goes_through({"said_by": "deputy"})
    assert "Van 2 besluiten" in await talk.presses("Antwoord vastleggen")
    answers = [(await kept(talk, one)).answer for one in (seen, other)]
    assert answers == [ConfirmationAnswer.CONFIRMED] * 2


@FRAMES
async def test_what_is_wrong_must_be_among_what_was_discussed(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, named)
    await happened(talk, named_too)
    about_one = await about(talk, seen)
    page = await talk.begins(CONFIRMATION_NOTING, about_one)
    assert "KX7-Q42: de weging" in page
    assert "BB2-H55: de weging" in page
    async with talk.at_desk() as (_, ctx):
        others = [one.id for one in await ctx.uow.confirmations.asked_of(POLICE)]
    others.remove(about_one.confirmation)
    said = {"said_by": "deputy", "discussed": about_one.confirmation, "wrong": others[0]}
    assert "Vink het daar ook aan." in await talk.goes_through(said)
    await talk.goes_through(said | {"discussed": f"{others[0]},{about_one.confirmation}"})
    receipt = await talk.presses("Antwoord vastleggen")
    assert "Van 2 besluiten is het antwoord vastgelegd" in receipt
    assert "De procesregisseurs lezen dit in hun dagoverzicht." in receipt
    assert (await kept(talk, seen)).answer is ConfirmationAnswer.CONFIRMED
    async with talk.at_desk() as (_, ctx):
        assert (await ctx.uow.confirmations.get(others[0])).is_contested


@FRAMES
async def test_another_agreement_is_asked_in_full_before_it_settles_anything(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, contested)
    page = await talk.begins(CONFIRMATION_SETTLING, await about(talk, seen))
    assert "Agent zei op" in page
    assert "M-12 van Politie" in page
    assert "De casus wordt opnieuw gewogen" not in page
    problem = await talk.goes_through({"way": "instead"})
    assert "Kies minstens één publieke deelnemer" in problem
    await talk.goes_through({"mandate": "M-12"})
    assert "Het is opgelost" in await talk.presses("Vastleggen")
    assert not (await kept(talk, seen)).is_contested
