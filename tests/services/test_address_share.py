"""An address is told to who is involved, with a reason and for as long as that lasts, and never a
secret one.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState, Ground
from domain.address_share import (
    NoReasonToShareError,
    NothingToShareError,
    NotToShareWithError,
    ShareEndedError,
    ShareEndsBeforeError,
)
from domain.audit import AuditEvent
from domain.case import CirclePlace, CircleReason
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.referral import SecrecyGround
from domain.sight import SeenPart
from services.access import RefusedError
from services.address_share import (
    end_share,
    list_shares,
    list_who_to_tell,
    open_to_share,
    read_told_addresses,
    share_address,
)
from services.referral_views import reveal_identity
from services.secret_address import hide_address, open_to_hide
from tests.support.canaries import CANARY
from tests.support.judging_house import CARE, REFERRAL, JudgingHouse

NURSE = MemberId("nurse")
LIVES = REFERRAL.identity.address


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """A case on the list that agent referred; nurse is involved."""
    case = (await judging_house.take_up()).id
    judging_house.now += timedelta(minutes=1)
    return case


async def share(
    house: JudgingHouse,
    case: CaseId,
    by: str = "iris",
    member: MemberId = NURSE,
    why: str = CANARY,
    until_on: date | None = None,
) -> None:
    async with house.acting(by) as ctx:
        await share_address(ctx, await open_to_share(ctx, case), member, why, until_on)


async def end(house: JudgingHouse, case: CaseId, by: str = "sanne") -> None:
    async with house.acting(by) as ctx:
        await end_share(ctx, await open_to_share(ctx, case), NURSE)


async def address_for(house: JudgingHouse, case: CaseId, name: str = "nurse") -> str:
    async with house.acting(name) as ctx:
        return (await reveal_identity(ctx, case)).identity.address


async def let_direct(house: JudgingHouse, case: CaseId, name: str) -> None:
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=MemberId(name)))


async def test_who_is_told_reads_it_until_it_is_stopped_and_each_is_on_record(
    judging_house: JudgingHouse, case: CaseId
):
    assert await address_for(judging_house, case) == ""
    await share(judging_house, case)
    assert await address_for(judging_house, case) == LIVES
    looks = [(one.part, one.ground) for one in await judging_house.on_record(case) if one.part]
    assert (SeenPart.ADDRESS, Ground.CIRCLE) in looks
    async with judging_house.acting("sanne") as ctx:
        (told,) = await list_shares(ctx, await open_to_share(ctx, case))
    assert (told.name, told.share.reason) == ("Nurse", CANARY)
    await end(judging_house, case)
    assert await address_for(judging_house, case) == ""
    with pytest.raises(ShareEndedError):
        await end(judging_house, case)
    events = await judging_house.events(case)
    assert {AuditEvent.ADDRESS_SHARED, AuditEvent.ADDRESS_SHARE_ENDED} <= set(events)


async def test_it_ends_by_itself_after_its_day_and_with_the_place_for_good(
    judging_house: JudgingHouse, case: CaseId
):
    today = judging_house.now.date()
    await share(judging_house, case, until_on=today + timedelta(days=1))
    judging_house.now += timedelta(days=1)
    assert await address_for(judging_house, case) == LIVES
    judging_house.now += timedelta(days=1)
    assert await address_for(judging_house, case) == ""
    await share(judging_house, case)
    assert await address_for(judging_house, case) == LIVES
    async with judging_house.work() as moment:
        await moment.uow.cases.leave_circle(case, NURSE, moment.now)
    with pytest.raises(RefusedError):
        await address_for(judging_house, case)
    judging_house.now += timedelta(minutes=1)
    place = CirclePlace(
        case=case,
        member=NURSE,
        organisation=CARE,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=judging_house.now,
    )
    async with judging_house.work() as moment:
        await moment.uow.cases.join_circle(place)
    assert await address_for(judging_house, case) == ""


async def test_an_address_that_becomes_secret_is_told_to_nobody_any_more_nor_shared_again(
    judging_house: JudgingHouse, case: CaseId
):
    await share(judging_house, case)
    async with judging_house.acting("agent") as ctx:
        await hide_address(ctx, await open_to_hide(ctx, case), SecrecyGround.THREAT, "")
    assert await address_for(judging_house, case) == ""
    with pytest.raises(NothingToShareError):
        await share(judging_house, case)


async def test_only_a_coordinator_or_who_directs_the_case_shares_and_only_within_the_circle(
    judging_house: JudgingHouse, case: CaseId
):
    for name in ("agent", "nurse", "deputy"):
        with pytest.raises(RefusedError):
            await share(judging_house, case, by=name)
    for member in ("agent", "deputy", "iris"):
        with pytest.raises(NotToShareWithError):
            await share(judging_house, case, member=MemberId(member))
    await let_direct(judging_house, case, "agent")
    await share(judging_house, case, by="agent")
    assert await address_for(judging_house, case) == LIVES
    await let_direct(judging_house, case, "nurse")
    async with judging_house.acting("nurse") as ctx:
        assert not await list_who_to_tell(ctx, await open_to_share(ctx, case))


async def test_a_share_needs_a_reason_and_ends_on_no_day_past(
    judging_house: JudgingHouse, case: CaseId
):
    with pytest.raises(NoReasonToShareError):
        await share(judging_house, case, why=" ")
    yesterday = judging_house.now.date() - timedelta(days=1)
    with pytest.raises(ShareEndsBeforeError):
        await share(judging_house, case, until_on=yesterday)


async def test_who_is_told_reads_so_once_in_the_digest_while_it_lasts(
    judging_house: JudgingHouse, case: CaseId
):
    await share(judging_house, case)
    assert "nurse" in await judging_house.told(NoticeKind.DIGEST)
    for day, count in ((10, 1), (11, 0)):
        judging_house.now = datetime(2026, 2, day, 7, 30, tzinfo=UTC)
        async with judging_house.sending_to("nurse") as reading:
            assert len(await read_told_addresses(reading)) == count


async def test_in_a_case_that_rests_nobody_is_told_it(judging_house: JudgingHouse, case: CaseId):
    await share(judging_house, case)
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=CaseState.PAUSED))
    with pytest.raises(RefusedError):
        await address_for(judging_house, case)
