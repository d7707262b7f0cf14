"""Who judges hears of other cases of the same person; a referrer can infer nothing."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select

from domain.access import Action, CaseState, Ground
from domain.identifiers import CaseId
from domain.referral import Identity, Referral
from domain.sight import SeenPart
from services.access import WrongPermitError
from services.referral import (
    begin_referral,
    edit_referral,
    open_for_edit,
    resume_referral,
    submit_referral,
)
from services.referral_views import view_referral
from services.same_person import find_alike
from services.seen_case import SeenCase, take_case
from storage.same_persons import subject_mark
from tests.support.asked import asked
from tests.support.canaries import CANARY
from tests.support.judging_house import JudgingHouse
from tests.support.referrals import REFERRAL

WHO = Identity(name=f"Renée van {CANARY}", born_on=date(1987, 6, 5), address="Kade 1")
SAME = replace(WHO, name=f"{CANARY}, Renee", address="Elders 3")
OTHER = replace(WHO, name=f"Wim {CANARY}")


def about(who: Identity) -> Referral:
    return replace(REFERRAL, identity=who)


async def refer(house: JudgingHouse, who: Identity) -> SeenCase:
    async with house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        receipt = await submit_referral(ctx, resume_referral(ctx, reserved.id), about(who))
        case = await ctx.uow.cases.by_code(receipt.code)
    return SeenCase(id=case.id, version=case.version)


async def found(house: JudgingHouse, seen: SeenCase, by: str = "iris") -> set[CaseId]:
    async with house.acting(by) as ctx:
        view = await view_referral(ctx, await take_case(ctx, Action.SCREEN, SeenCase(id=seen.id)))
    return {one.id for one in view.alike}


async def looks(house: JudgingHouse, seen: SeenCase) -> set[Ground | None]:
    entries = await house.on_record(seen.id)
    return {one.ground for one in entries if one.part is SeenPart.ALIKE}


async def test_who_screens_hears_of_the_other_case_and_both_records_say_so(
    judging_house: JudgingHouse,
):
    first, second = await refer(judging_house, WHO), await refer(judging_house, SAME)
    other = await refer(judging_house, OTHER)
    assert await found(judging_house, second) == {first.id}
    assert await found(judging_house, other) == set()
    assert await looks(judging_house, first) == {Ground.INFORMATION_COORDINATOR}
    assert await looks(judging_house, second) == {Ground.INFORMATION_COORDINATOR}
    assert await looks(judging_house, other) == set()


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.DRILL}))
async def test_a_case_that_is_over_is_named_too_and_a_drill_never(
    judging_house: JudgingHouse, state: CaseState
):
    first, second = await refer(judging_house, WHO), await refer(judging_house, SAME)
    case = await judging_house.case(first)
    async with judging_house.database.work() as uow:
        case = await uow.cases.save(replace(case, state=state))
    assert await found(judging_house, second) == {first.id}
    async with judging_house.database.work() as uow:
        await uow.cases.save(replace(case, state=CaseState.DRILL))
    assert await found(judging_house, second) == set()


async def test_what_the_referrer_changes_counts_from_then_on(judging_house: JudgingHouse):
    first, second = await refer(judging_house, WHO), await refer(judging_house, OTHER)
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, second.id), about(SAME))
    assert await found(judging_house, second) == {first.id}
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, first.id), about(OTHER))
    assert await found(judging_house, second) == set()


async def test_nobody_but_who_judges_may_ask(judging_house: JudgingHouse):
    seen = await refer(judging_house, WHO)
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(WrongPermitError):
            await find_alike(ctx, await open_for_edit(ctx, seen.id), WHO)


async def test_a_referrer_of_somebody_known_asks_the_same_as_of_somebody_new(
    judging_house: JudgingHouse,
):
    await refer(judging_house, WHO)
    # what is made once is made before it is counted
    await refer(judging_house, replace(WHO, name=f"Nieuw van {CANARY}"))
    async with asked(judging_house.database) as of_new:
        await refer(judging_house, replace(WHO, name=f"Anders van {CANARY}"))
    async with asked(judging_house.database) as of_known:
        await refer(judging_house, WHO)
    assert of_known == of_new
    assert len(of_known) > 0


async def test_the_marks_say_nothing_and_nothing_is_found_without_them(
    judging_house: JudgingHouse,
):
    first, second = await refer(judging_house, WHO), await refer(judging_house, SAME)
    async with judging_house.database.engine.begin() as connection:
        marks = (await connection.execute(select(subject_mark))).all()
        assert {len(one.mark) for one in marks} == {32}
        await connection.execute(delete(subject_mark).where(subject_mark.c.case_id == first.id))
    assert await found(judging_house, second) == set()
