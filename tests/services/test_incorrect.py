"""Who may read a statement calls it incorrect; its supplier corrects it or says why it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from domain.identifiers import CaseId, MarkId
from domain.incorrect import MarkSettledError, MarkState, NoMarkWordsError, StatementPart, ToldMark
from domain.minutes import MinutesState
from domain.notice import NoticeKind
from domain.referral import Criterion, Identity
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import RefusedError
from services.case_leaves import WhyLeaf
from services.case_page import read_case_page
from services.incorrect import (
    correct_identity,
    correct_statement,
    let_statement_stand,
    look_at_mark,
    mark_incorrect,
    open_mark_to_answer,
    open_minutes_to_mark,
    open_story_to_mark,
    remind_supplier,
)
from services.incorrect_rows import MarkTask, list_own_marks, read_own_marks
from services.minutes_views import view_minutes
from tests.support.canaries import CANARY
from tests.support.judging_house import REFERRAL, JudgingHouse
from tests.support.minutes import an_edition, approved_minutes

WRONG, RIGHT = f"{CANARY} was daar niet.", f"{CANARY} was thuis."


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """A case on the list: agent referred it, nurse is involved; a minute later."""
    case = (await judging_house.take_up()).id
    judging_house.now += timedelta(minutes=1)
    return case


async def mark(
    house: JudgingHouse,
    case: CaseId,
    by: str = "nurse",
    part: StatementPart = StatementPart.WHY_NOW,
    what: str = WRONG,
) -> MarkId:
    async with house.acting(by) as ctx:
        held = await open_story_to_mark(ctx, case)
        return (await mark_incorrect(ctx, held, part, what)).id


async def correct(house: JudgingHouse, known_as: MarkId, by: str = "agent") -> None:
    async with house.acting(by) as ctx:
        await correct_statement(ctx, await open_mark_to_answer(ctx, known_as), RIGHT)


async def read(
    house: JudgingHouse, case: CaseId, by: str, number: int = 1
) -> tuple[WhyLeaf, Sequence[ToldMark]]:
    async with house.acting(by) as ctx:
        view = await read_case_page(ctx, case, CaseLeaf.WHY, number)
    assert isinstance(view.leaf, WhyLeaf)
    return view.leaf, view.marks


async def in_digest(house: JudgingHouse, name: str, on: int) -> list[MarkTask]:
    house.now = datetime(2026, 2, on, 7, 30, tzinfo=UTC)
    async with house.sending_to(name) as reading:
        return [one.task for one in await read_own_marks(reading)]


async def in_mine(house: JudgingHouse, name: str) -> list[MarkTask]:
    async with house.acting(name) as ctx:
        return [one.task for one in await list_own_marks(ctx)]


async def test_a_statement_is_marked_told_corrected_and_the_mark_stays_with_both_versions(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case)
    _, (told,) = await read(judging_house, case, "iris")
    assert (told.mark.state, told.words.what) == (MarkState.OPEN, WRONG)
    await correct(judging_house, known_as)
    newest, marks = await read(judging_house, case, "nurse")
    assert newest.referral == replace(REFERRAL, why_now=RIGHT)
    assert [one.mark.state for one in marks] == [MarkState.CORRECTED]
    earlier, _ = await read(judging_house, case, "nurse", number=2)
    assert earlier.referral == REFERRAL
    assert await in_digest(judging_house, "nurse", 10) == [MarkTask.CORRECTED]
    assert await in_digest(judging_house, "nurse", 11) == []
    with pytest.raises(MarkSettledError):
        await correct(judging_house, known_as)
    events = await judging_house.events(case)
    assert {AuditEvent.MARKED_INCORRECT, AuditEvent.MARK_ANSWERED} <= set(events)
    assert SeenPart.INCORRECT in {one.part for one in await judging_house.on_record(case)}


async def test_the_judgement_stays_beside_what_was_judged_and_not_beside_a_correction(
    judging_house: JudgingHouse, case: CaseId
):
    await correct(judging_house, await mark(judging_house, case))
    judged = [(await read(judging_house, case, "iris", number))[0].met for number in (1, 2)]
    assert judged == [None, frozenset(Criterion)]


async def test_a_supplier_who_lets_it_stand_says_why_beside_the_mark(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case, part=StatementPart.HARM)
    async with judging_house.acting("agent") as ctx:
        held = await open_mark_to_answer(ctx, known_as)
        with pytest.raises(NoMarkWordsError):
            await let_statement_stand(ctx, held, " ")
        await let_statement_stand(ctx, held, RIGHT)
    leaf, (told,) = await read(judging_house, case, "nurse")
    assert leaf.versions.total == 1
    assert (told.mark.state, told.words.answer) == (MarkState.STANDS, RIGHT)
    assert await in_digest(judging_house, "nurse", 10) == [MarkTask.STANDS]


async def test_who_it_is_about_is_corrected_as_an_identity_and_keeps_its_address(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case, part=StatementPart.WHO)
    async with judging_house.acting("agent") as ctx:
        held = await open_mark_to_answer(ctx, known_as)
        with pytest.raises(NoMarkWordsError):
            await correct_identity(ctx, held, Identity(name=" "))
        other = Identity(name=f"{CANARY} Anders", born_on=date(1991, 6, 2))
        await correct_identity(ctx, held, other)
    async with judging_house.database.reading() as uow:
        kept = (await uow.cases.referral(case)).identity
    assert kept == replace(other, address=REFERRAL.identity.address)
    assert AuditEvent.SUBJECT_RENAMED in await judging_house.events(case)


async def test_supplier_and_coordinators_hear_it_and_who_marked_it_does_not(
    judging_house: JudgingHouse, case: CaseId
):
    await mark(judging_house, case)
    told = set(await judging_house.told(NoticeKind.DIGEST))
    assert {"agent", "daan", "iris", "sanne"} <= told
    assert await in_mine(judging_house, "agent") == [MarkTask.ANSWER]
    assert await in_mine(judging_house, "iris") == []
    assert await in_digest(judging_house, "agent", 10) == [MarkTask.ANSWER]
    assert await in_digest(judging_house, "iris", 10) == [MarkTask.NEW]
    assert await in_digest(judging_house, "iris", 11) == []
    assert await in_digest(judging_house, "nurse", 11) == []


async def test_a_silent_supplier_is_reminded_after_three_days_and_named_after_five(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case)
    days = []
    while due_at := (await judging_house.timers(TimerKind.INCORRECT)).get(known_as):
        if due_at <= judging_house.now:
            break
        judging_house.now = due_at
        days.append(due_at.date())
        async with judging_house.work() as moment:
            await look_at_mark(moment, known_as)
    assert days == [date(2026, 2, 12), date(2026, 2, 16)]
    assert await in_mine(judging_house, "iris") == [MarkTask.SILENT]
    assert await in_mine(judging_house, "agent") == [MarkTask.ANSWER]
    async with judging_house.acting("iris") as ctx:
        await remind_supplier(ctx, known_as)
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await remind_supplier(ctx, known_as)
    await correct(judging_house, known_as)
    assert await in_mine(judging_house, "iris") == []
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(MarkSettledError):
            await remind_supplier(ctx, known_as)


async def test_only_its_supplier_answers_and_only_who_reads_it_marks(
    judging_house: JudgingHouse, case: CaseId
):
    with pytest.raises(RefusedError):
        await mark(judging_house, case, by="deputy")
    with pytest.raises(NoMarkWordsError):
        await mark(judging_house, case, what=" ")
    known_as = await mark(judging_house, case)
    for name in ("nurse", "sanne", "iris", "deputy"):
        with pytest.raises(RefusedError):
            await correct(judging_house, known_as, by=name)


async def test_a_referrer_who_works_elsewhere_now_answers_nothing_any_more(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case)
    async with judging_house.database.work() as uow:
        agent = await uow.people.member((await uow.cases.get(case)).referrer)
        moved = await uow.people.member((await uow.incorrect_marks.find(known_as)).mark.marked_by)
        await uow.people.save_member(replace(agent, organisation=moved.organisation))
    with pytest.raises(RefusedError):
        await correct(judging_house, known_as)
    assert await in_mine(judging_house, "agent") == []


async def test_of_a_closed_case_nothing_is_listed_or_answered(
    judging_house: JudgingHouse, case: CaseId
):
    known_as = await mark(judging_house, case)
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=CaseState.CLOSED))
    assert await in_mine(judging_house, "agent") == []
    with pytest.raises(RefusedError):
        await correct(judging_house, known_as)


async def test_minutes_are_called_incorrect_by_who_reads_them_and_mended_beside_what_they_say(
    judging_house: JudgingHouse, case: CaseId
):
    minutes = approved_minutes(case=case, state=MinutesState.SHARED, shared_edition=1)
    async with judging_house.work() as moment:
        await moment.uow.minutes.add(minutes)
        await moment.uow.minutes.add_edition(an_edition(minutes=minutes.id, case=case))
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await open_minutes_to_mark(ctx, minutes.id)
    async with judging_house.acting("nurse") as ctx:
        held = await open_minutes_to_mark(ctx, minutes.id)
        known_as = (await mark_incorrect(ctx, held, StatementPart.MINUTES, WRONG)).id
    with pytest.raises(RefusedError):
        await correct(judging_house, known_as)
    await correct(judging_house, known_as, by="daan")
    async with judging_house.acting("nurse") as ctx:
        (told,) = (await view_minutes(ctx, minutes.id)).marks
    assert (told.mark.state, told.words.answer) == (MarkState.CORRECTED, RIGHT)
    assert not (await read(judging_house, case, "nurse"))[1]
