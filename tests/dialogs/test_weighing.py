from dataclasses import replace

import pytest

from cards.kit import Frame
from cards.signal import press_to_signal
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.errors import NotAllowedError
from domain.referral import Criterion
from domain.stoplight import Colour
from domain.weighing import Outcome
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.cards import buttons
from tests.support.case_talk import (
    AGREED,
    ALL_MET,
    happened,
    kept,
    purpose_tested,
)
from tests.support.conversation import Conversation, inputs

FRAMES = pytest.mark.parametrize("frame", list(Frame))
RED_INPUTS = {
    "involved": CARE,
    "case_director": "nurse",
    "colour": "red",
    "colour_reason": f"{CANARY} dreigt.",
    "minutes": "30",
    "required": POLICE,
}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(WEIGHING,), member="sanne")


@FRAMES
async def test_a_case_is_taken_up_with_its_colour_in_one_dialog(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, purpose_tested)
    read = await talk.begins(WEIGHING, seen)
    for one in Criterion:
        assert read.count(f"{CANARY} en {one}.") == 1
    outcome = {"outcome": "taken_up", **AGREED}
    page = await talk.goes_through(ALL_MET, outcome)
    assert "🔴 ROOD: 30 minuten, opnieuw bekijken na 7 dagen" in page
    assert "Woonbemiddeling" not in page
    assert inputs(talk.card)["involved"] == CARE
    await talk.goes_through(RED_INPUTS)
    receipt = await talk.presses("Weging vastleggen")
    assert "KX7-Q42: C, procesregie" in receipt
    assert CANARY not in receipt
    case, _, weighing = await kept(talk, seen)
    assert (case.state, case.case_director) == (CaseState.TAKEN_UP, None)
    assert weighing is not None
    assert weighing.verdict.involved == {CARE}
    colour = case.colour
    assert colour is not None
    assert (colour.colour, colour.minutes, colour.required) == (Colour.RED, 30, (POLICE,))


async def test_without_all_four_criteria_the_case_cannot_be_taken_up(talk: Conversation):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    judged = ALL_MET | {"judged_harm": "not_met"}
    read = await talk.goes_through(judged, {"outcome": "taken_up", **AGREED})
    assert "alle vier de criteria" in read
    assert "Wie gaat hiermee verder?" in await talk.goes_through(
        {"outcome": "not_taken_up", **AGREED}
    )


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({}, "Noem welke organisatie"),
        ({"taken_on_by": "nobody"}, "Noem welke organisatie"),
    ],
)
async def test_a_refusal_leaves_nobody_empty_handed(
    talk: Conversation, answers: dict[str, str], problem: str
):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    read = await talk.goes_through(ALL_MET, {"outcome": "not_taken_up", **AGREED}, answers)
    assert problem in read


@pytest.mark.parametrize(
    ("outcome", "answers", "state"),
    [
        ("not_taken_up", {"taken_on_by": "nobody", "advice": "Bel."}, CaseState.NOT_TAKEN_UP),
        ("advice_or_signal", {"advice": "Wij zoeken uit."}, CaseState.ADVICE_OR_SIGNAL),
    ],
)
async def test_a_and_b_end_with_what_the_referrer_can_go_on_with(
    talk: Conversation, outcome: str, answers: dict[str, str], state: CaseState
):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    await talk.goes_through(ALL_MET, {"outcome": outcome, **AGREED}, answers)
    await talk.presses("Weging vastleggen")
    case, _, weighing = await kept(talk, seen)
    assert case.state is state
    assert weighing is not None
    assert weighing.verdict.outcome is Outcome(outcome)
    assert weighing.verdict.follow_up.taken_on_by is None
    assert weighing.verdict.follow_up.advice == answers.get("advice", "")
    assert case.colour is None


@FRAMES
async def test_a_signal_is_begun_from_the_receipt_of_the_weighing(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    page = await talk.goes_through(ALL_MET)
    assert "B. Kort: advies\n" in page
    assert "B. Kort: een signaal aan een organisatie" in page
    page = await talk.goes_through({"outcome": "signal", **AGREED})
    assert "Het signaal zelf leest de aanmelder niet" in page
    assert "Wat leest de aanmelder?" in await talk.goes_through({"advice": " "})
    await talk.goes_through({"advice": f"{CANARY}: wij geven dit door."})
    receipt = await talk.presses("Weging vastleggen")
    assert "KX7-Q42: B, een signaal" in receipt
    assert CANARY not in receipt
    assert buttons(talk.card) == {"Signaal schrijven": press_to_signal(seen.id)}
    case, _, weighing = await kept(talk, seen)
    assert case.state is CaseState.ADVICE_OR_SIGNAL
    assert weighing is not None
    assert weighing.verdict.promises_signal


async def test_an_organisation_is_asked_before_it_takes_a_case_on(talk: Conversation):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    outcome = {"outcome": "not_taken_up", **AGREED}
    await talk.goes_through(ALL_MET, outcome, {"taken_on_by": "mental-health"})
    assert "De aanmelder hoort nog niets." in await talk.presses("Weging vastleggen")
    case, _, weighing = await kept(talk, seen)
    assert (case.state, weighing) == (CaseState.PURPOSE_TESTED, None)


@pytest.mark.parametrize("member", ["iris", "agent", "nurse"])
async def test_nobody_but_a_director_begins_a_weighing(talk: Conversation, member: str):
    seen = await happened(talk, purpose_tested)
    with pytest.raises(NotAllowedError):
        await replace(talk, member=member).begins(WEIGHING, seen)
