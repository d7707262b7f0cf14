"""The referrer of what came in as an acute report explains its criteria before it is weighed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.case import Case
from domain.criteria_request import CriteriaLackingError, CriteriaNotAskedError
from domain.notice import NoticeKind
from domain.referral import Criterion, ExplainedCriterion, Fulfilment
from domain.timer import TimerKind
from domain.weighing import FollowUp, Outcome
from services.access import RefusedError, require_case
from services.acute.report import KnownCase, NewSubject
from services.criteria import (
    explain_criteria,
    find_criteria_gap,
    list_own_criteria,
    look_at_criteria,
    open_to_explain,
    read_own_criteria,
    read_to_explain,
    read_unexplained,
)
from services.weighing import WeighingForm, weigh_case
from tests.support.acute_house import CODE, IDENTITY, JUDGEMENT, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.notices import name_recipient
from tests.support.permits import close, report_now

# the session is on a Tuesday
WEDNESDAY = datetime(2026, 11, 25, 7, 25, tzinfo=UTC)
DAY = timedelta(days=1)
EXPLAINED = tuple(
    ExplainedCriterion(
        criterion=one, fulfilment=Fulfilment.YES, explanation=f"{CANARY} voldoet aan {one}"
    )
    for one in Criterion
)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def hold(house: AcuteHouse, about: KnownCase | NewSubject) -> Case:
    """Wim reports; Cora holds a session and closes it."""
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, about)).session.id
    await house.convene(session)
    async with house.acting("cora") as ctx:
        return (await close(ctx, session, [])).case


@pytest.fixture
async def case(house: AcuteHouse) -> Case:
    return await hold(house, NewSubject(identity=IDENTITY))


async def digests(house: AcuteHouse) -> int:
    told = await house.notices(NoticeKind.DIGEST)
    return len({one.business_key for one in told if one.member == "wim"})


async def test_the_referrer_is_asked_and_what_they_explain_is_beside_the_weighing(
    house: AcuteHouse, case: Case
):
    assert case.state is CaseState.PURPOSE_TESTED
    async with house.acting("wim") as ctx:
        (row,) = await list_own_criteria(ctx)
        assert (row.case, row.code) == (case.id, case.code)
        permit = await open_to_explain(ctx, case.id)
        assert (await read_to_explain(ctx, permit)).criteria == ()
        await explain_criteria(ctx, permit, EXPLAINED)
    async with house.reading() as moment:
        assert (await moment.uow.cases.referral(case.id)).criteria == EXPLAINED
    async with house.acting("wim") as ctx:
        assert await list_own_criteria(ctx) == []
        with pytest.raises(CriteriaNotAskedError):
            await open_to_explain(ctx, case.id)
    async with house.acting("cora") as ctx:
        assert await find_criteria_gap(ctx, await require_case(ctx, Action.WEIGH, case)) is None


async def test_all_four_criteria_are_explained_or_nothing_is_kept(house: AcuteHouse, case: Case):
    async with house.acting("wim") as ctx:
        permit = await open_to_explain(ctx, case.id)
        with pytest.raises(CriteriaLackingError):
            await explain_criteria(ctx, permit, EXPLAINED[:3])
    async with house.reading() as moment:
        assert (await moment.uow.cases.referral(case.id)).criteria == ()


async def test_who_weighs_reads_who_was_asked_and_when(house: AcuteHouse, case: Case):
    async with house.acting("cora") as ctx:
        gap = await find_criteria_gap(ctx, await require_case(ctx, Action.WEIGH, case))
    assert gap
    assert (gap.referrer.id, gap.asked_at) == ("wim", house.now)


async def test_who_says_nothing_is_reminded_three_times_in_the_digest(
    house: AcuteHouse, case: Case
):
    assert await digests(house) == 1
    for days in range(30):
        await house.tick(WEDNESDAY + days * DAY)
    assert await digests(house) == 4
    async with house.sending_to("wim") as reading:
        assert [one.case for one in await read_own_criteria(reading)] == [case.id]


async def looks(house: AcuteHouse, case: Case) -> set[str]:
    """The timer comes round; who hears something by that."""
    before = await house.notices(NoticeKind.DIGEST)
    house.now = (await house.timers(TimerKind.CRITERIA))[case.id]
    async with house.work() as moment:
        await look_at_criteria(moment, case.id)
    new = (await house.notices(NoticeKind.DIGEST))[len(before) :]
    return {name_recipient(one) for one in new}


async def unexplained(house: AcuteHouse, who: str) -> list[tuple[str, str]]:
    async with house.sending_to(who) as reading:
        return [(one.case, one.referrer) for one in await read_unexplained(reading)]


async def test_when_the_reminders_went_by_process_directors_read_who_says_nothing(
    house: AcuteHouse, case: Case
):
    heard = [await looks(house, case) for _ in range(6)]
    assert heard == [{"wim"}, {"wim"}, {"wim"}, {"cora", "dirk"}, set(), set()]
    async with house.reading() as moment:
        name = (await moment.uow.people.member(case.referrer)).name
    assert await unexplained(house, "cora") == [(case.id, name)]
    assert await unexplained(house, "wim") == []
    async with house.acting("wim") as ctx:
        await explain_criteria(ctx, await open_to_explain(ctx, case.id), EXPLAINED)
    assert await unexplained(house, "cora") == []


async def test_of_a_case_that_was_withdrawn_nobody_reads_that_it_is_not_explained(
    house: AcuteHouse, case: Case
):
    for _ in range(4):
        await looks(house, case)
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case.id)
        await moment.uow.cases.save(replace(kept, state=CaseState.WITHDRAWN))
    assert await unexplained(house, "cora") == []


async def test_what_was_weighed_is_asked_of_nobody(house: AcuteHouse, case: Case):
    form = WeighingForm(
        met=frozenset(),
        outcome=Outcome.ADVICE_OR_SIGNAL,
        consent=JUDGEMENT.consent,
        follow_up=FollowUp(advice=f"{CANARY} bellen"),
    )
    async with house.acting("cora") as ctx:
        await weigh_case(ctx, await require_case(ctx, Action.WEIGH, case), form)
    async with house.acting("wim") as ctx:
        assert await list_own_criteria(ctx) == []
    async with house.reading() as moment:
        assert await moment.uow.criteria_requests.find(case.id) is None


async def test_of_a_case_that_was_known_and_by_anybody_else_nothing_is_explained(
    house: AcuteHouse, case: Case
):
    await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    known = await hold(house, KnownCase(code=CODE))
    async with house.reading() as moment:
        assert await moment.uow.criteria_requests.find(known.id) is None
    for name in ("piet", "gijs", "cora"):
        async with house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_to_explain(ctx, case.id)
