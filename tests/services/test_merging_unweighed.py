"""One person referred twice before anybody weighed it: one referral becomes part of the older, and
neither referrer learns that there was another.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from cards.words import Text
from dialogs.story import show_told
from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MemberId
from domain.merging import UNWEIGHED, OlderStaysError, check_merge, take_in
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.timer import TimerKind
from services.access import FormerCodeError, find_case, require_case
from services.informing import ask_informing, look_at_informing
from services.merging import read_renamed
from services.referral import CannotWithdrawError, withdraw_referral
from services.referral_views import my_overview, view_referral
from services.seen_case import SeenCase
from tests.services.test_merging import (
    CONSENT,
    ELSEWHERE,
    NEW,
    OLD,
    WHO,
    ask,
    look,
    merge,
    seat,
)
from tests.support.acute_house import IN_DUTY, AcuteFiles, AcuteHouse
from tests.support.filled_case import GOES, SIGNED, STAYS, a_filled
from tests.support.notices import name_recipient
from tests.support.permits import judge_fit
from tests.support.referrals import REFERRAL

NEXT_MORNING = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
MORNING_AFTER = NEXT_MORNING + timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def both(house: AcuteHouse) -> tuple[CaseId, CaseId]:
    """The older, of wim, and one of piet about the same person."""
    told = replace(REFERRAL, identity=WHO)
    older = await house.keep_case(
        NEW, told, "wim", state=CaseState.SUBMITTED, received_at=IN_DUTY - WEEK
    )
    younger = await house.keep_case(OLD, ELSEWHERE, "piet", state=CaseState.SUBMITTED)
    await seat(house, older, "wim")
    await seat(house, younger, "piet")
    return older, younger


async def news(house: AcuteHouse, at: datetime) -> dict[str, list[tuple[str, str | None, str]]]:
    house.now = at
    read = {}
    for who in ("wim", "piet", "olga"):
        async with house.sending_to(who) as reading:
            found = await read_renamed(reading)
            read[who] = [(one.was, one.code, one.state.value) for one in found]
    return read


async def digests_of(house: AcuteHouse, who: str) -> int:
    return [name_recipient(one) for one in await house.notices(NoticeKind.DIGEST)].count(who)


@pytest.mark.parametrize(("stays", "goes"), list(product(UNWEIGHED, UNWEIGHED)))
def test_of_two_that_were_not_weighed_the_older_stays(stays: CaseState, goes: CaseState):
    older = a_filled(STAYS, state=stays, received_at=IN_DUTY - WEEK)
    younger = a_filled(GOES, state=goes, received_at=IN_DUTY)
    check_merge(older, younger)
    with pytest.raises(OlderStaysError):
        check_merge(younger, older)


def test_what_waits_for_its_referrer_is_kept_no_longer_because_it_was_merged():
    waiting = a_filled(STAYS, state=CaseState.INCOMPLETE, changed_at=IN_DUTY - WEEK)
    taken = take_in(waiting, a_filled(GOES), SIGNED, ())
    assert (taken.changed_at, taken.changed_by) == (waiting.changed_at, waiting.changed_by)


async def test_a_second_member_confirms_it_and_one_is_left_that_is_still_to_be_judged(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, younger = both
    await merge(house, older, younger)
    async with house.acting("ina") as ctx:
        case = await ctx.uow.cases.get(older)
        assert (case.state, case.referrer) == (CaseState.SUBMITTED, MemberId("wim"))
        permit = await require_case(ctx, Action.SCREEN, case)
        view = await view_referral(ctx, permit)
        # what the other told is on the page of the case, as another version; who judges reads so
        assert Text("merging.told_too") in [line for one in show_told(view) for line in one.lines]
        assert (view.referral.why_now, view.added_at) == (REFERRAL.why_now, None)
        assert len(await ctx.uow.cases.referral_versions(older)) == 2
    assert AuditEvent.CASES_MERGED in [one.event for one in await house.on_record(older)]


async def test_whether_the_subject_was_informed_is_asked_on_under_the_code_that_stays(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, younger = both
    async with house.work() as moment:
        await ask_informing(moment, await moment.uow.cases.get(younger), MemberId("cora"))
    asked_at = (await house.timers(TimerKind.INFORMING))[younger]
    await merge(house, older, younger)
    assert await house.timers(TimerKind.INFORMING) == {older: asked_at}


async def test_what_the_case_that_stays_is_asked_itself_stays_as_it_was(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, younger = both
    async with house.work() as moment:
        for case in (younger, older):
            await ask_informing(moment, await moment.uow.cases.get(case), MemberId("cora"))
    house.now += timedelta(days=1)
    async with house.work() as moment:
        await look_at_informing(moment, older)
        before = await moment.uow.informings.find(older)
    await merge(house, older, younger)
    async with house.work() as moment:
        assert await moment.uow.informings.find(older) == before


async def test_a_place_given_until_a_day_ends_on_it_under_the_code_that_stays(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, younger = both
    until = house.now + WEEK
    await seat(house, younger, "olga", until)
    await merge(house, older, younger)
    assert await house.timers(TimerKind.CIRCLE) == {older: until}


async def test_the_younger_cannot_be_chosen_to_stay(house: AcuteHouse, both: tuple[CaseId, CaseId]):
    older, younger = both
    with pytest.raises(OlderStaysError):
        await ask(house, younger, older)


async def test_both_referrers_hear_where_their_own_referral_stands_in_the_same_words(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    await merge(house, *both)
    assert {"wim", "piet"} <= set(await house.told(NoticeKind.DIGEST))
    new = CaseState.SUBMITTED.value
    assert await news(house, NEXT_MORNING) == {
        "wim": [(NEW, None, new)],
        "piet": [(OLD, None, new)],
        "olga": [],
    }


async def test_neither_referrer_can_tell_that_another_referred(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    before = {"wim": await look(house, "wim", NEW), "piet": await look(house, "piet", OLD)}
    await merge(house, *both)
    mine = await look(house, "wim", NEW)
    assert replace(mine, version=0) == replace(before["wim"], version=0)
    theirs = await look(house, "piet", OLD)
    assert (theirs.code, theirs.state) == (OLD, before["piet"].state)
    async with house.acting("piet") as ctx:
        assert NEW not in {one.code for one in await my_overview(ctx)}
    for who, code in (("wim", OLD), ("olga", OLD)):
        async with house.acting(who) as ctx:
            with pytest.raises(FormerCodeError):
                await find_case(ctx, Action.VIEW_CASE, code)


async def test_who_referred_the_one_that_went_hears_what_became_of_it_too(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, _ = both
    await merge(house, *both)
    house.now = NEXT_MORNING
    before = await digests_of(house, "piet")
    async with house.acting("ina") as ctx:
        case = await ctx.uow.cases.get(older)
        seen = SeenCase(id=older, version=case.version)
        await judge_fit(ctx, seen, PurposeJudgement.DOES_NOT_FIT, "Elders.", CONSENT)
    assert await digests_of(house, "piet") == before + 1
    told = await news(house, MORNING_AFTER)
    assert told["piet"] == [(OLD, None, CaseState.NOT_TAKEN_UP.value)]


async def test_who_referred_the_one_that_stays_does_not_withdraw_what_another_told(
    house: AcuteHouse, both: tuple[CaseId, CaseId]
):
    older, _ = both
    await merge(house, *both)
    async with house.acting("wim") as ctx:
        case = await ctx.uow.cases.get(older)
        with pytest.raises(CannotWithdrawError) as refused:
            await withdraw_referral(ctx, older, case.version)
        assert refused.value.parameters == {"code": NEW}
        assert (await ctx.uow.cases.get(older)).state is CaseState.SUBMITTED
