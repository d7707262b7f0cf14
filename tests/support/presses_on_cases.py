"""Two presses on one case: a takeover, a contribution, an intake."""

from dataclasses import replace
from datetime import timedelta

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.contribution import Contribution
from domain.identifiers import CaseId
from domain.screening import PurposeJudgement
from services.access import Permit
from services.added_facts import let_nothing_be_added
from services.contribution import (
    ContributionToWrite,
    contribute,
    open_contributions,
    open_next_version,
    open_to_contribute,
    withdraw_contribution,
)
from services.intake import open_intake, tell_intake
from services.intake_confirmation import confirm_intake, open_intake_to_confirm
from services.moment import Context
from services.referral import withdraw_referral
from services.screening import apply_purpose_test
from services.seen_case import SeenCase, take_case
from services.takeover import TakeoverLook, accept_takeover, decline_takeover, open_takeover
from services.weighing import WeighingForm, weigh_case
from tests.support.canaries import CANARY
from tests.support.contributions import TOLD
from tests.support.enquiries import MONDAY, a_tested_case
from tests.support.intakes import FULL, tell
from tests.support.judging_house import ADVISE, AGREED, TAKEN_ON_BY_CARE, JudgingHouse
from tests.support.permits import weigh_seen
from tests.support.signals import care_knows
from tests.support.two_presses import DONE, Lead, Press, Scene, press, read_nothing


async def asked_to_take_on(house: JudgingHouse) -> CaseId:
    seen = await a_tested_case(house)
    await weigh_for(house, seen.id)
    return seen.id


async def weigh_for(house: JudgingHouse, case: CaseId) -> None:
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=case), TAKEN_ON_BY_CARE)


def says_yes(case: CaseId, who: str = "nurse") -> Press:
    return press(who, lambda ctx: open_takeover(ctx, case, is_read=True), accept_takeover)


def says_no(case: CaseId, who: str = "iris") -> Press:
    async def decline(ctx: Context, look: TakeoverLook) -> None:
        await decline_takeover(ctx, look, f"{CANARY} is hier niet bekend.")

    return press(who, lambda ctx: open_takeover(ctx, case, is_read=True), decline)


def weighs(case: CaseId, form: WeighingForm = ADVISE, version: int | None = None) -> Press:
    async def weigh(ctx: Context, permit: Permit) -> None:
        await let_nothing_be_added(ctx, permit)
        await weigh_case(ctx, permit, form)

    seen = SeenCase(id=case, version=version)
    return press("daan", lambda ctx: take_case(ctx, Action.WEIGH, seen), weigh)


async def find_version(house: JudgingHouse, case: CaseId) -> int:
    return (await house.case(SeenCase(id=case))).version


async def yes_twice(house: JudgingHouse) -> Scene:
    case = await asked_to_take_on(house)
    return Scene(
        one=says_yes(case),
        other=says_yes(case, "iris"),
        other_hears="takeover.not_asked",
        one_hears="takeover.not_asked",
        events=(AuditEvent.TAKEOVER_ACCEPTED,),
    )


async def yes_and_no(house: JudgingHouse) -> Scene:
    case = await asked_to_take_on(house)
    return Scene(
        one=says_yes(case),
        other=says_no(case),
        other_hears="takeover.not_asked",
        one_hears="takeover.not_asked",
        events=(AuditEvent.TAKEOVER_ACCEPTED, AuditEvent.TAKEOVER_DECLINED),
    )


async def yes_while_it_is_weighed_otherwise(house: JudgingHouse) -> Scene:
    case = await asked_to_take_on(house)
    version = await find_version(house, case)
    return Scene(
        one=says_yes(case),
        other=weighs(case, version=version),
        other_hears="judging.case_changed",
        one_hears="takeover.not_asked",
        events=(AuditEvent.WEIGHED,),
    )


def withdraws(case: Case) -> Press:
    async def withdraw(ctx: Context, _nothing: object) -> None:
        await withdraw_referral(ctx, case.id, case.version)

    return press("agent", read_nothing, withdraw)


async def yes_while_it_is_withdrawn(house: JudgingHouse) -> Scene:
    case = await asked_to_take_on(house)
    return Scene(
        one=says_yes(case),
        other=withdraws(await house.case(SeenCase(id=case))),
        other_hears="reaction.nothing_to_withdraw",
        one_hears="takeover.not_asked",
        events=(AuditEvent.TAKEOVER_ACCEPTED, AuditEvent.REFERRAL_WITHDRAWN),
    )


async def a_known_case(house: JudgingHouse) -> CaseId:
    house.now = MONDAY
    seen = await a_tested_case(house)
    await care_knows(house, seen.id)
    return seen.id


async def contribute_now(ctx: Context, held: ContributionToWrite) -> None:
    await contribute(ctx, held, TOLD)


async def contributed_while_it_is_weighed(house: JudgingHouse) -> Scene:
    case = await a_known_case(house)
    return Scene(
        one=press("nurse", lambda ctx: open_to_contribute(ctx, case), contribute_now),
        other=weighs(case, version=1),
        other_hears=DONE,
        one_hears="error.not_for_you",
        events=(AuditEvent.CONTRIBUTED, AuditEvent.WEIGHED),
    )


async def contributed(house: JudgingHouse) -> tuple[CaseId, Contribution]:
    case = await a_known_case(house)
    async with house.acting("nurse") as ctx:
        return case, await contribute(ctx, await open_to_contribute(ctx, case), TOLD)


def writes_next(told: Contribution) -> Press:
    return press("nurse", lambda ctx: open_next_version(ctx, told.id, told.number), contribute_now)


async def two_next_versions(house: JudgingHouse) -> Scene:
    _, told = await contributed(house)
    return Scene(
        one=writes_next(told),
        other=writes_next(told),
        other_hears="contribution.changed",
        one_hears="contribution.changed",
        events=(AuditEvent.CONTRIBUTION_CHANGED,),
    )


async def a_next_version_of_what_is_withdrawn(house: JudgingHouse) -> Scene:
    case, told = await contributed(house)

    async def withdraw(ctx: Context, permit: Permit) -> None:
        await withdraw_contribution(ctx, permit, told.id)

    return Scene(
        one=writes_next(told),
        other=press("iris", lambda ctx: open_contributions(ctx, case), withdraw),
        other_hears=DONE,
        one_hears="contribution.is_withdrawn",
        events=(AuditEvent.CONTRIBUTION_CHANGED, AuditEvent.CONTRIBUTION_WITHDRAWN),
    )


async def taken_by_telephone(house: JudgingHouse) -> tuple[CaseId, int]:
    seen = await house.refer()
    house.now += timedelta(minutes=1)
    async with house.acting("iris") as ctx:
        await tell(ctx, seen.id)
    async with house.reading() as moment:
        asked = await moment.uow.intake_confirmations.find(seen.id)
    assert asked is not None
    return seen.id, asked.number


def confirms_intake(case: CaseId, number: int) -> Press:
    async def confirm(ctx: Context, permit: Permit) -> None:
        await confirm_intake(ctx, permit, number)

    return press("agent", lambda ctx: open_intake_to_confirm(ctx, case), confirm)


def tells_anew(case: CaseId, who: str) -> Press:
    async def tell_anew(ctx: Context, permit: Permit) -> None:
        await tell_intake(ctx, permit, replace(FULL, tried=f"{CANARY}: {who}"))

    return press(who, lambda ctx: open_intake(ctx, case), tell_anew)


async def confirmed_twice(house: JudgingHouse) -> Scene:
    case, number = await taken_by_telephone(house)
    both = confirms_intake(case, number)
    return Scene(
        one=both,
        other=both,
        other_hears="intake.confirmed_before",
        one_hears="intake.confirmed_before",
        events=(AuditEvent.INTAKE_CONFIRMED,),
    )


async def confirmed_while_it_is_written_anew(house: JudgingHouse) -> Scene:
    case, number = await taken_by_telephone(house)
    return Scene(
        one=confirms_intake(case, number),
        other=tells_anew(case, "iris"),
        other_hears=DONE,
        one_hears="intake.changed_meanwhile",
        events=(AuditEvent.INTAKE_CONFIRMED, AuditEvent.INTAKE_TAKEN),
    )


async def confirmed_while_it_is_screened(house: JudgingHouse) -> Scene:
    case, number = await taken_by_telephone(house)

    async def screen(ctx: Context, permit: Permit) -> None:
        await apply_purpose_test(ctx, permit, PurposeJudgement.FITS, "Past.", AGREED)

    seen = SeenCase(id=case)
    return Scene(
        one=confirms_intake(case, number),
        other=press("iris", lambda ctx: take_case(ctx, Action.SCREEN, seen), screen),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.INTAKE_CONFIRMED, AuditEvent.SCREENED),
    )


SCENES: tuple[Lead, ...] = (
    yes_twice,
    yes_and_no,
    yes_while_it_is_weighed_otherwise,
    yes_while_it_is_withdrawn,
    contributed_while_it_is_weighed,
    two_next_versions,
    a_next_version_of_what_is_withdrawn,
    confirmed_twice,
    confirmed_while_it_is_written_anew,
    confirmed_while_it_is_screened,
)
