"""Who weighs, or confirms that, reads first what the referrer added while they were at it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.kit import Frame
from dialogs.about import AboutCase
from dialogs.referral import EDIT_REFERRAL
from dialogs.second_member import SECOND_MEMBER
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.agreement import Agreement, Mandate
from domain.identifiers import CaseId, MemberId
from domain.member import Language
from domain.weighing import FollowUp, Outcome, WeighingPlan
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.case_talk import AGREED, ALL_MET, happened, kept, purpose_tested
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse
from tests.support.referrals import AIM, CRITERIA, PARTNERS, WHO
from tests.support.second_members import a_weighing_to_confirm

ADVICE = {"advice": f"{CANARY} heeft hulp nodig."}
NEWS = {"why_now": f"{CANARY} slaapt nu in de auto."}
WORDS = {
    Language.DUTCH: ("Versturen", "Weging vastleggen", "intussen iets toegevoegd"),
    Language.ENGLISH: ("Send", "Put the weighing on record", "added or changed something"),
}


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(WEIGHING, SECOND_MEMBER, EDIT_REFERRAL))


async def weighed_by_sanne(house: JudgingHouse) -> SeenCase:
    seen = await purpose_tested(house)
    waiting = a_weighing_to_confirm(seen.id, MemberId("sanne"), house.now)
    verdict = replace(
        waiting.plan.verdict,
        outcome=Outcome.ADVICE_OR_SIGNAL,
        agreement=Agreement(mandate=Mandate(number="M-7", given_on=date(2026, 1, 5))),
        involved=frozenset(),
        follow_up=FollowUp(advice=ADVICE["advice"]),
    )
    async with house.work() as moment:
        plan = WeighingPlan(verdict=verdict, colour=None)
        await moment.uow.second_members.keep(replace(waiting, plan=plan))
    return seen


async def adds(talk: Conversation, case: CaseId) -> str:
    adding = replace(talk, member="agent", now=talk.now + timedelta(hours=1))
    await adding.begins(EDIT_REFERRAL, AboutCase(case=case))
    await adding.goes_through(WHO, NEWS, AIM, CRITERIA, PARTNERS)
    return await adding.presses(WORDS[talk.language][0])


@pytest.mark.parametrize("language", list(Language))
async def test_a_weighing_that_is_filled_in_shows_what_was_added_and_keeps_its_answers(
    talk: Conversation, language: Language
):
    talk.frame, talk.language = Frame.TASK_MODULE, language
    talk.member = "sanne"
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    await talk.goes_through(ALL_MET, {"outcome": "advice_or_signal", **AGREED}, ADVICE)
    receipt = await adds(talk, seen.id)
    assert CANARY not in receipt
    _, finish, meanwhile = WORDS[language]
    again = await talk.presses(finish)
    assert meanwhile in again
    assert NEWS["why_now"] in again
    assert (await kept(talk, seen)).case.state is CaseState.PURPOSE_TESTED
    assert ADVICE["advice"] in await talk.goes_through({})
    await talk.presses(finish)
    assert (await kept(talk, seen)).case.state is CaseState.ADVICE_OR_SIGNAL


async def test_what_is_added_while_a_second_member_is_asked_is_read_before_it_is_confirmed(
    talk: Conversation,
):
    seen = await happened(talk, weighed_by_sanne)
    talk.member = "iris"
    page = await talk.begins(SECOND_MEMBER, SeenCase(id=seen.id))
    assert "Daarna is aan de aanmelding" not in page
    await talk.goes_through({"decision": "confirm"})
    await adds(talk, seen.id)
    again = await talk.presses("Besluit vastleggen")
    for read in ("intussen iets toegevoegd", "Daarna is aan de aanmelding", NEWS["why_now"]):
        assert read in again
    await talk.goes_through({"decision": "confirm"})
    await talk.presses("Besluit vastleggen")
    assert (await kept(talk, seen)).case.state is CaseState.ADVICE_OR_SIGNAL
