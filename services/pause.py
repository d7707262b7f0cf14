"""A case rests and comes back: a process director pauses it with a reason and a day on which it is
looked at again; on that day, and each week after it, the directors are asked what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from domain import pause as rules
from domain.access import Action, CaseState
from domain.agreed_action import AgreedAction
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import ColourWish, StandingColour
from domain.errors import RuleBrokenError
from domain.identifiers import CaseCode, CaseId
from domain.lifecycle import move_on
from domain.pause import Pause
from domain.policy import may_ever
from domain.referrer_news import ReferrerStep
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, find_grounds
from services.agenda_wish import leave_agendas
from services.agreed_action import list_open_actions
from services.colour import apply_colour
from services.consent import Consent, agree_on_newcomers
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.priority import leave_prioritised
from services.referrer_news import tell_referrer_step
from services.written_round_timer import follow_case


class SessionRunsError(RuleBrokenError):
    """An acute session about this case is not over yet: close that first."""

    text_key: ClassVar[str] = "pause.session_runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PausedRow:
    """A case that rests, and when it is looked at again; ``may_return`` for who decides that."""

    case: CaseId
    code: CaseCode
    review_on: date
    may_return: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseView:
    """What a process director reads before a case rests, goes on resting or comes back."""

    case: Case
    last: Pause | None
    paused_by: str
    actions: tuple[AgreedAction, ...]


async def view_pause(ctx: Context, permit: Permit) -> PauseView:
    """Show why a case rests, if it does, and what is still open of what was agreed about it."""
    case = permit.case_for(ctx, Action.PAUSE_CASE, Action.RETURN_CASE)
    await record_pause_seen(ctx, permit)
    last = await ctx.uow.case_steps.last_pause(case.id) if case.paused_until else None
    return PauseView(
        case=case,
        last=last,
        paused_by=(await ctx.uow.people.member(last.signed.by)).name if last else "",
        actions=tuple(await list_open_actions(ctx, case.id)),
    )


async def record_pause_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that a process director sees why a case rests, and what was agreed about it."""
    permit.case_for(ctx, Action.PAUSE_CASE, Action.RETURN_CASE)
    await ctx.record_seen(permit.sight(SeenPart.PAUSE), permit.sight(SeenPart.ACTIONS))


async def pause_case(ctx: Context, permit: Permit, reason: str, review_on: date) -> Case:
    """Let a case rest until a day, or rest longer: it leaves the list and every agenda to come,
    places stay and what was agreed goes on. SessionRunsError while an acute session runs.
    """
    case = permit.case_for(ctx, Action.PAUSE_CASE)
    pause = rules.decide_pause(case.id, reason, review_on, ctx.sign(), ctx.calendar)
    await refuse_running_session(ctx, case)
    await ctx.uow.case_steps.add_pause(pause)
    saved = await ctx.uow.cases.save(rules.let_rest(case, pause))
    await ctx.record(AuditEvent.CASE_PAUSED, case.id)
    if case.state is CaseState.TAKEN_UP:
        await leave_house_work(ctx, case)
    await look_in_the_morning(ctx, TimerKind.PAUSE, case.id, pause.review_on)
    await tell_referrer_step(ctx, saved, ReferrerStep.PAUSED)
    return saved


async def refuse_running_session(ctx: Context, case: Case) -> None:
    """Refuse to end work on a case while an acute report or session about it is open."""
    if any(one.is_open for one in await ctx.uow.sessions.of_case(case.id)):
        raise SessionRunsError


async def leave_house_work(ctx: Context, case: Case) -> None:
    """End what the house does with a case that leaves the list: its place among prioritised cases,
    agendas to come, a written round, and what partners wanted discussed.
    """
    await leave_prioritised(ctx, case)
    await leave_agendas(ctx, case)
    await ctx.uow.discussion_wishes.clear(case.id)
    await follow_case(ctx, case.id, case.colour)


async def return_case(
    ctx: Context, permit: Permit, wish: ColourWish, consent: Consent | None = None
) -> tuple[Case, StandingColour]:
    """Bring a case back on the list, with a colour and a review date of now. NobodyAgreedError when
    a partner comes in and nobody stands behind it.
    """
    case = permit.case_for(ctx, Action.RETURN_CASE)
    agreement = await agree_on_newcomers(ctx, case.id, wish.required, consent)
    await ctx.record(AuditEvent.CASE_RETURNED, case.id)
    await ctx.uow.timers.cancel(TimerKind.PAUSE, case.id)
    back = replace(move_on(case, CaseState.TAKEN_UP, ctx.sign()), paused_until=None, colour=None)
    decision, saved = await apply_colour(ctx, back, wish, ctx.sign(), agreement)
    await tell_referrer_step(ctx, saved, ReferrerStep.RETURNED)
    return saved, decision.standing


async def look_at_pause(moment: Moment, case_id: str) -> None:
    """Ask the process directors what becomes of a case whose day came, and again each week; its
    timer calls this.
    """
    case = await moment.uow.cases.get(CaseId(case_id))
    if case.state is not CaseState.PAUSED or case.paused_until is None:
        return
    if case.paused_until > moment.today:
        await look_in_the_morning(moment, TimerKind.PAUSE, case.id, case.paused_until)
        return
    holders = await list_directors(moment)
    await tell_in_digest(moment, *holders or [moment.house.duty.fallback], on=moment.today)
    asked_on = rules.find_asking_day(moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.PAUSE, case.id, asked_on)


async def list_paused(ctx: Context) -> Sequence[PausedRow]:
    """List the cases that rest: all of them to who decides on them, else those in which the actor
    keeps a place.
    """
    if may_ever(Action.RETURN_CASE, ctx.actor):
        return await _list_all(ctx)
    own = await ctx.uow.cases.of_member(ctx.actor.id)
    grounds = find_grounds(ctx, Action.HEAR_PAUSE, own)
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return _form_rows(list(grounds), may_return=False)


async def _list_all(ctx: Context) -> Sequence[PausedRow]:
    found = await ctx.uow.cases.paused()
    stands = await ctx.uow.cases.involvements([one.id for one in found], ctx.actor.id)
    grounds = find_grounds(ctx, Action.RETURN_CASE, {one: stands[one.id] for one in found})
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return _form_rows(list(grounds), may_return=True)


async def read_due_pauses(reading: Reading) -> Sequence[PausedRow]:
    """Read which cases a process director is asked about: those whose day has come."""
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.RETURN_CASE, actor):
        return ()
    found = await reading.uow.cases.paused()
    due = [one for one in found if one.paused_until and one.paused_until <= reading.today]
    return _form_rows(due, may_return=True)


def _form_rows(cases: Sequence[Case], *, may_return: bool) -> Sequence[PausedRow]:
    return [
        PausedRow(case=one.id, code=one.code, review_on=one.paused_until, may_return=may_return)
        for one in cases
        if one.paused_until
    ]
