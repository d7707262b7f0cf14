"""Two presses on one signal."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from dialogs.signal_about import about_signal, over_when_gone, require_as_read
from domain.audit import AuditEvent
from domain.signal import Signal, SignalSays, SignalWay
from services.moment import Context
from services.signal import (
    OpenSignal,
    SignalWriting,
    form_signal_said,
    note_signal_said,
    open_signal,
    open_to_signal,
    record_handed_over,
    rewrite_signal,
    send_signal,
    withdraw_signal,
)
from services.signal_answer import SignalQuestion, answer_signal, open_signal_question
from services.signal_clock import look_at_signal
from tests.support.agenda_house import POLICE
from tests.support.enquiries import MONDAY
from tests.support.judging_house import JudgingHouse
from tests.support.signals import (
    REMINDER,
    a_youth,
    care_knows,
    form,
    kept,
    says,
    send,
    weighed_as_signal,
)
from tests.support.two_presses import DONE, Lead, Press, Scene, press, ticks


async def a_signal_of_two(house: JudgingHouse) -> Signal:
    """The police and mental health care are asked."""
    house.now = MONDAY
    case = await a_youth(house)
    await care_knows(house, case)
    return await send(house, form())


def answers(
    signal: Signal, who: str = "agent", says: SignalSays = SignalSays.NO_OBJECTION
) -> Press:
    """A supplier answers what it read, as its dialog does."""
    about = about_signal(signal)

    async def read(ctx: Context) -> SignalQuestion:
        with over_when_gone(about):
            question = await open_signal_question(ctx, signal.id)
        require_as_read(about, question.signal)
        return question

    async def answer(ctx: Context, question: SignalQuestion) -> None:
        reason = "Er loopt een onderzoek." if says is SignalSays.OBJECTION else ""
        await answer_signal(ctx, question, form_signal_said(ctx, says, reason))

    return press(who, read, answer)


def goes_on(signal: Signal, does: Callable[[Context, OpenSignal], Awaitable[object]]) -> Press:
    """A coordinator goes on with a signal that they read, as their dialog does."""
    about = about_signal(signal)

    async def read(ctx: Context) -> OpenSignal:
        with over_when_gone(about):
            opened = await open_signal(ctx, signal.id)
        require_as_read(about, opened.signal)
        return opened

    return press("sanne", read, does)


async def hand(ctx: Context, opened: OpenSignal) -> None:
    await record_handed_over(ctx, opened, SignalWay.LETTER, ctx.today, "de directeur")


async def rewrite(ctx: Context, opened: OpenSignal) -> None:
    await rewrite_signal(ctx, opened, form())


async def note_objection(ctx: Context, opened: OpenSignal) -> None:
    said = form_signal_said(ctx, SignalSays.OBJECTION, "Er loopt een onderzoek.")
    await note_signal_said(ctx, opened, POLICE, said)


async def two_suppliers_answer(house: JudgingHouse) -> Scene:
    signal = await a_signal_of_two(house)
    return Scene(
        one=answers(signal),
        other=answers(signal, "nurse", SignalSays.OBJECTION),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SIGNAL_ANSWERED,),
    )


async def one_supplier_answers_also_by_telephone(house: JudgingHouse) -> Scene:
    signal = await a_signal_of_two(house)
    return Scene(
        one=answers(signal),
        other=goes_on(signal, note_objection),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SIGNAL_ANSWERED,),
    )


async def an_answer_while_it_is_rewritten(house: JudgingHouse) -> Scene:
    signal = await a_signal_of_two(house)
    return Scene(
        one=answers(signal),
        other=goes_on(signal, rewrite),
        other_hears=DONE,
        one_hears="signal.rewritten",
        events=(AuditEvent.SIGNAL_ANSWERED, AuditEvent.SIGNAL_ASKED),
    )


async def an_answer_while_it_is_withdrawn(house: JudgingHouse) -> Scene:
    signal = await a_signal_of_two(house)
    return Scene(
        one=answers(signal),
        other=goes_on(signal, withdraw_signal),
        other_hears=DONE,
        one_hears="signal.over",
        events=(AuditEvent.SIGNAL_ANSWERED, AuditEvent.SIGNAL_WITHDRAWN),
    )


async def a_signal_to_go(house: JudgingHouse) -> Signal:
    house.now = MONDAY
    await a_youth(house)
    signal = await send(house, form())
    await says(house, signal.id, "agent")
    (ready,) = await kept(house)
    return ready


async def handed_over_twice(house: JudgingHouse) -> Scene:
    signal = await a_signal_to_go(house)
    return Scene(
        one=goes_on(signal, hand),
        other=replace(goes_on(signal, hand), who="daan"),
        other_hears="signal.over",
        one_hears="signal.over",
        events=(AuditEvent.SIGNAL_HANDED_OVER,),
    )


async def handed_over_while_it_is_withdrawn(house: JudgingHouse) -> Scene:
    signal = await a_signal_to_go(house)
    return Scene(
        one=goes_on(signal, hand),
        other=replace(goes_on(signal, withdraw_signal), who="iris"),
        other_hears="signal.over",
        one_hears="signal.over",
        events=(AuditEvent.SIGNAL_HANDED_OVER, AuditEvent.SIGNAL_WITHDRAWN),
    )


async def handed_over_while_somebody_objects(house: JudgingHouse) -> Scene:
    signal = await a_signal_to_go(house)
    return Scene(
        one=goes_on(signal, hand),
        other=answers(signal, says=SignalSays.OBJECTION),
        other_hears="signal.over",
        one_hears="signal.not_ready",
        events=(AuditEvent.SIGNAL_HANDED_OVER, AuditEvent.SIGNAL_ANSWERED),
    )


async def withdrawn_twice(house: JudgingHouse) -> Scene:
    signal = await a_signal_to_go(house)
    return Scene(
        one=goes_on(signal, withdraw_signal),
        other=replace(goes_on(signal, withdraw_signal), who="iris"),
        other_hears="signal.over",
        one_hears="signal.over",
        events=(AuditEvent.SIGNAL_WITHDRAWN,),
    )


async def written_twice_from_one_case(house: JudgingHouse) -> Scene:
    house.now = MONDAY
    case = await weighed_as_signal(house)

    async def write(ctx: Context, writing: SignalWriting) -> None:
        await send_signal(ctx, writing, form())

    one = press("sanne", lambda ctx: open_to_signal(ctx, case), write)
    return Scene(
        one=one,
        other=replace(one, who="iris"),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SIGNAL_ASKED,),
    )


async def reminded_while_a_supplier_answers(house: JudgingHouse) -> Scene:
    signal = await a_signal_of_two(house)
    house.now = REMINDER
    return Scene(
        one=answers(signal),
        other=ticks(look_at_signal, signal.id),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.SIGNAL_ANSWERED,),
        on_record=(1,),
    )


async def handed_over_while_it_lapses(house: JudgingHouse) -> Scene:
    signal = await a_signal_to_go(house)
    house.now += (signal.ends_on - house.now.date()) * 1
    return Scene(
        one=goes_on(signal, hand),
        other=ticks(look_at_signal, signal.id),
        other_hears=DONE,
        one_hears="signal.over",
        events=(AuditEvent.SIGNAL_HANDED_OVER, AuditEvent.SIGNAL_LAPSED),
        on_record=(1,),
    )


SCENES: tuple[Lead, ...] = (
    two_suppliers_answer,
    one_supplier_answers_also_by_telephone,
    an_answer_while_it_is_rewritten,
    an_answer_while_it_is_withdrawn,
    handed_over_twice,
    handed_over_while_it_is_withdrawn,
    handed_over_while_somebody_objects,
    withdrawn_twice,
    written_twice_from_one_case,
    reminded_while_a_supplier_answers,
    handed_over_while_it_lapses,
)
