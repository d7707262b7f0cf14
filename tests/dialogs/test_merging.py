"""Merging two cases, and the second member who confirms it or leaves them apart, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.merging import MERGE_CONFIRMING, MERGING, MergeAsked, MergeOf
from domain.member import Language
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.case_talk import AGREED, happened, taken_up
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse

FILLED_IN = {"merge_reason": f"{CANARY} heeft twee namen.", **AGREED}


async def other_referred(house: JudgingHouse) -> SeenCase:
    return await house.refer("BB2-H55")


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(MERGING, MERGE_CONFIRMING), member="sanne")


@pytest.mark.parametrize("frame", list(Frame))
async def test_a_director_asks_it_one_says_no_with_a_reason_and_later_yes(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    stays = (await happened(talk, taken_up)).id
    goes = (await happened(talk, other_referred)).id
    page = await talk.begins(MERGING, MergeOf(case=goes, other=stays))
    assert "Versies van de aanmelding: 1" in page
    await talk.goes_through(FILLED_IN)
    asked = await talk.presses("Samenvoegen")
    assert "Gevraagd: BB2-H55 samenvoegen met KX7-Q42" in asked
    assert CANARY not in asked
    talk.member = "iris"
    about = MergeAsked(goes=goes)
    assert f"{CANARY} heeft twee namen." in await talk.begins(MERGE_CONFIRMING, about)
    assert "Schrijf op waarom." in await talk.goes_through({"decision": "decline"})
    await talk.goes_through({"against": f"{CANARY} is een ander."})
    assert "blijven twee casussen" in await talk.presses("Besluit vastleggen")
    talk.member = "sanne"
    again = await talk.begins(MERGING, MergeOf(case=goes, other=stays))
    assert f"{CANARY} is een ander." in again
    await talk.goes_through(FILLED_IN)
    await talk.presses("Samenvoegen")
    talk.member = "daan"
    await talk.begins(MERGE_CONFIRMING, about)
    await talk.goes_through({"decision": "confirm"})
    assert "BB2-H55 heet nu KX7-Q42" in await talk.presses("Besluit vastleggen")


async def test_who_chooses_a_case_that_cannot_stay_reads_what_to_do(talk: Conversation):
    stays = (await happened(talk, taken_up)).id
    goes = (await happened(talk, other_referred)).id
    talk.language = Language.ENGLISH
    await talk.begins(MERGING, MergeOf(case=stays, other=goes))
    await talk.goes_through({**FILLED_IN, "stays": goes})
    assert "BB2-H55 is not in process direction" in await talk.presses("Merge")
