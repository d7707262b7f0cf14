"""A coordinator records that others outside were asked about a case, in two steps; coordinators
read it with the case, and it is on record by itself.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from domain.contribution import Conditions, DataCategory
from domain.identifiers import CaseId, OrganisationId, OutsidePartnerId
from domain.known_check import (
    AlignedMatter,
    AskedBeforeCaseError,
    KnownAnswer,
    NotInvolvedHereError,
    NotKnownThereError,
    NotWithPartnershipError,
    SecrecyStaysError,
    SupplierNotAgreedError,
)
from domain.sight import SeenPart
from services.access import RefusedError
from services.case_leaves import ElsewhereLeaf
from services.case_page import read_case_page
from services.known_check import (
    KnownCheckForm,
    NobodyOutsideError,
    OutsideUnknownError,
    list_nameable,
    list_supplied,
    open_known_check,
    record_known_check,
)
from tests.support.agenda_house import CARE, POLICE
from tests.support.agenda_house import HOUSING as HOUSING_ASSOCIATION
from tests.support.contributions import a_contribution, under
from tests.support.enquiries import bind
from tests.support.judging_house import JudgingHouse
from tests.support.known_checks import ASKED_OUTSIDE, RECEIVED_ON

KNOWN = replace(ASKED_OUTSIDE, answer=KnownAnswer.KNOWN)
AT_RIEC = replace(KNOWN, partner=OutsidePartnerId("riec"))
HOUSING, HEALTH = DataCategory.HOUSING, DataCategory.HEALTH


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """On the list: agent referred it, nurse (bound by secrecy) and deputy are involved."""
    case = (await judging_house.take_up()).id
    await judging_house.seat_member(case, "deputy")
    judging_house.now += timedelta(minutes=1)
    return case


async def record(house: JudgingHouse, case: CaseId, form: KnownCheckForm, by: str = "iris") -> None:
    house.now += timedelta(minutes=1)
    async with house.acting(by) as ctx:
        await record_known_check(ctx, await open_known_check(ctx, case), form)


async def told(house: JudgingHouse, case: CaseId, *conditions: Conditions) -> None:
    """CARE told something of housing under each of these conditions."""
    async with house.work() as moment:
        for number, one in enumerate(conditions, 1):
            given = {"id": f"told-{number}", "organisation": CARE, "text": under(one)}
            await moment.uow.contributions.add(a_contribution(case, moment.now, **given))


async def read(house: JudgingHouse, case: CaseId, by: str) -> list[KnownAnswer]:
    async with house.acting(by) as ctx:
        leaf = (await read_case_page(ctx, case, CaseLeaf.ELSEWHERE)).leaf
    assert isinstance(leaf, ElsewhereLeaf)
    return [one.told.answer for one in leaf.checks.items]


async def test_whom_a_coordinator_asked_is_read_by_coordinators_and_by_nobody_else(
    judging_house: JudgingHouse, case: CaseId
):
    await record(judging_house, case, ASKED_OUTSIDE)
    await record(judging_house, case, KNOWN, by="sanne")
    for coordinator in ("iris", "sanne"):
        assert await read(judging_house, case, coordinator) == [
            KnownAnswer.KNOWN,
            KnownAnswer.NOT_KNOWN,
        ]
    for partner in ("nurse", "agent"):
        with pytest.raises(RefusedError):
            await read(judging_house, case, partner)
    looks = await judging_house.on_record(case)
    seen = {one.who for one in looks if one.part is SeenPart.KNOWN_CHECK}
    assert seen == {"iris", "sanne"}


async def test_that_it_was_asked_and_that_more_was_shared_are_two_entries_without_content(
    judging_house: JudgingHouse, case: CaseId
):
    await record(judging_house, case, ASKED_OUTSIDE)
    await record(judging_house, case, replace(KNOWN, categories=(HOUSING,)))
    entries = await judging_house.on_record(case)
    of_it = [
        one for one in entries if one.event in {AuditEvent.KNOWN_CHECKED, AuditEvent.SHARED_OUTSIDE}
    ]
    assert [one.event for one in of_it] == [
        AuditEvent.KNOWN_CHECKED,
        AuditEvent.KNOWN_CHECKED,
        AuditEvent.SHARED_OUTSIDE,
    ]
    assert not [one for one in of_it if "oeverdal" in repr(one).lower() or "housing" in repr(one)]


@pytest.mark.parametrize("who", ["nurse", "agent", "deputy"])
async def test_a_partner_asks_nobody_outside(judging_house: JudgingHouse, case: CaseId, who: str):
    with pytest.raises(RefusedError):
        await record(judging_house, case, ASKED_OUTSIDE, by=who)


@pytest.mark.parametrize(
    "state",
    [one for one in CaseState if one not in {CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP}],
)
async def test_nobody_is_asked_before_the_purpose_test_or_once_it_is_over(
    judging_house: JudgingHouse, state: CaseState
):
    case = (await judging_house.refer(state=state)).id
    with pytest.raises(RefusedError):
        await record(judging_house, case, ASKED_OUTSIDE)


async def test_nobody_was_asked_before_the_case_came_in(judging_house: JudgingHouse, case: CaseId):
    early = replace(ASKED_OUTSIDE, asked_on=RECEIVED_ON - timedelta(days=1))
    with pytest.raises(AskedBeforeCaseError):
        await record(judging_house, case, early)
    assert await read(judging_house, case, "iris") == []


async def test_where_the_subject_is_not_known_nothing_more_is_recorded(
    judging_house: JudgingHouse, case: CaseId
):
    with pytest.raises(NotKnownThereError):
        await record(judging_house, case, replace(ASKED_OUTSIDE, categories=(HOUSING,)))
    assert await read(judging_house, case, "iris") == []


async def test_of_what_a_partner_told_under_a_condition_that_partner_must_agree(
    judging_house: JudgingHouse, case: CaseId
):
    shared = replace(KNOWN, categories=(HOUSING,))
    await told(judging_house, case, Conditions(), Conditions(stays_here=True))
    with pytest.raises(SupplierNotAgreedError):
        await record(judging_house, case, shared)
    with pytest.raises(SupplierNotAgreedError):
        await record(judging_house, case, replace(shared, agreed=(POLICE,)))
    await record(judging_house, case, replace(shared, agreed=(CARE,)))
    async with judging_house.acting("iris") as ctx:
        found = await list_supplied(ctx, await open_known_check(ctx, case))
    assert [(one.organisation, one.category) for one in found] == [(CARE, HOUSING)]
    looks = [one.part for one in await judging_house.on_record(case) if one.who == "iris"]
    assert SeenPart.CONTRIBUTIONS in looks


async def test_of_what_nobody_limited_no_look_is_on_record(
    judging_house: JudgingHouse, case: CaseId
):
    await told(judging_house, case, Conditions())
    async with judging_house.acting("iris") as ctx:
        assert await list_supplied(ctx, await open_known_check(ctx, case)) == []
    looks = [one.part for one in await judging_house.on_record(case) if one.who == "iris"]
    assert SeenPart.CONTRIBUTIONS not in looks


async def test_a_partnership_hears_nothing_of_health_and_no_organisation_with_secrecy(
    judging_house: JudgingHouse, case: CaseId
):
    await bind(judging_house)
    with pytest.raises(NotWithPartnershipError):
        await record(judging_house, case, replace(AT_RIEC, categories=(HEALTH,), agreed=(CARE,)))
    who = replace(AT_RIEC, matters=(AlignedMatter.WHO_IS_INVOLVED,), named=(CARE, POLICE))
    with pytest.raises(SecrecyStaysError):
        await record(judging_house, case, who)
    async with judging_house.acting("iris") as ctx:
        nameable = await list_nameable(ctx, await open_known_check(ctx, case))
    assert CARE not in [one.id for one in nameable]
    assert nameable
    await record(judging_house, case, replace(who, named=(nameable[0].id,)))
    looks = [one.part for one in await judging_house.on_record(case) if one.who == "iris"]
    assert SeenPart.CIRCLE in looks


@pytest.mark.parametrize("organisation", [HOUSING_ASSOCIATION, OrganisationId("nobody")])
async def test_only_who_has_a_place_in_the_case_is_named_as_involved(
    judging_house: JudgingHouse, case: CaseId, organisation: OrganisationId
):
    who = replace(AT_RIEC, matters=(AlignedMatter.WHO_IS_INVOLVED,), named=(POLICE, organisation))
    with pytest.raises(NotInvolvedHereError):
        await record(judging_house, case, who)
    assert await read(judging_house, case, "iris") == []


async def test_who_left_the_house_file_is_asked_no_more_and_keeps_its_name_on_record(
    judging_house: JudgingHouse, case: CaseId
):
    await record(judging_house, case, ASKED_OUTSIDE)
    riec = judging_house.house.outside_partners[1:]
    judging_house.house = replace(judging_house.house, outside_partners=riec)
    with pytest.raises(OutsideUnknownError):
        await record(judging_house, case, ASKED_OUTSIDE)
    async with judging_house.reading() as moment:
        (kept,) = await moment.uow.known_checks.of_case(case)
    assert (kept.told.partner.name, kept.told.asked_on) == ("Huis Oeverdal", RECEIVED_ON)
    judging_house.house = replace(judging_house.house, outside_partners=())
    with pytest.raises(NobodyOutsideError):
        await record(judging_house, case, ASKED_OUTSIDE)
