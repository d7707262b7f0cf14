"""Example case 9: red and 45 minutes instead of the usual 30; the prosecution tells something that
may go no further; and what is not done comes to the manager, by code and date.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.audit import Operator
from domain.colour import ColourWish
from domain.contribution import Conditions, ContributionText, DataCategory
from domain.identifiers import ActionId, CaseCode, CaseId, OrganisationId
from domain.known_check import KnownAnswer, SupplierNotAgreedError
from domain.member import Organisation, OrganisationType, Role
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.action_reminders import read_escalated
from services.agreed_action import escalate_action, open_to_guard
from services.contribution import contribute, open_to_contribute
from services.known_check import open_known_check, record_known_check
from services.printing import print_case
from services.weighing import TakingUp
from tests.services.test_contribution_views import in_export, on_page, texts_of
from tests.support.agenda_house import CARE, CITY, POLICE, a_member
from tests.support.agreed_actions import agree
from tests.support.canaries import CANARY
from tests.support.contributions import under
from tests.support.judging_house import TAKE_UP, JudgingHouse
from tests.support.known_checks import ASKED_OUTSIDE
from tests.support.meetings import CUT_OFF_AT

CODE = CaseCode("HJ1-A38")
PROSECUTION = OrganisationId("prosecution")
USUAL, LONGER = 30, 45
RED = ColourWish(
    colour=Colour.RED, reason=f"{CANARY} komt vrij.", minutes=LONGER, required=(PROSECUTION,)
)
FORM = replace(TAKE_UP, taking_up=TakingUp(involved=(CARE, PROSECUTION), colour=RED))
NOT_FURTHER = f"{CANARY} gaat met verlof."
TOLD: ContributionText = replace(
    under(Conditions(stays_here=True), NOT_FURTHER), category=DataCategory.JUDICIAL
)


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    async with judging_house.database.work() as uow:
        await uow.people.save_organisation(
            Organisation(id=PROSECUTION, name="OM", type=OrganisationType.PUBLIC_PARTICIPANT)
        )
        await uow.people.save_member(a_member("Olga", PROSECUTION, Role.PROFESSIONAL))
        await uow.people.save_member(a_member("Karel", CITY, Role.MANAGER))
    return (await judging_house.take_up(CODE, FORM)).id


@pytest.mark.usefixtures("case")
async def test_it_gets_longer_than_is_usual_for_red(judging_house: JudgingHouse):
    assert judging_house.house.stoplight.red.minutes == USUAL
    await judging_house.tick(CUT_OFF_AT)
    (item,) = (await judging_house.agenda()).items
    assert (item.code, item.colour, item.minutes) == (CODE, Colour.RED, LONGER)


async def test_what_the_prosecution_tells_goes_no_further_than_who_is_involved(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.acting("olga") as ctx:
        await contribute(ctx, await open_to_contribute(ctx, case), TOLD)
    for name in ("sanne", "nurse"):
        async with judging_house.acting(name) as ctx:
            assert await on_page(ctx, case) == {NOT_FURTHER}
            assert await in_export(ctx, case) == set()
    async with judging_house.acting("sanne") as ctx:
        sheet = await print_case(ctx, CODE, Operator("root"))
    assert texts_of(sheet.contributions) == set()


async def test_no_other_house_hears_of_it_before_the_prosecution_agrees(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.acting("olga") as ctx:
        await contribute(ctx, await open_to_contribute(ctx, case), TOLD)
    shared = replace(ASKED_OUTSIDE, answer=KnownAnswer.KNOWN, categories=(DataCategory.JUDICIAL,))
    async with judging_house.acting("iris") as ctx:
        permit = await open_known_check(ctx, case)
        with pytest.raises(SupplierNotAgreedError):
            await record_known_check(ctx, permit, replace(shared, agreed=(POLICE,)))
        await record_known_check(ctx, permit, replace(shared, agreed=(PROSECUTION,)))


async def test_what_is_not_done_in_a_fortnight_comes_to_the_manager_by_code_and_date(
    judging_house: JudgingHouse, case: CaseId
):
    due_on: date = judging_house.now.date() + timedelta(days=14)
    agreed: ActionId = (await agree(judging_house, case, "nurse", due_on, by="sanne")).id
    judging_house.now += timedelta(days=17)
    async with judging_house.acting("sanne") as ctx:
        await escalate_action(ctx, await open_to_guard(ctx, agreed))
    (notice,) = await judging_house.notices(NoticeKind.ACTION_ESCALATED)
    assert notice.member == "karel"
    assert CANARY not in repr(notice)
    async with judging_house.sending_to("karel") as reading:
        told = await read_escalated(reading, agreed)
    assert told
    assert (told.code, told.due_on) == (CODE, due_on)
    assert CANARY not in repr(told)
