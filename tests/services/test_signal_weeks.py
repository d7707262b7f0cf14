"""Weeks of a signal: case 7 of the demonstration from finding to letter, silence, who is away or
left, cases that are merged or destroyed meanwhile, and how it ends.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cards.signal import list_signal_rows, show_guarded_signal
from domain.access import CaseState
from domain.audit import AuditEvent, Operator
from domain.contribution import DataCategory
from domain.errors import ConflictError
from domain.identifiers import MemberId, OrganisationId
from domain.member import OrganisationType, Role
from domain.notice import NoticeKind
from domain.referral import Identity
from domain.signal import (
    AddresseeLeftError,
    NoLawfulnessError,
    NotReadyToHandOverError,
    SignalSays,
    SignalStep,
)
from domain.signal_words import HoldsNameError, NamesPersonError
from domain.timer import TimerKind
from services.consent import Consent
from services.merging import open_merge
from services.merging_wish import MergeForm, ask_or_merge
from services.signal import form_signal_said, note_signal_said, open_signal
from services.signal_answer import (
    SignalTasks,
    answer_signal,
    open_signal_question,
    read_signals,
)
from services.signal_printing import print_signal
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, a_member
from tests.support.canaries import CANARY
from tests.support.enquiries import be_away
from tests.support.judging_house import JudgingHouse
from tests.support.rounds import run_round
from tests.support.signals import (
    CODES,
    DAY_AFTER,
    FINDING,
    MONDAY,
    REMINDER,
    TO_HOUSING,
    TO_INSTITUTION,
    a_youth,
    asked_view,
    care_knows,
    form,
    hand_over,
    kept,
    look,
    rewrite,
    says,
    send,
    step,
    tasks,
    view,
)

DIRECTORS = {"sanne", "daan"}


@pytest.fixture
async def house(judging_house: JudgingHouse) -> JudgingHouse:
    judging_house.now = MONDAY
    return judging_house


async def digests(house: JudgingHouse, on: date) -> set[str]:
    notices = await house.notices(NoticeKind.DIGEST)
    return {str(one.member) for one in notices if one.business_key.endswith(str(on))}


async def digest_of(house: JudgingHouse, who: str) -> SignalTasks:
    async with house.sending_to(who) as reading:
        return await read_signals(reading)


async def leave(
    house: JudgingHouse, who: str, role: Role, organisation: OrganisationId = POLICE
) -> None:
    """A member's appointment ended a week ago."""
    gone = a_member(who.capitalize(), organisation, role, until=date(2026, 2, 8))
    async with house.work() as moment:
        await moment.uow.people.save_member(gone)


async def test_case_7_six_youths_one_place_and_a_letter_that_names_nobody(house: JudgingHouse):
    cases = [
        await a_youth(house, code, "agent" if number < 4 else "nurse", number + 1)
        for number, code in enumerate(CODES)
    ]
    signal = await send(house, form(*CODES))
    assert signal.text.addressee.is_third_party
    assert signal.asked == {POLICE, CARE}
    assert {"agent", "nurse"} <= await digests(house, date(2026, 2, 10))

    await says(house, signal.id, "agent")
    with pytest.raises(NotReadyToHandOverError):
        await hand_over(house, signal.id)
    await look(house, signal.id, REMINDER)
    assert await digests(house, REMINDER.date()) == {"nurse"}
    await look(house, signal.id, DAY_AFTER)
    assert await digests(house, DAY_AFTER.date()) == {"iris", *DIRECTORS}
    assert await step(house) is SignalStep.READY

    shown = show_guarded_signal(await view(house, signal.id, "sanne"))
    (letter,) = (one for one in shown if one.label.key == "signal.to_hand_over_letter")
    told = " ".join(one if isinstance(one, str) else repr(one) for one in letter.lines)
    assert FINDING in told
    assert "Woonvoorziening Oeverdal" in told
    assert not [one for one in (CANARY, "Youri", "2009", *CODES) if one in told]

    await hand_over(house, signal.id)
    assert await step(house) is SignalStep.HANDED_OVER
    for case in cases:
        events = await house.events(case)
        assert {AuditEvent.SIGNAL_ASKED, AuditEvent.SIGNAL_HANDED_OVER} <= set(events)

    await look(house, signal.id, datetime(2026, 5, 24, 7, 26, tzinfo=MONDAY.tzinfo))
    assert await kept(house) == []
    assert (await house.events(cases[0]))[-1] is AuditEvent.SIGNAL_LAPSED


async def test_nothing_of_a_signal_but_codes_and_days_stands_on_a_list(house: JudgingHouse):
    await a_youth(house)
    await send(house, form())
    for who in ("agent", "iris"):
        for part in list_signal_rows(await tasks(house, who)):
            for row in part.rows:
                assert FINDING[:12] not in repr(row)
                assert "Oeverdal" not in repr(row)
    digests = await house.notices(NoticeKind.DIGEST)
    assert FINDING[:12] not in repr(digests)


async def test_the_reminder_is_given_once_and_running_the_timer_twice_changes_nothing(
    house: JudgingHouse,
):
    await a_youth(house)
    signal = await send(house, form())
    assert (await house.timers(TimerKind.SIGNAL))[signal.id].date() == REMINDER.date()
    await look(house, signal.id, REMINDER)
    await look(house, signal.id, REMINDER)
    assert (await house.timers(TimerKind.SIGNAL))[signal.id].date() == DAY_AFTER.date()
    assert len(await house.notices(NoticeKind.DIGEST)) == 2


async def test_a_bot_that_was_away_until_after_the_last_day_reminds_once_and_tells_who_decides(
    house: JudgingHouse,
):
    await care_knows(house, await a_youth(house))
    signal = await send(house, form())
    gone = a_member("Nurse", CARE, Role.PROFESSIONAL, until=date(2026, 2, 8))
    async with house.work() as moment:
        await moment.uow.people.save_member(gone)
    house.now = DAY_AFTER
    await run_round(house)
    assert await digests(house, DAY_AFTER.date()) == {"agent", "iris", *DIRECTORS}
    (asked, *_) = list_signal_rows(await tasks(house, "agent"))
    assert [one.text.key for one in asked.rows] == ["signal.row_late"]
    assert {one.organisation: one.must_agree for one in (await kept(house))[0].suppliers} == {
        CARE: True,
        POLICE: False,
    }
    house.now = (await house.timers(TimerKind.SIGNAL))[signal.id]
    await run_round(house)
    assert await digests(house, house.now.date()) == {"iris", *DIRECTORS}


async def test_whose_consent_is_needed_and_does_not_come_keeps_it_here_until_it_lapses(
    house: JudgingHouse,
):
    case = await a_youth(house)
    await care_knows(house, case, DataCategory.POLICE)
    signal = await send(house, form())
    for days in (0, 7, 14):
        at = DAY_AFTER + timedelta(days=days)
        await look(house, signal.id, at)
        again_at = (await house.timers(TimerKind.SIGNAL))[signal.id]
        assert again_at.date() == at.date() + timedelta(days=7)
        assert await digests(house, at.date()) >= DIRECTORS
    assert await step(house) is SignalStep.UNAGREED
    (row,) = (await tasks(house, "sanne")).guarded
    assert row.silent == ("GGZ Rivierstad", "Politie")
    await look(house, signal.id, datetime(2026, 5, 11, 7, 26, tzinfo=MONDAY.tzinfo))
    assert await kept(house) == []
    assert (await house.events(case))[-1] is AuditEvent.SIGNAL_LAPSED
    await look(house, signal.id, house.now)


async def test_a_case_that_is_destroyed_takes_its_link_along_but_not_the_consent_that_is_needed(
    house: JudgingHouse,
):
    case = await a_youth(house)
    await care_knows(house, case, DataCategory.HEALTH)
    signal = await send(house, form())
    async with house.work() as moment:
        await moment.uow.signals.change_sources(signal.id, [])
    house.now = DAY_AFTER
    assert await step(house) is SignalStep.UNAGREED
    (row,) = (await tasks(house, "nurse")).asked
    assert row.codes == ()
    await says(house, signal.id, "nurse")
    await hand_over(house, signal.id)


@pytest.mark.parametrize("way", ["destroyed", CaseState.CLOSED, CaseState.WITHDRAWN])
async def test_rewriting_asks_who_supplied_a_case_that_ended_meanwhile_too(
    house: JudgingHouse, way: str
):
    await a_youth(house)
    other = await a_youth(house, "KX7-Q42")
    await care_knows(house, other, DataCategory.HEALTH)
    signal = await send(house, form("GS8-E24", "KX7-Q42"))
    await says(house, signal.id, "nurse", SignalSays.OBJECTION)
    async with house.work() as moment:
        if way == "destroyed":
            kept_on = (await moment.uow.signals.sources([signal.id]))[signal.id]
            left = [one for one in kept_on if one.case != other]
            await moment.uow.signals.change_sources(signal.id, left)
        else:
            over = replace(await moment.uow.cases.get(other), state=CaseState(way))
            await moment.uow.cases.save(over)
    again = await rewrite(house, signal.id, form("GS8-E24"))
    assert again.asked == {POLICE, CARE}
    assert [one.must_agree for one in again.suppliers if one.organisation == CARE] == [True]
    assert len((await tasks(house, "nurse")).asked) == 1
    named = replace(TO_INSTITUTION, finding=f"{FINDING} Zie KX7-Q42.")
    if way != "destroyed":
        with pytest.raises(NamesPersonError):
            await rewrite(house, signal.id, form("GS8-E24", text=named))


async def test_of_a_case_that_is_closed_meanwhile_no_code_is_read(house: JudgingHouse):
    case = await a_youth(house)
    await send(house, form())
    async with house.work() as moment:
        closed = replace(await moment.uow.cases.get(case), state=CaseState.CLOSED)
        await moment.uow.cases.save(closed)
    (asked,) = (await tasks(house, "agent")).asked
    (guarded,) = (await tasks(house, "iris")).guarded
    assert asked.codes == guarded.codes == ()


async def test_of_a_case_that_was_merged_the_other_is_named(house: JudgingHouse):
    house.house = replace(house.house, second_member=False)
    stays = await a_youth(house, "KX7-Q42")
    house.now += timedelta(minutes=1)
    goes = await a_youth(house)
    await send(house, form("GS8-E24"))
    consent = Consent(mandate="M-12")
    async with house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes, stays)
        await ask_or_merge(ctx, pair, MergeForm(stays=stays, reason="Een.", consent=consent))
    (row,) = (await tasks(house, "agent")).asked
    assert row.cases == (stays,)


async def test_a_name_that_was_put_right_meanwhile_keeps_the_signal_here(house: JudgingHouse):
    case = await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent")
    async with house.work() as moment:
        known = await moment.uow.cases.referral(case)
        named = replace(known, identity=Identity(name=f"{CANARY} Oeverdal"))
        await moment.uow.cases.save_referral(case, named, MemberId("agent"), moment.now)
    shown = await view(house, signal.id, "sanne")
    assert shown.may_hand_over is False
    assert "signal.letter_to" not in repr(show_guarded_signal(shown))
    with pytest.raises(HoldsNameError):
        await hand_over(house, signal.id)
    async with house.acting("sanne") as ctx:
        with pytest.raises(HoldsNameError):
            await print_signal(ctx, "GS8-E24", Operator("beheer"))
    assert AuditEvent.PRINTED not in await house.events(case)


@pytest.mark.parametrize("way", ["left the house", "attends only"])
async def test_a_participant_that_takes_part_no_more_is_a_third_party_when_it_is_handed_over(
    house: JudgingHouse, way: str
):
    await a_youth(house)
    signal = await send(house, form(text=TO_HOUSING))
    await says(house, signal.id, "agent")
    async with house.work() as moment:
        housing = await moment.uow.people.organisation(HOUSING)
        if way == "left the house":
            await moment.uow.people.end_organisation(HOUSING, MONDAY.date())
        else:
            attends = replace(housing, type=OrganisationType.THIRD_PARTY)
            await moment.uow.people.save_organisation(attends)
    assert (await view(house, signal.id, "sanne")).may_hand_over is False
    with pytest.raises(AddresseeLeftError):
        await hand_over(house, signal.id)
    with pytest.raises(NoLawfulnessError):
        await rewrite(house, signal.id, form(text=TO_HOUSING))


async def test_while_who_is_asked_is_away_their_deputy_reads_it_and_answers(house: JudgingHouse):
    await a_youth(house)
    signal = await send(house, form())
    assert not (await tasks(house, "deputy")).asked
    first = a_member("First", POLICE, Role.PROFESSIONAL, rank=0)
    async with house.work() as moment:
        await moment.uow.people.save_member(first)
    await be_away(house)
    house.now += timedelta(days=1)
    assert not (await tasks(house, "first")).asked
    assert len((await tasks(house, "deputy")).asked) == 1
    await says(house, signal.id, "deputy", SignalSays.OBJECTION)
    assert await step(house) is SignalStep.STOPPED


async def test_who_left_is_asked_nothing_and_a_colleague_answers(house: JudgingHouse):
    await a_youth(house)
    signal = await send(house, form())
    await leave(house, "agent", Role.PROFESSIONAL)
    await look(house, signal.id, REMINDER)
    assert await digests(house, REMINDER.date()) == {"deputy"}
    await says(house, signal.id, "deputy")


@pytest.mark.parametrize("leaves_first", [True, False])
async def test_an_organisation_for_which_nobody_speaks_has_to_be_called(
    house: JudgingHouse, leaves_first: bool
):
    await a_youth(house)
    if leaves_first:
        await nobody_speaks_for_police(house)
    signal = await send(house, form())
    assert [one.must_agree for one in signal.suppliers] == [leaves_first]
    await nobody_speaks_for_police(house)
    await look(house, signal.id, REMINDER)
    await look(house, signal.id, DAY_AFTER)
    assert await step(house) is SignalStep.UNAGREED
    async with house.acting("sanne") as ctx:
        said = form_signal_said(ctx, SignalSays.NO_OBJECTION, "")
        await note_signal_said(ctx, await open_signal(ctx, signal.id), POLICE, said)
    assert await step(house) is SignalStep.READY


async def nobody_speaks_for_police(house: JudgingHouse) -> None:
    for who in ("agent", "deputy"):
        await leave(house, who, Role.PROFESSIONAL)


async def test_when_its_writer_is_no_coordinator_any_more_all_of_them_guard_it(
    house: JudgingHouse,
):
    await a_youth(house)
    await send(house, form())
    assert not (await tasks(house, "sanne")).guarded
    await leave(house, "iris", Role.INFORMATION_COORDINATOR, CITY)
    for who in DIRECTORS:
        assert len((await tasks(house, who)).guarded) == 1


async def test_the_digest_tells_who_decides_and_not_who_only_waits(house: JudgingHouse):
    await a_youth(house)
    signal = await send(house, form())
    assert not (await digest_of(house, "iris")).guarded
    assert len((await digest_of(house, "agent")).asked) == 1
    await says(house, signal.id, "agent")
    assert not (await digest_of(house, "agent")).said
    assert len((await digest_of(house, "sanne")).guarded) == 1
    await hand_over(house, signal.id)
    assert not (await digest_of(house, "iris")).guarded
    assert len((await tasks(house, "iris")).guarded) == 1


async def test_of_two_who_answer_at_once_the_second_hears_that_somebody_was_first(
    house: JudgingHouse,
):
    await a_youth(house)
    signal = await send(house, form())
    async with house.acting("agent") as ctx:
        question = await open_signal_question(ctx, signal.id)
        await answer_signal(ctx, question, form_signal_said(ctx, SignalSays.OBJECTION, ""))
        with pytest.raises(ConflictError):
            await answer_signal(ctx, question, form_signal_said(ctx, SignalSays.NO_OBJECTION, ""))
    assert await step(house) is SignalStep.STOPPED
    assert (await asked_view(house, signal.id, "agent")).says is SignalSays.OBJECTION
