"""A case walks its line after it was taken up: each step is on record, and after each only who has
a place or a role that holds then reads it.
"""

from datetime import timedelta

from domain.access import Action, CaseState
from domain.closing import LeavingReason
from domain.colour import ColourWish
from domain.lifecycle import STEPS, CaseStep
from domain.stoplight import Colour
from services.access import RefusedError, find_case
from services.closing import close_case
from services.moment import Context
from services.pause import pause_case, return_case
from services.reopening import ask_to_reopen, confirm_reopening, open_reopening
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.judging_house import JudgingHouse

ORANGE = ColourWish(colour=Colour.ORANGE, reason=f"{CANARY} weer.", minutes=15, required=(CARE,))
EVERYBODY = ("sanne", "daan", "iris", "agent", "deputy", "nurse")
COORDINATORS = {"sanne", "daan", "iris"}
WALK = (
    *(CaseStep.PAUSE, CaseStep.PAUSE, CaseStep.RETURN, CaseStep.CLOSE),
    *(CaseStep.REOPEN, CaseStep.PAUSE, CaseStep.CLOSE, CaseStep.REOPEN, CaseStep.TRANSFER),
)


async def take(house: JudgingHouse, seen: SeenCase, step: CaseStep) -> None:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, STEPS[step].action, SeenCase(id=seen.id))
        match step:
            case CaseStep.PAUSE:
                await pause_case(ctx, permit, CANARY, ctx.today + timedelta(weeks=2))
            case CaseStep.RETURN:
                await return_case(ctx, permit, ORANGE)
            case CaseStep.REOPEN:
                await ask_to_reopen(ctx, permit, CANARY, ORANGE)
            case _:
                is_handed = step is CaseStep.TRANSFER
                reason = LeavingReason.OTHER_HOUSE if is_handed else LeavingReason.NEW_PATH
                await close_case(ctx, permit, a_farewell(reason, informed_by="sanne"))
    if step is CaseStep.REOPEN:
        async with house.acting("daan") as ctx:
            await confirm_reopening(ctx, await open_reopening(ctx, SeenCase(id=seen.id)))


async def reads(ctx: Context) -> bool:
    try:
        await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
    except RefusedError:
        return False
    return True


async def may_read(house: JudgingHouse, seen: SeenCase) -> set[str]:
    """Who has a role or a place that holds in the state of now, as product page §3a has it."""
    case = await house.case(seen)
    places = set(await house.circle(seen))
    match case.state:
        case CaseState.TAKEN_UP:
            return COORDINATORS | places | {case.referrer}
        case CaseState.PAUSED:
            return COORDINATORS
        case _:
            return set()


async def test_each_step_is_on_record_and_after_each_only_who_may_reads_the_case(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    for step in WALK:
        judging_house.now += timedelta(days=1)
        before = len(await judging_house.events(seen.id))
        await take(judging_house, seen, step)
        assert STEPS[step].event in (await judging_house.events(seen.id))[before:]
        assert (await judging_house.case(seen)).state is STEPS[step].leads_to
        allowed = await may_read(judging_house, seen)
        for who in EVERYBODY:
            async with judging_house.acting(who) as ctx:
                assert await reads(ctx) == (who in allowed), (step, who)
