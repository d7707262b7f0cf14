"""A case weighed as a signal: its referrer reads what the house does and nothing of the signal, and
who weighed it reads every week that it has to be written, until it was handed over or need not.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cards.signal import SIGNAL_CASE, list_signal_rows
from cards.weighing import lay_out_outcome
from domain.access import Action, CaseState
from domain.audit import SeenPart
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.timer import TimerKind
from domain.weighing import FollowUp, NoFollowUpError, Outcome, ShortEffort, Verdict
from files.case_export import write_case_json
from services.case_export import copy_case
from services.second_member import ask_second_member, confirm_weighing, open_to_confirm
from services.seen_case import SeenCase, take_case
from services.signal import open_signal, withdraw_signal
from services.signal_answer import read_signals
from services.weighing import view_outcome
from tests.support.canaries import CANARY
from tests.support.judging_house import ADVISE, AGREED, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen
from tests.support.reactions import answer_reaction, react_to
from tests.support.signals import (
    AS_SIGNAL,
    FINDING,
    MONDAY,
    UNTIL,
    a_youth,
    form,
    hand_over,
    look_at_promise,
    send,
    to_write,
    weighed_as_signal,
)

# five working days later, and five after that
A_WEEK_LATER = datetime(2026, 2, 16, 7, 25, tzinfo=UTC)
TWO_WEEKS_LATER = datetime(2026, 2, 23, 7, 25, tzinfo=UTC)
CODE = "GS8-E24"


@pytest.fixture
async def house(judging_house: JudgingHouse) -> JudgingHouse:
    judging_house.now = MONDAY
    return judging_house


async def digests(house: JudgingHouse, on: date) -> set[str]:
    notices = await house.notices(NoticeKind.DIGEST)
    return {str(one.member) for one in notices if one.business_key.endswith(str(on))}


async def promised_timers(house: JudgingHouse) -> dict[str, datetime]:
    return await house.timers(TimerKind.SIGNAL_TO_WRITE)


async def test_who_weighed_reads_it_in_mijn_with_the_button_that_begins_it(house: JudgingHouse):
    case = await weighed_as_signal(house)
    assert await to_write(house) == [CODE]
    last = (await house.on_record(case))[-1]
    assert (last.who, last.part) == ("sanne", SeenPart.OVERVIEW)
    async with house.sending_to("sanne") as reading:
        rows = [one for part in list_signal_rows(await read_signals(reading)) for one in part.rows]
    (button,) = [one.button for one in rows]
    assert button is not None
    assert (button.press.verb, button.press.subject, button.opens_dialog) == (
        SIGNAL_CASE,
        case,
        True,
    )
    assert CANARY not in repr(rows)


@pytest.mark.parametrize("who", ["daan", "iris", "agent", "nurse"])
async def test_nobody_else_reads_it_while_who_weighed_is_there(house: JudgingHouse, who: str):
    await weighed_as_signal(house)
    assert await to_write(house, who) == []


async def test_an_advice_has_nobody_write_a_signal(house: JudgingHouse):
    case = await a_youth(house)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=case), ADVISE)
    assert await to_write(house) == []
    assert await promised_timers(house) == {}


async def test_it_stands_in_the_digest_once_a_week(house: JudgingHouse):
    case = await weighed_as_signal(house)
    assert "sanne" not in await digests(house, date(2026, 2, 10))
    assert await promised_timers(house) == {case: A_WEEK_LATER}
    await look_at_promise(house, case, A_WEEK_LATER)
    await look_at_promise(house, case, A_WEEK_LATER)
    assert await digests(house, A_WEEK_LATER.date()) == {"sanne"}
    assert await promised_timers(house) == {case: TWO_WEEKS_LATER}


async def test_every_process_director_reads_it_when_who_weighed_left(house: JudgingHouse):
    case = await weighed_as_signal(house)
    async with house.work() as moment:
        sanne = await moment.uow.people.member(MemberId("sanne"))
        await moment.uow.people.save_member(sanne.leave(date(2026, 2, 10)))
    house.now = A_WEEK_LATER
    assert await to_write(house, "daan") == [CODE]
    assert await to_write(house, "iris") == []
    await look_at_promise(house, case, A_WEEK_LATER)
    assert await digests(house, A_WEEK_LATER.date()) == {"daan"}


async def test_nothing_is_told_while_a_signal_is_under_way_and_again_when_it_is_withdrawn(
    house: JudgingHouse,
):
    case = await weighed_as_signal(house)
    signal = await send(house, form(CODE))
    assert await to_write(house) == []
    await look_at_promise(house, case, A_WEEK_LATER)
    assert await digests(house, A_WEEK_LATER.date()) == set()
    async with house.acting("iris") as ctx:
        await withdraw_signal(ctx, await open_signal(ctx, signal.id))
    assert await to_write(house) == [CODE]
    await look_at_promise(house, case, TWO_WEEKS_LATER)
    assert await digests(house, TWO_WEEKS_LATER.date()) == {"sanne"}


async def test_it_ends_when_the_signal_was_handed_over(house: JudgingHouse):
    await weighed_as_signal(house)
    signal = await send(house, form(CODE))
    house.now = MONDAY + (UNTIL - MONDAY.date()) + timedelta(days=1)
    gone = await hand_over(house, signal.id)
    assert await promised_timers(house) == {}
    async with house.work() as moment:
        await moment.uow.signals.wipe(gone)
    assert await to_write(house) == []


async def test_it_ends_when_the_referrer_withdraws_the_case(house: JudgingHouse):
    case = await weighed_as_signal(house)
    async with house.acting("agent") as ctx:
        await react_to(ctx, case)
    async with house.acting("sanne") as ctx:
        await answer_reaction(ctx, case, ends=True)
    assert await promised_timers(house) == {}
    async with house.reading() as moment:
        assert await moment.uow.signals.promised(case) is None


async def test_of_a_case_that_left_outcome_b_otherwise_nobody_is_told(house: JudgingHouse):
    case = await weighed_as_signal(house)
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, state=CaseState.WITHDRAWN))
    assert await to_write(house) == []
    await look_at_promise(house, case, A_WEEK_LATER)
    assert await digests(house, A_WEEK_LATER.date()) == set()
    assert await promised_timers(house) == {}


async def test_a_timer_of_a_case_that_is_gone_does_nothing(house: JudgingHouse):
    await look_at_promise(house, CaseId("gone"), A_WEEK_LATER)
    assert await promised_timers(house) == {}


async def test_without_an_explanation_for_the_referrer_it_cannot_be_weighed(house: JudgingHouse):
    case = await a_youth(house)
    silent = replace(AS_SIGNAL, follow_up=FollowUp(effort=ShortEffort.SIGNAL, advice=" "))
    async with house.acting("sanne") as ctx:
        with pytest.raises(NoFollowUpError):
            await weigh_seen(ctx, SeenCase(id=case), silent)


@pytest.mark.parametrize("outcome", set(Outcome) - {Outcome.ADVICE_OR_SIGNAL})
def test_only_outcome_b_promises_a_signal(outcome: Outcome):
    follow_up = FollowUp(effort=ShortEffort.SIGNAL, advice="Wij geven een signaal.")
    b = Verdict(
        met=frozenset(), outcome=Outcome.ADVICE_OR_SIGNAL, agreement=None, follow_up=follow_up
    )
    assert b.promises_signal
    assert not replace(b, outcome=outcome).promises_signal


async def test_the_referrer_reads_outcome_and_explanation_and_nothing_of_the_signal(
    house: JudgingHouse,
):
    case = await weighed_as_signal(house)
    await send(house, form(CODE))
    async with house.acting("agent") as ctx:
        page = lay_out_outcome(await view_outcome(ctx, case))
    assert page.intro is not None
    assert page.intro.parameters["outcome"].key == "weighing.effort_signal"
    labels = {one.label.key: one.lines for one in page.shown}
    assert labels["weighing.explanation"] == (AS_SIGNAL.follow_up.advice,)
    assert FINDING not in repr(page)
    async with house.acting("agent") as ctx:
        exported = write_case_json(await copy_case(ctx, case))
    assert '"effort": "signal"' in exported
    assert "Oeverdal" not in exported


async def test_of_one_that_a_second_member_confirmed_its_weigher_reads_it_next_morning(
    house: JudgingHouse,
):
    seen = await house.refer(referrer="sanne")
    async with house.acting("sanne") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.FITS, f"{CANARY} past.", AGREED)
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id))
        await ask_second_member(ctx, permit, AS_SIGNAL)
    assert await to_write(house) == []
    house.now += timedelta(days=1)
    async with house.acting("daan") as ctx:
        await confirm_weighing(ctx, await open_to_confirm(ctx, SeenCase(id=seen.id)))
    assert await to_write(house) == ["KX7-Q42"]
    assert await to_write(house, "daan") == []
    assert "sanne" in await digests(house, date(2026, 2, 11))
