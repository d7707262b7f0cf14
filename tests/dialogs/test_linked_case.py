"""Linking two cases and ending that, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from cards.messages import Card
from dialogs.about import AboutCase
from dialogs.linked_case import CASE_LINKING, CASE_UNLINKING
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse

OTHER = "BB2-H55"


async def other_submitted(house: JudgingHouse) -> SeenCase:
    return await house.refer(OTHER)


def link_in(card: Card) -> str:
    """The link that can be chosen on a page."""
    (field,) = [one for one in walk(card) if one.get("id") == "linked_with"]
    return str(field["choices"][0]["value"])


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(CASE_LINKING, CASE_UNLINKING), member="iris")


@pytest.mark.parametrize("frame", list(Frame))
async def test_a_coordinator_links_two_cases_and_ends_it_each_with_a_reason(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    about = AboutCase(case=(await happened(talk, taken_up)).id)
    await happened(talk, other_submitted)
    await talk.begins(CASE_LINKING, about)
    await talk.goes_through({"other_code": "XX9-X99", "why_linked": f"Broer van {CANARY}."})
    assert "Wij kennen geen casus met deze code" in await talk.presses("Koppelen")
    await talk.changes("link")
    await talk.goes_through({"other_code": "bb2 h55", "why_linked": f"Broer van {CANARY}."})
    receipt = await talk.presses("Koppelen")
    assert f"KX7-Q42 en {OTHER} zijn gekoppeld" in receipt
    assert CANARY not in receipt
    assert f"Gekoppeld met {OTHER}" in await talk.begins(CASE_LINKING, about)
    page = await talk.begins(CASE_UNLINKING, about)
    assert OTHER in page
    await talk.goes_through({"linked_with": link_in(talk.card), "why_unlinked": "Toeval."})
    assert "zijn niet meer gekoppeld" in await talk.presses("Koppeling beëindigen")
