"""A second member reads how a case was weighed and decides, in both frames and languages."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from cards.signal import press_to_signal
from dialogs.second_member import SECOND_MEMBER
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.member import Language
from domain.screening import PurposeJudgement
from services.seen_case import SeenCase
from tests.support import judging_house
from tests.support.agenda_house import POLICE
from tests.support.canaries import CANARY
from tests.support.cards import buttons
from tests.support.case_talk import AGREED, ALL_MET, happened, kept
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse
from tests.support.permits import judge_fit

WORDS = {
    Language.DUTCH: ("Weging vastleggen", "Besluit vastleggen"),
    Language.ENGLISH: ("Put the weighing on record", "Record the decision"),
}
ADVICE = {"advice": f"{CANARY} heeft hulp nodig."}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(WEIGHING, SECOND_MEMBER), member="sanne")


async def screened_alone(house: JudgingHouse) -> SeenCase:
    seen = await house.refer(referrer="sanne")
    agreed = judging_house.AGREED
    async with house.acting("sanne") as ctx:
        case = await judge_fit(ctx, seen, PurposeJudgement.FITS, f"{CANARY} past.", agreed)
    return SeenCase(id=case.id, version=case.version)


async def weighs(talk: Conversation) -> SeenCase:
    seen = await happened(talk, screened_alone)
    await talk.begins(WEIGHING, seen)
    await talk.goes_through(ALL_MET, {"outcome": "advice_or_signal", **AGREED}, ADVICE)
    await talk.presses(WORDS[talk.language][0])
    return SeenCase(id=seen.id)


async def test_who_weighs_alone_reads_first_who_must_confirm_and_then_that_nobody_was_told(
    talk: Conversation,
):
    seen = await happened(talk, screened_alone)
    page = await talk.begins(WEIGHING, seen)
    assert "Dat kan: Daan, Iris." in page
    await talk.goes_through(ALL_MET, {"outcome": "advice_or_signal", **AGREED}, ADVICE)
    receipt = await talk.presses("Weging vastleggen")
    assert "wacht op bevestiging" in receipt
    assert "horen nog niets" in receipt
    assert CANARY not in receipt


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_a_second_member_reads_the_whole_weighing_and_confirms_on_one_page(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    seen = await weighs(talk)
    talk.member = "iris"
    page = await talk.begins(SECOND_MEMBER, seen)
    for read in ("Sanne", ADVICE["advice"], f"{CANARY} dreigt sinds maandag.", "Politie"):
        assert read in page
    await talk.goes_through({"decision": "confirm"})
    receipt = await talk.presses(WORDS[language][1])
    assert CANARY not in receipt
    case, _, weighing = await kept(talk, seen)
    assert case.state is CaseState.ADVICE_OR_SIGNAL
    assert weighing is not None
    assert weighing.weighed_by == "sanne"
    assert POLICE in weighing.verdict.agreement.organisations


async def test_a_signal_is_read_before_it_is_confirmed_and_begun_after_that(talk: Conversation):
    seen = await happened(talk, screened_alone)
    await talk.begins(WEIGHING, seen)
    await talk.goes_through(ALL_MET, {"outcome": "signal", **AGREED}, ADVICE)
    assert "Signaal schrijven" not in await talk.presses("Weging vastleggen")
    assert not buttons(talk.card)
    talk.member = "daan"
    page = await talk.begins(SECOND_MEMBER, SeenCase(id=seen.id))
    for read in ("B, een signaal", "Uitleg aan de aanmelder", ADVICE["advice"]):
        assert read in page
    await talk.goes_through({"decision": "confirm"})
    receipt = await talk.presses("Besluit vastleggen")
    assert "KX7-Q42: B, een signaal" in receipt
    assert buttons(talk.card) == {"Signaal schrijven": press_to_signal(seen.id)}


async def test_who_declines_must_say_why_and_who_weighed_reads_that(talk: Conversation):
    seen = await weighs(talk)
    talk.member = "daan"
    await talk.begins(SECOND_MEMBER, seen)
    asked = await talk.goes_through({"decision": "decline"})
    assert "Schrijf waarom u deze weging niet bevestigt." in asked
    await talk.goes_through({"decision": "decline", "reason": f"{CANARY} mist nog."})
    receipt = await talk.presses("Besluit vastleggen")
    assert "Sanne leest uw reden" in receipt
    assert CANARY not in receipt
    talk.member = "sanne"
    page = await talk.begins(WEIGHING, seen)
    assert "Daan bevestigt de vorige weging niet:" in page
    assert f"{CANARY} mist nog." in page
