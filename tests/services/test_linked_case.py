"""Two cases are linked with a reason: who may see both reads it; to anybody else there is none."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.errors import NotAllowedError, StoplichtError
from domain.identifiers import CaseCode, CaseId
from domain.linked_case import (
    AlreadyLinkedError,
    NoLinkReasonError,
    NotLinkedError,
    SameCaseError,
)
from domain.sight import SeenPart
from services.access import find_case
from services.case_leaves import WhyLeaf
from services.case_page import read_case_page
from services.linked_case import (
    LinkSeen,
    find_linked_pairs,
    link_cases,
    open_links,
    unlink_cases,
)
from tests.support.asked import asked
from tests.support.canaries import CANARY
from tests.support.judging_house import REFERRAL, JudgingHouse

ONE, OTHER, CLOSED = "KX7-Q42", "BB2-H55", "MV3-T81"
WHY = f"Broer van {CANARY}."


@pytest.fixture
async def cases(judging_house: JudgingHouse) -> tuple[CaseId, CaseId]:
    """Nurse is involved in both, deputy in the first only; agent referred both."""
    house = judging_house
    await house.keep_case(CLOSED, REFERRAL, "agent", state=CaseState.CLOSED)
    return (
        await house.keep_case(ONE, REFERRAL, "agent", ("nurse", "deputy")),
        await house.keep_case(OTHER, REFERRAL, "agent", ("nurse",)),
    )


async def pairs(house: JudgingHouse, by: str) -> list[tuple[str, str]]:
    async with house.acting(by) as ctx:
        cases = [await ctx.uow.cases.by_code(CaseCode(code)) for code in (ONE, OTHER)]
        codes = {one.id: one.code for one in cases}
        return [one.codes for one in await find_linked_pairs(ctx, ctx.actor, codes)]


async def test_linked_cases_that_are_discussed_together_are_named_to_who_may_see_both(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    assert await pairs(judging_house, "iris") == []
    await link(judging_house)
    ((one, other),) = await pairs(judging_house, "iris")
    assert {one, other} == {ONE, OTHER}
    # of the coordinators only; a place in both does not tell it on an agenda of the house
    for who in ("nurse", "deputy"):
        assert await pairs(judging_house, who) == []
    await unlink(judging_house)
    assert await pairs(judging_house, "iris") == []


async def link(house: JudgingHouse, typed: str = OTHER, why: str = WHY, by: str = "iris") -> None:
    async with house.acting(by) as ctx:
        await link_cases(ctx, await find_case(ctx, Action.LINK_CASE, ONE), typed, why)


async def unlink(house: JudgingHouse, why: str = WHY) -> None:
    async with house.acting("sanne") as ctx:
        linked = await open_links(ctx, await find_case(ctx, Action.LINK_CASE, OTHER))
        await unlink_cases(ctx, linked, linked.links[0].link.id, why)


async def read(house: JudgingHouse, case: CaseId, by: str) -> Sequence[LinkSeen]:
    async with house.acting(by) as ctx:
        leaf = (await read_case_page(ctx, case)).leaf
    assert isinstance(leaf, WhyLeaf)
    return leaf.links


async def test_coordinators_and_who_is_involved_in_both_read_the_code_and_why_in_each(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    await link(judging_house)
    for by in ("iris", "sanne", "nurse"):
        for case, other in zip(cases, (OTHER, ONE), strict=True):
            (seen,) = await read(judging_house, case, by)
            assert (seen.code, seen.reason) == (other, WHY)
    for case in cases:
        entries = await judging_house.on_record(case)
        assert {one.who for one in entries if one.part is SeenPart.LINK} == {
            *("iris", "sanne", "nurse")
        }


async def test_to_who_is_involved_in_one_of_them_it_is_as_if_there_were_none(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    one, _ = cases
    for by in ("deputy", "agent"):
        # what is made once is made before it is counted
        await read(judging_house, one, by)
        async with asked(judging_house.database) as before:
            assert await read(judging_house, one, by) == ()
        await link(judging_house)
        async with asked(judging_house.database) as after:
            assert await read(judging_house, one, by) == ()
        assert after == before
        await unlink(judging_house)


async def test_a_code_that_is_none_is_unknown_or_is_not_theirs_to_link_reads_the_same(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    said = set()
    for typed in ("XX9-X99", "geen code", "", CLOSED):
        with pytest.raises(NotAllowedError) as refused:
            await link(judging_house, typed)
        said.add((refused.value.text_key, tuple(refused.value.parameters)))
    assert said == {("linked_case.unknown", ())}


@pytest.mark.parametrize(
    ("typed", "why", "error"),
    [
        (ONE, WHY, SameCaseError),
        (OTHER, "  ", NoLinkReasonError),
        ("bb2 h55", WHY, AlreadyLinkedError),
    ],
)
async def test_two_cases_are_linked_once_and_with_a_reason(
    judging_house: JudgingHouse,
    cases: tuple[CaseId, CaseId],
    typed: str,
    why: str,
    error: type[StoplichtError],
):
    await link(judging_house)
    with pytest.raises(error):
        await link(judging_house, typed, why)


async def test_a_link_is_ended_with_a_reason_and_both_records_say_so_without_content(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    await link(judging_house)
    with pytest.raises(NoLinkReasonError):
        await unlink(judging_house, " ")
    await unlink(judging_house)
    with pytest.raises(NotLinkedError):
        await unlink(judging_house)
    await link(judging_house)
    for case in cases:
        entries = [
            entry
            for entry in await judging_house.on_record(case)
            if entry.event in {AuditEvent.CASES_LINKED, AuditEvent.CASES_UNLINKED}
        ]
        assert [one.event.value for one in entries] == [
            *("cases_linked", "cases_unlinked", "cases_linked")
        ]
        assert not {one.subject for one in entries} & {*cases, ONE, OTHER}


async def test_of_a_case_that_is_closed_nothing_shows_at_the_other_until_it_is_reopened(
    judging_house: JudgingHouse, cases: tuple[CaseId, CaseId]
):
    one, other = cases
    await link(judging_house)
    for state, links in ((CaseState.CLOSED, 0), (CaseState.TAKEN_UP, 1)):
        async with judging_house.database.work() as uow:
            await uow.cases.save(replace(await uow.cases.get(other), state=state))
        assert len(await read(judging_house, one, "sanne")) == links
