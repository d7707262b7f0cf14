"""An organisation wants to leave a case and a process director decides, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.departure import DEPARTURE_ANSWER, DEPARTURE_ASKING, DepartureOf
from domain.identifiers import MemberId
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(DEPARTURE_ASKING, DEPARTURE_ANSWER), member="nurse")


@pytest.mark.parametrize("frame", list(Frame))
async def test_one_asks_is_asked_to_stay_asks_again_and_may_leave(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    about, theirs = AboutCase(case=seen.id), DepartureOf(case=seen.id, member=MemberId("nurse"))
    await talk.begins(DEPARTURE_ASKING, about)
    await talk.goes_through({"why_leaving": f"{CANARY} is uit zorg."})
    assert "Tot dan blijft u betrokken." in await talk.presses("Doorgeven")
    talk.member = "sanne"
    assert f"{CANARY} is uit zorg." in await talk.begins(DEPARTURE_ANSWER, theirs)
    assert "Schrijf op waarom." in await talk.goes_through({"decision": "decline"})
    await talk.goes_through({"why_stay": f"{CANARY} komt terug."})
    assert "Nurse blijft betrokken" in await talk.presses("Besluit vastleggen")
    talk.member = "nurse"
    assert f"{CANARY} komt terug." in await talk.begins(DEPARTURE_ASKING, about)
    await talk.goes_through({"why_leaving": f"{CANARY} kwam niet."})
    await talk.presses("Doorgeven")
    talk.member = "sanne"
    await talk.begins(DEPARTURE_ANSWER, theirs)
    await talk.goes_through({"decision": "confirm"})
    assert "Nurse doet niet meer mee" in await talk.presses("Besluit vastleggen")
