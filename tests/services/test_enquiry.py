"""Coordinators ask partners, each for a reason, after the purpose test and before the weighing."""

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.enquiry import (
    AskedTwiceError,
    EnquiredBeforeError,
    EnquiryAnswer,
    EnquiryEnd,
    EnquiryOverError,
    NoDisclosureGroundError,
    NoReasonToAskError,
    NotToAskAgainError,
    NotToAskError,
    PartnerToAsk,
)
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import NotNowError, RefusedError
from services.enquiry import (
    list_to_ask,
    record_said,
    send_enquiries,
    send_enquiry_again,
    view_enquiries,
    withdraw_enquiry,
)
from services.enquiry_answer import list_own_enquiries, view_subject_asked
from services.seen_case import SeenCase, take_case
from services.weighing import propose_involved
from tests.support.agenda_house import CARE, HOUSING, POLICE
from tests.support.canaries import CANARY
from tests.support.enquiries import (
    DUE_ON,
    MONDAY,
    a_tested_case,
    ask,
    asked,
    bind,
    find,
    may_enquire,
    say,
    views,
)
from tests.support.judging_house import ADVISE, LANDLORD, REFERRAL, JudgingHouse
from tests.support.permits import weigh_seen

AGENT = MemberId("agent")


@pytest.mark.parametrize("who", ["iris", "sanne"])
async def test_both_coordinators_ask_and_the_representative_of_today_is_asked(
    judging_house: JudgingHouse, who: str
):
    seen = await a_tested_case(judging_house, referrer="nurse")
    (enquiry,) = await ask(judging_house, seen, POLICE, by=who)
    assert (enquiry.member, enquiry.organisation, enquiry.due_on) == (AGENT, POLICE, DUE_ON)
    (view,) = await views(judging_house, seen)
    assert (view.organisation, view.why) == ("Politie", f"{CANARY} woont daar.")


@pytest.mark.parametrize(
    "state", [CaseState.SUBMITTED, CaseState.INCOMPLETE, CaseState.TAKEN_UP, CaseState.NOT_TAKEN_UP]
)
async def test_nobody_is_asked_before_the_purpose_test_or_after_the_weighing(
    judging_house: JudgingHouse, state: CaseState
):
    seen = await judging_house.refer(state=state)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(NotNowError):
            await may_enquire(ctx, seen)


@pytest.mark.parametrize("who", ["agent", "nurse"])
async def test_a_partner_asks_nobody(judging_house: JudgingHouse, who: str):
    seen = await a_tested_case(judging_house)
    async with judging_house.acting(who) as ctx:
        with pytest.raises(RefusedError):
            await may_enquire(ctx, seen)


@pytest.mark.parametrize("partner", [LANDLORD, POLICE, HOUSING])
async def test_a_third_party_who_referred_and_who_has_nobody_are_not_asked(
    judging_house: JudgingHouse, partner: str
):
    seen = await a_tested_case(judging_house, referrer="agent")
    with pytest.raises(NotToAskError):
        await ask(judging_house, seen, partner)
    async with judging_house.acting("iris") as ctx:
        offered = await list_to_ask(ctx, await may_enquire(ctx, seen))
    assert [(one.organisation, one.is_named) for one in offered] == [(CARE, True)]


async def test_who_has_a_place_in_the_case_is_not_asked(judging_house: JudgingHouse):
    seen = await judging_house.keep_case(
        "KX7-Q42", REFERRAL, "nurse", ("agent",), state=CaseState.PURPOSE_TESTED
    )
    with pytest.raises(NotToAskError):
        await ask(judging_house, SeenCase(id=seen), POLICE)


async def test_each_partner_is_asked_for_a_reason_and_once(judging_house: JudgingHouse):
    seen = await a_tested_case(judging_house, referrer="nurse")
    nameless = PartnerToAsk(organisation=POLICE, why="  ")
    named = PartnerToAsk(organisation=POLICE, why="Kent hem.")
    for wishes, error in (
        ([nameless], NoReasonToAskError),
        ([], NoReasonToAskError),
        ([named, named], AskedTwiceError),
    ):
        async with judging_house.acting("iris") as ctx:
            with pytest.raises(error):
                await send_enquiries(ctx, await may_enquire(ctx, seen), wishes)
    await ask(judging_house, seen, POLICE)
    with pytest.raises(EnquiredBeforeError):
        await ask(judging_house, seen, POLICE)


async def test_who_is_asked_reads_it_in_the_digest_and_gets_no_message_of_its_own(
    judging_house: JudgingHouse,
):
    _, enquiry = await asked(judging_house)
    assert await judging_house.told(NoticeKind.DIGEST) == ["agent"]
    assert await judging_house.notices(NoticeKind.ENQUIRIES) == []
    due = await judging_house.timers(TimerKind.ENQUIRY)
    assert due[enquiry].date() == DUE_ON


async def test_who_was_asked_is_on_record_without_why(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    entry = next(
        one
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.ENQUIRY_SENT
    )
    assert (entry.subject, entry.on_behalf_of, entry.who) == (enquiry, POLICE, MemberId("iris"))


async def test_what_partners_said_is_on_record_as_seen(judging_house: JudgingHouse):
    seen, _ = await asked(judging_house)
    async with judging_house.acting("sanne") as ctx:
        page = await view_enquiries(ctx, await may_enquire(ctx, seen))
        assert {one.part for one in ctx.seen} == {SeenPart.ENQUIRY}
    assert (page.may_note, page.may_ask_again, page.may_withdraw) == (True, False, True)


async def test_what_was_said_by_telephone_is_recorded_on_behalf_of_who_was_asked(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.CALL_ME)
    async with judging_house.acting("iris") as ctx:
        await record_said(ctx, await may_enquire(ctx, seen), POLICE, EnquiryAnswer.INVOLVED)
    kept = await find(judging_house, enquiry)
    assert (kept.answer, kept.answered_by) == (EnquiryAnswer.INVOLVED, MemberId("iris"))
    entry = (await judging_house.on_record(seen.id))[-1]
    assert (entry.event, entry.reason) == (
        AuditEvent.ENQUIRY_ANSWERED,
        AuditReason.BY_TELEPHONE,
    )
    assert entry.on_behalf_of == AGENT


async def test_by_telephone_too_the_ground_comes_first(judging_house: JudgingHouse):
    await bind(judging_house)
    seen, _ = await asked(judging_house, referrer="agent", partner=CARE)
    async with judging_house.acting("iris") as ctx:
        permit = await may_enquire(ctx, seen)
        with pytest.raises(NoDisclosureGroundError):
            await record_said(ctx, permit, CARE, EnquiryAnswer.KNOWN)


async def test_who_said_not_to_know_somebody_can_be_asked_again(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    judging_house.now = MONDAY.replace(day=11)
    async with judging_house.acting("iris") as ctx:
        again = await send_enquiry_again(ctx, await may_enquire(ctx, seen), POLICE)
    assert again.is_silent
    assert again.due_on == DUE_ON.replace(day=18)
    async with judging_house.acting("agent") as ctx:
        await view_subject_asked(ctx, enquiry)


@pytest.mark.parametrize("answer", [None, *(set(EnquiryAnswer) - {EnquiryAnswer.NOT_KNOWN})])
async def test_nobody_else_is_asked_again_and_least_of_all_who_refused(
    judging_house: JudgingHouse, answer: EnquiryAnswer | None
):
    seen, enquiry = await asked(judging_house)
    if answer:
        await say(judging_house, enquiry, answer)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(NotToAskAgainError):
            await send_enquiry_again(ctx, await may_enquire(ctx, seen), POLICE)
    if answer:
        with pytest.raises(EnquiredBeforeError):
            await ask(judging_house, seen, POLICE)


async def test_a_withdrawn_question_is_over_and_can_be_asked_anew(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    async with judging_house.acting("iris") as ctx:
        ended = await withdraw_enquiry(ctx, await may_enquire(ctx, seen), POLICE)
        assert ended.end is EnquiryEnd.WITHDRAWN
    assert enquiry not in await judging_house.timers(TimerKind.ENQUIRY)
    async with judging_house.acting("agent") as ctx:
        assert (await list_own_enquiries(ctx)).rows == ()
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)
    async with judging_house.acting("iris") as ctx:
        permit = await may_enquire(ctx, seen)
        with pytest.raises(EnquiryOverError):
            await withdraw_enquiry(ctx, permit, POLICE)
        with pytest.raises(EnquiryOverError):
            await record_said(ctx, permit, POLICE, EnquiryAnswer.KNOWN)
    (anew,) = await ask(judging_house, seen, POLICE)
    assert (anew.id, anew.is_silent) == (enquiry, True)


async def test_of_a_partner_that_was_not_asked_nothing_is_recorded(judging_house: JudgingHouse):
    seen = await a_tested_case(judging_house, referrer="nurse")
    async with judging_house.acting("iris") as ctx:
        permit = await may_enquire(ctx, seen)
        with pytest.raises(NotFoundError):
            await record_said(ctx, permit, POLICE, EnquiryAnswer.KNOWN)


async def test_who_said_to_be_involved_is_proposed_at_the_weighing_and_who_said_no_is_not(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.INVOLVED)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id))
        assert set(await propose_involved(ctx, permit)) == {POLICE, CARE}
    other, second = await asked(judging_house, "ZP2-H55", "agent", CARE)
    await say(judging_house, second, EnquiryAnswer.NOT_KNOWN, who="nurse")
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=other.id))
        assert await propose_involved(ctx, permit) == ()


async def test_once_weighed_all_lapse_and_who_was_asked_reads_nothing_any_more(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), ADVISE)
    assert (await find(judging_house, enquiry)).end is EnquiryEnd.LAPSED
    async with judging_house.acting("agent") as ctx:
        assert (await list_own_enquiries(ctx)).rows == ()
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)
