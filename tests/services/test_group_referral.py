"""People are referred together and stand on one line; each keeps a case of their own, and whoever
referred them gets one answer.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case import CirclePlace, CircleReason
from domain.group_referral import GroupMark, GroupSizeError, NothingLeftInGroupError
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from domain.timer import TimerKind
from domain.weighing import Outcome
from services.access import RefusedError
from services.acute.report import find_case_for_director, open_session
from services.group_referral import refer_group
from services.group_referral_views import permit_in_group, read_arrived_group, read_own_group
from services.group_withdrawal import withdraw_group
from services.inbox import InboxView, NextStep, view_inbox
from services.promise import read_promises
from services.reaction import judge_anew
from services.referral import ReferralIncompleteError, begin_referral, withdraw_referral
from services.referral_views import my_overview
from services.referrer_news import read_referrer_news
from services.seen_case import SeenCase
from services.weighing import WeighingForm
from tests.support.acute_house import CODE, REPORT, AcuteHouse
from tests.support.agenda_house import CARE
from tests.support.groups import (
    REMARK,
    Referred,
    all_statements,
    cases_of,
    look,
    people,
    refer_people,
)
from tests.support.judging_house import ADVISE, AGREED, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen
from tests.support.reactions import answer_reaction, react_to
from tests.support.referrals import REFERRAL

NEWS, ARRIVED, WEIGHED = (
    NoticeKind.GROUP_NEWS,
    NoticeKind.GROUP_ARRIVED,
    NoticeKind.REFERRAL_WEIGHED,
)
REFUSE = replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP)
FITS, NO_FIT = PurposeJudgement.FITS, PurposeJudgement.DOES_NOT_FIT


async def screen(
    house: JudgingHouse, group: Referred, *numbers: int, fit: PurposeJudgement = FITS
) -> None:
    for number in numbers:
        case = (await cases_of(house, group.mark))[number]
        async with house.acting("iris") as ctx:
            seen = SeenCase(id=case.id, version=case.version)
            await judge_fit(ctx, seen, fit, "Reden.", AGREED)


async def weigh(
    house: JudgingHouse, group: Referred, *numbers: int, form: WeighingForm = ADVISE
) -> None:
    await screen(house, group, *numbers)
    for number in numbers:
        case = (await cases_of(house, group.mark))[number]
        async with house.acting("sanne") as ctx:
            await weigh_seen(ctx, SeenCase(id=case.id, version=case.version), form)


async def inbox(house: JudgingHouse, by: str = "iris") -> InboxView:
    async with house.acting(by) as ctx:
        return await view_inbox(ctx)


async def steps_told(house: JudgingHouse) -> list[str]:
    return [one.business_key.split(":")[2] for one in await house.notices(NEWS)]


async def test_each_of_a_group_gets_a_case_a_code_and_the_same_term(judging_house: JudgingHouse):
    group = await refer_people(judging_house)
    cases = await cases_of(judging_house, group.mark)
    assert tuple(one.code for one in cases) == group.receipt.codes
    assert {one.promised_on for one in cases} == {group.receipt.promised_on}
    assert {one.state for one in cases} == {CaseState.SUBMITTED}
    async with judging_house.reading() as moment:
        told = [await moment.uow.cases.referral(one.id) for one in cases]
    assert [one.identity.name for one in told] == [one.name for one in people(3)]
    assert told[0].why_now == f"{REFERRAL.why_now}\n\n{REMARK}"
    assert {one.why_now for one in told[1:]} == {REFERRAL.why_now}


@pytest.mark.parametrize("number", [0, 1, 31])
async def test_fewer_than_two_and_more_than_thirty_are_no_group(
    judging_house: JudgingHouse, number: int
):
    async with judging_house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        with pytest.raises(GroupSizeError):
            await refer_group(ctx, reserved, REFERRAL, people(number))


async def test_a_story_that_lacks_something_refers_nobody(judging_house: JudgingHouse):
    async with judging_house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        with pytest.raises(ReferralIncompleteError):
            await refer_group(ctx, reserved, replace(REFERRAL, criteria=()), people(2))
        assert not await ctx.uow.cases.of_member(ctx.actor.id)


async def test_one_message_to_the_referrer_and_one_to_each_coordinator(judging_house: JudgingHouse):
    await refer_people(judging_house, 5)
    assert [one.member for one in await judging_house.notices(NEWS)] == ["agent"]
    heard = sorted(one.member for one in await judging_house.notices(ARRIVED))
    assert heard == ["daan", "iris", "sanne"]
    assert not await judging_house.notices(NoticeKind.REFERRAL_RECEIVED)
    assert not await judging_house.notices(NoticeKind.REFERRAL_ARRIVED)


async def test_a_group_is_one_line_in_the_inbox_with_how_many_wait_for_what(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 4)
    await judging_house.refer("AA1-A01")
    await screen(judging_house, group, 0)
    view = await inbox(judging_house)
    [line] = [one for one in view.page.items if one.group]
    assert line.group
    assert (line.group.mark, dict(line.group.steps)) == (
        group.mark,
        {NextStep.SCREENING: 3, NextStep.WEIGHING: 1},
    )
    assert view.page.length == 2
    cases = await cases_of(judging_house, group.mark)
    for case in cases:
        seen = [one.part for one in await judging_house.on_record(case.id)]
        assert SeenPart.INBOX in seen


async def test_the_last_of_a_group_that_waits_stands_in_the_inbox_as_any_other(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    await judging_house.refer("AA1-A01")
    await screen(judging_house, group, 0, fit=NO_FIT)
    assert [one.group for one in (await inbox(judging_house)).page.items] == [None, None]


async def test_what_is_acute_stands_by_itself_and_the_rest_of_its_group_on_a_line(
    acute_house: AcuteHouse,
):
    states = {"AA1-A01": CaseState.SUBMITTED, "BB2-B02": CaseState.SUBMITTED}
    ids = [
        await acute_house.keep_case(code, REFERRAL, "wim", state=state)
        for code, state in states.items()
    ]
    await acute_house.add_case(CODE, CaseState.PURPOSE_TESTED)
    async with acute_house.acting("cora") as ctx:
        acute = await find_case_for_director(ctx, CODE)
        await ctx.uow.group_referrals.add(GroupMark("G-00001"), [acute.case.id, *ids])
        await open_session(ctx, acute, REPORT)
        first, line = (await view_inbox(ctx)).page.items
    assert (first.case.code, first.is_acute, first.group) == (CODE, True, None)
    assert line.group
    assert line.group.cases == tuple(ids)


async def test_the_referrer_has_one_row_for_the_group(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 3)
    async with judging_house.acting("agent") as ctx:
        own = await my_overview(ctx)
    assert {one.group for one in own} == {group.mark}


async def test_both_who_coordinate_and_who_referred_read_every_case_of_it(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    for by, is_coordinated in (("iris", True), ("sanne", True), ("agent", False)):
        view = await look(judging_house, group.mark, by)
        assert [one.case.code for one in view.rows.items] == list(group.receipt.codes)
        assert view.is_coordinated is is_coordinated
    case = (await cases_of(judging_house, group.mark))[2]
    seen = [one for one in await judging_house.on_record(case.id) if one.event is AuditEvent.SEEN]
    assert [(one.who, one.part) for one in seen] == [
        (who, SeenPart.PHASE) for who in ("iris", "sanne", "agent")
    ]


async def test_who_is_involved_in_one_of_a_group_reads_nothing_of_a_group(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    await screen(judging_house, group, 0)
    case = (await cases_of(judging_house, group.mark))[0]
    async with judging_house.work() as moment:
        await moment.uow.cases.join_circle(
            CirclePlace(
                case=case.id,
                member=MemberId("nurse"),
                organisation=CARE,
                reason=CircleReason.INVOLVED_PARTNER,
                joined_at=judging_house.now,
            )
        )
    with pytest.raises(RefusedError):
        await look(judging_house, group.mark, "nurse")
    async with judging_house.acting("nurse") as ctx:
        assert [one.group for one in await my_overview(ctx)] == [None]
    async with judging_house.sending_to("nurse") as reading:
        assert await read_own_group(reading, group.mark) is None
        assert await read_arrived_group(reading, group.mark) is None


async def test_what_the_digest_says_of_a_group_is_one_row(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 4)
    await judging_house.refer("AA1-A01", promised_on=group.receipt.promised_on)
    judging_house.now = datetime(2026, 2, 19, 7, 30, tzinfo=UTC)
    async with judging_house.sending_to("sanne") as reading:
        promised = await read_promises(reading)
    assert sorted(one.group or one.code for one in promised) == ["AA1-A01", group.mark]
    await screen(judging_house, group, 0, 1, 2)
    judging_house.now = datetime(2026, 2, 20, 7, 30, tzinfo=UTC)
    async with judging_house.sending_to("agent") as reading:
        [row] = await read_referrer_news(reading)
    assert (row.group, row.people) == (group.mark, 3)


async def test_a_case_that_another_is_merged_into_is_of_its_group_from_then_on(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    stays = await judging_house.refer("AA1-A01", referrer="nurse")
    goes = (await cases_of(judging_house, group.mark))[0]
    async with judging_house.work() as moment:
        await moment.uow.merges.move(goes, await moment.uow.cases.get(stays.id), ())
    codes = [one.code for one in await cases_of(judging_house, group.mark)]
    assert codes == ["AA1-A01", *group.receipt.codes[1:]]
    view = await look(judging_house, group.mark, "agent")
    assert [one.case.code for one in view.rows.items] == list(group.receipt.codes[1:])
    # whoever referred the one that stays has one case, and hears of no group
    async with judging_house.acting("nurse") as ctx:
        assert [one.group for one in await my_overview(ctx)] == [None]
    async with judging_house.sending_to("nurse") as reading:
        assert await read_own_group(reading, group.mark) is None


@pytest.mark.parametrize("by", ["deputy", "nurse", "bea"])
async def test_a_group_of_others_reads_as_one_that_is_not_there(
    judging_house: JudgingHouse, by: str
):
    group = await refer_people(judging_house)
    for mark in (group.mark, type(group.mark)("G-00000")):
        with pytest.raises(RefusedError) as refused:
            await look(judging_house, mark, by)
        assert refused.value.case is None


async def test_the_referrer_hears_once_when_the_last_is_decided(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 3)
    await screen(judging_house, group, 0, fit=NO_FIT)
    await weigh(judging_house, group, 1)
    assert await steps_told(judging_house) == ["received"]
    await weigh(judging_house, group, 2)
    assert await steps_told(judging_house) == ["received", "answered"]
    assert not await judging_house.notices(WEIGHED)
    async with judging_house.sending_to("agent") as reading:
        news = await read_own_group(reading, group.mark)
    assert news
    assert (news.people, news.answered) == (3, 3)


async def test_who_withdraws_the_last_that_waits_hears_what_became_of_the_others(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    await weigh(judging_house, group, 0)
    case = (await cases_of(judging_house, group.mark))[1]
    async with judging_house.acting("agent") as ctx:
        await withdraw_referral(ctx, case.id, case.version)
    assert await steps_told(judging_house) == ["received", "answered"]


async def test_on_the_promised_day_is_told_what_is_known_and_what_waits(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    await weigh(judging_house, group, 0)
    on = group.receipt.promised_on
    assert await judging_house.timers(TimerKind.GROUP_REFERRAL) == {
        group.mark: datetime(on.year, on.month, on.day, 15, 0, tzinfo=UTC)
    }
    for days in (0, 1, 2):
        at = datetime(on.year, on.month, on.day, 15, 0, tzinfo=UTC) + timedelta(days=days)
        await judging_house.tick(at)
    assert await steps_told(judging_house) == ["received", "promised"]
    async with judging_house.sending_to("agent") as reading:
        news = await read_own_group(reading, group.mark)
    assert news
    assert (news.people, news.answered, news.is_over) == (3, 1, True)
    await weigh(judging_house, group, 1, 2)
    assert await steps_told(judging_house) == ["received", "promised", "answered"]
    await judging_house.tick(judging_house.now + timedelta(days=3))
    assert await judging_house.timers(TimerKind.GROUP_REFERRAL) == {}
    assert await steps_told(judging_house) == ["received", "promised", "answered"]


async def test_who_referred_hears_a_day_later_when_two_weighed_the_last_at_once(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    on = group.receipt.promised_on
    await judging_house.tick(datetime(on.year, on.month, on.day, 15, 0, tzinfo=UTC))
    # each saw that the other still waited
    async with judging_house.work() as moment:
        for case in await moment.uow.cases.known(
            await moment.uow.group_referrals.of_mark(group.mark)
        ):
            await moment.uow.cases.save(replace(case, state=CaseState.ADVICE_OR_SIGNAL))
    await judging_house.tick(judging_house.now + timedelta(days=1))
    assert await steps_told(judging_house) == ["received", "promised", "answered"]


async def test_of_a_group_that_is_decided_in_time_nothing_is_told_on_the_promised_day(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    await weigh(judging_house, group, 0, 1)
    on = group.receipt.promised_on
    await judging_house.tick(datetime(on.year, on.month, on.day, 15, 0, tzinfo=UTC))
    assert await steps_told(judging_house) == ["received", "answered"]


async def test_what_is_judged_anew_after_the_answer_is_told_by_itself(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 3)
    await screen(judging_house, group, 0, 1, 2, fit=NO_FIT)
    assert await judging_house.told(WEIGHED) == []
    for case in (await cases_of(judging_house, group.mark))[:2]:
        async with judging_house.acting("agent") as ctx:
            await react_to(ctx, case.id)
        async with judging_house.acting("daan") as ctx:
            await answer_reaction(ctx, case.id, ends=True)
    await screen(judging_house, group, 0, fit=NO_FIT)
    assert await judging_house.told(WEIGHED) == ["agent"]
    assert await steps_told(judging_house) == ["received", "answered"]


async def test_what_was_contradicted_and_is_weighed_anew_is_told_by_itself(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 2)
    await weigh(judging_house, group, 0, 1, form=REFUSE)
    case = (await cases_of(judging_house, group.mark))[0]
    async with judging_house.acting("daan") as ctx:
        await judge_anew(ctx, case, CaseState.PURPOSE_TESTED)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=case.id), ADVISE)
    assert await judging_house.told(WEIGHED) == ["agent"]


async def test_one_that_is_left_is_answered_as_any_other(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 2)
    gone = (await cases_of(judging_house, group.mark))[1]
    async with judging_house.work() as moment:
        await moment.uow.destructions.erase(gone.id, gone.code)
    await weigh(judging_house, group, 0)
    assert [one.member for one in await judging_house.notices(WEIGHED)] == ["agent"]
    assert await steps_told(judging_house) == ["received"]
    view = await look(judging_house, group.mark)
    assert [one.case.code for one in view.rows.items] == [group.receipt.codes[0]]


async def test_all_that_is_not_weighed_is_withdrawn_at_once_and_a_second_time_nothing(
    judging_house: JudgingHouse,
):
    group = await refer_people(judging_house, 3)
    await weigh(judging_house, group, 0)
    async with judging_house.acting("agent") as ctx:
        assert await withdraw_group(ctx, group.mark) == 2
    states = [one.state for one in await cases_of(judging_house, group.mark)]
    assert states == [CaseState.ADVICE_OR_SIGNAL, CaseState.WITHDRAWN, CaseState.WITHDRAWN]
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(NothingLeftInGroupError):
            await withdraw_group(ctx, group.mark)


async def test_who_withdraws_all_of_it_hears_nothing_more(judging_house: JudgingHouse):
    group = await refer_people(judging_house, 2)
    async with judging_house.acting("agent") as ctx:
        await withdraw_group(ctx, group.mark)
    on = group.receipt.promised_on
    await judging_house.tick(datetime(on.year, on.month, on.day, 15, 0, tzinfo=UTC))
    assert await steps_told(judging_house) == ["received"]


async def test_only_who_referred_a_group_withdraws_it(judging_house: JudgingHouse):
    group = await refer_people(judging_house)
    for by in ("iris", "sanne", "deputy"):
        async with judging_house.acting(by) as ctx:
            with pytest.raises(RefusedError):
                await withdraw_group(ctx, group.mark)


async def test_a_group_of_thirty_is_read_in_as_many_statements_as_one_of_two(
    judging_house: JudgingHouse,
):
    counted = []
    for number in (2, 30):
        group = await refer_people(judging_house, number)
        async with judging_house.acting("iris") as ctx:
            await permit_in_group(ctx, group.mark, Action.SCREEN)
            with all_statements() as sent:
                await permit_in_group(ctx, group.mark, Action.SCREEN)
                await view_inbox(ctx)
            counted.append(len(sent))
        with all_statements() as sent:
            await look(judging_house, group.mark)
        counted.append(len(sent))
    assert counted[:2] == counted[2:]
