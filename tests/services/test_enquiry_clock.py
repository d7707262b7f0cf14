"""One reminder on the last day, none after an answer; who left or is away; and how it all ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.absence import AbsenceWish
from domain.access import CaseState
from domain.audit import AuditEvent
from domain.enquiry import EnquiryAnswer, EnquiryEnd
from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind, PrivateNotice
from domain.timer import TimerKind
from services.absence import give_absence
from services.access import RefusedError
from services.consent import Consent
from services.deputy import look_at_deputy
from services.enquiry_answer import (
    list_own_enquiries,
    read_enquiries_due,
    read_own_enquiries,
    take_back_own_answer,
    view_subject_asked,
)
from services.enquiry_clock import let_enquiries_follow
from services.enquiry_news import EnquiryNewsKind, list_enquiry_news, read_enquiry_news
from services.held_work import count_held, find_held, move_held
from services.leaving import look_at_places
from services.merging import open_merge
from services.merging_wish import MergeForm, ask_or_merge
from services.recipients import NotSentError, require_recipient
from services.referral import withdraw_referral
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.enquiries import (
    DAY_AFTER,
    DUE_ON,
    LAST_MORNING,
    QUARTER,
    asked,
    be_away,
    find,
    look,
    say,
    views,
)
from tests.support.judging_house import TAKE_UP, JudgingHouse
from tests.support.permits import weigh_seen


async def pushed(house: JudgingHouse) -> list[str]:
    return await house.told(NoticeKind.ENQUIRIES)


async def digests(house: JudgingHouse) -> list[str]:
    return [one.business_key for one in await house.notices(NoticeKind.DIGEST)]


async def news(house: JudgingHouse, who: str = "iris") -> list[EnquiryNewsKind]:
    async with house.sending_to(who) as reading:
        return [one.kind for one in await read_enquiry_news(reading)]


async def test_who_is_silent_on_the_last_day_gets_one_card_by_itself(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await look(judging_house, enquiry, LAST_MORNING + timedelta(hours=1))
    (notice,) = await judging_house.notices(NoticeKind.ENQUIRIES)
    assert (notice.member, notice.subject) == ("agent", "agent")
    kept = await find(judging_house, enquiry)
    assert (kept.pushed_on, kept.pushed_to) == (DUE_ON, "agent")


async def test_of_several_that_are_due_one_card_comes(judging_house: JudgingHouse):
    _, first = await asked(judging_house)
    _, second = await asked(judging_house, "ZP2-H55")
    await look(judging_house, first, LAST_MORNING)
    await look(judging_house, second, LAST_MORNING)
    assert len(await judging_house.notices(NoticeKind.ENQUIRIES)) == 1


@pytest.mark.parametrize("answer", list(EnquiryAnswer))
async def test_nobody_is_reminded_after_an_answer(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    _, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, answer)
    await look(judging_house, enquiry, LAST_MORNING)
    assert await pushed(judging_house) == []


async def test_before_the_last_day_nothing_is_sent_by_itself(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING - timedelta(days=3))
    assert await pushed(judging_house) == []
    assert enquiry in await judging_house.timers(TimerKind.ENQUIRY)


async def test_once_the_term_passed_who_asked_reads_it_and_the_partner_is_not_chased(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await look(judging_house, enquiry, DAY_AFTER)
    assert "digest:iris:2026-02-17" in await digests(judging_house)
    assert "digest:agent:2026-02-17" not in await digests(judging_house)
    assert await news(judging_house) == [EnquiryNewsKind.SILENT]
    async with judging_house.acting("iris") as ctx:
        assert [one.organisation for one in await list_enquiry_news(ctx)] == ["Politie"]
    async with judging_house.sending_to("agent") as reading:
        assert (await read_enquiries_due(reading)).rows == ()
    async with judging_house.acting("agent") as ctx:
        assert [one.is_late for one in (await list_own_enquiries(ctx)).open] == [True]


async def test_only_who_asked_reads_it_and_all_coordinators_when_that_one_left(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.CALL_ME)
    assert await news(judging_house, "sanne") == []
    assert await news(judging_house, "agent") == []
    async with judging_house.work() as moment:
        iris = await moment.uow.people.member(MemberId("iris"))
        await moment.uow.people.save_member(iris.leave(moment.today))
    assert await news(judging_house, "sanne") == [EnquiryNewsKind.CALL]
    assert await news(judging_house, "iris") == []


async def test_that_all_answers_are_in_is_read_once(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.CANNOT_SHARE)
    judging_house.now = LAST_MORNING.replace(day=10, minute=31)
    assert await news(judging_house) == [EnquiryNewsKind.COMPLETE]
    judging_house.now = LAST_MORNING.replace(day=11, minute=31)
    assert await news(judging_house) == []


async def test_a_card_comes_by_itself_only_when_something_is_due(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    notice = PrivateNotice(
        kind=NoticeKind.ENQUIRIES, subject="agent", business_key="x", member=MemberId("agent")
    )
    async with judging_house.sending_to("agent") as reading:
        with pytest.raises(NotSentError):
            await require_recipient(reading, notice, is_posted=False)
        await require_recipient(reading, notice, is_posted=True)
    judging_house.now = LAST_MORNING
    async with judging_house.sending_to("agent") as reading:
        await require_recipient(reading, notice, is_posted=False)
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    async with judging_house.sending_to("agent") as reading:
        with pytest.raises(NotSentError):
            await require_recipient(reading, notice, is_posted=False)


async def test_after_an_answer_the_card_that_is_there_is_edited(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await judging_house.send_all()
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    first, second = await judging_house.notices(NoticeKind.ENQUIRIES)
    assert first.card == second.card == "enquiries:agent:2026-02-16"


async def test_an_answer_that_is_taken_back_on_the_last_day_is_not_reminded_of_again(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    judging_house.now += QUARTER / 2
    async with judging_house.acting("agent") as ctx:
        kept = await ctx.uow.enquiries.get(enquiry)
        await take_back_own_answer(ctx, enquiry, kept.version)
    await look(judging_house, enquiry, judging_house.now)
    keys = [one.business_key for one in await judging_house.notices(NoticeKind.ENQUIRIES)]
    assert keys.count("enquiries:agent:2026-02-16") == 1
    await look(judging_house, enquiry, DAY_AFTER)
    assert await news(judging_house) == [EnquiryNewsKind.SILENT]


async def test_who_stands_in_is_reminded_in_the_place_of_who_is_away(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    judging_house.now = LAST_MORNING
    await be_away(judging_house)
    assert "digest:deputy:2026-02-16" in await digests(judging_house)
    await look(judging_house, enquiry, LAST_MORNING + timedelta(minutes=5))
    assert await pushed(judging_house) == ["deputy"]
    assert [one.away_until for one in await views(judging_house, seen)] == [None]


async def test_who_is_away_without_a_deputy_is_not_reminded_and_who_asked_reads_until_when(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    judging_house.now = LAST_MORNING
    await be_away(judging_house, deputy=None)
    await look(judging_house, enquiry, LAST_MORNING + timedelta(minutes=5))
    assert await pushed(judging_house) == []
    (view,) = await views(judging_house, seen)
    assert view.away_until == date(2026, 3, 9)
    await look(judging_house, enquiry, DAY_AFTER)
    assert await news(judging_house) == [EnquiryNewsKind.SILENT]
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    assert [one.away_until for one in await views(judging_house, seen)] == [None]


async def test_who_is_back_on_the_last_day_is_reminded_then(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    judging_house.now = LAST_MORNING
    async with judging_house.acting("agent") as ctx:
        wish = AbsenceWish(first_on=DUE_ON, last_on=DUE_ON, until_time=time(12))
        await give_absence(ctx, wish)
    await look(judging_house, enquiry, LAST_MORNING + timedelta(minutes=5))
    back_at = datetime(2026, 2, 16, 11, tzinfo=UTC)
    assert (await judging_house.timers(TimerKind.ENQUIRY))[enquiry] == back_at
    assert [one.away_until for one in await views(judging_house, seen)] == [back_at]
    assert await pushed(judging_house) == []
    await look(judging_house, enquiry, back_at)
    assert await pushed(judging_house) == ["agent"]


async def test_who_stands_in_is_not_told_anew_each_morning(judging_house: JudgingHouse):
    await asked(judging_house)
    await be_away(judging_house)
    judging_house.now = LAST_MORNING - timedelta(days=5)
    async with judging_house.work() as moment:
        await look_at_deputy(moment, "agent")
    told = [one for one in await digests(judging_house) if one.startswith("digest:deputy:")]
    assert told == ["digest:deputy:2026-02-10"]


async def test_a_colleague_who_is_there_is_asked_rather_than_who_is_away(
    judging_house: JudgingHouse,
):
    await be_away(judging_house, deputy=None)
    _, enquiry = await asked(judging_house)
    assert (await find(judging_house, enquiry)).member == "deputy"


async def leave(house: JudgingHouse, who: str = "agent") -> None:
    async with house.work() as moment:
        member = await moment.uow.people.member(MemberId(who))
        await moment.uow.people.save_member(member.leave(moment.today))


async def test_of_who_left_a_colleague_is_asked(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    await leave(judging_house)
    async with judging_house.work() as moment:
        await let_enquiries_follow(moment)
    kept = await find(judging_house, enquiry)
    assert (kept.member, kept.due_on) == ("deputy", DUE_ON)
    assert "deputy" in await judging_house.told(NoticeKind.DIGEST)
    assert (await judging_house.on_record(seen.id))[-1].event is AuditEvent.ENQUIRY_MOVED


async def test_where_nobody_speaks_for_the_partner_any_more_who_asked_reads_it(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house, "KX7-Q42", "agent", CARE)
    await leave(judging_house, "nurse")
    await look(judging_house, enquiry, LAST_MORNING)
    await look(judging_house, enquiry, DAY_AFTER)
    assert await news(judging_house) == [EnquiryNewsKind.SILENT]


async def test_while_who_asked_is_away_every_coordinator_reads_that_nobody_answered(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    await be_away(judging_house, "iris", None)
    await look(judging_house, enquiry, DAY_AFTER)
    assert "digest:sanne:2026-02-17" in await digests(judging_house)
    assert await news(judging_house, "sanne") == [EnquiryNewsKind.SILENT]


async def test_what_a_member_is_asked_goes_along_in_a_hand_over(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    async with judging_house.acting("deputy") as ctx:
        held = await find_held(ctx, MemberId("agent"), POLICE)
        assert not held.is_empty
        assert count_held(held).questions == 1
        await move_held(ctx, held, MemberId("deputy"))
    assert (await find(judging_house, enquiry)).member == "deputy"


async def _withdraw(house: JudgingHouse, seen: SeenCase) -> None:
    async with house.acting("nurse") as ctx:
        await withdraw_referral(ctx, seen.id, (await ctx.uow.cases.get(seen.id)).version)


async def test_a_withdrawn_referral_takes_its_questions_along(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await judging_house.send_all()
    await _withdraw(judging_house, seen)
    assert (await find(judging_house, enquiry)).end is EnquiryEnd.LAPSED
    assert enquiry not in await judging_house.timers(TimerKind.ENQUIRY)
    assert len(await judging_house.notices(NoticeKind.ENQUIRIES)) == 2
    await look(judging_house, enquiry, DAY_AFTER)
    assert await news(judging_house) == []


async def _merge(house: JudgingHouse, stays: CaseId, goes: CaseId) -> None:
    house.house = replace(house.house, second_member=False)
    consent = Consent(mandate="M-12")
    async with house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes, stays)
        form = MergeForm(stays=stays, reason="Een persoon.", consent=consent)
        await ask_or_merge(ctx, pair, form)


async def test_of_a_case_that_is_merged_the_question_lapses_and_goes_along_with_why(
    judging_house: JudgingHouse,
):
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    goes, enquiry = await asked(judging_house)
    await _merge(judging_house, stays.id, goes.id)
    kept = await find(judging_house, enquiry)
    assert (kept.case, kept.end) == (stays.id, EnquiryEnd.LAPSED)
    async with judging_house.reading() as moment:
        reasons = await moment.uow.enquiries.reasons(stays.id)
    assert reasons == {enquiry: f"{CANARY} woont daar."}
    async with judging_house.acting("agent") as ctx:
        assert (await list_own_enquiries(ctx)).rows == ()
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)


async def test_of_a_partner_asked_about_both_cases_the_question_of_the_one_that_stays_counts(
    judging_house: JudgingHouse,
):
    stays, first = await asked(judging_house, "BB2-H55")
    await say(judging_house, first, EnquiryAnswer.INVOLVED)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=stays.id), TAKE_UP)
    goes, second = await asked(judging_house)
    await say(judging_house, second, EnquiryAnswer.KNOWN)
    await _merge(judging_house, stays.id, goes.id)
    assert (await find(judging_house, first)).answer is EnquiryAnswer.INVOLVED
    with pytest.raises(NotFoundError):
        await find(judging_house, second)


async def test_who_left_loses_the_question_and_their_card_is_brought_up_to_date(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    await look(judging_house, enquiry, LAST_MORNING)
    await judging_house.send_all()
    await leave(judging_house)
    async with judging_house.work() as moment:
        await look_at_places(moment, "house")
    assert (await find(judging_house, enquiry)).member == "deputy"
    (_, edited) = await judging_house.notices(NoticeKind.ENQUIRIES)
    assert (edited.member, edited.card) == ("agent", "enquiries:agent:2026-02-16")
    async with judging_house.sending_to("agent") as reading:
        await require_recipient(reading, edited, is_posted=True)
        assert (await read_own_enquiries(reading)).rows == ()
