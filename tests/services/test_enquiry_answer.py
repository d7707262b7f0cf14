"""Who is asked answers with one press, and a refusal is a normal answer that nobody else sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Ground, Involvement
from domain.audit import AuditEvent, AuditReason
from domain.enquiry import (
    DisclosureGround,
    EnquiryAnswer,
    EnquiryOverError,
    NoDisclosureGroundError,
    TooLateToTakeBackError,
)
from domain.identifiers import CaseId, EnquiryId, MemberId
from domain.notice import NoticeKind
from domain.sight import SeenPart
from services.access import RefusedError
from services.enquiry import withdraw_enquiry
from services.enquiry_answer import (
    answer_all_not_known,
    answer_own_enquiry,
    list_own_enquiries,
    take_back_own_answer,
    view_subject_asked,
    view_subjects,
)
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.enquiries import QUARTER, asked, be_away, bind, find, may_enquire, say
from tests.support.judging_house import JudgingHouse

DROPPING = [EnquiryAnswer.NOT_KNOWN, EnquiryAnswer.CANNOT_SHARE]
STAYING = [EnquiryAnswer.KNOWN, EnquiryAnswer.INVOLVED, EnquiryAnswer.CALL_ME]
CODES = ("KX7-Q42", "ZP2-H55", "MV3-T81")


async def involvement(house: JudgingHouse, case: CaseId, who: str = "agent") -> Involvement:
    async with house.reading() as moment:
        return await moment.uow.cases.involvement(case, MemberId(who))


async def take_back(house: JudgingHouse, enquiry: EnquiryId, who: str = "agent") -> None:
    async with house.acting(who) as ctx:
        version = (await ctx.uow.enquiries.get(enquiry)).version
        await take_back_own_answer(ctx, enquiry, version)


async def test_who_is_asked_sees_codes_only_until_they_ask_who_it_is(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    async with judging_house.acting("agent") as ctx:
        own = await list_own_enquiries(ctx)
        assert CANARY not in repr(own)
        assert {(one.part, one.ground) for one in ctx.seen} == {(SeenPart.OVERVIEW, Ground.ASKED)}
    async with judging_house.acting("agent") as ctx:
        subject = await view_subject_asked(ctx, enquiry)
    assert CANARY in subject.name
    entry = (await judging_house.on_record(seen.id))[-1]
    assert (entry.event, entry.ground) == (AuditEvent.IDENTITY_REVEALED, Ground.ASKED)


@pytest.mark.parametrize("who", ["nurse", "deputy", "sanne"])
async def test_what_one_member_is_asked_is_for_nobody_else(judging_house: JudgingHouse, who: str):
    _, enquiry = await asked(judging_house)
    async with judging_house.acting(who) as ctx:
        assert (await list_own_enquiries(ctx)).rows == ()
        assert (await view_subjects(ctx)).subjects == ()
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)
        with pytest.raises(RefusedError):
            await answer_own_enquiry(ctx, enquiry, 1, EnquiryAnswer.NOT_KNOWN)


@pytest.mark.parametrize("answer", DROPPING)
async def test_who_says_no_loses_the_name_at_once(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    seen, enquiry = await asked(judging_house)
    assert await involvement(judging_house, seen.id) is Involvement.ASKED
    await say(judging_house, enquiry, answer)
    assert await involvement(judging_house, seen.id) is Involvement.FORMER
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)


@pytest.mark.parametrize("answer", STAYING)
async def test_who_knows_somebody_keeps_the_name(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, answer)
    assert await involvement(judging_house, seen.id) is Involvement.ASKED
    async with judging_house.acting("agent") as ctx:
        assert CANARY in (await view_subject_asked(ctx, enquiry)).name


async def test_a_refusal_reads_and_runs_as_not_known_does(judging_house: JudgingHouse):
    left = list[object]()
    for code, answer in zip(CODES, DROPPING, strict=False):
        seen, enquiry = await asked(judging_house, code)
        await say(judging_house, enquiry, answer)
        entries = [
            replace(one, subject=None, case_id=None)
            for one in await judging_house.on_record(seen.id)
        ]
        left.append((entries, await involvement(judging_house, seen.id)))
        await judging_house.send_all()
    assert left[0] == left[1]


async def test_a_second_press_and_an_old_window_change_nothing(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    for answer in (EnquiryAnswer.KNOWN, EnquiryAnswer.NOT_KNOWN):
        async with judging_house.acting("agent") as ctx:
            await answer_own_enquiry(ctx, enquiry, 1, answer)
    assert (await find(judging_house, enquiry)).answer is EnquiryAnswer.KNOWN
    events = [one.event for one in await judging_house.on_record(seen.id)]
    assert events.count(AuditEvent.ENQUIRY_ANSWERED) == 1


@pytest.mark.parametrize("answer", [EnquiryAnswer.KNOWN, EnquiryAnswer.INVOLVED])
async def test_where_secrecy_applies_the_ground_comes_before_the_answer(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    await bind(judging_house)
    _, enquiry = await asked(judging_house, referrer="agent", partner=CARE)
    with pytest.raises(NoDisclosureGroundError):
        await say(judging_house, enquiry, answer, who="nurse")
    await say(judging_house, enquiry, answer, DisclosureGround.CONSENT, who="nurse")
    assert (await find(judging_house, enquiry)).ground is DisclosureGround.CONSENT


@pytest.mark.parametrize("answer", [*DROPPING, EnquiryAnswer.CALL_ME])
async def test_who_tells_nothing_needs_no_ground(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    await bind(judging_house)
    _, enquiry = await asked(judging_house, referrer="agent", partner=CARE)
    await say(judging_house, enquiry, answer, who="nurse")
    assert (await find(judging_house, enquiry)).ground is None


async def test_without_secrecy_no_ground_is_kept(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.KNOWN, DisclosureGround.CONSENT)
    assert (await find(judging_house, enquiry)).ground is None


@pytest.mark.parametrize("answer", list(EnquiryAnswer))
async def test_an_answer_can_be_taken_back_for_a_quarter_of_an_hour(
    judging_house: JudgingHouse, answer: EnquiryAnswer
):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, answer)
    judging_house.now += QUARTER - timedelta(seconds=1)
    await take_back(judging_house, enquiry)
    assert (await find(judging_house, enquiry)).is_silent
    assert await involvement(judging_house, seen.id) is Involvement.ASKED
    await say(judging_house, enquiry, answer)
    judging_house.now += QUARTER
    with pytest.raises((TooLateToTakeBackError, RefusedError)):
        await take_back(judging_house, enquiry)
    assert (await find(judging_house, enquiry)).answer is answer


async def test_nobody_takes_back_the_answer_of_another(judging_house: JudgingHouse):
    _, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN)
    with pytest.raises(RefusedError):
        await take_back(judging_house, enquiry, "nurse")


async def test_one_press_says_not_known_of_all_others(judging_house: JudgingHouse):
    enquiries = [(await asked(judging_house, code))[1] for code in CODES]
    await say(judging_house, enquiries[1], EnquiryAnswer.INVOLVED)
    async with judging_house.acting("agent") as ctx:
        view = await view_subjects(ctx)
        assert {one.row.id for one in view.subjects} == {enquiries[0], enquiries[2]}
        assert await answer_all_not_known(ctx, view.asked.mark)
    said = [(await find(judging_house, one)).answer for one in enquiries]
    nobody = EnquiryAnswer.NOT_KNOWN
    assert said == [nobody, EnquiryAnswer.INVOLVED, nobody]


async def test_what_came_after_the_look_is_not_answered_by_that_press(
    judging_house: JudgingHouse,
):
    _, first = await asked(judging_house)
    async with judging_house.acting("agent") as ctx:
        mark = (await view_subjects(ctx)).asked.mark
    _, second = await asked(judging_house, "ZP2-H55")
    async with judging_house.acting("agent") as ctx:
        assert not await answer_all_not_known(ctx, mark)
    assert (await find(judging_house, first)).is_silent
    assert (await find(judging_house, second)).is_silent


async def test_a_card_holds_twelve_and_says_how_many_come_after(judging_house: JudgingHouse):
    for number in range(13):
        await asked(judging_house, f"KX7-Q{number:02}")
    async with judging_house.acting("agent") as ctx:
        own = await list_own_enquiries(ctx)
        assert (len(own.rows), own.left_out) == (12, 1)
        assert await answer_all_not_known(ctx, own.mark)
        after = await list_own_enquiries(ctx)
    assert (len(after.open), len(after.rows)) == (1, 12)


async def test_who_asked_hears_that_somebody_wants_to_be_called_and_that_all_answered(
    judging_house: JudgingHouse,
):
    _, first = await asked(judging_house)
    await judging_house.send_all()
    before = await judging_house.told(NoticeKind.DIGEST)
    await say(judging_house, first, EnquiryAnswer.CALL_ME)
    assert "iris" not in before
    assert "iris" in await judging_house.told(NoticeKind.DIGEST)


async def test_of_a_withdrawn_question_nothing_can_be_said(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    async with judging_house.acting("iris") as ctx:
        await withdraw_enquiry(ctx, await may_enquire(ctx, seen), POLICE)
    with pytest.raises((EnquiryOverError, RefusedError)):
        await say(judging_house, enquiry, EnquiryAnswer.KNOWN)


async def test_who_moved_to_another_organisation_takes_no_question_along(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    async with judging_house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(replace(agent, organisation=CARE))
    assert await involvement(judging_house, seen.id) is Involvement.FORMER
    async with judging_house.acting("agent") as ctx:
        assert (await list_own_enquiries(ctx)).rows == ()
        with pytest.raises(RefusedError):
            await view_subject_asked(ctx, enquiry)


async def test_who_stands_in_answers_in_the_place_of_who_is_away(judging_house: JudgingHouse):
    seen, enquiry = await asked(judging_house)
    await be_away(judging_house)
    async with judging_house.acting("deputy") as ctx:
        (row,) = (await list_own_enquiries(ctx)).rows
        assert row.on_behalf_of == "Agent"
        assert CANARY in (await view_subject_asked(ctx, enquiry)).name
    await say(judging_house, enquiry, EnquiryAnswer.NOT_KNOWN, who="deputy")
    entry = (await judging_house.on_record(seen.id))[-1]
    assert (entry.reason, entry.on_behalf_of) == (AuditReason.STANDS_IN, MemberId("agent"))
    assert entry.organisation == POLICE
