"""Two presses on one group, from its page or on one case of it."""

from collections.abc import Sequence

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.enquiry import PartnerToAsk
from domain.identifiers import CaseId
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from services.access import Permit
from services.enquiry import send_enquiries
from services.group_enquiry import send_group_enquiries
from services.group_screening import screen_group
from services.group_withdrawal import withdraw_group
from services.group_work import GroupWork, take_group
from services.moment import Context
from services.screening import apply_purpose_test
from services.seen_case import SeenCase, see, take_case
from tests.support.agenda_house import CARE
from tests.support.groups import Referred, cases_of, refer_people
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.presses_on_cases import weighs, withdraws
from tests.support.two_presses import DONE, Lead, Press, Scene, press, read_nothing


def screens(group: Referred, chosen: Sequence[CaseId], who: str = "iris") -> Press:
    async def screen(ctx: Context, work: GroupWork) -> None:
        await screen_group(ctx, work, chosen, PurposeJudgement.DOES_NOT_FIT, "Reden.", AGREED)

    async def read(ctx: Context) -> GroupWork:
        return await take_group(ctx, group.mark, Action.SCREEN)

    return press(who, read, screen)


def screens_one(case: Case, who: str) -> Press:
    async def screen(ctx: Context, permit: Permit) -> None:
        await apply_purpose_test(ctx, permit, PurposeJudgement.DOES_NOT_FIT, "Reden.", AGREED)

    return press(who, lambda ctx: take_case(ctx, Action.SCREEN, see(case)), screen)


async def a_page_and_one_of_it(house: JudgingHouse) -> Scene:
    group = await refer_people(house)
    cases = await cases_of(house, group.mark)
    return Scene(
        one=screens(group, [one.id for one in cases]),
        other=screens_one(cases[1], "sanne"),
        other_hears="judging.case_changed",
        one_hears="group_referral.changed",
        events=(AuditEvent.SCREENED,),
        on_record=(1, 3),
    )


async def a_page_twice(house: JudgingHouse) -> Scene:
    group = await refer_people(house)
    chosen = [one.id for one in await cases_of(house, group.mark)]
    return Scene(
        one=screens(group, chosen),
        other=screens(group, chosen, "sanne"),
        other_hears="group_referral.nobody_left",
        one_hears="group_referral.nobody_left",
        events=(AuditEvent.SCREENED,),
        on_record=(3,),
    )


async def a_page_while_another_is_withdrawn(house: JudgingHouse) -> Scene:
    group = await refer_people(house)
    cases = await cases_of(house, group.mark)
    return Scene(
        one=screens(group, [one.id for one in cases[1:]]),
        other=withdraws(cases[0]),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SCREENED, AuditEvent.REFERRAL_WITHDRAWN),
        on_record=(3,),
        check=check_group_answered_once,
    )


async def check_group_answered_once(house: JudgingHouse) -> None:
    told = [one.business_key.split(":")[2] for one in await house.notices(NoticeKind.GROUP_NEWS)]
    assert sorted(told) == ["answered", "received"]


async def the_last_two_are_screened_and_weighed(house: JudgingHouse) -> Scene:
    group = await refer_people(house, 2)
    screened, weighed = await cases_of(house, group.mark)
    async with house.acting("iris") as ctx:
        permit = await take_case(ctx, Action.SCREEN, see(weighed))
        await apply_purpose_test(ctx, permit, PurposeJudgement.FITS, "Past.", AGREED)
    return Scene(
        one=screens_one(screened, "iris"),
        other=weighs(weighed.id),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SCREENED, AuditEvent.WEIGHED),
        check=check_group_answered_once,
    )


async def asked_from_the_page_and_by_itself(house: JudgingHouse) -> Scene:
    """The page of a group leaves out whom a colleague asks about one of it."""
    group = await refer_people(house)
    cases = await cases_of(house, group.mark)
    async with house.acting("sanne") as ctx:
        work, chosen = await take_group(ctx, group.mark, Action.SCREEN), [one.id for one in cases]
        await screen_group(ctx, work, chosen, PurposeJudgement.FITS, "Past.", AGREED)
    wishes = [PartnerToAsk(organisation=CARE, why="Woont daar.")]

    async def ask_all(ctx: Context, work: GroupWork) -> None:
        await send_group_enquiries(ctx, work, chosen, wishes)

    async def ask_one(ctx: Context, permit: Permit) -> None:
        await send_enquiries(ctx, permit, wishes)

    seen = SeenCase(id=cases[1].id)
    return Scene(
        one=press("iris", lambda ctx: take_group(ctx, group.mark, Action.ENQUIRE), ask_all),
        other=press("sanne", lambda ctx: take_case(ctx, Action.ENQUIRE, seen), ask_one),
        other_hears="enquiry.already_asked",
        one_hears=DONE,
        events=(AuditEvent.ENQUIRY_SENT,),
        on_record=(3,),
    )


async def the_whole_group_is_withdrawn_while_one_is_screened(house: JudgingHouse) -> Scene:
    group = await refer_people(house)
    cases = await cases_of(house, group.mark)

    async def withdraw(ctx: Context, _nothing: object) -> None:
        await withdraw_group(ctx, group.mark)

    return Scene(
        one=press("agent", read_nothing, withdraw),
        other=screens_one(cases[1], "iris"),
        other_hears="judging.case_withdrawn",
        one_hears=DONE,
        events=(AuditEvent.SCREENED, AuditEvent.REFERRAL_WITHDRAWN),
        on_record=(3,),
    )


SCENES: tuple[Lead, ...] = (
    a_page_and_one_of_it,
    a_page_twice,
    a_page_while_another_is_withdrawn,
    the_last_two_are_screened_and_weighed,
    asked_from_the_page_and_by_itself,
    the_whole_group_is_withdrawn_while_one_is_screened,
)
