from dataclasses import replace

from bot.doors import screening
from domain.access import CaseState
from domain.notice import NoticeKind
from domain.screening import ReferralPart
from tests.support.canaries import CANARY
from tests.support.cards import check_card, texts
from tests.support.desk import (
    renders,
)
from tests.support.judging_house import (
    JudgingHouse,
)
from tests.support.permits import give_back


async def test_the_referrer_hears_that_something_is_missing_but_not_what(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    async with judging_house.acting("iris") as ctx:
        await give_back(ctx, seen, [ReferralPart.WHO], f"De datum van {CANARY}.")
    message = await renders(judging_house, screening.FEATURE, NoticeKind.REFERRAL_INCOMPLETE)
    assert message is not None
    assert message.card is not None
    assert "KX7-Q42" in texts(check_card(message.card))
    assert CANARY not in texts(message.card)


async def test_a_gap_filled_before_the_message_left_is_not_mentioned(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    async with judging_house.acting("iris") as ctx:
        back = await give_back(ctx, seen, [ReferralPart.WHO], "De datum.")
    async with judging_house.database.work() as uow:
        await uow.cases.save(replace(back, state=CaseState.SUBMITTED))
    assert await renders(judging_house, screening.FEATURE, NoticeKind.REFERRAL_INCOMPLETE) is None
