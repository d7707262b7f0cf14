"""A supplier reads a signal that comes from its cases and says whether it objects; lists of what
waits hold codes and days only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Action, Ground
from domain.identifiers import CaseId
from domain.policy import decide_access
from domain.sight import SeenPart, Sight
from domain.signal import (
    Signal,
    SignalId,
    SignalOverError,
    SignalSaid,
    SignalSays,
    SignalSource,
    SignalStep,
    SignalText,
    find_signal_step,
)
from services.access import HousePermit, not_involved, require
from services.moment import Context, Reading
from services.partners import name_member
from services.signal import keep_signal_said
from services.signal_asking import find_signal_guards, find_who_says, list_signal_cases
from services.signal_to_write import ToWriteRow, find_signals_to_write


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalQuestion:
    """What a supplier is asked, by the permit they read it on, and the cases that they know."""

    permit: HousePermit
    signal: Signal
    own: tuple[SignalSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """What a supplier reads: for a window only; ``says`` is what they said before."""

    text: SignalText
    codes: tuple[str, ...]
    asked_by: str
    until_on: date
    must_agree: bool
    says: SignalSays | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    """A signal on a list: of which codes, where it is and until when; ``silent`` are the names of
    organisations that did not answer, for who guards it. ``says`` of who is asked; ``is_late`` when
    the last day to object has passed.
    """

    id: SignalId
    cases: tuple[CaseId, ...]
    codes: tuple[str, ...]
    step: SignalStep
    until_on: date
    ends_on: date
    silent: tuple[str, ...] = ()
    says: SignalSays | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalTasks:
    """What one member reads of signals: what they are asked, what they said and can still say
    otherwise, what they guard, and what they have to write.
    """

    asked: Sequence[SignalRow] = ()
    said: Sequence[SignalRow] = ()
    guarded: Sequence[SignalRow] = ()
    to_write: Sequence[ToWriteRow] = ()


async def open_signal_question(ctx: Context, signal_id: SignalId) -> SignalQuestion:
    """Find what the organisation of the actor is asked; RefusedError when it is not asked of them.
    SignalOverError when it was handed over.
    """
    permit = require(ctx, Action.ANSWER_SIGNAL)
    signal = await ctx.uow.signals.get(signal_id)
    sources = (await ctx.uow.signals.sources([signal.id]))[signal.id]
    if not await _is_asked(ctx, signal, sources):
        raise not_involved(Action.ANSWER_SIGNAL, None)
    if signal.handed_over:
        raise SignalOverError
    return SignalQuestion(permit=permit, signal=signal, own=_own(ctx, sources))


async def read_signal_question(ctx: Context, question: SignalQuestion) -> AskedView:
    """Read what a supplier is asked, on record for each case that they supplied something of."""
    question.permit.check(ctx, Action.ANSWER_SIGNAL)
    signal = question.signal
    cases = await list_signal_cases(ctx, question.own)
    shown = tuple(one.id for one in cases)
    await ctx.record_seen(*(_sight(SeenPart.SIGNAL, one, signal.id) for one in shown or (None,)))
    supplier = signal.supplier(ctx.actor.organisation.id)
    return AskedView(
        text=signal.text,
        codes=tuple(one.code for one in cases),
        asked_by=await name_member(ctx, signal.writer),
        until_on=signal.until_on,
        must_agree=supplier is not None and supplier.must_agree,
        says=supplier.says if supplier else None,
    )


async def answer_signal(ctx: Context, question: SignalQuestion, said: SignalSaid) -> None:
    """Say for one's organisation whether it objects. Raises SignalOverError, NamesPersonError."""
    question.permit.check(ctx, Action.ANSWER_SIGNAL)
    own = ctx.actor.organisation.id
    await keep_signal_said(ctx, question.signal, question.own, own, said)


async def list_signals(ctx: Context) -> SignalTasks:
    """List what the actor is asked and said, and what they guard; on record as seen."""
    tasks = await _list(ctx)
    asked = [case for row in (*tasks.asked, *tasks.said) for case in row.cases]
    await ctx.record_seen(*(_sight(SeenPart.OVERVIEW, one) for one in asked))
    own = [case for row in tasks.guarded for case in row.cases]
    own += [one.case for one in tasks.to_write]
    if own:
        permit = require(ctx, Action.WRITE_SIGNAL)
        await ctx.record_seen(*permit.sights(SeenPart.OVERVIEW, own))
    return tasks


def _sight(part: SeenPart, case: CaseId | None, subject: str | None = None) -> Sight:
    """Who answers for an organisation reads of a case that it supplied something of."""
    return Sight(part=part, ground=Ground.SUPPLIER, case_id=case, subject=subject)


async def read_signals(reading: Reading) -> SignalTasks:
    """Read for the digest what waits for the recipient: to answer or to decide."""
    tasks = await _list(await reading.as_recipient())
    quiet = {SignalStep.ASKING, SignalStep.HANDED_OVER}
    guarded = [one for one in tasks.guarded if one.step not in quiet]
    return replace(tasks, said=(), guarded=guarded)


async def _list(ctx: Context) -> SignalTasks:
    may_answer = decide_access(Action.ANSWER_SIGNAL, ctx.actor, None).is_allowed
    may_guard = decide_access(Action.WRITE_SIGNAL, ctx.actor, None).is_allowed
    if not (may_answer or may_guard):
        return SignalTasks()
    kept = await ctx.uow.signals.all()
    sources = await ctx.uow.signals.sources([one.id for one in kept])
    asked, said, guarded = list[SignalRow](), list[SignalRow](), list[SignalRow]()
    for one in kept:
        if may_answer and not one.handed_over and await _is_asked(ctx, one, sources[one.id]):
            row = await _row(ctx, one, _own(ctx, sources[one.id]))
            (said if row.says else asked).append(row)
        if may_guard and ctx.actor.id in await find_signal_guards(ctx, one):
            guarded.append(await _guarded_row(ctx, one, sources[one.id]))
    to_write = await find_signals_to_write(ctx, ctx.actor.id) if may_guard else ()
    return SignalTasks(asked=asked, said=said, guarded=guarded, to_write=to_write)


async def _is_asked(ctx: Context, signal: Signal, sources: Sequence[SignalSource]) -> bool:
    own = ctx.actor.organisation.id
    return own in signal.asked and ctx.actor.id in await find_who_says(ctx, sources, own)


def _own(ctx: Context, sources: Sequence[SignalSource]) -> tuple[SignalSource, ...]:
    """A supplier reads no code of a case of which it supplied nothing."""
    return tuple(one for one in sources if ctx.actor.organisation.id in one.suppliers)


async def _row(ctx: Context, signal: Signal, sources: Sequence[SignalSource]) -> SignalRow:
    cases = await list_signal_cases(ctx, sources)
    supplier = signal.supplier(ctx.actor.organisation.id)
    return SignalRow(
        id=signal.id,
        cases=tuple(one.id for one in cases),
        codes=tuple(one.code for one in cases),
        step=find_signal_step(signal, ctx.today),
        until_on=signal.until_on,
        ends_on=signal.ends_on,
        says=supplier.says if supplier else None,
        is_late=ctx.today > signal.until_on,
    )


async def _guarded_row(ctx: Context, signal: Signal, sources: Sequence[SignalSource]) -> SignalRow:
    silent = [await ctx.uow.people.organisation(one) for one in sorted(signal.silent)]
    row = await _row(ctx, signal, sources)
    return replace(row, silent=tuple(sorted(one.name for one in silent)))
