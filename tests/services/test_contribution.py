"""A partner contributes under conditions, changes and withdraws that; coordinators hear that it
came or went, never what.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import CaseState, Ground
from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from domain.contribution import (
    Conditions,
    ContributionText,
    ContributionWithdrawnError,
    MeantFor,
    NothingContributedError,
)
from domain.contribution_access import ContributionShown
from domain.identifiers import CaseId, ContributionId, MemberId
from domain.incorrect import MarkState, StatementPart
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import RefusedError
from services.case_leaves import ContributionsLeaf
from services.case_page import read_case_page
from services.contribution import (
    ContributionChangedError,
    NoContributionLeftError,
    contribute,
    list_withdrawable,
    open_contributions,
    open_next_version,
    open_to_contribute,
    record_contribution_seen,
    withdraw_contribution,
)
from services.contribution_rows import read_contributed
from services.incorrect import (
    correct_statement,
    mark_incorrect,
    open_contribution_to_mark,
    open_mark_to_answer,
)
from services.incorrect_rows import MarkTask, list_own_marks
from tests.support.canaries import CANARY
from tests.support.contributions import SAID, TOLD, under
from tests.support.judging_house import JudgingHouse

LATER = f"{CANARY} woont nu bij een vriend."


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """A case on the list: agent referred it, nurse is involved; a minute later."""
    case = (await judging_house.take_up()).id
    judging_house.now += timedelta(minutes=1)
    return case


async def tell(
    house: JudgingHouse, case: CaseId, text: ContributionText = TOLD, by: str = "nurse"
) -> ContributionId:
    house.now += timedelta(minutes=1)
    async with house.acting(by) as ctx:
        return (await contribute(ctx, await open_to_contribute(ctx, case), text)).id


async def tell_again(
    house: JudgingHouse, known_as: ContributionId, said: str = LATER, by: str = "nurse"
) -> None:
    house.now += timedelta(minutes=1)
    async with house.acting(by) as ctx:
        held = await open_next_version(ctx, known_as)
        await record_contribution_seen(ctx, held)
        await contribute(ctx, held, replace(TOLD, said=said))


async def withdraw(
    house: JudgingHouse, case: CaseId, known_as: ContributionId, by: str = "nurse"
) -> None:
    house.now += timedelta(minutes=1)
    async with house.acting(by) as ctx:
        await withdraw_contribution(ctx, await open_contributions(ctx, case), known_as)


async def page(house: JudgingHouse, case: CaseId, by: str) -> ContributionsLeaf:
    async with house.acting(by) as ctx:
        view = await read_case_page(ctx, case, CaseLeaf.CONTRIBUTIONS)
    assert isinstance(view.leaf, ContributionsLeaf)
    return view.leaf


async def read(house: JudgingHouse, case: CaseId, by: str) -> list[str]:
    """What shows to somebody on the page of the case, each as its text or how it shows."""
    leaf = await page(house, case, by)
    return [
        one.told.text.said if one.how is ContributionShown.TEXT and one.told.text else one.how.value
        for one in leaf.contributions.items
    ]


async def in_digest(house: JudgingHouse, name: str, on: int) -> list[tuple[str, bool]]:
    house.now = datetime(2026, 2, on, 7, 30, tzinfo=UTC)
    async with house.sending_to(name) as reading:
        return [(one.organisation, one.is_withdrawn) for one in await read_contributed(reading)]


async def test_what_a_partner_contributes_is_read_within_its_conditions_and_on_record(
    judging_house: JudgingHouse, case: CaseId
):
    await tell(judging_house, case)
    for name in ("sanne", "iris", "nurse"):
        assert await read(judging_house, case, name) == [SAID]
    assert await read(judging_house, case, "agent") == ["supplier"]
    looks = {
        (one.part, one.ground)
        for one in await judging_house.on_record(case)
        if one.part is SeenPart.CONTRIBUTIONS
    }
    assert {ground for _, ground in looks} == {
        Ground.PROCESS_DIRECTOR,
        Ground.INFORMATION_COORDINATOR,
        Ground.CIRCLE,
        Ground.REFERRER,
    }
    assert AuditEvent.CONTRIBUTED in await judging_house.events(case)


async def test_conditions_hold_from_the_first_moment_and_end_on_their_day(
    judging_house: JudgingHouse, case: CaseId
):
    today = judging_house.now.date()
    await tell(judging_house, case, under(Conditions(meant_for=MeantFor.COORDINATORS)), "agent")
    await tell(judging_house, case, under(Conditions(is_oral=True), LATER), "agent")
    await tell(judging_house, case, under(Conditions(until_on=today)), "agent")
    assert await read(judging_house, case, "sanne") == [SAID, LATER, SAID]
    assert await read(judging_house, case, "nurse") == [SAID, "oral"]
    judging_house.now += timedelta(days=1)
    assert await read(judging_house, case, "sanne") == [LATER, SAID]
    assert await read(judging_house, case, "nurse") == ["oral"]


async def test_a_next_version_is_read_and_the_one_before_it_by_its_supplier_and_coordinators(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case)
    async with judging_house.acting("nurse") as ctx:
        early = await open_next_version(ctx, known_as)
    await tell_again(judging_house, known_as)
    assert await read(judging_house, case, "sanne") == [LATER, SAID]
    assert await read(judging_house, case, "nurse") == [LATER, SAID]
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(ContributionChangedError):
            await open_next_version(ctx, known_as, early.newest.number if early.newest else None)
    assert AuditEvent.CONTRIBUTION_CHANGED in await judging_house.events(case)


async def test_nobody_changes_what_another_organisation_contributed(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case)
    for name in ("agent", "sanne"):
        async with judging_house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_next_version(ctx, known_as)
    await tell(judging_house, case, by="agent")
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await withdraw_contribution(ctx, await open_contributions(ctx, case), known_as)


async def test_nothing_is_contributed_to_a_case_one_has_no_place_in_or_without_words(
    judging_house: JudgingHouse, case: CaseId
):
    for name in ("deputy", "sanne"):
        async with judging_house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_to_contribute(ctx, case)
    with pytest.raises(NothingContributedError):
        await tell(judging_house, case, replace(TOLD, said=" "))
    sent = (await judging_house.refer("BB2-H55", CaseState.SUBMITTED)).id
    await judging_house.seat_member(sent, "nurse")
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await open_to_contribute(ctx, sent)


async def test_a_withdrawn_text_is_gone_and_that_it_was_there_knows_its_supplier(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case, by="agent")
    await withdraw(judging_house, case, known_as, "agent")
    assert await read(judging_house, case, "sanne") == ["withdrawn"]
    assert await read(judging_house, case, "agent") == ["withdrawn"]
    assert await read(judging_house, case, "nurse") == []
    with pytest.raises(NoContributionLeftError):
        await withdraw(judging_house, case, known_as, "agent")
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(ContributionWithdrawnError):
            await open_next_version(ctx, known_as)


async def test_a_coordinator_withdraws_for_a_supplier_who_telephones_and_they_hear_it(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case)
    async with judging_house.acting("iris") as ctx:
        held = await open_contributions(ctx, case)
        assert [one.id for one in await list_withdrawable(ctx, held)] == [known_as]
    with pytest.raises(NoContributionLeftError):
        async with judging_house.acting("agent") as ctx:
            await open_contributions(ctx, case)
    await withdraw(judging_house, case, known_as, "iris")
    entry = (await judging_house.on_record(case))[-1]
    assert (entry.event, entry.on_behalf_of) == (AuditEvent.CONTRIBUTION_WITHDRAWN, "mental-health")
    assert await in_digest(judging_house, "nurse", 10) == [("GGZ Rivierstad", True)]
    assert await in_digest(judging_house, "agent", 10) == []


async def test_coordinators_read_once_in_the_digest_that_something_came(
    judging_house: JudgingHouse, case: CaseId
):
    await tell(judging_house, case)
    # nurse hears that they are involved now
    everybody = ["daan", "iris", "nurse", "sanne"]
    assert await judging_house.told(NoticeKind.DIGEST) == everybody
    for name in ("sanne", "iris"):
        assert await in_digest(judging_house, name, 10) == [("GGZ Rivierstad", False)]
        assert await in_digest(judging_house, name, 11) == []
    assert await in_digest(judging_house, "nurse", 10) == []


async def test_what_is_incorrect_is_asked_of_whoever_has_a_place_for_its_supplier(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case)
    async with judging_house.acting("iris") as ctx:
        held = await open_contribution_to_mark(ctx, known_as)
        mark = await mark_incorrect(ctx, held, StatementPart.CONTRIBUTION, CANARY)
    async with judging_house.acting("nurse") as ctx:
        assert [one.task for one in await list_own_marks(ctx)] == [MarkTask.ANSWER]
    async with judging_house.acting("agent") as ctx:
        assert await list_own_marks(ctx) == []
        with pytest.raises(RefusedError):
            await open_mark_to_answer(ctx, mark.id)
    async with judging_house.acting("nurse") as ctx:
        asked = await open_mark_to_answer(ctx, mark.id)
        assert asked.said == SAID
        await correct_statement(ctx, asked, LATER)
    (newest, _) = (await page(judging_house, case, "sanne")).contributions.items
    assert newest.told.text
    assert newest.told.text.said == LATER
    assert [one.mark.state for one in newest.marks] == [MarkState.CORRECTED]


async def test_only_who_has_a_place_is_asked_and_answers_for_their_organisation(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case, by="agent")
    async with judging_house.acting("iris") as ctx:
        held = await open_contribution_to_mark(ctx, known_as)
        mark = await mark_incorrect(ctx, held, StatementPart.CONTRIBUTION, CANARY)
    async with judging_house.acting("deputy") as ctx:
        assert await list_own_marks(ctx) == []
        with pytest.raises(RefusedError):
            await open_mark_to_answer(ctx, mark.id)
    assert "agent" in await judging_house.told(NoticeKind.DIGEST)
    assert "deputy" not in await judging_house.told(NoticeKind.DIGEST)
    await judging_house.seat_member(case, "deputy")
    async with judging_house.acting("deputy") as ctx:
        await correct_statement(ctx, await open_mark_to_answer(ctx, mark.id), LATER)


async def test_who_does_not_read_a_text_cannot_call_it_incorrect(
    judging_house: JudgingHouse, case: CaseId
):
    for conditions in (Conditions(meant_for=MeantFor.COORDINATORS), Conditions(is_oral=True)):
        known_as = await tell(judging_house, case, under(conditions), "agent")
        async with judging_house.acting("nurse") as ctx:
            with pytest.raises(RefusedError):
                await open_contribution_to_mark(ctx, known_as)


async def test_with_a_withdrawn_text_goes_what_was_said_of_it(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case)
    async with judging_house.acting("iris") as ctx:
        held = await open_contribution_to_mark(ctx, known_as)
        mark = await mark_incorrect(ctx, held, StatementPart.CONTRIBUTION, CANARY)
    await withdraw(judging_house, case, known_as)
    async with judging_house.reading() as moment:
        told = await moment.uow.incorrect_marks.find(mark.id)
    assert (told.mark.state, told.words.what) == (MarkState.CORRECTED, "")
    async with judging_house.acting("nurse") as ctx:
        assert await list_own_marks(ctx) == []


async def test_a_colleague_with_a_place_goes_on_with_what_who_left_contributed(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await tell(judging_house, case, by="agent")
    await judging_house.seat_member(case, "deputy")
    async with judging_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("agent"), moment.now)
    await tell_again(judging_house, known_as, by="deputy")
    assert await read(judging_house, case, "deputy") == [LATER, SAID]


async def test_who_keeps_a_place_contributes_while_a_case_rests_and_coordinators_read_it(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=CaseState.PAUSED))
    await tell(judging_house, case)
    assert await read(judging_house, case, "iris") == [SAID]
    with pytest.raises(RefusedError):
        await read(judging_house, case, "nurse")


@pytest.mark.parametrize("state", [CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN])
async def test_consent_is_withdrawn_also_while_a_case_waits_to_be_destroyed(
    judging_house: JudgingHouse, case: CaseId, state: CaseState
):
    known_as = await tell(judging_house, case)
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=state))
    await withdraw(judging_house, case, known_as, "iris")
    assert await read(judging_house, case, "sanne") == ["withdrawn"]
