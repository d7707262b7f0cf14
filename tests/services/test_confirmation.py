"""Who is named as having agreed says itself whether that is right; weeks go by: one confirms, one
contradicts, one says nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.access import CaseState
from domain.audit import AuditEvent, AuditReason
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOverError,
    SaidInFutureError,
    TooLateToUndoError,
)
from domain.identifiers import ConfirmationId, MemberId
from domain.mandate import AgreedDecision
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import RefusedError
from services.confirmation import (
    answer_confirmation,
    confirm_all,
    list_to_agree,
    take_back_confirmation,
)
from services.confirmation_asking import ask_organisations, look_at_unconfirmed
from services.confirmation_noting import (
    SaidByTelephone,
    note_confirmations,
    open_confirmations_to_note,
)
from services.confirmation_settling import list_in_doubt, read_contested
from services.reaction import open_reaction_to_answer, withdraw_advice
from services.referral import withdraw_referral
from services.seen_case import SeenCase
from services.weighing import WeighingForm
from tests.services.test_reaction import say
from tests.support.agenda_house import POLICE
from tests.support.confirmations import a_confirmation
from tests.support.enquiries import a_tested_case, be_away
from tests.support.judging_house import ADVISE, AGREED, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen
from tests.support.sent_ordinary import post_agenda_for

MONDAY = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
NEXT_DAY, REMINDED_ON, DAY_AFTER = date(2026, 2, 10), date(2026, 2, 11), date(2026, 2, 17)
QUARTER = timedelta(minutes=15)
CONFIRMED, CONTRADICTED = ConfirmationAnswer


async def weighed(
    house: JudgingHouse, code: str = "KX7-Q42", form: WeighingForm = ADVISE
) -> SeenCase:
    house.now = MONDAY
    seen = await a_tested_case(house, code)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), form)
    return seen


async def asked(house: JudgingHouse, seen: SeenCase) -> list[Confirmation]:
    async with house.reading() as moment:
        return list(await moment.uow.confirmations.of_case(seen.id))


async def only(house: JudgingHouse, seen: SeenCase) -> Confirmation:
    (one,) = await asked(house, seen)
    return one


async def says(
    house: JudgingHouse, seen: SeenCase, answer: ConfirmationAnswer, who: str = "agent"
) -> None:
    one = await only(house, seen)
    async with house.acting(who) as ctx:
        await answer_confirmation(ctx, one.id, one.version, answer)


async def codes(house: JudgingHouse, who: str) -> list[str]:
    async with house.acting(who) as ctx:
        return [one.code for one in (await list_to_agree(ctx)).open]


async def in_doubt(house: JudgingHouse, who: str = "sanne") -> list[tuple[str, str]]:
    async with house.acting(who) as ctx:
        return [(one.code, one.step) for one in (await list_in_doubt(ctx)).shown]


async def look_on(house: JudgingHouse, on: date) -> set[str]:
    """The clock looks on a day, when it is to look then; who reads something in its digest."""
    house.now = datetime.combine(on, time(7, 26), tzinfo=UTC)
    if on.isoformat() in await house.timers(TimerKind.CONFIRMATION):
        async with house.work() as moment:
            assert await moment.uow.timers.take(TimerKind.CONFIRMATION, str(on), moment.now)
            await look_at_unconfirmed(moment, str(on))
    return await digests(house, on)


def said_of(
    *discussed: Confirmation,
    wrong: Sequence[ConfirmationId] = (),
    by: str = "deputy",
    on: date = date(2026, 2, 16),
) -> SaidByTelephone:
    """What the deputy of the police said of these."""
    return SaidByTelephone(
        said_by=MemberId(by),
        said_on=on,
        discussed=[one.id for one in discussed],
        wrong=wrong,
    )


async def digests(house: JudgingHouse, on: date) -> set[str]:
    notices = await house.notices(NoticeKind.DIGEST)
    return {one.member for one in notices if one.business_key.endswith(str(on))}


async def test_who_is_named_as_having_agreed_is_asked_by_code_in_the_next_digest(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    one = await only(judging_house, seen)
    assert (one.decision, one.organisation) == (AgreedDecision.WEIGHING, POLICE)
    assert (one.named_by, one.named_at) == ("sanne", MONDAY)
    assert "agent" in await look_on(judging_house, NEXT_DAY)
    async with judging_house.acting("agent") as ctx:
        (row,) = (await list_to_agree(ctx)).rows
    assert (row.code, row.named_by, row.named_on) == ("KX7-Q42", "Sanne", date(2026, 2, 9))
    assert row.until_on == date(2026, 2, 16)
    last = (await judging_house.on_record(seen.id))[-1]
    assert (last.who, last.part) == ("agent", SeenPart.OVERVIEW)


async def test_the_organisation_of_who_decided_is_not_asked(judging_house: JudgingHouse):
    judging_house.now = MONDAY
    seen = await a_tested_case(judging_house)
    async with judging_house.acting("sanne") as ctx:
        own = replace(AGREED, agreed=(ctx.actor.organisation.id, POLICE))
        await weigh_seen(ctx, SeenCase(id=seen.id), replace(ADVISE, consent=own))
    assert [one.organisation for one in await asked(judging_house, seen)] == [POLICE]


async def test_who_confirms_is_done_and_nobody_is_reminded(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONFIRMED)
    one = await only(judging_house, seen)
    assert (one.answer, one.said_by, one.said_on) == (CONFIRMED, "agent", date(2026, 2, 9))
    assert await codes(judging_house, "agent") == []
    assert await in_doubt(judging_house) == []
    entry = (await judging_house.on_record(seen.id))[-1]
    assert entry.event is not AuditEvent.AGREEMENT_CONTRADICTED
    assert AuditEvent.AGREEMENT_CONFIRMED in await judging_house.events(seen.id)
    for on in (NEXT_DAY, REMINDED_ON, DAY_AFTER):
        assert await look_on(judging_house, on) == set()
    assert await judging_house.timers(TimerKind.CONFIRMATION) == {}


async def test_pressing_twice_or_on_an_old_card_changes_nothing(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    one = await only(judging_house, seen)
    for answer in (CONFIRMED, CONTRADICTED):
        async with judging_house.acting("agent") as ctx:
            await answer_confirmation(ctx, one.id, one.version, answer)
    assert (await only(judging_house, seen)).answer is CONFIRMED


async def test_all_are_confirmed_at_once_but_only_those_that_were_shown(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    async with judging_house.acting("agent") as ctx:
        shown = await list_to_agree(ctx)
    other = await weighed(judging_house, "BB2-H55")
    async with judging_house.acting("agent") as ctx:
        assert not await confirm_all(ctx, shown.mark)
    assert (await only(judging_house, seen)).answer is None
    async with judging_house.acting("agent") as ctx:
        assert await confirm_all(ctx, (await list_to_agree(ctx)).mark)
    for one in (seen, other):
        assert (await only(judging_house, one)).answer is CONFIRMED


async def test_an_answer_is_taken_back_within_a_quarter_of_an_hour_and_asked_again(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONTRADICTED)
    judging_house.now = MONDAY + QUARTER - timedelta(seconds=1)
    async with judging_house.acting("agent") as ctx:
        (row,) = (await list_to_agree(ctx)).rows
        await take_back_confirmation(ctx, row.id, row.version)
    assert await codes(judging_house, "agent") == ["KX7-Q42"]
    assert await in_doubt(judging_house) == []
    assert "agent" in await look_on(judging_house, NEXT_DAY)
    assert await look_on(judging_house, REMINDED_ON) == {"agent"}
    assert await look_on(judging_house, DAY_AFTER) == {"sanne"}


async def test_what_is_taken_back_after_the_house_looked_is_still_reminded_of(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    judging_house.now = datetime(2026, 2, 10, 7, 20, tzinfo=UTC)
    await says(judging_house, seen, CONFIRMED)
    assert await look_on(judging_house, NEXT_DAY) == set()
    async with judging_house.acting("agent") as ctx:
        (row,) = (await list_to_agree(ctx)).rows
        await take_back_confirmation(ctx, row.id, row.version)
    assert await look_on(judging_house, REMINDED_ON) == {"agent"}
    assert await look_on(judging_house, DAY_AFTER) == {"sanne"}


async def test_what_is_taken_back_after_its_term_is_read_by_who_guards_it(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    judging_house.now = MONDAY + timedelta(days=8)
    await says(judging_house, seen, CONFIRMED)
    async with judging_house.acting("agent") as ctx:
        (row,) = (await list_to_agree(ctx)).rows
        await take_back_confirmation(ctx, row.id, row.version)
    assert await digests(judging_house, date(2026, 2, 18)) == {"sanne"}


async def test_one_moment_asks_an_organisation_once_about_a_decision(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    judging_house.now += timedelta(hours=1)
    for _ in range(2):
        async with judging_house.acting("sanne") as ctx:
            await ask_organisations(ctx, seen.id, AgreedDecision.INVOLVING, [POLICE])
    events = await judging_house.events(seen.id)
    decided = len(await asked(judging_house, seen))
    assert (decided, list(events).count(AuditEvent.CONFIRMATION_ASKED)) == (2, 2)


async def test_after_a_quarter_of_an_hour_it_stands(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONFIRMED)
    one = await only(judging_house, seen)
    judging_house.now = MONDAY + QUARTER
    async with judging_house.acting("agent") as ctx:
        assert (await list_to_agree(ctx)).rows == ()
        with pytest.raises(TooLateToUndoError):
            await take_back_confirmation(ctx, one.id, one.version)


async def test_what_is_contradicted_stays_with_all_process_directors(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    await says(judging_house, seen, CONTRADICTED)
    assert "sanne" in await digests(judging_house, date(2026, 2, 10))
    assert await in_doubt(judging_house) == [("KX7-Q42", "contradicted")]
    assert (await judging_house.case(seen)).state is CaseState.ADVICE_OR_SIGNAL
    assert await in_doubt(judging_house, "iris") == []


async def near(house: JudgingHouse) -> Confirmation:
    """The police are said to have agreed about a case that is discussed tomorrow."""
    named = replace(a_confirmation(await post_agenda_for(house)), organisation=POLICE)
    async with house.work() as moment:
        await moment.uow.confirmations.add(named)
    return named


async def test_of_a_case_discussed_within_two_days_the_directors_hear_it_at_once(
    judging_house: JudgingHouse,
):
    named = await near(judging_house)
    async with judging_house.acting("agent") as ctx:
        await answer_confirmation(ctx, named.id, 1, CONTRADICTED)
    told = await judging_house.notices(NoticeKind.AGREEMENT_CONTESTED)
    assert {one.member for one in told} == {"sanne", "daan"}
    async with judging_house.sending_to("sanne") as reading:
        (row,) = await read_contested(reading, named.case)
    assert (row.code, row.organisation) == ("KX7-Q42", "Politie")


async def test_what_was_taken_back_before_it_is_sent_says_nothing(judging_house: JudgingHouse):
    named = await near(judging_house)
    async with judging_house.acting("agent") as ctx:
        await answer_confirmation(ctx, named.id, 1, CONTRADICTED)
    async with judging_house.acting("agent") as ctx:
        await take_back_confirmation(ctx, named.id, 2)
    async with judging_house.sending_to("sanne") as reading:
        assert await read_contested(reading, named.case) == []


async def test_who_says_nothing_is_reminded_once_and_then_a_director_reads_it(
    judging_house: JudgingHouse,
):
    await weighed(judging_house)
    assert await look_on(judging_house, NEXT_DAY) == {"agent"}
    assert await look_on(judging_house, REMINDED_ON) == {"agent"}
    assert await in_doubt(judging_house) == []
    assert await look_on(judging_house, DAY_AFTER) == {"sanne"}
    assert await in_doubt(judging_house) == [("KX7-Q42", "silent")]
    assert await codes(judging_house, "agent") == ["KX7-Q42"]
    assert await judging_house.timers(TimerKind.CONFIRMATION) == {}


async def test_while_somebody_is_away_the_next_of_the_organisation_is_asked(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    await be_away(judging_house, who="agent")
    assert await codes(judging_house, "agent") == []
    assert await codes(judging_house, "deputy") == ["KX7-Q42"]
    await says(judging_house, seen, CONFIRMED, "deputy")
    assert (await only(judging_house, seen)).said_by == "deputy"


@pytest.mark.parametrize("who", ["deputy", "nurse", "iris", "sanne"])
async def test_nobody_else_answers_for_an_organisation(judging_house: JudgingHouse, who: str):
    seen = await weighed(judging_house)
    assert await codes(judging_house, who) == []
    with pytest.raises(RefusedError):
        await says(judging_house, seen, CONFIRMED, who)


async def test_a_director_puts_down_what_was_said_by_telephone(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    one = await only(judging_house, seen)
    judging_house.now = MONDAY + timedelta(days=8)
    async with judging_house.acting("sanne") as ctx:
        held = await open_confirmations_to_note(ctx, one.id)
        assert {each.id for each in held.speakers} >= {"agent", "deputy"}
        await note_confirmations(ctx, held, said_of(one))
    noted = await only(judging_house, seen)
    assert (noted.said_by, noted.answered_by) == ("deputy", "sanne")
    assert noted.said_on == date(2026, 2, 16)
    (entry,) = [
        one
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.AGREEMENT_CONFIRMED
    ]
    assert (entry.reason, entry.on_behalf_of) == (AuditReason.BY_TELEPHONE, "deputy")
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(ConfirmationOverError):
            await open_confirmations_to_note(ctx, one.id)


async def test_nobody_said_so_on_a_day_to_come_or_for_an_organisation_not_theirs(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    one = await only(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        held = await open_confirmations_to_note(ctx, one.id)
        with pytest.raises(SaidInFutureError):
            await note_confirmations(ctx, held, said_of(one, on=date(2026, 2, 10)))
        with pytest.raises(RefusedError):
            await note_confirmations(ctx, held, said_of(one, by="nurse", on=MONDAY.date()))


async def test_the_question_lapses_when_the_referral_is_withdrawn(judging_house: JudgingHouse):
    judging_house.now = MONDAY
    seen = await judging_house.refer()
    async with judging_house.acting("iris") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.FITS, "Past.", AGREED)
    assert (await only(judging_house, seen)).decision is AgreedDecision.PURPOSE
    version = (await judging_house.case(seen)).version
    async with judging_house.acting("agent") as ctx:
        await withdraw_referral(ctx, seen.id, version)
    assert await asked(judging_house, seen) == []
    assert "agent" not in await look_on(judging_house, REMINDED_ON)


async def test_so_it_does_when_an_advice_is_withdrawn_because_its_referrer_asks(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house)
    known_as = await say(judging_house, seen)
    async with judging_house.acting("daan") as ctx:
        await withdraw_advice(ctx, await open_reaction_to_answer(ctx, known_as), "Op verzoek.")
    assert await asked(judging_house, seen) == []
    assert "agent" not in await look_on(judging_house, REMINDED_ON)


async def test_when_nobody_speaks_for_it_any_more_the_director_reads_that_it_is_not_confirmed(
    judging_house: JudgingHouse,
):
    await weighed(judging_house)
    async with judging_house.work() as moment:
        for name in ("agent", "deputy"):
            member = await moment.uow.people.member(MemberId(name))
            gone = replace(member, appointments=())
            await moment.uow.people.save_member(gone)
    await look_on(judging_house, DAY_AFTER)
    assert await in_doubt(judging_house) == [("KX7-Q42", "silent")]


async def test_while_who_named_it_is_away_every_process_director_reads_what_is_not_confirmed(
    judging_house: JudgingHouse,
):
    await weighed(judging_house)
    await be_away(judging_house, who="sanne", deputy=None)
    read = [await look_on(judging_house, on) for on in (NEXT_DAY, REMINDED_ON, DAY_AFTER)]
    assert ["daan" in one for one in read] == [False, False, True]
    for who in ("daan", "sanne"):
        assert await in_doubt(judging_house, who) == [("KX7-Q42", "silent")]
