"""The second week of a group: one of it goes to another referrer, is merged, is edited; who is
involved in one of it learns nothing; and many of it come at once.
"""

from dataclasses import replace

import pytest

from cards.case_page import lay_out_case_page
from domain.access import Action, CaseState
from domain.audit import SeenPart
from domain.case import seat_referrer
from domain.case_page import CaseLeaf
from domain.group_referral import GroupMark
from domain.identifiers import CaseCode, MemberId
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from services.access import RefusedError
from services.case_page import read_case_page
from services.group_referral import tell_of_one
from services.group_referral_views import permit_in_group
from services.group_screening import PEOPLE_AT_A_SITTING, open_group_screening
from services.merging import open_merge
from services.merging_wish import MergeForm, ask_or_merge
from services.referral import begin_referral, edit_referral, open_for_edit, submit_referral
from services.seen_case import SeenCase
from services.takeover import decline_takeover, open_takeover
from tests.support.agenda_house import CARE
from tests.support.cards import page_text
from tests.support.groups import all_statements, cases_of, look, people, refer_people
from tests.support.hand_overs import accept, ask
from tests.support.judging_house import AGREED, TAKEN_ON_BY_CARE, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen
from tests.support.referrals import REFERRAL

FITS, NO_FIT = PurposeJudgement.FITS, PurposeJudgement.DOES_NOT_FIT


async def test_a_coordinator_reads_which_of_a_group_waits_for_a_yes_and_its_referrer_does_not(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    for case in await cases_of(judging_house, group.mark):
        async with judging_house.acting("iris") as ctx:
            await judge_fit(ctx, SeenCase(id=case.id), FITS, "Past.", AGREED)
    asked = (await cases_of(judging_house, group.mark))[0]

    async def waits_for_yes(who: str) -> list[bool]:
        rows = (await look(judging_house, group.mark, who)).rows.items
        return [one.waits_for_yes for one in rows]

    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=asked.id), TAKEN_ON_BY_CARE)
    assert await waits_for_yes("iris") == [True, False]
    assert await waits_for_yes("agent") == [False, False]
    async with judging_house.acting("nurse") as ctx:
        await decline_takeover(ctx, await open_takeover(ctx, asked.id), "Niet bekend hier.")
    assert await waits_for_yes("iris") == [False, False]


async def test_whose_case_came_into_a_group_is_refused_as_if_there_were_none(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    stays = await judging_house.refer("AA1-A01", referrer="nurse")
    goes = (await cases_of(judging_house, group.mark))[0]
    async with judging_house.work() as moment:
        await moment.uow.merges.move(goes, await moment.uow.cases.get(stays.id), ())
    for mark in (group.mark, GroupMark("G-00000")):
        with pytest.raises(RefusedError) as refused:
            await look(judging_house, mark, "nurse")
        assert refused.value.case is None
        async with judging_house.acting("nurse") as ctx:
            with pytest.raises(RefusedError):
                await permit_in_group(ctx, mark, Action.WITHDRAW_REFERRAL)


async def test_who_reads_fifteen_at_a_sitting_is_on_record_for_those_alone(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, PEOPLE_AT_A_SITTING + 2)
    cases = await cases_of(judging_house, group.mark)
    async with judging_house.acting("agent") as ctx:
        permit = await open_for_edit(ctx, cases[0].id)
        told = await ctx.uow.cases.referral(cases[0].id)
        await edit_referral(ctx, permit, replace(told, question="Iets anders?"))
    async with judging_house.acting("iris") as ctx:
        story = (await open_group_screening(ctx, group.mark, "")).story
    assert (story.apart, story.later) == ((cases[0].code,), 1)
    read = {
        case.code
        for case in cases
        for one in await judging_house.on_record(case.id)
        if (one.who, one.part) == ("iris", SeenPart.IDENTITY)
    }
    assert read == {one.case.code for one in story.people}


async def test_who_gives_away_the_last_that_waits_hears_what_became_of_the_one_that_is_left(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    decided, waits = await cases_of(judging_house, group.mark)
    async with judging_house.acting("iris") as ctx:
        seen = SeenCase(id=decided.id, version=decided.version)
        await judge_fit(ctx, seen, NO_FIT, "Past niet.", AGREED)
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []
    await ask(judging_house, ticked=[waits.id])
    await accept(judging_house)
    [told] = await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)
    assert (told.member, told.subject) == ("agent", decided.id)


async def test_so_does_who_sees_the_last_that_waits_become_part_of_a_case_of_another(
    judging_house: JudgingHouse,
):
    judging_house.house = replace(judging_house.house, second_member=False)
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    group = await refer_people(judging_house, 2)
    decided, waits = await cases_of(judging_house, group.mark)
    async with judging_house.acting("iris") as ctx:
        for case, fit in ((waits, FITS), (decided, NO_FIT)):
            seen = SeenCase(id=case.id, version=case.version)
            await judge_fit(ctx, seen, fit, "Reden.", AGREED)
    async with judging_house.acting("sanne") as ctx:
        pair = await open_merge(ctx, waits.id, stays.id)
        form = MergeForm(stays=stays.id, reason="Een persoon.", consent=AGREED)
        await ask_or_merge(ctx, pair, form)
    told = await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)
    assert [(one.member, one.subject) for one in told] == [("agent", decided.id)]


async def test_who_is_involved_reads_of_one_in_a_group_what_they_read_of_one_alone(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    async with judging_house.acting("agent") as ctx:
        alone = tell_of_one(REFERRAL, people(1)[0])
        receipt = await submit_referral(ctx, await begin_referral(ctx), alone)
    read = []
    for code in (group.receipt.codes[0], receipt.code):
        async with judging_house.work() as moment:
            case = await moment.uow.cases.by_code(code)
            place = replace(seat_referrer(case), member=MemberId("nurse"), organisation=CARE)
            await moment.uow.cases.save(replace(case, state=CaseState.PURPOSE_TESTED))
            await moment.uow.cases.join_circle(place)
        read.append([await reads(judging_house, code, leaf) for leaf in _LEAVES])
    assert read[0] == read[1]


_LEAVES = tuple(leaf for leaf in CaseLeaf if leaf is not CaseLeaf.ELSEWHERE)


async def reads(house: JudgingHouse, code: CaseCode, leaf: CaseLeaf) -> tuple[str, list[str]]:
    """What the nurse reads on a leaf of a case, and the statements that takes."""
    async with house.acting("nurse") as ctx:
        known_as = (await ctx.uow.cases.by_code(code)).id
        with all_statements() as sent:
            page = lay_out_case_page(await read_case_page(ctx, known_as, leaf))
    return page_text(page).replace(code, "CODE"), list(sent)
