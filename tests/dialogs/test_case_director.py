"""Asking somebody to direct a case, and what they answer, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.case_director import DIRECTOR_ANSWER, DIRECTOR_ASKING
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, kept, taken_up
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(DIRECTOR_ASKING, DIRECTOR_ANSWER), member="sanne")


@pytest.mark.parametrize("frame", list(Frame))
async def test_one_declines_with_a_reason_that_the_process_director_reads_and_another_accepts(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    about = AboutCase(case=seen.id)
    await talk.begins(DIRECTOR_ASKING, about)
    await talk.goes_through({"director": "nurse"})
    assert "Nurse is gevraagd voor KX7-Q42" in await talk.presses("Vragen")
    talk.member = "nurse"
    await talk.begins(DIRECTOR_ANSWER, about)
    assert "Schrijf op waarom niet." in await talk.goes_through({"decision": "decline"})
    await talk.goes_through({"why_not": f"{CANARY} is te ziek."})
    assert CANARY not in await talk.presses("Antwoord geven")
    talk.member = "sanne"
    page = await talk.begins(DIRECTOR_ASKING, about)
    assert "Nurse zei nee op" in page
    assert CANARY in page
    await talk.goes_through({"director": "agent"})
    await talk.presses("Vragen")
    talk.member = "agent"
    await talk.begins(DIRECTOR_ANSWER, about)
    await talk.goes_through({"decision": "accept"})
    assert "U bent casusregisseur van KX7-Q42" in await talk.presses("Antwoord geven")
    assert (await kept(talk, seen)).case.case_director == "agent"
