"""Who said that they know somebody contributes to that case until it is weighed, and reads nothing
of it.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Action, Ground
from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from domain.contribution import Conditions, ContributionGround, NoGroundError
from domain.contribution_access import ContributionShown
from domain.enquiry import DisclosureGround, EnquiryAnswer
from domain.identifiers import CaseId, ContributionId, EnquiryId
from domain.incorrect import StatementPart
from services.access import RefusedError
from services.case_leaves import ContributionsLeaf
from services.case_page import read_case_page
from services.contribution import (
    contribute,
    list_own_grounds,
    list_to_write_again,
    list_withdrawable,
    open_contributions,
    open_next_version,
    open_to_contribute,
    withdraw_contribution,
)
from services.enquiry import withdraw_enquiry
from services.enquiry_answer import list_own_enquiries, take_back_own_answer, view_subject_asked
from services.incorrect import (
    correct_statement,
    mark_incorrect,
    open_contribution_to_mark,
    open_mark_to_answer,
)
from services.incorrect_rows import MarkTask, list_own_marks
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.contributions import SAID, TOLD, a_contribution
from tests.support.enquiries import asked, be_away, bind, may_enquire, say
from tests.support.judging_house import ADVISE, JudgingHouse
from tests.support.permits import weigh_seen

LATER = f"{CANARY} slaapt bij een vriend."
STAYING = [EnquiryAnswer.KNOWN, EnquiryAnswer.INVOLVED]
NOTHING_SAID = sorted({None, *EnquiryAnswer} - set(STAYING), key=str)


async def known(
    house: JudgingHouse, answer: EnquiryAnswer = EnquiryAnswer.KNOWN
) -> tuple[CaseId, EnquiryId]:
    """The police know whom the nurse referred."""
    seen, enquiry = await asked(house)
    await say(house, enquiry, answer)
    house.now += timedelta(minutes=20)
    return seen.id, enquiry


async def tell(house: JudgingHouse, case: CaseId, by: str = "agent") -> ContributionId:
    async with house.acting(by) as ctx:
        return (await contribute(ctx, await open_to_contribute(ctx, case), TOLD)).id


async def is_refused(house: JudgingHouse, case: CaseId, by: str = "agent") -> bool:
    async with house.acting(by) as ctx:
        try:
            await open_to_contribute(ctx, case)
        except RefusedError:
            return True
    return False


@pytest.mark.parametrize("answer", STAYING)
async def test_who_knows_somebody_contributes_and_reads_nothing_of_the_case(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    case, _ = await known(judging_house, answer)
    await tell(judging_house, case)
    entry = (await judging_house.on_record(case))[-1]
    assert entry.event is AuditEvent.CONTRIBUTED
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await read_case_page(ctx, case, CaseLeaf.CONTRIBUTIONS)
    async with judging_house.acting("sanne") as ctx:
        leaf = (await read_case_page(ctx, case, CaseLeaf.CONTRIBUTIONS)).leaf
        assert isinstance(leaf, ContributionsLeaf)
        (shown,) = leaf.contributions.items
    assert (shown.how, shown.told.organisation) == (ContributionShown.TEXT, POLICE)


@pytest.mark.parametrize("answer", NOTHING_SAID)
async def test_before_such_an_answer_and_after_any_other_nobody_contributes(
    judging_house: JudgingHouse, answer: EnquiryAnswer | None
):
    seen, enquiry = await asked(judging_house)
    if answer:
        await say(judging_house, enquiry, answer)
    assert await is_refused(judging_house, seen.id)


async def test_what_one_partner_knows_gives_another_and_a_colleague_nothing(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house, referrer="agent", partner=CARE)
    await say(judging_house, enquiry, EnquiryAnswer.KNOWN, who="nurse")
    assert not await is_refused(judging_house, seen.id, "nurse")
    assert await is_refused(judging_house, seen.id, "deputy")


async def test_taken_back_or_withdrawn_it_is_over(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.KNOWN)
    async with judging_house.acting("agent") as ctx:
        version = (await ctx.uow.enquiries.get(enquiry)).version
        await take_back_own_answer(ctx, enquiry, version)
    assert await is_refused(judging_house, seen.id)
    await say(judging_house, enquiry, EnquiryAnswer.KNOWN)
    assert not await is_refused(judging_house, seen.id)
    async with judging_house.acting("iris") as ctx:
        await withdraw_enquiry(ctx, await may_enquire(ctx, seen), POLICE)
    assert await is_refused(judging_house, seen.id)


async def test_who_stands_in_contributes_for_who_is_away(judging_house: JudgingHouse):
    case, _ = await known(judging_house)
    assert await is_refused(judging_house, case, "deputy")
    await be_away(judging_house)
    await tell(judging_house, case, "deputy")


async def test_where_secrecy_applies_in_this_house_the_ground_is_asked_here_too(
    judging_house: JudgingHouse,
):
    await bind(judging_house)
    seen, enquiry = await asked(judging_house, referrer="agent", partner=CARE)
    await say(judging_house, enquiry, EnquiryAnswer.KNOWN, DisclosureGround.CONSENT, "nurse")
    async with judging_house.acting("nurse") as ctx:
        held = await open_to_contribute(ctx, seen.id)
        assert [one.value for one in await list_own_grounds(ctx)] == list(DisclosureGround)
        with pytest.raises(NoGroundError):
            await contribute(ctx, held, replace(TOLD, ground=ContributionGround.NO_SECRECY))


async def test_they_withdraw_what_is_their_own_and_see_nothing_else(judging_house: JudgingHouse):
    case, _ = await known(judging_house)
    own = await tell(judging_house, case)
    async with judging_house.work() as moment:
        anothers = a_contribution(case, moment.now, organisation=CARE).id
        await moment.uow.contributions.add(a_contribution(case, moment.now, organisation=CARE))
    async with judging_house.acting("agent") as ctx:
        permit = await open_contributions(ctx, case)
        assert permit.ground is Ground.SUPPLIER
        assert [one.id for one in await list_withdrawable(ctx, permit)] == [own]
        with pytest.raises(RefusedError):
            await withdraw_contribution(ctx, permit, anothers)
    async with judging_house.acting("agent") as ctx:
        await withdraw_contribution(ctx, await open_contributions(ctx, case), own)


async def test_the_question_offers_it_as_long_as_it_may_be_done(judging_house: JudgingHouse):
    case, enquiry = await known(judging_house)
    for offered in (
        {Action.CONTRIBUTE},
        {Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION},
    ):
        async with judging_house.acting("agent") as ctx:
            assert [one.answer for one in (await list_own_enquiries(ctx)).rows] == ["known"]
            assert (await view_subject_asked(ctx, enquiry)).may == offered
        await tell(judging_house, case)


async def test_they_write_what_is_their_own_anew_until_the_case_is_weighed(
    judging_house: JudgingHouse,
):
    case, _ = await known(judging_house)
    own = await tell(judging_house, case)
    async with judging_house.work() as moment:
        await moment.uow.contributions.add(a_contribution(case, moment.now, organisation=CARE))
    async with judging_house.acting("agent") as ctx:
        assert [one.id for one in await list_to_write_again(ctx, case)] == [own]
        held = await open_next_version(ctx, own)
        assert (await contribute(ctx, held, replace(TOLD, said=LATER))).number == 2
    async with judging_house.acting("deputy") as ctx:
        with pytest.raises(RefusedError):
            await list_to_write_again(ctx, case)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=case), ADVISE)
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await open_next_version(ctx, own)
        with pytest.raises(RefusedError):
            await list_to_write_again(ctx, case)


async def test_what_its_last_day_hid_is_not_offered_to_be_written_anew(
    judging_house: JudgingHouse,
):
    case, _ = await known(judging_house)
    conditions = Conditions(until_on=judging_house.now.date())
    async with judging_house.acting("agent") as ctx:
        held = await open_to_contribute(ctx, case)
        await contribute(ctx, held, replace(TOLD, conditions=conditions))
    judging_house.now += timedelta(days=1)
    async with judging_house.acting("agent") as ctx:
        assert await list_to_write_again(ctx, case) == []


async def test_they_answer_what_is_called_incorrect_of_it(judging_house: JudgingHouse):
    case, _ = await known(judging_house)
    known_as = await tell(judging_house, case)
    async with judging_house.acting("sanne") as ctx:
        held = await open_contribution_to_mark(ctx, known_as)
        await mark_incorrect(ctx, held, StatementPart.CONTRIBUTION, f"{CANARY} heeft een huis.")
    async with judging_house.acting("agent") as ctx:
        (row,) = await list_own_marks(ctx)
        assert row.task is MarkTask.ANSWER
        to_answer = await open_mark_to_answer(ctx, row.mark)
        assert to_answer.said == SAID
        await correct_statement(ctx, to_answer, LATER)
    async with judging_house.reading() as moment:
        newest, before = await moment.uow.contributions.versions(known_as)
    texts = [one.text.said for one in (newest, before) if one.text]
    assert texts == [LATER, SAID]
