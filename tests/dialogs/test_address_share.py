"""An address is shared and no longer shared, in both frames and languages."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.address_share import SHARING
from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.conversation import Conversation

WORDS = {
    Language.DUTCH: ("Vastleggen", "het adres is gedeeld", "wordt niet meer gedeeld"),
    Language.ENGLISH: ("Put on record", "the address is shared", "is shared no more"),
}


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_a_coordinator_shares_an_address_sees_with_whom_and_stops(
    talk: Conversation, frame: Frame, language: Language
):
    talk = replace(talk, dialogs=(SHARING,), member="iris", frame=frame, language=language)
    finish, shared, stopped = WORDS[language]
    about = AboutCase(case=(await happened(talk, taken_up)).id)
    await talk.begins(SHARING, about)
    wish = {"member": "nurse", "why_shared": f"{CANARY} bezoeken."}
    await talk.goes_through({"doing": "share"}, wish)
    receipt = await talk.presses(finish)
    assert shared in receipt
    assert CANARY not in receipt
    page = await talk.begins(SHARING, about)
    for read in ("Nurse", f"{CANARY} bezoeken."):
        assert read in page
    await talk.goes_through({"doing": "end"}, {"told": "nurse"})
    assert stopped in await talk.presses(finish)


async def test_a_day_past_is_refused_in_words(talk: Conversation):
    talk = replace(talk, dialogs=(SHARING,), member="iris")
    about = AboutCase(case=(await happened(talk, taken_up)).id)
    await talk.begins(SHARING, about)
    wish = {"member": "nurse", "why_shared": "Bezoek.", "until_on": "2026-02-08"}
    assert "Deze dag is voorbij." in await talk.goes_through({"doing": "share"}, wish)
