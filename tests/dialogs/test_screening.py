from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.screening import SCREENING
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.agreement import Asked, AskedHow
from domain.member import Language
from domain.screening import Gap, PurposeTest, ReferralPart
from services.seen_case import SeenCase
from tests.support.agenda_house import CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import FITS, happened, kept, submitted
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse

FRAMES = pytest.mark.parametrize("frame", list(Frame))


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(SCREENING, WEIGHING), member="sanne")


@FRAMES
@pytest.mark.parametrize("language", list(Language))
async def test_a_purpose_test_goes_through_in_either_frame_and_language(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    dutch = language is Language.DUTCH
    seen = await happened(talk, submitted)
    read = await talk.begins(SCREENING, seen)
    assert f"{CANARY} dreigt sinds maandag." in read
    assert f"Wie kent {CANARY}?" in read
    assert "Woonbemiddeling" in read
    assert "Jan" not in read
    await talk.goes_through({"is_complete": "yes"}, FITS)
    receipt = await talk.presses("Vastleggen" if dutch else "Put on record")
    assert ("wacht nu op weging" if dutch else "now waits for its weighing") in receipt
    assert CANARY not in receipt
    case, screening, _ = await kept(talk, seen)
    assert case.state is CaseState.PURPOSE_TESTED
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    assert screening.outcome.agreement.organisations == {POLICE, CITY}
    # nothing was filled in for the day: it is that of today
    assert screening.outcome.agreement.asked == Asked(on=date(2026, 2, 9), how=AskedHow.TELEPHONE)


async def test_what_is_missing_is_chosen_and_written(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    await talk.goes_through({"is_complete": "no"}, {"parts": "who,aim", "wanted": "De naam."})
    assert "bericht wat er mist" in await talk.presses("Vastleggen")
    case, screening, _ = await kept(talk, seen)
    assert case.state is CaseState.INCOMPLETE
    assert screening is not None
    assert screening.outcome == Gap(
        parts=frozenset({ReferralPart.WHO, ReferralPart.AIM}), wanted="De naam."
    )


async def test_the_longest_referral_still_fits_on_its_pages(talk: Conversation):
    async def long_story(house: JudgingHouse) -> SeenCase:
        seen = await house.refer(state=CaseState.SUBMITTED)
        async with house.database.work() as uow:
            case, referral = await uow.cases.get(seen.id), await uow.cases.referral(seen.id)
            longest = replace(
                referral,
                why_now="ë" * 600,
                question="ë" * 2000,
                criteria=tuple(replace(one, explanation="ë" * 2000) for one in referral.criteria),
            )
            await uow.cases.save_referral(seen.id, longest, case.referrer, case.received_at)
        return seen

    seen = await happened(talk, long_story)
    await talk.begins(SCREENING, seen)
    await talk.goes_through({"is_complete": "yes"}, FITS)
    await talk.presses("Vastleggen")
    assert "ëëë" in await talk.begins(WEIGHING, SeenCase(id=seen.id))
