"""A secret address is read by coordinators only, with a reason, and by nobody else anywhere."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState, Ground
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MemberId
from domain.referral import Identity, SecrecyGround
from domain.secret_address import (
    NoAddressToHideError,
    NoReasonToLookError,
    NoSecretAddressError,
)
from domain.sight import SeenPart
from services.access import RefusedError
from services.referral import (
    begin_referral,
    edit_referral,
    is_address_hidden,
    open_for_edit,
    read_for_edit,
    submit_referral,
)
from services.referral_views import reveal_identity
from services.secret_address import (
    hide_address,
    is_address_known,
    list_looks,
    look_at_secret_address,
    open_secret_address,
    open_to_hide,
)
from tests.support.canaries import CANARY
from tests.support.judging_house import REFERRAL, JudgingHouse

LIVES = REFERRAL.identity.address
SECRET = replace(REFERRAL, identity=replace(REFERRAL.identity, secrecy=SecrecyGround.SHELTER))
EVERYBODY = ("agent", "nurse", "sanne", "daan", "iris")


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """A case on the list that agent referred and nurse directs."""
    case = (await judging_house.take_up()).id
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=MemberId("nurse")))
    return case


async def hide(house: JudgingHouse, case: CaseId, by: str = "agent", typed: str = "") -> None:
    async with house.acting(by) as ctx:
        await hide_address(ctx, await open_to_hide(ctx, case), SecrecyGround.THREAT, typed)


async def look(house: JudgingHouse, case: CaseId, by: str, why: str = CANARY) -> str:
    async with house.acting(by) as ctx:
        return await look_at_secret_address(ctx, await open_secret_address(ctx, case), why)


async def reveals(house: JudgingHouse, case: CaseId, by: str) -> Identity:
    async with house.acting(by) as ctx:
        return (await reveal_identity(ctx, case)).identity


async def kept_anywhere(house: JudgingHouse, case: CaseId) -> list[str]:
    """The address in each version of the referral."""
    async with house.database.reading() as uow:
        versions = await uow.cases.referral_versions(case)
        told = [await uow.cases.referral(case, one.number) for one in versions]
    return [one.identity.address for one in told]


async def test_from_the_minute_it_is_secret_nobody_reads_it_without_a_reason(
    judging_house: JudgingHouse, case: CaseId
):
    assert (await reveals(judging_house, case, "nurse")).address == LIVES
    await hide(judging_house, case)
    for name in EVERYBODY:
        identity = await reveals(judging_house, case, name)
        assert (identity.address, identity.secrecy) == ("", SecrecyGround.THREAT)
    assert await kept_anywhere(judging_house, case) == [""]
    assert AuditEvent.ADDRESS_HIDDEN in await judging_house.events(case)


async def test_a_coordinator_reads_it_with_a_reason_and_the_look_is_on_record_as_that(
    judging_house: JudgingHouse, case: CaseId
):
    await hide(judging_house, case, by="iris")
    with pytest.raises(NoReasonToLookError):
        await look(judging_house, case, "iris", " ")
    assert await look(judging_house, case, "iris") == LIVES
    seen = [(one.who, one.part, one.ground) for one in await judging_house.on_record(case)]
    secret = [one for one in seen if one[1] is SeenPart.SECRET_ADDRESS]
    assert secret == [("iris", SeenPart.SECRET_ADDRESS, Ground.INFORMATION_COORDINATOR)]
    async with judging_house.acting("sanne") as ctx:
        (before,) = await list_looks(ctx, await open_secret_address(ctx, case))
    assert (before.name, before.look.reason) == ("Iris", CANARY)


@pytest.mark.parametrize("name", ["agent", "nurse", "deputy"])
async def test_who_referred_directs_or_stands_outside_reads_it_with_no_reason_at_all(
    judging_house: JudgingHouse, case: CaseId, name: str
):
    await hide(judging_house, case)
    with pytest.raises(RefusedError):
        await look(judging_house, case, name)


@pytest.mark.parametrize("name", ["nurse", "deputy"])
async def test_only_who_referred_a_case_or_guards_it_makes_its_address_secret(
    judging_house: JudgingHouse, case: CaseId, name: str
):
    with pytest.raises(RefusedError):
        await hide(judging_house, case, by=name)


async def test_what_is_referred_as_secret_is_kept_apart_and_not_read_back_by_its_referrer(
    judging_house: JudgingHouse,
):
    async with judging_house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        await submit_referral(ctx, reserved, SECRET)
        permit = await open_for_edit(ctx, reserved.id)
        assert await is_address_hidden(ctx, permit)
        told = await read_for_edit(ctx, permit)
    assert told.identity == replace(SECRET.identity, address="")
    assert await look(judging_house, reserved.id, "sanne") == LIVES
    assert await kept_anywhere(judging_house, reserved.id) == [""]


@pytest.mark.parametrize("state", [CaseState.SUBMITTED, CaseState.PURPOSE_TESTED])
async def test_an_edit_that_forgets_the_secrecy_keeps_it_and_a_new_address_is_secret_too(
    judging_house: JudgingHouse, state: CaseState
):
    case = (await judging_house.refer(state=state)).id
    await hide(judging_house, case)
    moved = replace(REFERRAL, identity=replace(REFERRAL.identity, address=f"{CANARY} 9"))
    bare = replace(moved.identity, address="", born_on=date(1990, 5, 1))
    for told in (replace(REFERRAL, identity=bare), moved):
        async with judging_house.acting("agent") as ctx:
            await edit_referral(ctx, await open_for_edit(ctx, case), told)
    assert await kept_anywhere(judging_house, case) == ["", "", ""]
    assert await look(judging_house, case, "sanne") == f"{CANARY} 9"


async def test_every_address_that_was_ever_told_becomes_secret(judging_house: JudgingHouse):
    case = (await judging_house.refer()).id
    moved = replace(REFERRAL, identity=replace(REFERRAL.identity, address=f"{CANARY} 9"))
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, case), moved)
    await hide(judging_house, case, by="sanne", typed="Kade 3")
    assert await kept_anywhere(judging_house, case) == ["", ""]
    assert await look(judging_house, case, "sanne") == f"Kade 3\n{CANARY} 9\n{LIVES}"


async def test_without_any_address_one_must_be_typed(judging_house: JudgingHouse):
    bare = replace(REFERRAL, identity=replace(REFERRAL.identity, address=""))
    case = await judging_house.keep_case("KX7-Q42", bare, "agent")
    async with judging_house.acting("sanne") as ctx:
        assert not await is_address_known(ctx, await open_to_hide(ctx, case))
        with pytest.raises(NoSecretAddressError):
            await open_secret_address(ctx, case)
    with pytest.raises(NoAddressToHideError):
        await hide(judging_house, case)
    await hide(judging_house, case, typed="Kade 3")
    assert await look(judging_house, case, "sanne") == "Kade 3"
