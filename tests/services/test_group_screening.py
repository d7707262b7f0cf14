"""Those of a group are judged in one sitting; where one cannot be, none is, and it says which."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState
from domain.informing import Informed
from domain.intake import IntakesLackingError
from domain.screening import PurposeJudgement
from services.group_screening import open_group_screening, screen_group
from services.intake import open_intake, tell_intake
from tests.support.groups import Referred, cases_of, refer_people
from tests.support.intakes import FULL
from tests.support.judging_house import AGREED, JudgingHouse

INFORMED = Informed(informer="GGZ", informed_on=date(2026, 2, 9))


async def whole_intakes(house: JudgingHouse, group: Referred, *numbers: int) -> None:
    cases = await cases_of(house, group.mark)
    for number in numbers:
        async with house.acting("agent") as ctx:
            await tell_intake(ctx, await open_intake(ctx, cases[number].id), FULL, INFORMED)


async def screen_all(
    house: JudgingHouse, group: Referred, fit: PurposeJudgement = PurposeJudgement.FITS
) -> Sequence[CaseState]:
    async with house.acting("iris") as ctx:
        work = (await open_group_screening(ctx, group.mark, "")).work
        await screen_group(ctx, work, work.cases, fit, "Reden.", AGREED)
    return [one.state for one in await cases_of(house, group.mark)]


async def test_a_house_that_wants_full_intakes_first_names_every_code_that_lacks_one(
    judging_house: JudgingHouse,
):
    judging_house.house = replace(judging_house.house, full_intake_first=True)
    group = await refer_people(judging_house)
    await whole_intakes(judging_house, group, 1)
    with pytest.raises(IntakesLackingError) as refused:
        await screen_all(judging_house, group)
    first, _, last = group.receipt.codes
    assert refused.value.parameters == {"codes": f"{first}, {last}"}
    states = {one.state for one in await cases_of(judging_house, group.mark)}
    assert states == {CaseState.SUBMITTED}
    await whole_intakes(judging_house, group, 0, 2)
    assert set(await screen_all(judging_house, group)) == {CaseState.PURPOSE_TESTED}


async def test_that_a_group_does_not_fit_never_waits_for_its_intakes(judging_house: JudgingHouse):
    judging_house.house = replace(judging_house.house, full_intake_first=True)
    group = await refer_people(judging_house)
    states = await screen_all(judging_house, group, PurposeJudgement.DOES_NOT_FIT)
    assert set(states) == {CaseState.NOT_TAKEN_UP}
