"""The second week of a group: one of it goes to another referrer, is merged, is edited; who is
involved in one of it learns nothing; and many of it come at once.
"""

from dataclasses import replace

import pytest

from domain.access import Action
from domain.audit import SeenPart
from domain.group_referral import GroupMark
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from services.access import RefusedError
from services.group_referral_views import permit_in_group
from services.group_screening import PEOPLE_AT_A_SITTING, open_group_screening
from services.referral import edit_referral, open_for_edit
from services.seen_case import SeenCase
from tests.support.groups import cases_of, look, refer_people
from tests.support.hand_overs import accept, ask
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.permits import judge_fit


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
        await judge_fit(ctx, seen, PurposeJudgement.DOES_NOT_FIT, "Past niet.", AGREED)
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []
    await ask(judging_house, ticked=[waits.id])
    await accept(judging_house)
    [told] = await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)
    assert (told.member, told.subject) == ("agent", decided.id)
