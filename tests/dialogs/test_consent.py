from dataclasses import replace
from datetime import date

import pytest

from dialogs.screening import SCREENING
from dialogs.weighing import WEIGHING
from domain.screening import PurposeTest
from tests.support.agenda_house import CARE
from tests.support.case_talk import (
    ALL_MET,
    FITS,
    Act,
    happened,
    kept,
    purpose_tested,
    submitted,
)
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(SCREENING, WEIGHING), member="sanne")


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"agreed": ""}, "minstens één publieke deelnemer"),
        ({"agreed": "", "mandate": "-"}, "minstens één publieke deelnemer"),
        ({"agreed": "", "mandate": "M-99"}, "Kies een van de mogelijkheden."),
        ({"agreed_how": ""}, "Vul in wanneer en hoe"),
        ({"emptied": "agreed_on"}, "Vul in wanneer en hoe"),
        ({"agreed_on": "2026-02-10"}, "Vul de dag in waarop zij hebben ingestemd."),
        ({"agreed": CARE}, "Kies een van de mogelijkheden."),
    ],
)
async def test_who_agreed_must_be_known_before_a_purpose_test_goes_on(
    talk: Conversation, answers: dict[str, str], problem: str
):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    read = await talk.goes_through({"is_complete": "yes"}, FITS | answers)
    assert problem in read


async def test_a_mandate_that_holds_today_is_enough(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    mandate = {"agreed": "", "mandate": "M-7"}
    await talk.goes_through({"is_complete": "yes"}, FITS | mandate)
    await talk.presses("Vastleggen")
    _, screening, _ = await kept(talk, seen)
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    assert screening.outcome.agreement.mandate is not None
    assert screening.outcome.agreement.mandate.given_on == date(2026, 1, 5)
    assert screening.outcome.agreement.asked is None


@pytest.mark.parametrize("act", [submitted, purpose_tested])
async def test_only_public_participants_can_be_chosen_to_agree(talk: Conversation, act: Act):
    seen = await happened(talk, act)
    if act is submitted:
        await talk.begins(SCREENING, seen)
        read = await talk.goes_through({"is_complete": "yes"})
    else:
        await talk.begins(WEIGHING, seen)
        read = await talk.goes_through(ALL_MET)
    assert "Gemeente Rivierstad" in read
    assert "Politie" in read
    assert "GGZ" not in read
    assert "Woon" not in read
