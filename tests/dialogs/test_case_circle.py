"""Involving a partner and taking one out, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.case_circle import PARTNER_INVOLVING, PARTNER_REMOVING, CircleAsked
from tests.support.canaries import CANARY
from tests.support.case_talk import AGREED, happened, taken_up
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(PARTNER_INVOLVING, PARTNER_REMOVING), member="sanne")


@pytest.mark.parametrize("frame", list(Frame))
async def test_who_is_taken_out_can_be_involved_again_with_who_agreed(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    page = await talk.begins(PARTNER_REMOVING, CircleAsked(case=seen.id))
    assert "GGZ Rivierstad – Nurse" in page
    await talk.goes_through({"place": "nurse", "why_removed": f"{CANARY} is uit zorg."})
    receipt = await talk.presses("Uit de casus halen")
    assert "Nurse doet niet meer mee met KX7-Q42" in receipt
    assert CANARY not in receipt
    await talk.begins(PARTNER_INVOLVING, CircleAsked(case=seen.id))
    told = {"partner": "nurse", "why_involved": f"{CANARY} is terug.", "until_on": "2026-01-01"}
    said = await talk.goes_through(told)
    assert "Kies vandaag of een latere dag." in said
    await talk.goes_through({"until_on": "2026-12-01", **AGREED})
    assert "Nurse is betrokken bij KX7-Q42" in await talk.presses("Betrekken")
