"""A mandate of the register stands behind a decision while it holds, and for its scope only."""

from dataclasses import replace
from datetime import date

import pytest

from domain.agreement import Mandate
from domain.mandate import AgreedDecision, MandateNotHeldError
from services.consent import Consent, agree, list_mandates
from tests.support.judging_house import JudgingHouse
from tests.support.mandates import a_mandate

ENDS = a_mandate("M-8", "police", AgreedDecision.PURPOSE, until_on=date(2026, 2, 9))


@pytest.fixture
def house(judging_house: JudgingHouse) -> JudgingHouse:
    judging_house.house = replace(judging_house.house, mandates=(ENDS,))
    return judging_house


async def use(house: JudgingHouse, decision: AgreedDecision) -> Mandate | None:
    async with house.acting("sanne") as ctx:
        return (await agree(ctx, Consent(mandate="M-8"), decision)).mandate


async def test_only_the_mandates_that_hold_for_a_decision_today_are_offered(house: JudgingHouse):
    house.house = replace(house.house, mandates=(ENDS, a_mandate("M-9", "bureau")))
    async with house.acting("sanne") as ctx:
        for_purpose = await list_mandates(ctx, AgreedDecision.PURPOSE)
        for_closing = await list_mandates(ctx, AgreedDecision.CLOSING)
    assert [one.mandate.number for one in for_purpose if one.giver.id == "police"] == ["M-8"]
    assert "M-8" not in {one.mandate.number for one in for_closing}


async def test_a_mandate_that_ended_between_page_and_confirmation_is_refused(house: JudgingHouse):
    assert await use(house, AgreedDecision.PURPOSE) == Mandate(
        number="M-8", given_on=date(2026, 1, 5)
    )
    house.now = house.now.replace(day=10)
    with pytest.raises(MandateNotHeldError):
        await use(house, AgreedDecision.PURPOSE)


async def test_a_mandate_for_another_decision_is_refused(house: JudgingHouse):
    with pytest.raises(MandateNotHeldError):
        await use(house, AgreedDecision.WEIGHING)
