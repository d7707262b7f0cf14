"""Handing over: a member asks one colleague of the same organisation to take over what they hold,
all of it or what they tick; the colleague is reminded once, and after ten working days it lapses.
Places in acute sessions wait for nobody: they go at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from domain import hand_over as rules
from domain.access import Action
from domain.audit import AuditEvent, AuditReason
from domain.digest import LOOKED_AT
from domain.hand_over import (
    HandOverIsOverError,
    HandOverState,
    NoColleagueError,
    NothingToHandOverError,
    WorkHandOver,
)
from domain.identifiers import MemberId, OrganisationId
from domain.member import Speaker
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.access import require
from services.action_reminders import open_office
from services.acute.passing_on import pass_on
from services.digest import tell_in_digest
from services.guarding import list_directors
from services.held_parts import PartToTick, keep_chosen, list_parts_to_tick, without_places
from services.held_work import HeldCounts, HeldWork, count_held, find_held
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.standing_in import has_left


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverView:
    """What a member is told of their own hand-over: how much they hold, whom they asked and what
    became of it.
    """

    counts: HeldCounts
    may_give: bool = False
    held: WorkHandOver | None = None
    receiver: str = ""

    @property
    def is_something(self) -> bool:
        """Tell whether there is anything to say of the member's own work."""
        return self.may_give or self.held is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """What the actor can hand over, and to whom; of another with their name and organisation, and
    without ``parts`` to tick. ``why_not`` is why who was asked last declined.
    """

    work: HeldWork
    colleagues: tuple[Speaker, ...]
    parts: tuple[PartToTick, ...] = ()
    giver: str = ""
    organisation: str = ""
    declined_by: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColleague:
    """Who was asked to take over: ``waits`` when they are to say yes or no, and how many places in
    sessions are theirs already.
    """

    receiver: str
    waits: bool
    places: int


async def view_hand_over(ctx: Context) -> HandOverView:
    """Show the actor how much they hold, and what became of what they asked."""
    require(ctx, Action.HAND_OVER)
    work = await find_held(ctx, ctx.actor.id, ctx.actor.organisation.id)
    held = await ctx.uow.hand_overs.find(ctx.actor.id)
    if held is None or held.organisation != ctx.actor.organisation.id:
        return HandOverView(counts=count_held(work), may_give=not work.is_empty)
    return HandOverView(
        counts=count_held(work),
        may_give=not work.is_empty,
        held=held,
        receiver=(await ctx.uow.people.member(held.receiver)).name,
    )


async def open_to_hand_over(ctx: Context) -> ToHandOver:
    """Find what the actor can hand over and who may take it; NothingToHandOverError when they hold
    nothing.
    """
    require(ctx, Action.HAND_OVER)
    own = ctx.actor.organisation.id
    work = await find_held(ctx, ctx.actor.id, own)
    if work.is_empty:
        raise NothingToHandOverError
    declined_by, why_not = await find_why_not(ctx, ctx.actor.id)
    return ToHandOver(
        work=work,
        colleagues=await find_colleagues(ctx, own, ctx.actor.id),
        parts=await list_parts_to_tick(ctx, work),
        declined_by=declined_by,
        why_not=why_not,
    )


async def find_why_not(ctx: Context, giver: MemberId) -> tuple[str, str]:
    """Find who declined to take over the work of a member, and why; for who asked it."""
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or held.state is not HandOverState.DECLINED or held.asked_by != ctx.actor.id:
        return "", ""
    name = (await ctx.uow.people.member(held.receiver)).name
    return name, await ctx.uow.hand_overs.why(giver)


async def find_colleagues(
    moment: Moment, organisation: OrganisationId, giver: MemberId
) -> tuple[Speaker, ...]:
    """Find who else speaks for an organisation today."""
    speakers = (await moment.uow.people.speakers(moment.today)).get(organisation, ())
    return tuple(one for one in speakers if one.id != giver)


async def ask_to_take_over(
    ctx: Context, found: ToHandOver, receiver: MemberId, ticked: Collection[str] | None = None
) -> AskedColleague:
    """Ask a colleague to take over what the actor holds, or only what is ``ticked``; nothing moves
    until they accept, but places in sessions that run.

    NoColleagueError for anybody who does not speak for the same organisation today,
    NothingChosenError when nothing is ticked.
    """
    require(ctx, Action.HAND_OVER)
    colleague = next((one for one in found.colleagues if one.id == receiver), None)
    if colleague is None:
        raise NoColleagueError
    offered = [one.id for one in found.parts]
    chosen = None if ticked is None else rules.choose_parts(ticked, offered)
    work = keep_chosen(found.work, chosen)
    await pass_on(ctx, work.asked.places, colleague.id)
    waiting = without_places(work)
    if not waiting.is_empty:
        await _ask(ctx, waiting, colleague.id, chosen)
    return AskedColleague(
        receiver=colleague.name, waits=not waiting.is_empty, places=len(work.asked.places)
    )


async def _ask(
    ctx: Context, work: HeldWork, receiver: MemberId, chosen: tuple[str, ...] | None
) -> None:
    held = WorkHandOver(
        giver=work.holder,
        receiver=receiver,
        organisation=work.organisation,
        asked_by=ctx.actor.id,
        asked_at=ctx.now,
        chosen=chosen,
    )
    await ctx.uow.hand_overs.keep(held)
    await ctx.record(AuditEvent.HAND_OVER_ASKED, subject=receiver, on_behalf_of=held.giver)
    await _tell_receiver(ctx, held, work)
    await _look_later(ctx, held)


async def _tell_receiver(ctx: Context, held: WorkHandOver, work: HeldWork) -> None:
    """In the next digest, or at once when something is due within two working days or a report is
    acute now.
    """
    if not await _is_near(ctx, work):
        await tell_in_digest(ctx, held.receiver)
        return
    await ctx.tell(
        NoticeKind.HAND_OVER,
        held.receiver,
        held.giver,
        f"hand_over:{held.giver}:{held.asked_at:%Y%m%d%H%M%S}",
        window=open_office(ctx),
    )


async def _is_near(ctx: Context, work: HeldWork) -> bool:
    near_on = rules.find_near_day(ctx.today, ctx.calendar)
    if work.reports or any(one.due_on <= near_on for one in work.actions):
        return True
    by = ctx.calendar.moment(near_on + timedelta(days=1), LOOKED_AT)
    for case in work.cases:
        if await ctx.uow.meeting_runs.discussing(case.id, by, ctx.now):
            return True
    return False


async def withdraw_hand_over(ctx: Context) -> HandOverView:
    """Take back what the actor asked; HandOverIsOverError when nobody is asked."""
    require(ctx, Action.HAND_OVER)
    held = await ctx.uow.hand_overs.find(ctx.actor.id)
    if held is None or not held.is_waiting:
        raise HandOverIsOverError
    await ctx.uow.hand_overs.forget(held.giver)
    await ctx.uow.timers.cancel(TimerKind.HAND_OVER, held.giver)
    await ctx.record(AuditEvent.HAND_OVER_WITHDRAWN, subject=held.receiver)
    return await view_hand_over(ctx)


async def settle_hand_over(moment: Moment, held: WorkHandOver, why: str = "") -> None:
    """Keep what became of a hand-over; of two presses at once the second finds that it was
    settled: HandOverIsOverError.
    """
    if not await moment.uow.hand_overs.settle(held, why):
        raise HandOverIsOverError
    await moment.uow.timers.cancel(TimerKind.HAND_OVER, held.giver)


async def look_at_hand_over(moment: Moment, giver: str) -> None:
    """Remind the colleague once; later the question lapses and who asked hears it. Its timer calls
    this.
    """
    held = await moment.uow.hand_overs.find(MemberId(giver))
    if held is None or not held.is_waiting:
        return
    if rules.looked_at_on(moment.day_of(held.asked_at), held, moment.calendar) > moment.today:
        await _look_later(moment, held)
    elif held.is_reminded:
        await _end_unanswered(moment, held, HandOverState.LAPSED)
    else:
        reminded = rules.remind_receiver(held)
        await moment.uow.hand_overs.settle(reminded)
        await tell_in_digest(moment, held.receiver)
        await _look_later(moment, reminded)


async def end_where_receiver_left(moment: Moment) -> None:
    """End each question to a colleague who does not speak for the organisation any more."""
    for held in await moment.uow.hand_overs.waiting():
        if await has_left(moment, held.receiver, held.organisation):
            await _end_unanswered(moment, held, HandOverState.LEFT)


async def _end_unanswered(moment: Moment, held: WorkHandOver, state: HandOverState) -> None:
    """Who asked hears it; where that is a giver who left too, process directors do."""
    await settle_hand_over(moment, rules.settle(held, state, moment.now))
    reason = AuditReason.APPOINTMENT_ENDED if state is HandOverState.LEFT else None
    await moment.record(AuditEvent.HAND_OVER_LAPSED, subject=held.receiver, reason=reason)
    await tell_hand_over(moment, held)


async def tell_hand_over(moment: Moment, held: WorkHandOver, *others: MemberId) -> None:
    """Have who asked read in a digest what became of it, and process directors where that is a
    giver who left.
    """
    told = [held.asked_by, *others]
    if held.asked_by == held.giver and await has_left(moment, held.giver, held.organisation):
        told += await list_directors(moment)
    await tell_in_digest(moment, *told)


async def _look_later(moment: Moment, held: WorkHandOver) -> None:
    on = rules.looked_at_on(moment.day_of(held.asked_at), held, moment.calendar)
    await look_in_the_morning(moment, TimerKind.HAND_OVER, held.giver, on)
