"""Explaining the criteria after an acute report, in both frames and languages."""

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.referral import EXPLAIN_CRITERIA
from dialogs.weighing import WEIGHING
from domain.identifiers import CaseId
from domain.member import Language
from domain.referral import Criterion
from services.acute.report import NewSubject
from services.seen_case import see
from tests.support.acute_house import IDENTITY, IN_DUTY, REPORT, AcuteFiles
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.permits import close, report_now


@pytest.fixture
async def talk(acute_files: AcuteFiles, socket_enabled: None) -> Conversation:
    await acute_files.put_back()
    return Conversation(acute_files, (EXPLAIN_CRITERIA, WEIGHING), member="wim", now=IN_DUTY)


async def held(talk: Conversation) -> CaseId:
    async with talk.house() as house:
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, NewSubject(identity=IDENTITY))).session.id
        await house.convene(session)
        async with house.acting("cora") as ctx:
            return (await close(ctx, session, [])).case.id


def answers() -> dict[str, str]:
    return {
        **{one.value: "yes" for one in Criterion},
        **{f"{one}_explanation": f"{CANARY} voldoet" for one in Criterion},
    }


@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("language", list(Language))
async def test_one_page_with_the_four_criteria_is_enough(
    talk: Conversation, frame: Frame, language: Language
):
    case = await held(talk)
    talk.frame, talk.language = frame, language
    is_dutch = language is Language.DUTCH
    page = await talk.begins(EXPLAIN_CRITERIA, AboutCase(case=case))
    assert ("Bij een acute melding" if is_dutch else "After an acute report") in page
    lacking = await talk.goes_through(answers() | {"harm_explanation": ""})
    assert ("Vul dit nog in." if is_dutch else "Please fill this in.") in lacking
    await talk.goes_through(answers())
    receipt = await talk.presses("Versturen" if is_dutch else "Send")
    assert ("Dank u." if is_dutch else "Thank you.") in receipt
    assert CANARY not in receipt


async def test_who_weighs_reads_that_the_explanation_lacks_and_that_red_is_proposed(
    talk: Conversation,
):
    case_id = await held(talk)
    async with talk.house() as house, house.reading() as moment:
        case = await moment.uow.cases.get(case_id)
    talk.member = "cora"
    page = await talk.begins(WEIGHING, see(case))
    assert "De toelichting op de criteria ontbreekt nog" in page
    assert "Wij vroegen Wim" in page
