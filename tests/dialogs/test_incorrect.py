"""Somebody calls a statement incorrect and its supplier answers, in both frames and languages."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.incorrect import ANSWERING, MARKING, MarkOf, MarkWhere, StatementOf
from domain.identifiers import MarkId
from domain.member import Language
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation, inputs

WRONG, RIGHT = f"{CANARY} was daar niet.", f"{CANARY} was thuis."
FINISH = {
    Language.DUTCH: ("Doorgeven", "Antwoord vastleggen", "verbeterd", "Het gaat over: Waarom nu"),
    Language.ENGLISH: ("Pass on", "Record the answer", "corrected", "It is about: Why now"),
}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(MARKING, ANSWERING), member="nurse")


async def marks(talk: Conversation, part: str = "why_now") -> MarkId:
    """Nurse calls something incorrect; agent is to answer."""
    seen: SeenCase = await happened(talk, taken_up)
    talk.member = "nurse"
    await talk.begins(MARKING, StatementOf(where=MarkWhere.REFERRAL, subject=seen.id))
    await talk.goes_through({"part": part}, {"what": WRONG})
    receipt = await talk.presses(FINISH[talk.language][0])
    assert CANARY not in receipt
    talk.member = "agent"
    async with talk.at_desk() as (_, ctx):
        (mark,) = await ctx.uow.incorrect_marks.open()
    return mark.id


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_a_supplier_reads_what_is_wrong_beside_what_it_says_and_corrects_it(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    mark = await marks(talk)
    _, finish, corrected, about = FINISH[language]
    page = await talk.begins(ANSWERING, MarkOf(mark=mark))
    for read in (WRONG, f"{CANARY} dreigt sinds maandag.", about):
        assert read in page
    await talk.goes_through({"decision": "correct"})
    assert inputs(talk.card)["corrected"] == f"{CANARY} dreigt sinds maandag."
    await talk.goes_through({"corrected": RIGHT})
    receipt = await talk.presses(finish)
    assert corrected in receipt
    assert CANARY not in receipt


async def test_a_supplier_who_lets_it_stand_must_say_why(talk: Conversation):
    mark = await marks(talk)
    await talk.begins(ANSWERING, MarkOf(mark=mark))
    assert "Schrijf het op." in await talk.goes_through({"decision": "stands"})
    await talk.goes_through({"decision": "stands", "why_stands": RIGHT})
    assert "het blijft staan, met uw uitleg" in await talk.presses("Antwoord vastleggen")


async def test_a_correction_is_no_longer_than_the_referral_holds(talk: Conversation):
    mark = await marks(talk)
    await talk.begins(ANSWERING, MarkOf(mark=mark))
    await talk.goes_through({"decision": "correct"})
    assert "hoogstens 600 tekens" in await talk.goes_through({"corrected": "x" * 601})


async def test_who_it_is_about_is_corrected_by_name_and_day_of_birth(talk: Conversation):
    mark = await marks(talk, "who")
    await talk.begins(ANSWERING, MarkOf(mark=mark))
    await talk.goes_through({"decision": "correct"})
    assert "Deze datum moet nog komen" in await talk.goes_through({"born_on": "2030-01-01"})
    await talk.goes_through({"name": f"{CANARY} Anders", "born_on": "1991-06-02"})
    await talk.presses("Antwoord vastleggen")
    async with talk.at_desk() as (_, ctx):
        case = (await ctx.uow.incorrect_marks.find(mark)).mark.case
        assert (await ctx.uow.cases.referral(case)).identity.name == f"{CANARY} Anders"
